; Copied from grammar/queries/textobjects.scm by editors/sync-queries.py.
(block) @class.around
(defaults) @class.around
(block body: (body (_)* @class.inside))
(defaults body: (body (_)* @class.inside))

(attribute) @entry.around
(attribute name: (_) @assignment.lhs value: (_) @assignment.rhs @entry.inside)
(let) @entry.around
(let name: (_) @assignment.lhs value: (_) @assignment.rhs @entry.inside)

(list (_) @parameter.inside)
(call argument: (_) @parameter.inside)

(call) @call.outer
(annotation) @attribute.outer
(annotation name: (_) @attribute.inner)

[(integer) (decimal) (quantity)] @number.inner
(comment) @comment.around
