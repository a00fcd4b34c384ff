#!/usr/bin/env bash
# fuzz.sh [SECONDS] [TARGET…]: builds the fuzz targets under the address sanitizer and runs each that long, one after
# the other. A crash stops the run; its input is kept in Fuzz/.build/findings and its path is printed by libFuzzer.
set -euo pipefail
cd "$(dirname "$0")/../Fuzz"

seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(fuzz-sip fuzz-stream fuzz-digest fuzz-stun fuzz-dns fuzz-keys fuzz-sdp fuzz-rtp fuzz-rtcp)

# In release mode: the sanitizer and the coverage counters make debug code too slow to find anything. Both sanitizers in
# one flag: of two `--sanitize` SwiftPM puts either first, and the compiler heeds the last, so that the counters are
# sometimes missing and the fuzzer searches blindly.
build=(swift build -c release --sanitize fuzzer -Xswiftc -sanitize=fuzzer,address)
"${build[@]}"
binaries=$("${build[@]}" --show-bin-path)

# Swift's own backtracer hangs on a crash under the sanitizer.
export SWIFT_BACKTRACE=enable=no
mkdir -p .build/findings
for target in "${targets[@]}"; do
  corpus=.build/corpus/$target
  mkdir -p "$corpus"
  case $target in
    fuzz-sip) seeds=(../Packages/VoiceWire/Tests/SIPTests/Torture Seeds/SIP) dictionary=Seeds/sip.dict ;;
    fuzz-stream) seeds=(Seeds/Stream) dictionary=Seeds/sip.dict ;;
    fuzz-digest) seeds=(Seeds/Digest) dictionary=Seeds/digest.dict ;;
    fuzz-stun) seeds=(Seeds/STUN) dictionary= ;;
    fuzz-dns) seeds=(Seeds/DNS) dictionary= ;;
    fuzz-keys) seeds=(Seeds/Keys) dictionary= ;;
    fuzz-sdp) seeds=(Seeds/SDP) dictionary=Seeds/sdp.dict ;;
    fuzz-rtp) seeds=(Seeds/RTP) dictionary= ;;
    fuzz-rtcp) seeds=(Seeds/RTCP) dictionary= ;;
  esac
  echo "== $target, $seconds s"
  "$binaries/$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 \
    -artifact_prefix=.build/findings/ ${dictionary:+-dict="$dictionary"} "$corpus" "${seeds[@]}" \
    2>.build/$target.log || { tail -60 .build/$target.log; echo "$target: FAILED, see Fuzz/.build/findings"; exit 1; }
  if grep -q 'no interesting inputs were found' .build/$target.log; then
    echo "$target: FAILED, it was built without coverage counters"
    exit 1
  fi
  grep -E '^(Done|stat::number_of_executed_units|stat::peak_rss_mb)' .build/$target.log
done
echo "fuzz: ${#targets[@]} targets, $seconds s each, nothing found"
