#!/usr/bin/env bash
# Helix, and the terminal it is driven in -> $EDITORS_CACHE/helix/bin/hx
source "$(dirname "$(readlink -f "$0")")/lib.sh"
apt_have tmux tmux
bash "$(dirname "$0")/from-debian.sh" helix "${HELIX_SUITE:-forky}" hx hx \
  'export HELIX_RUNTIME=@ROOT@/usr/lib/hx/runtime'
"$EDITORS_CACHE/helix/bin/hx" --version
