--- How many brackets more a line opens than it closes. Those that it begins by closing have moved the line itself.
local function opened(line)
  local code = line:gsub('"[^"]*"?', ''):gsub('#.*', ''):gsub('//.*', ''):gsub('^[%s%]})]+', '')
  local _, opens = code:gsub('[%[{(]', '')
  local _, closes = code:gsub('[%]})]', '')
  return opens - closes
end

--- The 'indentexpr': by the line above and its brackets, so that it needs no parser and no server.
return function()
  local above = vim.fn.prevnonblank(vim.v.lnum - 1)
  if above == 0 then
    return 0
  end
  local closes = vim.fn.getline(vim.v.lnum):find('^%s*[%]})]') and 1 or 0
  local levels = opened(vim.fn.getline(above)) - closes
  return math.max(0, vim.fn.indent(above) + vim.fn.shiftwidth() * levels)
end
