[(body) (list)] @fold
