; Copied from grammar/queries/indents.scm by editors/sync-queries.py.
[(body) (list)] @indent.begin

["}" "]"] @indent.branch @indent.end

[(comment) (ERROR)] @indent.auto
