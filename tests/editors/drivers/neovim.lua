-- A real Neovim with the plugin and the server:
--
--   nvim --headless --clean -S neovim.lua
--
-- Environment: PLUGIN (editors/neovim), SERVER (the command that starts the server; `lsp` is appended), WORKSPACE (a copy
-- of the fixtures, which is written to), PARSER (connspec.so; without it what needs the parser is skipped), TIMEOUT (ms).
-- Prints a line for each test: `ok`, `FAIL` or `skip`; `(offline)` marks what needs no server.
local env = vim.env
local timeout = tonumber(env.TIMEOUT or '8000')
local failed = false

local function report(word, name, detail)
  io.stdout:write(('%-4s neovim: %s%s\n'):format(word, name, detail and ('  -- ' .. detail) or ''))
  failed = failed or word == 'FAIL'
end

--- A test passes if its function returns true; what else it returns says why not.
local function test(name, run)
  local ran, ok, detail = pcall(run)
  if ran and ok == true then
    report('ok', name)
  else
    report('FAIL', name, (ran and (detail and vim.inspect(detail) or 'did not happen') or tostring(ok)):gsub('%s+', ' '):sub(1, 900))
  end
end

local function eventually(condition) return vim.wait(timeout, condition, 20) == true end

local function lines(buffer) return vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false) end

