local M = {}

local health = vim.health

local function check_neovim()
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. tostring(vim.version()))
  else
    health.error('Neovim is older than 0.11', { 'Update Neovim' })
  end
end

local function check_program()
  local config = vim.lsp.config.connspec
  local cmd = config and config.cmd
  if type(cmd) ~= 'table' then
    health.info('the server is started by a function')
    return
  end
  if vim.fn.executable(cmd[1]) == 0 then
    health.error(cmd[1] .. ' is no program on PATH', {
      'Install connspec: `cargo install --path .` in a clone, or unpack a release',
      "Or say where it is: vim.lsp.config('connspec', { cmd = { '/path/to/connspec', 'lsp' } })",
    })
    return
  end
  -- A wrapper may stand in for the program; it is asked for its version as it is started, less the last word.
  local command = vim.list_slice(cmd, 1, #cmd - 1)
  table.insert(command, '--version')
  local ran, done = pcall(function() return vim.system(command, { text = true }):wait(5000) end)
  if ran and done.code == 0 then
    health.ok(('%s: %s'):format(vim.fn.exepath(cmd[1]), vim.trim(done.stdout)))
  else
    health.error(table.concat(command, ' ') .. ' fails', { ran and vim.trim(done.stderr or '') or tostring(done) })
  end
end

local function check_server()
  if vim.g.connspec_enabled == false then
    health.info('turned off by vim.g.connspec_enabled')
    return
  end
  local clients = vim.lsp.get_clients({ name = 'connspec' })
  if #clients == 0 then
    health.info('no server is running: it starts with the first connspec buffer')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    health.ok(('server %d runs in %s for %d buffer(s)'):format(client.id, client.root_dir or 'no folder', buffers))
  end
end

local function check_parser()
  if not vim.treesitter.language.add('connspec') then
    health.info('no tree-sitter parser: colours come from the server alone, and there are no folds. '
      .. 'See :help connspec-parser')
    return
  end
  health.ok(('tree-sitter parser, ABI %d'):format(vim.treesitter.language.inspect('connspec').abi_version or 0))
  for _, name in ipairs({ 'highlights', 'folds', 'indents', 'textobjects', 'locals', 'injections' }) do
    local read, query = pcall(vim.treesitter.query.get, 'connspec', name)
    if not read then
      health.error(('the query %s does not fit the parser'):format(name), { tostring(query), 'Build the parser anew' })
    elseif query then
      health.ok('query ' .. name)
    end
  end
end

function M.check()
  health.start('connspec')
  check_neovim()
  check_program()
  check_server()
  check_parser()
end

return M
