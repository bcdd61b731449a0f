; What the outline panel and the breadcrumbs show: `gateway vpn hub_vpn`.
(block
  kind: (identifier) @context
  label: (_) @name) @item

(let
  "let" @context
  name: (identifier) @name) @item
