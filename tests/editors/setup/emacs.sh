#!/usr/bin/env bash
# Emacs with eglot and tree-sitter built in (29 or newer) -> $EDITORS_CACHE/emacs/bin/emacs
source "$(dirname "$(readlink -f "$0")")/lib.sh"
# An unpacked Emacs doesn't find its Lisp, data and dump by itself.
bash "$(dirname "$0")/from-debian.sh" emacs "${EMACS_SUITE:-trixie}" emacs-nox emacs-nox \
  'share=$(echo @ROOT@/usr/share/emacs/[0-9]*)' \
  'export EMACSLOADPATH=$share/lisp:$(find "$share/lisp" -type d | tr "\n" :)' \
  'export EMACSDATA=$share/etc EMACSDOC=$share/etc' \
  'export EMACSPATH=$(echo @ROOT@/usr/libexec/emacs/*/*)' \
  'set -- --dump-file="$(echo "$EMACSPATH"/*.pdmp)" "$@"'
emacs=$EDITORS_CACHE/emacs/bin/emacs-nox
ln -sfn emacs-nox "$EDITORS_CACHE/emacs/bin/emacs"
"$emacs" --batch -Q --eval '(progn (require (quote eglot)) (princ (emacs-version)))'
