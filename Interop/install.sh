#!/usr/bin/env bash
# Installs the other ends of the calls: SIPp, baresip and Linphone from the distribution, and a recogniser that is not
# ours (Whisper, through faster-whisper) in a virtual environment under Interop/work. Asks nothing; a second run is quick.
set -euo pipefail
cd "$(dirname "$0")"

../scripts/install-packages.sh sip-tester baresip-core linphone-cli sox flite python3-venv curl

python=/usr/bin/python3
[ -x "$python" ] || python=python3
stamp=work/venv/installed
if ! cmp -s requirements.txt "$stamp"; then
  echo "Installing the recogniser into Interop/work/venv"
  mkdir -p work
  "$python" -m venv --clear work/venv
  work/venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
  cp requirements.txt "$stamp"
fi
