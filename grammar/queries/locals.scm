; Declarations of a spec see each other whatever their order: one scope.
(source_file) @local.scope

(source_file (block label: (_) @local.definition . body: (body)))
(body (block label: (_) @local.definition . body: (body)))
(let name: (identifier) @local.definition)

(attribute value: (identifier) @local.reference)
(let value: (identifier) @local.reference)
(list (identifier) @local.reference)
(reference (identifier) @local.reference)
