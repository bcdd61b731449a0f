[(body) (list)] @indent.begin

["}" "]"] @indent.branch @indent.end

[(comment) (ERROR)] @indent.auto
