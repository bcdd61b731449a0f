-- Start-up: four commands, and the server for connspec buffers. What they need is loaded when they are used.
-- `vim.g.connspec_enabled = false`, set before this runs, leaves all of it out.
if vim.g.connspec_enabled == false or vim.g.loaded_connspec then
  return
end
vim.g.loaded_connspec = true

if vim.fn.has('nvim-0.11') == 0 then
  vim.notify_once('connspec needs Neovim 0.11 or newer', vim.log.levels.WARN)
  return
end

local function command(name, options, run)
  vim.api.nvim_create_user_command(name, run, options)
end

command('ConnspecExplain', {
  nargs = '?',
  desc = 'Explain a rule: the one given, or the one reported at the cursor',
  complete = function(lead) return require('connspec').complete_rule(lead) end,
}, function(call) require('connspec').explain(call.args ~= '' and call.args or nil) end)

command('ConnspecGraph', {
  nargs = '?',
  desc = 'Show the picture of this spec: svg (in the viewer), mermaid, dot or json (in a split)',
  complete = function() return { 'svg', 'mermaid', 'dot', 'json' } end,
}, function(call) require('connspec').graph(call.args ~= '' and call.args or 'svg') end)

command('ConnspecRequirements', { desc = 'Show what satisfies the requirements at the cursor, or of the file' }, function()
  require('connspec').requirements()
end)

command('ConnspecRestart', { desc = 'Restart the connspec language server' }, function()
  require('connspec').restart()
end)

vim.lsp.enable('connspec')
