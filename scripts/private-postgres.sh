#!/usr/bin/env bash
# private-postgres.sh OWNER: starts a PostgreSQL server for the tests of process OWNER, in a folder of its own under /tmp,
# on a UNIX socket only, and prints the folder. It is stopped and removed when OWNER ends, however that ends.
#
# User `postgres` needs no password; user `secured` has one, `right`. Data is not flushed to the disk: it lives as long as
# the tests.
set -euo pipefail

owner=$1
initdb=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1 || true)
[ -n "$initdb" ] || initdb=$(command -v initdb || true)
if [ -z "$initdb" ]; then
  echo "PostgreSQL's server is not installed; on Debian and Ubuntu: apt-get install postgresql" >&2
  exit 1
fi
programs=$(dirname "$initdb")

# PostgreSQL does not run as root.
unprivileged=()
if [ "$(id -u)" = 0 ]; then unprivileged=(runuser -u postgres --); fi
folder=$("${unprivileged[@]}" mktemp -d /tmp/trunkline-postgres-XXXXXX)
cd "$folder"

# What outlives this script keeps nothing open of whoever started it, who may wait for that.
detached() {
  local number
  for number in /proc/self/fd/*; do
    number=${number##*/}
    [ "$number" -le 2 ] || [ "$number" = 255 ] || eval "exec $number>&-"
  done
  "$@"
}
as() { timeout 60 "${unprivileged[@]}" "$@"; }
log=$folder/log
failed() {
  cat "$log" >&2
  rm -rf "$folder"
  exit 1
}
as "$programs/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 --no-sync \
  --auth-local=trust --auth-host=reject >"$log" 2>&1 || failed
sed -i '1i local all secured scram-sha-256' "$folder/data/pg_hba.conf"
(detached as "$programs/pg_ctl" -D "$folder/data" -w -t 30 -l "$folder/data/server.log" start -o \
  "-k $folder -c listen_addresses= -c fsync=off -c max_connections=300 -c shared_buffers=32MB") >>"$log" 2>&1 || failed
as "$programs/psql" -q -h "$folder" -U postgres -c "CREATE ROLE secured LOGIN PASSWORD 'right'" >>"$log" 2>&1 || failed

detached setsid bash -c "
  while kill -0 $owner 2>/dev/null; do sleep 0.5; done
  ${unprivileged[*]} $programs/pg_ctl -D $folder/data -m immediate stop
  rm -rf $folder" >/dev/null 2>&1 </dev/null &
echo "$folder"
