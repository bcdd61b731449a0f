#!/bin/sh
# Regenerates the parser, fails if the committed one differs, and runs the grammar's tests.
set -eu
cd "$(dirname "$0")"

cli=${TREE_SITTER:-tree-sitter}
if ! command -v "$cli" >/dev/null 2>&1; then
  echo "tree-sitter is not installed; set TREE_SITTER or run:" >&2
  echo "  cargo install tree-sitter-cli --version 0.27.1 --locked" >&2
  exit 2
fi
case $("$cli" --version) in
  "tree-sitter 0.27.1"*) ;;
  *) echo "warning: the parser is generated with tree-sitter 0.27.1, this is $("$cli" --version)" >&2 ;;
esac

committed=$(mktemp -d)
trap 'rm -rf "$committed"' EXIT
cp -R src/. "$committed"
"$cli" generate --abi 14 --js-runtime native
if ! diff -r -q "$committed" src >&2; then
  echo "src/ is not what grammar.js generates; commit the regenerated files" >&2
  exit 1
fi
"$cli" test
