"""lossy_line.py NAMESPACE NAMESPACE LOSS DELAY JITTER: a point-to-point line between two namespaces.

Each end is a TUN device called `line`; the packets pass through this program, which drops a share LOSS of them, evenly
and at random but the same in every run, and holds each back DELAY to DELAY + JITTER milliseconds, in order. Kernels
for small machines come without the queueing discipline that would do this. Ends on SIGTERM.
"""

import fcntl
import os
import pathlib
import random
import select
import signal
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers.network import enter  # noqa: E402

_SET_DEVICE = 0x400454CA  # TUNSETIFF
_TUN_WITHOUT_HEADER = 0x1001  # IFF_TUN | IFF_NO_PI


def device(namespace):
    """A TUN device inside the namespace, as a file."""
    enter(namespace)
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, _SET_DEVICE, struct.pack("16sH", b"line", _TUN_WITHOUT_HEADER))
    return file


def main():
    first, second, loss, delay, jitter = sys.argv[1], sys.argv[2], *map(float, sys.argv[3:6])
    ends = [device(first), device(second)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("ready", flush=True)
    chance = random.Random(5)
    waiting = {end: [] for end in ends}  # (when it is due at the other end, packet), in order
    while True:
        due = min((queue[0][0] for queue in waiting.values() if queue), default=time.monotonic() + 1)
        readable, _, _ = select.select(ends, [], [], max(0, due - time.monotonic()))
        now = time.monotonic()
        for end in readable:
            try:
                packet = os.read(end, 65536)
            except (BlockingIOError, OSError):
                continue
            if packet[0] >> 4 != 4 or chance.random() < loss:
                continue
            queue = waiting[end]
            arrival = now + (delay + chance.uniform(0, jitter)) / 1000
            queue.append((max(arrival, queue[-1][0] if queue else 0), packet))
        for end, other in (ends, reversed(ends)):
            while waiting[end] and waiting[end][0][0] <= now:
                try:
                    os.write(other, waiting[end].pop(0)[1])
                except OSError:
                    pass  # the interface is not up yet


if __name__ == "__main__":
    main()
