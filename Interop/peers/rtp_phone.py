"""The sound of a SIPp call: an RTP end that speaks samples on command and keeps every packet with its arrival time.

SIPp does the signalling and names this end's port in its SDP. Times are `time.time()`, as in SIPp's message log.
"""

import dataclasses
import socket
import struct
import threading
import time

import numpy as np

from peers.g711 import DECODERS, ENCODERS

FRAME = 160  # samples of 20 ms at 8 kHz
EVENT = 101  # payload type of telephone-event in our offers
# A frame louder than this is voice: -45 dBFS.
VOICE = 32768 * 10 ** (-45 / 20)


@dataclasses.dataclass
class Packet:
    at: float
    payload_type: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes

    @property
    def samples(self):
        decode = DECODERS.get(self.payload_type)
        return decode(self.payload) if decode else np.zeros(0, np.int16)

    @property
    def is_voice(self):
        samples = self.samples.astype(float)
        return len(samples) > 0 and float(np.sqrt((samples**2).mean())) > VOICE


class RTPPhone:
    """Learns where to send from the first packet it hears; sends silence while it has nothing to say."""

    def __init__(self, port, payload_type=0, seal=None):
        """`seal` is the SRTP of the call (srtp.py); without one its packets are open."""
        self.port, self.payload_type, self.seal = port, payload_type, seal
        self.packets: list[Packet] = []
        self.far_end = None
        self.said_at = None  # when the first voiced frame of the last `say` left
        self.sent = 0
        self.suppresses_silence = False  # frames that are not voice are not sent
        self._start = [1000, 160000, 0x5EED0001]  # sequence, timestamp, source
        self._queue = np.zeros(0, np.int16)
        self._digits = []
        self._lock = threading.Lock()
        self._open = True
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._socket.settimeout(0.2)
        self._threads = [threading.Thread(target=t, daemon=True) for t in (self._listen, self._speak)]
        for thread in self._threads:
            thread.start()

    def say(self, samples):
        """Speaks after what it is speaking already."""
        with self._lock:
            self.said_at = None
            self._queue = np.concatenate([self._queue, np.asarray(samples, np.int16)])

    def dial(self, digits):
        """Sends digits as RFC 4733 events of 100 ms with 60 ms between them."""
        with self._lock:
            self._digits += list(digits)

    def restart(self, source, sequence, timestamp):
        """Goes on as another source, as a PBX does that changes what stands behind it."""
        with self._lock:
            self._start = [sequence, timestamp, source]

    def is_speaking(self):
        with self._lock:
            return len(self._queue) > 0

    def close(self):
        self._open = False
        for thread in self._threads:
            thread.join()
        self._socket.close()

    # What was heard

    def heard(self):
        """All audio of the loudest source, as int16 at 8 kHz, laid out by RTP timestamp."""
        packets = [p for p in self.packets if p.payload_type in DECODERS]
        if not packets:
            return np.zeros(0, np.int16)
        first = packets[0].timestamp
        offsets = [(p.timestamp - first) & 0xFFFFFFFF for p in packets]
        usable = [(o, p) for o, p in zip(offsets, packets) if o < 8000 * 3600]
        sound = np.zeros(max(o for o, _ in usable) + FRAME * 3, np.int16)
        for offset, packet in usable:
            samples = packet.samples[: len(sound) - offset]
            sound[offset : offset + len(samples)] = samples
        return sound

    def voice_spans(self, pause=0.3):
        """When the far end spoke, as (begin, end) by arrival; gaps shorter than `pause` seconds do not end a span."""
        spans = []
        for packet in self.packets:
            if not packet.is_voice:
                continue
            if spans and packet.at - spans[-1][1] < pause:
                spans[-1][1] = packet.at
            else:
                spans.append([packet.at, packet.at])
        return [(begin, end + 0.02) for begin, end in spans]

    def between(self, begin, end):
        return [p for p in self.packets if begin <= p.at < end]

    def lost(self):
        """Sequence numbers that never came, over the whole call."""
        numbers = sorted({p.sequence for p in self.packets})
        return numbers[-1] - numbers[0] + 1 - len(numbers) if numbers and numbers[-1] - numbers[0] < 40000 else 0

    def _listen(self):
        while self._open:
            try:
                datagram, source = self._socket.recvfrom(2048)
            except TimeoutError:
                continue
            if len(datagram) < 12 or datagram[0] >> 6 != 2:
                continue
            if self.seal:
                # Nothing is kept that does not open.
                datagram = self.seal.open(datagram)
                if datagram is None:
                    self.far_end = source
                    continue
            _, second, sequence, timestamp, ssrc = struct.unpack("!BBHII", datagram[:12])
            self.far_end = source
            packet = Packet(time.time(), second & 0x7F, sequence, timestamp, ssrc, datagram[12:])
            self.packets.append(packet)

    def _speak(self):
        start = None
        next_tick = time.monotonic()
        silence = np.zeros(FRAME, np.int16)
        event = None  # (digit, timestamp it began, frames sent)
        while self._open:
            next_tick += 0.02
            time.sleep(max(0, next_tick - time.monotonic()))
            if start is not self._start:
                start = self._start
                sequence, timestamp, source = start
            timestamp = (timestamp + FRAME) & 0xFFFFFFFF
            if self.far_end is None:
                continue
            payload_type, stamp, marker = self.payload_type, timestamp, 0
            with self._lock:
                if event is None and self._digits:
                    event = (self._digits.pop(0), timestamp, 0)
                if event is not None:
                    digit, began, frames = event
                    payload_type, stamp, marker = EVENT, began, 0x80 if frames == 0 else 0
                    # Five packets of growing length, three that end the event, three frames of rest.
                    last = frames >= 5
                    length = min(frames + 1, 5) * FRAME
                    payload = struct.pack("!BBH", "0123456789*#ABCD".index(digit), 0x80 | 10 if last else 10, length)
                    event = (digit, began, frames + 1) if frames < 10 else None
                    if frames >= 8:
                        payload_type, stamp = self.payload_type, timestamp
                        payload = ENCODERS[self.payload_type](silence)
                else:
                    frame, self._queue = self._queue[:FRAME], self._queue[FRAME:]
                    if len(frame) < FRAME:
                        frame = np.concatenate([frame, silence[len(frame) :]])
                    is_voice = np.sqrt((frame.astype(float) ** 2).mean()) > VOICE
                    if self.said_at is None and is_voice:
                        self.said_at = time.time()
                    if self.suppresses_silence and not is_voice:
                        continue
                    payload = ENCODERS[self.payload_type](frame)
            header = struct.pack("!BBHII", 0x80, payload_type | marker, sequence, stamp, source)
            datagram = header + payload
            self._socket.sendto(self.seal.close(datagram) if self.seal else datagram, self.far_end)
            self.sent += 1
            sequence = (sequence + 1) & 0xFFFF
