#!/usr/bin/env bash
# suite.sh SUITE PACKAGE…: unpacks packages of another Debian suite, from this machine's mirror, below
# ~/.cache/trunkline-interop (TRUNKLINE_INTEROP_CACHE names another folder). Nothing is installed or configured: the
# programs run with that suite's own loader and libraries (peers/foreign.py), on this machine's files and network.
# A package may be pinned as NAME=VERSION; a mirror that has moved on gives the version that it has, and this says so.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
suite=$1
shift
cache=${TRUNKLINE_INTEROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/trunkline-interop}
folder=$cache/$suite
wanted=$(printf '%s\n' "$@")
[ "$(cat "$folder/unpacked" 2>/dev/null || true)" != "$wanted" ] || exit 0

"$here/../scripts/install-packages.sh" mmdebstrap
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -E '/debian/?$' | head -1)
mirror=${mirror:-http://deb.debian.org/debian}
mkdir -p "$cache"
log=$cache/$suite.log

# The index of a suite that is no longer refreshed counts as expired; its signature is checked all the same.
unpack() {
  rm -rf "$folder.part"
  mmdebstrap --variant=extract --aptopt='Acquire::Check-Valid-Until "false"' \
    --aptopt='APT::Install-Recommends "false"' --include="$(IFS=,; echo "$*")" \
    "$suite" "$folder.part" "$mirror" >>"$log" 2>&1
}

: >"$log"
echo "Unpacking from Debian $suite into $folder: $*"
if ! unpack "$@"; then
  unpinned=("${@%%=*}")
  echo "Debian $suite no longer has these versions; taking the ones it has: ${unpinned[*]}"
  unpack "${unpinned[@]}" || { echo "Debian $suite does not give ${unpinned[*]}, see $log" >&2; exit 1; }
fi
# Without usrmerge's maintainer scripts the links at the root are missing.
for link in bin sbin lib lib64; do
  [ -e "$folder.part/$link" ] || ln -s "usr/$link" "$folder.part/$link"
done
printf '%s\n' "$@" >"$folder.part/unpacked"
rm -rf "$folder"
mv "$folder.part" "$folder"
