; Copied from grammar/queries/folds.scm by editors/sync-queries.py.
[(body) (list)] @fold
