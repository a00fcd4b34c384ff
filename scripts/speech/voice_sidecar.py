"""Speaks for the server: text comes in, 24 kHz speech goes out sentence by sentence.

    python voice_sidecar.py [--workers N]

Standard input is one end of a Unix stream socket that the server holds the other end of; both directions run over it.
When the server ends in whatever way, the socket closes and this process ends.

A frame is: length of what follows (4 bytes), kind (1 byte), request (4 bytes), payload. Numbers are little-endian.

    to here    S speak {"text": …, "speed": 1.0}     C cancel     P ping
    from here  R ready {"version": …}     A audio, 16-bit mono PCM     E end     F failure, a sentence     O pong

Requests share the workers by turns, a sentence at a time, so that a long text does not keep a short one waiting.
"""

import argparse
import collections
import importlib.metadata
import json
import os
import socket
import struct
import sys
import threading

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy  # noqa: E402  (reads OMP_NUM_THREADS)
from hibari import SAMPLE_RATE, Hibari  # noqa: E402

HEADER = struct.Struct("<IBI")
LARGEST_FRAME = 1 << 20


class Voice:
    """The model, the requests that wait for it, and the socket that both ends share."""

    def __init__(self, connection):
        self.connection = connection
        self.voice = Hibari()
        self.waiting = collections.deque()  # (request, speed, sentences left, as phonemes)
        self.alive = set()
        self.changed = threading.Condition()
        self.writing = threading.Lock()
        self.reading_text = threading.Lock()
        self.voice.phonemize("Warm up.")

    def send(self, kind, request, payload=b""):
        with self.writing:
            self.connection.sendall(HEADER.pack(5 + len(payload), ord(kind), request) + payload)

    def receive_frames(self):
        stream = self.connection.makefile("rb")
        while len(head := stream.read(HEADER.size)) == HEADER.size:
            length, kind, request = HEADER.unpack(head)
            if not 5 <= length <= LARGEST_FRAME:
                return
            payload = stream.read(length - 5)
            if len(payload) < length - 5:
                return
            match chr(kind):
                case "S":
                    self.speak(request, payload)
                case "C":
                    with self.changed:
                        self.alive.discard(request)
                case "P":
                    self.send("O", request)

    def speak(self, request, payload):
        with self.changed:
            self.alive.add(request)
            self.waiting.append((request, payload, None))
            self.changed.notify()

    def work(self):
        while True:
            with self.changed:
                while not self.waiting:
                    self.changed.wait()
                request, asked, sentences = self.waiting.popleft()
                if request not in self.alive:
                    continue
            try:
                if sentences is None:
                    asked = json.loads(asked)
                    with self.reading_text:
                        sentences = collections.deque(self.voice.phonemize(asked["text"]))
                if sentences:
                    speech = self.voice.from_phonemes(sentences.popleft(), speed=float(asked.get("speed", 1)), seed=0)
                    self.send("A", request, pcm(speech))
            except OSError:
                raise
            except Exception as error:  # whatever the text did to the model, the server hears of it
                self.finish("F", request, f"{type(error).__name__}: {error}"[:500].encode())
                continue
            if sentences:
                with self.changed:
                    self.waiting.append((request, asked, sentences))
                    self.changed.notify()
            else:
                self.finish("E", request)

    def finish(self, kind, request, payload=b""):
        with self.changed:
            self.alive.discard(request)
        self.send(kind, request, payload)


def pcm(speech):
    return (numpy.clip(speech, -1, 1) * 32767).astype("<i2").tobytes()


def work_until_the_end(voice):
    try:
        voice.work()
    except OSError:
        os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=max(1, min(2, (os.cpu_count() or 1) - 1)))
    workers = parser.parse_args().workers
    voice = Voice(socket.socket(fileno=os.dup(sys.stdin.fileno())))
    for _ in range(workers):
        threading.Thread(target=work_until_the_end, args=(voice,), daemon=True).start()
    ready = {"version": importlib.metadata.version("hibari-tts"), "rate": SAMPLE_RATE, "voices": ["heart"]}
    voice.send("R", 0, json.dumps(ready).encode())
    try:
        voice.receive_frames()
    except OSError:
        pass
    os._exit(0)  # workers may be inside the model; nothing is left to save


if __name__ == "__main__":
    main()
