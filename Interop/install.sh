#!/usr/bin/env bash
# Installs the other ends of the calls: SIPp, baresip, Linphone and Kamailio from the distribution; Asterisk and a SIPp
# with TLS from a later Debian suite, unpacked and not installed; PJSIP, a recogniser that is not ours (Whisper, through
# faster-whisper) and the measures of speech in a virtual environment under Interop/work. Asks nothing; a second run is
# quick.
set -euo pipefail
cd "$(dirname "$0")"

# gcc and python3-dev build PESQ.
../scripts/install-packages.sh sip-tester baresip-core linphone-cli kamailio kamailio-tls-modules sox flite openssl \
  iproute2 nftables python3-venv python3-dev gcc libc6-dev curl

# The same Asterisk for everyone as long as sid has it; then sid's next; without any, bullseye's.
if ! ./suite.sh sid asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1 asterisk-modules asterisk-core-sounds-en-gsm \
  sip-tester=1:3.8.0-1; then
  ./suite.sh bullseye asterisk asterisk-modules asterisk-core-sounds-en-gsm ||
    echo "No Debian suite of this mirror has Asterisk: the cases that need it are skipped." >&2
  ./suite.sh trixie sip-tester || echo "No SIPp with TLS: the cases that need it are skipped." >&2
fi

python=/usr/bin/python3
[ -x "$python" ] || python=python3
stamp=work/venv/installed
if ! cmp -s requirements.txt "$stamp"; then
  echo "Installing PJSIP, the recogniser and the measures of speech into Interop/work/venv"
  mkdir -p work
  "$python" -m venv --clear work/venv
  work/venv/bin/pip install --quiet --disable-pip-version-check --use-pep517 -r requirements.txt
  cp requirements.txt "$stamp"
fi
