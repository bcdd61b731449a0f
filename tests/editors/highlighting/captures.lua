-- The capture that wins for each word, by Neovim's tree-sitter:
--
--   nvim --headless --clean -l captures.lua PARSER HIGHLIGHTS FILE...   ->   JSON: file -> [[row, column, capture], ...]
local parser, query_file = arg[1], arg[2]
local added, err = vim.treesitter.language.add('connspec', { path = parser })
assert(added, err)
local query = vim.treesitter.query.parse('connspec', table.concat(vim.fn.readfile(query_file), '\n'))

local function captures(file)
  local text = table.concat(vim.fn.readfile(file), '\n') .. '\n'
  local root = vim.treesitter.get_string_parser(text, 'connspec'):parse()[1]:root()
  -- Of several captures over a word the last wins, as in the editor; one with a higher priority wins over that.
  local winner = {}
  for id, node, metadata in query:iter_captures(root, text) do
    local capture = query.captures[id]
    if not (capture:find('^_') or capture == 'spell' or capture == 'nospell') then
      local first, first_column, last, last_column = node:range()
      local priority = tonumber(metadata.priority) or 100
      for row = first, last do
        winner[row] = winner[row] or {}
        table.insert(winner[row], {
          from = row == first and first_column or 0,
          to = row == last and last_column or math.huge,
          capture = capture,
          priority = priority,
        })
      end
    end
  end
  local words = {}
  for row, line in ipairs(vim.split(text, '\n')) do
    for column in line:gmatch('()[%w_][%w_-]*') do
      local best
      for _, each in ipairs(winner[row - 1] or {}) do
        if each.from < column and column <= each.to and (not best or each.priority >= best.priority) then
          best = each
        end
      end
      table.insert(words, { row - 1, column - 1, best and best.capture or '' })
    end
  end
  return words
end

local all = {}
for index = 3, #arg do
  all[arg[index]] = captures(arg[index])
end
io.stdout:write(vim.json.encode(all), '\n')
