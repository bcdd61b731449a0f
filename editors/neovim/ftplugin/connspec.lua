if vim.b.did_ftplugin then
  return
end
vim.b.did_ftplugin = 1

vim.bo.commentstring = '# %s'
vim.bo.comments = ':#,://'
vim.bo.expandtab = true
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2
vim.opt_local.iskeyword:append('-')
local undo = 'setlocal commentstring< comments< expandtab< shiftwidth< softtabstop< iskeyword<'

-- Colours and folds are the parser's; without one, the server's semantic tokens colour what they can.
if pcall(vim.treesitter.start, 0, 'connspec') then
  undo = undo .. ' | call v:lua.vim.treesitter.stop()'
  if vim.treesitter.query.get('connspec', 'folds') then
    local window = vim.wo[0][0]
    window.foldmethod = 'expr'
    window.foldexpr = 'v:lua.vim.treesitter.foldexpr()'
    window.foldlevel = 99   -- what can be folded starts open
    undo = undo .. ' | setlocal foldmethod< foldexpr< foldlevel<'
  end
end

vim.b.undo_ftplugin = undo
