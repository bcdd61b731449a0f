#!/usr/bin/env bash
# The three highlighters on the fixtures and the examples; see compare.mjs. Called by ../run.sh, which says what the
# variables are. A highlighter that can't be had here is skipped.
here=$(dirname "$(readlink -f "$0")")
source "$here/../setup/lib.sh"
root=$(cd "$here/../../.." && pwd)
work=$EDITORS_CACHE/highlighting
mkdir -p "$work"

node=$(command -v node || echo "$EDITORS_CACHE/vscode-current/bin/node")
[ -x "$node" ] || { echo "skip highlighting  -- no Node here"; exit; }
cp "$here/package.json" "$work/"
[ -d "$work/node_modules/vscode-textmate" ] || (cd "$work" && npm install --no-audit --no-fund --loglevel=error --ignore-scripts >/dev/null) ||
  { echo "skip highlighting  -- npm can't install vscode-textmate"; exit; }

files=("$here"/../fixtures/workspace/*.connspec "$here"/../fixtures/*.connspec)
while IFS= read -r file; do files+=("$file"); done < <(find "$root/docs/examples" -name '*.connspec' 2>/dev/null | sort)

captures=-
queries=$root/grammar/queries/highlights.scm
if [ -f "$queries" ] && [ -f "${PARSER:-}" ] && bash "$here/../setup/neovim.sh" >/dev/null; then
  captures=$work/captures.json
  nvim=("$EDITORS_CACHE/neovim/bin/nvim" --headless --clean -l)
  "${nvim[@]}" "$here/queries.lua" "$PARSER" "$root"/grammar/queries/*.scm "$root"/editors/*/{queries,languages}/connspec/*.scm 2>&1
  "${nvim[@]}" "$here/captures.lua" "$PARSER" "$queries" "${files[@]}" > "$captures" ||
    { echo "FAIL highlighting: (offline) tree-sitter names the words"; captures=-; }
fi
"$node" "$here/compare.mjs" "$work/node_modules" "$root/editors/highlighting.json" \
  "$root/editors/vscode/syntaxes/connspec.tmLanguage.json" "$captures" "${SERVER:--}" "${files[@]}"
