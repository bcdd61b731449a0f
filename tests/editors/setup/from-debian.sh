#!/usr/bin/env bash
# Unpacks a program of a newer Debian suite, with every library it needs, into a private folder:
#
#   from-debian.sh NAME SUITE PACKAGE PROGRAM [WRAPPER-LINE...]   ->   $EDITORS_CACHE/NAME/bin/PROGRAM
#
# Nothing of the system changes and no root is needed: apt resolves against its own empty state in a scratch folder
# and only downloads; the packages are unpacked, their maintainer scripts never run. The program is patched to load
# its own libc and libraries; LD_LIBRARY_PATH would reach what it starts in turn (the language server) too. `@ROOT@`
# in a wrapper line stands for the folder that plays `/`.
source "$(dirname "$(readlink -f "$0")")/lib.sh"
name=$1 suite=$2 package=$3 program=$4; shift 4

dir=$EDITORS_CACHE/$name
stamp="$suite $package $program $*"
installed "$dir" "$stamp" && exit

have apt-get && have dpkg-deb || cannot "$program comes from a Debian package, and this machine has no apt"
[ "$(dpkg --print-architecture)" = amd64 ] || cannot "$program is set up on amd64 only"

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists,archives}/partial "$work/parts"; : > "$work/status"
cat > "$work/parts/suite.sources" <<SOURCES
Types: deb
URIs: $(debian_mirror)
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
private_apt() {
  apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/parts" \
    -o Dir::State="$work" -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" \
    -o Dir::Cache="$work" -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=true -o Acquire::Retries=3 \
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false "$@" >"$work/log" 2>&1
}
private_apt update && private_apt -y --no-install-recommends --download-only install "$package" patchelf || {
  cat "$work/log" >&2; cannot "Debian's $suite does not give $package here"; }

rm -rf "$dir"; mkdir -p "$dir/bin"
root=$dir/root
mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
for d in bin sbin lib lib64; do ln -s "usr/$d" "$root/$d"; done   # as base-files would: merged /usr
for deb in "$work"/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink --no-same-owner -C "$root"
done

# A program may be a chain of absolute links (alternatives); follow it inside the private root.
binary=$root/usr/bin/$program
while [ -L "$binary" ]; do
  target=$(readlink "$binary")
  case $target in /*) binary=$root$target ;; *) binary=$(dirname "$binary")/$target ;; esac
done
libs=$root/usr/lib/x86_64-linux-gnu loader=$libs/ld-linux-x86-64.so.2
"$loader" --library-path "$libs" "$root/usr/bin/patchelf" \
  --set-interpreter "$loader" --force-rpath --set-rpath "$libs" "$binary"   # RPATH, as it reaches dlopen too
{
  echo '#!/bin/sh'
  for line in "$@"; do printf '%s\n' "${line//@ROOT@/$root}"; done
  printf 'exec "%s" "$@"\n' "$binary"
} > "$dir/bin/$program"
chmod +x "$dir/bin/$program"
mark_installed "$dir" "$stamp"
