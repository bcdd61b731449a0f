#!/usr/bin/env bash
# connspec in a real Helix, in a terminal of tmux's:
#
#   helix.sh
#
# Environment: HX, PLUGIN (editors/helix), SERVER (a program that starts the server), WORKSPACE (a copy of the fixtures, which
# is written to), PARSER (connspec.so; without it what needs the parser is skipped), TIMEOUT (ms). Prints a line for each
# test: `ok`, `FAIL` or `skip`; `(offline)` marks what needs no server.
set -uo pipefail
scratch=$(mktemp -d)
tmux() { command tmux -L "connspec-$$" -f /dev/null "$@"; }   # a tmux server of this script's own
trap 'tmux kill-server 2>/dev/null; rm -rf "$scratch"' EXIT
failed=0

report() { printf '%-4s helix: %s\n' "$1" "$2"; [ "$1" != FAIL ] || failed=1; }

eventually() { # CONDITION...: whether it comes true in time
  for ((waited = 0; waited < ${TIMEOUT:-8000}; waited += 100)); do
    "$@" && return
    sleep 0.1
  done
  return 1
}

screen_shows() { tmux capture-pane -p "${@:2}" | grep -qP -- "$1"; }

sees() { # NAME PATTERN [capture-pane options]: whether the screen comes to show it
  local name=$1
  if eventually screen_shows "${@:2}"; then report ok "$name"
  else report FAIL "$name"; tmux capture-pane -p | sed 's/^/     | /' >&2; fi
}

file_has() { grep -qP -- "$2" "$WORKSPACE/$1"; }

keys() { tmux send-keys "$@"; sleep 0.3; }

writes() { # NAME FILE PATTERN: whether the file comes to hold it when it is saved
  keys Escape; keys Escape
  tmux send-keys ':w!' Enter
  if eventually file_has "$2" "$3"; then report ok "$1"; else report FAIL "$1"; fi
}

open() { # FILE
  keys Escape; keys Escape
  tmux send-keys ':o ' "$WORKSPACE/$1" Enter
  eventually screen_shows "NOR .*$1"
}

# What the documentation tells a user to do: append the fragment, put the queries beside it.
config=$scratch/config/helix
mkdir -p "$config"/runtime/{grammars,queries/connspec}
sed '/^\[\[grammar\]\]/,$d' "$PLUGIN/languages.toml" | sed "s|^command = .*|command = \"$SERVER\"|" > "$config/languages.toml"
cat > "$config/config.toml" <<'CONFIG'
[editor]
auto-info = false
idle-timeout = 50
end-of-line-diagnostics = "hint"
[editor.lsp]
display-inlay-hints = true
CONFIG
if [ -n "${PARSER:-}" ]; then
  cp "$PARSER" "$config/runtime/grammars/connspec.so"
  cp "$PLUGIN"/queries/connspec/*.scm "$config/runtime/queries/connspec/" 2>/dev/null
fi

tmux new-session -d -x 130 -y 40 "env XDG_CONFIG_HOME='$scratch/config' XDG_CACHE_HOME='$scratch/cache' COLORTERM=truecolor \
  '$HX' -w '$WORKSPACE' '$WORKSPACE/typo.connspec' 2>'$scratch/stderr'"
sees "(offline) opens a spec" 'NOR .*typo.connspec'

sees "a diagnostic" 'unknown.*public-ip'
if [ -n "${PARSER:-}" ] && [ -f "$config/runtime/queries/connspec/highlights.scm" ]; then
  sees "(offline) the parser colours" '\x1b\[[0-9;]*m(?:site|edition)\x1b' -e
else
  report skip "(offline) the parser colours  -- no parser was built"
fi
keys '/pubic' Enter
keys Space a
sees "code actions are offered" 'Use .public-ip'
keys Enter
eventually screen_shows 'cisco-asa, public-ip = 203'
writes "a code action fixes it" typo.connspec 'cisco-asa, public-ip = 203'

open hub.connspec
keys '/VpnGw2AZ' Enter
keys Space k
sees "hover on an SKU" 'throughput.*Gbps'
keys Escape
keys '%' ; keys g e; keys o
tmux send-keys 'connection '; sleep 0.5; keys C-x
eventually screen_shows 'vnet-to-vnet'
tmux send-keys 'vn'; sleep 0.5; keys C-n; keys Enter
writes "completion of a connection type is inserted" hub.connspec '^connection vnet-to-vnet\b'

open hub.connspec
tmux send-keys ':lsp-workspace-command connspec.requirements' Enter
sees "what a command answers is shown" 'NOR .*requirements.md'

open untidy.connspec
tmux send-keys ':format' Enter
eventually screen_shows 'site delft \{'
writes "formatting" untidy.connspec '^site delft \{'
tmux send-keys ':qa!' Enter
exit "$failed"
