; Zed has captures of its own for this.
(body "}" @end) @indent
(list "]" @end) @indent
(call ")" @end) @indent
