#!/usr/bin/env bash
# run.sh [--short] [--server PROGRAM] [--list] [CASE…]: calls a Trunkline server that it starts with real peers.
# Without arguments: every case, against .build/release/trunkline. CASE=name in the environment runs that one.
# Ends with "N passed, N failed, N skipped"; exit status 1 when a case failed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/install.sh"
[ -z "${TRUNKLINE:-}" ] || set -- --server "$TRUNKLINE" "$@"
[ -z "${CASE:-}" ] || set -- "$@" "$CASE"
# -m puts the folder of the harness on the path; the callers' paths stay theirs.
PYTHONPATH=$here exec "$here/work/venv/bin/python" -m runner "$@"