--- Opens a file of the workspace and waits until the server has it.
local function open(name)
  vim.cmd.edit(env.WORKSPACE .. '/' .. name)
  vim.wait(timeout, function() return #vim.lsp.get_clients({ bufnr = 0, name = 'connspec' }) > 0 end, 20)
  return vim.api.nvim_get_current_buf()
end

--- Puts the cursor on the first place that a pattern matches.
local function at(pattern, offset)
  for row, line in ipairs(lines()) do
    local column = line:find(pattern)
    if column then
      vim.api.nvim_win_set_cursor(0, { row, column - 1 + (offset or 0) })
      return row
    end
  end
  error('no ' .. pattern)
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
  end
end

local function float_text()
  local window = float()
  return window and table.concat(lines(vim.api.nvim_win_get_buf(window)), '\n') or ''
end

local function close_float()
  local window = float()
  if window then vim.api.nvim_win_close(window, true) end
end

--- What the user reads when they press K there.
local function hover_says(pattern, expected)
  at(pattern)
  vim.lsp.buf.hover({ silent = true })
  local ok = eventually(function() return float_text():lower():find(expected:lower(), 1, true) ~= nil end)
  local said = float_text()
  close_float()
  return ok, said
end

--- Presses keys in insert mode until the completion menu shows `item`, accepts it, and returns the line.
local function complete(keys, item)
  local press = function(text) vim.api.nvim_feedkeys(vim.keycode(text), 'tx!', false) end
  local result
  vim.defer_fn(function() vim.api.nvim_feedkeys(vim.keycode('<C-x><C-o>'), 'n', false) end, 100)
  local timer = assert(vim.uv.new_timer())
  local ends = vim.uv.now() + timeout
  timer:start(200, 100, vim.schedule_wrap(function()
    local menu = vim.fn.complete_info({ 'items', 'pum_visible' })
    for index, entry in ipairs(menu.items) do
      if entry.abbr == item or entry.word == item then
        timer:stop()
        vim.api.nvim_select_popupmenu_item(index - 1, true, true, {})
        local function accepted()   -- the selection is a key of its own, which has to be read first
          if vim.fn.pumvisible() == 1 and vim.uv.now() < ends then return vim.defer_fn(accepted, 50) end
          result = vim.api.nvim_get_current_line()
          if vim.snippet.active() then vim.snippet.stop() end
          vim.api.nvim_feedkeys(vim.keycode('<Esc>'), 'n', false)
        end
        vim.defer_fn(accepted, 50)
        return
      end
    end
    if vim.uv.now() > ends then
      timer:stop()
      result = 'offered: ' .. vim.inspect(vim.tbl_map(function(entry) return entry.abbr end, menu.items))
      vim.api.nvim_feedkeys(vim.keycode('<Esc>'), 'n', false)
    end
  end))
  press(keys)   -- with `!` this stays in insert mode until the Esc above; a snippet's stop leaves it earlier
  vim.wait(timeout, function() return result ~= nil end)
  return result
end

local function reported(code)
  return vim.tbl_filter(function(d) return tostring(d.code):find(code) end, vim.diagnostic.get(0))
end

-- ---------------------------------------------------------------------------------------------------- set-up

vim.opt.runtimepath:prepend(env.PLUGIN)
if env.PARSER then
  local added, err = vim.treesitter.language.add('connspec', { path = env.PARSER })
  if not added then error(err) end
end
for _, script in ipairs({ 'ftdetect/connspec.lua', 'plugin/connspec.lua' }) do
  vim.cmd.source(env.PLUGIN .. '/' .. script)   -- start-up is over: no plugin is loaded by itself any more
end
vim.lsp.config('connspec', { cmd = vim.list_extend(vim.split(env.SERVER, ' '), { 'lsp' }) })
vim.cmd('filetype plugin indent on')
vim.o.swapfile = false

-- ---------------------------------------------------------------------------------------------------- offline

test('(offline) nothing of the plugin is loaded at start-up', function()
  return package.loaded.connspec == nil, vim.tbl_keys(package.loaded)
end)
local hub = open('hub.connspec')
test('(offline) filetype', function() return vim.bo[hub].filetype == 'connspec', vim.bo[hub].filetype end)
test('(offline) comments', function() return vim.bo[hub].commentstring == '# %s', vim.bo[hub].commentstring end)
test('(offline) lines are indented', function()
  vim.cmd.new()
  vim.bo.filetype = 'connspec'
  vim.api.nvim_buf_set_lines(0, 0, -1, false, {
    'site hq {', 'prefixes = [', '10.1.0.0/16, # {', ']', '', 'device edge {', 'bgp { asn = 65010 }', '}', '}', 'vnet hub {',
  })
  vim.cmd('normal! gg=G')
  local text = lines()
  vim.cmd('bwipeout!')
  return vim.deep_equal(text, {
    'site hq {', '  prefixes = [', '    10.1.0.0/16, # {', '  ]', '', '  device edge {', '    bgp { asn = 65010 }', '  }', '}',
    'vnet hub {',
  }), text
end)
test('(offline) help', function()
  vim.cmd.helptags(env.PLUGIN .. '/doc')
  vim.cmd.help('connspec')
  local found = vim.bo.filetype == 'help'
  vim.cmd.close()
  return found
end)
if env.PARSER then
  test('(offline) every word is highlighted by the parser', function()
    local parser = assert(vim.treesitter.get_parser(hub, 'connspec'))
    local tree = parser:parse()[1]
    if tree:root():has_error() then return false, tree:root():sexpr() end
    local bare = {}
    for row, line in ipairs(lines(hub)) do
      for column in line:gmatch('()[%w_][%w_.-]*') do
        if #vim.treesitter.get_captures_at_pos(hub, row - 1, column - 1) == 0 then
          table.insert(bare, row .. ':' .. line:sub(column))
        end
      end
    end
    return #bare == 0, bare
  end)
  test('(offline) blocks fold, and start open', function()
    local row = at('^gateway vpn')
    vim.cmd('normal! zx')
    local opened = vim.fn.foldclosed(row) == -1
    vim.cmd(row .. 'foldclose')
    local first, last = vim.fn.foldclosed(row), vim.fn.foldclosedend(row)
    vim.cmd('normal! zR')
    return opened and first == row and last > row, { opened, row, first, last }
  end)
  test('(offline) the queries have text objects for blocks', function()
    local query = assert(vim.treesitter.query.get('connspec', 'textobjects'))
    local root = vim.treesitter.get_parser(hub, 'connspec'):parse()[1]:root()
    local row, found = at('^gateway vpn'), {}
    for id, node in query:iter_captures(root, hub, row - 1, row) do
      table.insert(found, query.captures[id] .. ':' .. node:start() + 1)
    end
    return vim.list_contains(found, 'block.outer:' .. row) and vim.list_contains(found, 'block.inner:' .. row + 1), found
  end)
else
  report('skip', '(offline) highlights, folds and text objects', 'no parser was built')
end

-- ---------------------------------------------------------------------------------------------------- with a server

test('hover on a connection type', function() return hover_says('site%-to%-site', 'tunnel') end)
test('hover on an SKU', function() return hover_says('VpnGw2AZ', 'VpnGw2AZ') end)

test('inlay hints', function()
  vim.lsp.inlay_hint.enable(true, { bufnr = hub })
  return eventually(function() return #vim.lsp.inlay_hint.get({ bufnr = hub }) > 0 end)
end)
test('code lenses', function()
  local answers = vim.lsp.buf_request_sync(hub, 'textDocument/codeLens', {
    textDocument = vim.lsp.util.make_text_document_params(hub),
  }, timeout)
  for _, answer in pairs(answers or {}) do
    if answer.result and #answer.result > 0 then return true end
  end
  return false, answers
end)
test('semantic tokens', function()
  return eventually(function()
    local row = at('^gateway vpn')
    return #(vim.lsp.semantic_tokens.get_at_pos(hub, row - 1, 0) or {}) > 0
  end)
end)
test('document symbols', function()
  local answers = vim.lsp.buf_request_sync(hub, 'textDocument/documentSymbol', {
    textDocument = vim.lsp.util.make_text_document_params(hub),
  }, timeout)
  for _, answer in pairs(answers or {}) do
    if answer.result and #answer.result >= 3 then return true end
  end
  return false, answers
end)

test('completion of a connection type is inserted', function()
  local line = complete('Go<CR>connection ', 'site-to-site')
  return line ~= nil and line:find('^connection site%-to%-site') ~= nil, line
end)
vim.cmd('silent! edit!')
test('completion of an SKU is inserted', function()
  at('VpnGw2AZ')
  local line = complete('C', 'VpnGw1AZ')
  return line == '  sku  = VpnGw1AZ', line
end)
vim.cmd('silent! edit!')

local typo = open('typo.connspec')
local function unknown_attribute() return reported('unknown') end
test('a diagnostic with its rule', function()
  local ok = eventually(function() return #unknown_attribute() == 1 end)
  local d = unknown_attribute()[1]
  return ok and d.lnum == 4 and d.message:find('public%-ip') ~= nil and tostring(d.code):find('^%l[%l-]*/') ~= nil,
    vim.diagnostic.get(0)
end)
test('a diagnostic links to its page', function()
  local d = unknown_attribute()[1]
  local href = vim.tbl_get(d or {}, 'user_data', 'lsp', 'codeDescription', 'href')
  return type(href) == 'string' and href:find('^https?://') ~= nil, href
end)
test(':ConnspecExplain shows the page of the rule at the cursor', function()
  local rule = tostring((unknown_attribute()[1] or {}).code)
  at('pubic')
  vim.cmd.ConnspecExplain()
  local shown = eventually(function() return vim.api.nvim_buf_get_name(0):find('connspec://explain/', 1, true) ~= nil end)
  local text = table.concat(lines(), '\n')
  if shown then vim.cmd.close() end
  return shown and text:find(rule, 1, true) ~= nil and vim.bo.filetype == 'connspec', text
end)
test('a code action fixes it, and the diagnostic goes', function()
  at('pubic')
  vim.ui.select = function(items, _, choose)   -- several actions: take the first quick fix
    for index, item in ipairs(items) do
      if item.action.edit or item.action.data then return choose(item, index) end
    end
  end
  vim.lsp.buf.code_action({ context = { only = { 'quickfix' } } })
  local fixed = eventually(function() return table.concat(lines(typo)):find('pubic') == nil end)
  return fixed and table.concat(lines(typo)):find(' public%-ip = 203') ~= nil
    and eventually(function() return #unknown_attribute() == 0 end), lines(typo)
end)
test('undoing the fix brings the diagnostic back', function()
  vim.cmd.undo()
  return table.concat(lines(typo)):find('pubic') ~= nil and eventually(function() return #unknown_attribute() == 1 end)
end)
vim.cmd('silent! edit!')

test('formatting', function()
  local untidy = open('untidy.connspec')
  vim.lsp.buf.format({ timeout_ms = timeout })
  local text = table.concat(lines(untidy), '\n')
  return text:find('\nsite delft {\n  prefixes') ~= nil, text
end)
vim.cmd('silent! edit!')

test('rename across two files', function()
  open('hub.connspec')
  at('= utrecht$', 2)
  vim.lsp.buf.rename('utrecht_office')
  local other = env.WORKSPACE .. '/sites/utrecht.connspec'
  local function everywhere()
    local here = table.concat(lines(hub), '\n')
    local there = vim.fn.bufloaded(other) == 1 and lines(vim.fn.bufnr(other)) or vim.fn.readfile(other)
    return here:find('= utrecht_office\n') ~= nil and here:find('site%-to%-site utrecht_hub {') ~= nil
      and table.concat(there, '\n'):find('site utrecht_office {') ~= nil
  end
  return eventually(everywhere), lines(hub)
end)
vim.cmd('silent! %bwipeout!')

test(':ConnspecGraph draws the spec, and shows its source in a split', function()
  open('hub.connspec')
  local picture
  vim.ui.open = function(file) picture = file end
  vim.cmd.ConnspecGraph()
  local drawn = eventually(function() return picture ~= nil end)
    and table.concat(vim.fn.readfile(picture), '\n'):find('<svg.*hub_vpn') ~= nil
  vim.cmd.ConnspecGraph('mermaid')
  local shown = eventually(function() return vim.api.nvim_buf_get_name(0):find('connspec://graph', 1, true) ~= nil end)
  local text = table.concat(lines(), '\n')
  if shown then vim.cmd.close() end
  return drawn and shown and text:find('hub_vpn') ~= nil, { picture, text }
end)

test(':ConnspecRequirements shows what satisfies them', function()
  open('hub.connspec')
  vim.cmd.ConnspecRequirements()
  local shown = eventually(function() return vim.api.nvim_buf_get_name(0) == 'connspec://requirements' end)
  local text = table.concat(lines(), '\n')
  if shown then vim.cmd.close() end
  return shown and text:find('requires') ~= nil, text
end)

test(':ConnspecRestart starts a new server for the buffer', function()
  open('typo.connspec')
  if not eventually(function() return #unknown_attribute() == 1 end) then return false, 'no diagnostic before' end
  local before = vim.lsp.get_clients({ name = 'connspec' })[1].id
  vim.cmd.ConnspecRestart()
  return eventually(function()
    local now = vim.lsp.get_clients({ bufnr = 0, name = 'connspec' })
    return #now == 1 and now[1].id ~= before and #unknown_attribute() == 1
  end), { before = before, now = vim.tbl_map(function(c) return c.id end, vim.lsp.get_clients()), found = vim.diagnostic.get(0) }
end)

test(':checkhealth connspec is green', function()
  if #vim.diagnostic.get(0) == 0 then return false, 'no server speaks' end
  vim.cmd('checkhealth connspec')
  local text = table.concat(lines(), '\n')
  vim.cmd('silent! bwipeout!')
  return text:find('runs in') ~= nil and text:find('ERROR') == nil and text:find('WARN') == nil, text
end)

test('the server ends when asked to', function()
  open('typo.connspec')
  if not eventually(function() return #unknown_attribute() == 1 end) then return false, 'no server speaks' end
  local clients = vim.lsp.get_clients({ name = 'connspec' })
  for _, client in ipairs(clients) do client:stop() end
  return eventually(function()
    return #clients > 0 and vim.iter(clients):all(function(client) return vim.lsp.get_client_by_id(client.id) == nil end)
  end)
end)

os.exit(failed and 1 or 0)
