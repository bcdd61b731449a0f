; Copied from grammar/queries/injections.scm by editors/sync-queries.py.
((comment) @injection.content
  (#set! injection.language "comment"))
