; Copied from grammar/queries/highlights.scm by editors/sync-queries.py.
; No two patterns give one node different names: editors differ in which of them wins.

(comment) @comment
(string) @string
(escape_sequence) @string.escape

[(integer) (decimal) (quantity) (ip_address) (ip_prefix) (date) (edition_date)] @number
(boolean) @boolean

["edition" "import" "let" "defaults"] @keyword
(block kind: (identifier) @keyword)
(defaults label: (identifier) @keyword.type)

; `gateway vpn NAME`: of two labels the first is the type.
(block label: (identifier) @keyword.type . label: (_))
(block label: (identifier) @module . body: (body))
(let name: (identifier) @variable)

(attribute name: (identifier) @property)
(incomplete name: (identifier) @property)
(incomplete label: (identifier) @variable)

; Azure's words and the language's own; the rest are names of declarations.
((attribute name: (identifier) @property value: (identifier) @constant)
  (#any-of? @property "region" "model"))
((attribute name: (identifier) @property value: (identifier) @constant)
  (#not-any-of? @property "region" "model")
  (#match? @constant "^([A-Z][A-Za-z0-9]*|resource-manager|classic|mission-critical|production|dev-test|windows|windows-10|macos|linux|ios|android|private|vpn-device|public-ip|client-configuration|zone-redundant|active-active|dual-device|dual-path)$"))
((attribute name: (identifier) @property value: (identifier) @variable)
  (#not-any-of? @property "region" "model")
  (#not-match? @variable "^([A-Z][A-Za-z0-9]*|resource-manager|classic|mission-critical|production|dev-test|windows|windows-10|macos|linux|ios|android|private|vpn-device|public-ip|client-configuration|zone-redundant|active-active|dual-device|dual-path)$"))
((list (identifier) @constant)
  (#match? @constant "^([A-Z][A-Za-z0-9]*|resource-manager|classic|mission-critical|production|dev-test|windows|windows-10|macos|linux|ios|android|private|vpn-device|public-ip|client-configuration|zone-redundant|active-active|dual-device|dual-path)$"))
((list (identifier) @variable)
  (#not-match? @variable "^([A-Z][A-Za-z0-9]*|resource-manager|classic|mission-critical|production|dev-test|windows|windows-10|macos|linux|ios|android|private|vpn-device|public-ip|client-configuration|zone-redundant|active-active|dual-device|dual-path)$"))
(let value: (identifier) @variable)
(reference (identifier) @variable)
(call function: (identifier) @function)

(annotation "@" @attribute name: (identifier) @attribute)
(annotation (rule_name) @label)
(named_argument name: (identifier) @variable.parameter)

["=" ":" (wrong_operator)] @operator
["{" "}" "[" "]" "(" ")"] @punctuation.bracket
["," "." (wrong_separator)] @punctuation.delimiter
