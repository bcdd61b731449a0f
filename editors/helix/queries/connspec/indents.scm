; Helix has captures of its own for this.
[(body) (list) (call)] @indent
["}" "]" ")"] @outdent
