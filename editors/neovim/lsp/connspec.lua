---@brief
---
--- `connspec`, the type checker for hybrid Azure networks. Install it with `cargo install --path .` in a clone of the
--- project, or from a release, so that `connspec` is on `PATH`.
---
--- Settings go under `connspec`, all of them optional:
---
--- ```lua
--- vim.lsp.config('connspec', {
---   settings = {
---     connspec = {
---       edition = '2026-10',              -- instead of the spec's own
---       asOf = '2027-03-31',              -- judge on that day
---       severities = { resiliency = 'hint', ['gateway/tunnel-limit'] = 'error' },
---       inlayHints = { enable = true },
---       codeLens = { enable = true },
---       log = { level = 'info' },         -- what the server says of itself in `:lua =vim.lsp.log.get_filename()`
---     },
---   },
--- })
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'connspec', 'lsp' },
  filetypes = { 'connspec' },
  root_markers = { 'connspec.toml', '.git' },
  init_options = { showsAnswers = true },   -- what commands answer is shown by the ones below
  -- Commands that the server's lenses and code actions name, and that a client has to carry out.
  commands = {
    ['connspec.explain'] = function(command) require('connspec').explain(command.arguments[1]) end,
    ['connspec.requirements'] = function(command) require('connspec').requirements(command.arguments) end,
    ['connspec.showReferences'] = function(command, context)
      require('connspec').show_references(command.arguments[3], context.client_id)
    end,
  },
}
