-- Whether the queries of editors that aren't all run here fit the parser:
--
--   nvim --headless --clean -l queries.lua PARSER FILE...
local added, err = vim.treesitter.language.add('connspec', { path = arg[1] })
assert(added, err)

local problems = {}
for index = 2, #arg do
  local fits, problem = pcall(vim.treesitter.query.parse, 'connspec', table.concat(vim.fn.readfile(arg[index]), '\n'))
  if not fits then
    table.insert(problems, ('%s: %s'):format(arg[index], problem:gsub('%s+', ' ')))
  end
end
print(('%s highlighting: (offline) the queries of %d files fit the parser%s'):format(
  #problems == 0 and 'ok  ' or 'FAIL', #arg - 1, #problems == 0 and '' or '  -- ' .. table.concat(problems, '; ')))
