#!/usr/bin/env bash
# install-packages.sh PACKAGE…: installs those Debian or Ubuntu packages that are missing; says which, asks nothing.
set -euo pipefail

missing=()
for package in "$@"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "This system has no apt-get. Install what these Debian packages hold, then try again: ${missing[*]}" >&2
  exit 1
fi
root=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Run once as root: apt-get install -y ${missing[*]}" >&2
    exit 1
  fi
  root=(sudo)
fi

echo "Installing from the distribution: ${missing[*]}"
install() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=580 -o Dpkg::Use-Pty=0 \
    install -qq --yes --no-install-recommends --no-remove "${missing[@]}" >"$log" 2>&1
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The lists are only fetched when the ones at hand do not do.
if ! install; then
  "${root[@]}" apt-get -o DPkg::Lock::Timeout=580 update -qq
  if ! install; then
    cat "$log" >&2
    exit 1
  fi
fi
