-- What the commands do. Nothing here runs before one of them is used.
local M = {}

local function notify(message, level)
  vim.notify('connspec: ' .. message, level or vim.log.levels.INFO)
end

--- The client of this buffer, else any.
local function client()
  return vim.lsp.get_clients({ bufnr = 0, name = 'connspec' })[1] or vim.lsp.get_clients({ name = 'connspec' })[1]
end

--- The connspec program that the language server is started from.
local function program()
  local cmd = (vim.lsp.config.connspec or {}).cmd
  return type(cmd) == 'table' and cmd[1] or 'connspec'
end

--- Asks the server to carry out a command. `use` gets the answer, or nil if there is no server or it doesn't know it.
local function execute(command, arguments, use)
  local server = client()
  local provider = server and server.server_capabilities.executeCommandProvider
  if not provider or not vim.list_contains(provider.commands, command) then
    return use(nil)
  end
  server:request('workspace/executeCommand', { command = command, arguments = arguments }, function(err, answer)
    if err then
      notify(err.message, vim.log.levels.WARN)
    end
    use(type(answer) == 'table' and answer.value or answer)
  end, 0)
end

--- Runs the program. `use` gets what it printed; what it complains of is shown.
local function run(arguments, use)
  local command = vim.list_extend({ program() }, arguments)
  local started, err = pcall(vim.system, command, { text = true }, vim.schedule_wrap(function(done)
    if done.code == 0 then
      use(done.stdout)
    else
      notify(vim.trim(done.stderr ~= '' and done.stderr or ('exit status ' .. done.code)), vim.log.levels.ERROR)
    end
  end))
  if not started then
    notify(tostring(err), vim.log.levels.ERROR)
  end
end

--- A split that isn't a file; `q` closes it. The same name is shown in the same buffer.
local function show(name, filetype, text)
  local buffer = vim.fn.bufadd('connspec://' .. name)
  vim.fn.bufload(buffer)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(vim.trim(text), '\r?\n'))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].filetype = filetype
  local window = vim.fn.bufwinid(buffer)
  if window == -1 then
    vim.cmd.sbuffer(buffer)
  else
    vim.api.nvim_set_current_win(window)
  end
  vim.keymap.set('n', 'q', '<cmd>close<cr>', { buffer = buffer, desc = 'Close' })
end

local function rule_of(diagnostic)
  return diagnostic.code and tostring(diagnostic.code)
end

--- The rules reported under the cursor, else on its line.
local function rules_here()
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local on_line = vim.diagnostic.get(0, { lnum = row - 1 })
  local under = vim.tbl_filter(function(d)
    return d.col <= column and (d.end_lnum > d.lnum or column < d.end_col)
  end, on_line)
  local rules = {}
  for _, diagnostic in ipairs(#under > 0 and under or on_line) do
    local rule = rule_of(diagnostic)
    if rule and not vim.list_contains(rules, rule) then
      table.insert(rules, rule)
    end
  end
  return rules
end

local function explain(name)
  execute('connspec.explain', { name }, function(answer)
    if type(answer) == 'string' then
      show('explain/' .. name, 'markdown', answer)
    else
      run({ 'explain', name, '--format', 'markdown' }, function(text) show('explain/' .. name, 'markdown', text) end)
    end
  end)
end

--- Shows the page of a rule (or of whatever else `connspec explain` knows) in a split.
---@param name string? by default what is reported at the cursor
function M.explain(name)
  if name then
    return explain(name)
  end
  local rules = rules_here()
  if #rules == 0 then
    notify('nothing is reported here')
  elseif #rules == 1 then
    explain(rules[1])
  else
    vim.ui.select(rules, { prompt = 'Explain' }, function(rule)
      if rule then explain(rule) end
    end)
  end
end

--- Shows what satisfies the requirements of a declaration, or of the whole buffer, in a split.
---@param arguments table? a document's URI, and a position in it; by default the cursor's
function M.requirements(arguments)
  if not arguments then
    local server = client()
    local at = vim.lsp.util.make_position_params(0, server and server.offset_encoding or 'utf-16').position
    arguments = { vim.uri_from_bufnr(0), at }
  end
  execute('connspec.requirements', arguments, function(answer)
    if type(answer) == 'string' then
      show('requirements', 'markdown', answer)
    else
      notify('the server does not know what is required here')
    end
  end)
end

--- The rules reported in this buffer, for completion on the command line.
function M.complete_rule(lead)
  local rules = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    local rule = rule_of(diagnostic)
    if rule and vim.startswith(rule, lead) then rules[rule] = true end
  end
  rules = vim.tbl_keys(rules)
  table.sort(rules)
  return rules
end

local function view(svg)
  local file = vim.fn.tempname() .. '.svg'
  vim.fn.writefile(vim.split(svg, '\n'), file)
  local _, err = vim.ui.open(file)
  notify(err and ('the picture is in ' .. file) or file)
end

--- Draws this spec.
---@param format 'svg'|'mermaid'|'dot'|'json' svg opens in the system's viewer, the others in a split
function M.graph(format)
  local file = vim.api.nvim_buf_get_name(0)
  if format ~= 'svg' then
    return run({ 'graph', '--format', format, file }, function(text) show('graph.' .. format, format, text) end)
  end
  -- The server draws the text as it is in the buffer, the program as it is on disk.
  execute('connspec.graph', { vim.uri_from_bufnr(0) }, function(answer)
    if type(answer) == 'string' then
      view(answer)
    else
      run({ 'graph', '--format', 'svg', file }, view)
    end
  end)
end

--- Ends the server and starts it again for every connspec buffer.
function M.restart()
  local clients = vim.lsp.get_clients({ name = 'connspec' })
  for _, each in ipairs(clients) do
    each:stop()
  end
  local function start()
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'connspec' then
        vim.api.nvim_exec_autocmds('FileType', { group = 'nvim.lsp.enable', buffer = buffer, modeline = false })
      end
    end
  end
  local patience = 30   -- times 100 ms; then the server is ended without asking
  local function once_stopped()
    patience = patience - 1
    -- Gone, that is, not just asked to go: is_stopped() says yes to both.
    local left = vim.tbl_filter(function(each) return vim.lsp.get_client_by_id(each.id) ~= nil end, clients)
    if #left == 0 then
      return start()
    end
    if patience == 0 then
      for _, each in ipairs(left) do
        each:stop(true)
      end
    end
    vim.defer_fn(once_stopped, 100)
  end
  once_stopped()
end

--- Puts the places that a lens names into the quickfix list, or goes to the only one.
---@param locations lsp.Location[]
function M.show_references(locations, client_id)
  local server = vim.lsp.get_client_by_id(client_id)
  local encoding = server and server.offset_encoding or 'utf-16'
  if #locations == 1 then
    vim.lsp.util.show_document(locations[1], encoding, { focus = true })
  elseif #locations > 1 then
    vim.fn.setqflist({}, ' ', {
      title = 'connspec', items = vim.lsp.util.locations_to_items(locations, encoding),
    })
    vim.cmd('botright copen')
  end
end

return M
