(block) @block.outer
(defaults) @block.outer
(block body: (body (_)* @block.inner))
(defaults body: (body (_)* @block.inner))

(attribute) @assignment.outer
(attribute name: (_) @assignment.lhs value: (_) @assignment.rhs @assignment.inner)
(let) @assignment.outer
(let name: (_) @assignment.lhs value: (_) @assignment.rhs @assignment.inner)

(list (_) @parameter.inner)
(call argument: (_) @parameter.inner)

(call) @call.outer
(annotation) @attribute.outer
(annotation name: (_) @attribute.inner)

[(integer) (decimal) (quantity)] @number.inner
(comment) @comment.outer
