(source_file (block label: (_) @name . body: (body)) @definition.module)
(body (block label: (_) @name . body: (body)) @definition.field)
(let name: (identifier) @name) @definition.constant

(attribute value: (identifier) @name) @reference.module
(list (identifier) @name) @reference.module
(reference (identifier) @name) @reference.module
