# What the set-up scripts and run.sh share; sourced, not run.
# shellcheck shell=bash
set -euo pipefail

EDITORS_CACHE=${CONNSPEC_EDITOR_CACHE:-$HOME/.cache/connspec-editors}
mkdir -p "$EDITORS_CACHE"
EDITORS_CACHE=$(cd "$EDITORS_CACHE" && pwd)

# Exit status by which a set-up script says "this machine can't have that editor" (automake's convention).
readonly CANNOT=77

cannot() { echo "$*" >&2; exit "$CANNOT"; }

have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo && sudo -n true 2>/dev/null; then sudo "$@"
  else return 1; fi
}

# apt_have COMMAND PACKAGE...: the system's own packages, for what can't be unpacked privately. Package lists are
# fetched only when the install fails without them; somebody else's apt is waited for.
apt_have() {
  local command=$1; shift
  have "$command" && return
  have apt-get || cannot "$command is missing, and there is no apt-get to install it with"
  local get=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends)
  as_root "${get[@]}" install "$@" >/dev/null 2>&1 && return
  { as_root "${get[@]}" update && as_root "${get[@]}" install "$@"; } >/dev/null ||
    cannot "$command is missing, and apt-get can't install $*"
}

# The Debian mirror this machine already uses.
debian_mirror() {
  local uri
  uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null |
    grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 || true)
  uri=${uri% }
  echo "${uri:-http://deb.debian.org/debian}" | sed 's:/*$::'
}

# installed DIR STAMP: whether DIR was completely set up as STAMP describes it.
installed() { [ -f "$1/.installed" ] && [ "$(cat "$1/.installed")" = "$2" ]; }
mark_installed() { printf %s "$2" > "$1/.installed"; }
