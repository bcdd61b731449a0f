#!/usr/bin/env bash
# Neovim 0.11 or newer -> $EDITORS_CACHE/neovim/bin/nvim
source "$(dirname "$(readlink -f "$0")")/lib.sh"
bash "$(dirname "$0")/from-debian.sh" neovim "${NEOVIM_SUITE:-forky}" neovim nvim \
  'export VIMRUNTIME=@ROOT@/usr/share/nvim/runtime'
nvim=$EDITORS_CACHE/neovim/bin/nvim
"$nvim" --headless --clean +'if !has("nvim-0.11") | cquit | endif' +quit || cannot "$("$nvim" --version | head -n 1) is older than 0.11"
"$nvim" --version | head -n 1
