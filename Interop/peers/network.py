"""Networks of their own, in namespaces: a phone behind an address translator, and a line that loses packets.

They reach nothing outside, and nothing outside reaches them. They want root, and are skipped without it.
"""

import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

from case import Skipped

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
_serial = iter(range(1000))


class Place:
    """This machine's loopback: the address of what runs there, and the words before its command."""

    address, words = "127.0.0.1", ()

    def connect(self, port):
        """A TCP connection to what runs there."""
        return socket.create_connection((self.address, port))


HERE = Place()


class Namespace(Place):
    """A network namespace with the loopback interface up; `address` is what its programs bind."""

    def __init__(self, role):
        self.name = f"interop{os.getpid()}-{next(_serial)}-{role}"
        _run("ip", "netns", "add", self.name)
        self.words = ("ip", "netns", "exec", self.name)
        self.run("ip", "link", "set", "lo", "up")

    def run(self, *words):
        _run(*self.words, *words)

    def connect(self, port):
        made = []

        # A thread has a network namespace of its own, and the sockets that it makes keep it.
        def inside():
            enter(self.name)
            try:
                made.append(socket.create_connection((self.address, port)))
            except OSError as error:
                made.append(error)

        thread = threading.Thread(target=inside)
        thread.start()
        thread.join()
        if isinstance(made[0], OSError):
            raise made[0]
        return made[0]

    def remove(self):
        _run("ip", "netns", "del", self.name)


def wait_until_taken(port, is_datagram, address="127.0.0.1", seconds=10):
    """Waits until a program has bound the port."""
    kind = socket.SOCK_DGRAM if is_datagram else socket.SOCK_STREAM
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((address, port))
            except OSError:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens at {address}:{port}")


class Masquerade:
    """A phone's private network behind a router that translates its addresses (`phone` – router – `server`)."""

    def __init__(self):
        _needs_root("nft")
        self._spaces = []
        self.phone, self._router, self.server = (self._space(role) for role in ("phone", "router", "server"))
        self.phone.address, self.server.address = "10.97.1.2", "10.97.2.2"
        self._cable(self.phone, "10.97.1.2/24", "inner", "10.97.1.1/24")
        self._cable(self.server, "10.97.2.2/24", "outer", "10.97.2.1/24")
        self.phone.run("ip", "route", "add", "default", "via", "10.97.1.1")
        # The server has no way to the private network: whoever sends there sends into nothing.
        self._router.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
        self._router.run("nft", "add table ip nat; add chain ip nat out { type nat hook postrouting priority 100; }; "
                         "add rule ip nat out oifname outer masquerade")

    def stop(self):
        for space in self._spaces:
            space.remove()

    def _space(self, role):
        space = Namespace(role)
        self._spaces.append(space)
        return space

    def _cable(self, end, address, port, port_address):
        """Joins `end` and the router, whose interface is called `port`."""
        _run("ip", "link", "add", "eth0", "netns", end.name, "type", "veth", "peer", "name", port, "netns",
             self._router.name)
        for space, link, number in ((end, "eth0", address), (self._router, port, port_address)):
            space.run("ip", "address", "add", number, "dev", link)
            space.run("ip", "link", "set", link, "up")


class LossyLine:
    """A phone and a server joined by a line that loses and delays packets (lossy_line.py): `loss` as a share,
    `delay` and `jitter` in milliseconds.
    """

    def __init__(self, folder, loss, delay, jitter):
        _needs_root("ip")
        self.phone, self.server = Namespace("phone"), Namespace("server")
        self.phone.address, self.server.address = "10.98.1.1", "10.98.1.2"
        self._log = open(folder / "line", "w")
        self._line = subprocess.Popen(
            [sys.executable, pathlib.Path(__file__).with_name("lossy_line.py"), self.phone.name, self.server.name,
             str(loss), str(delay), str(jitter)], stdout=subprocess.PIPE, stderr=self._log)
        if self._line.stdout.readline() != b"ready\n":
            raise Skipped(f"no tun device to be had, see {folder}/line")
        for space in (self.phone, self.server):
            space.run("ip", "address", "add", f"{space.address}/24", "dev", "line")
            space.run("ip", "link", "set", "line", "up")

    def stop(self):
        self._line.send_signal(signal.SIGTERM)
        self._line.wait()
        for space in (self.phone, self.server):
            space.remove()
        self._log.close()


def enter(name):
    """Moves the calling thread into a namespace."""
    with open(f"/run/netns/{name}") as file:
        if ctypes.CDLL("libc.so.6", use_errno=True).setns(file.fileno(), _NEW_NETWORK):
            raise OSError(ctypes.get_errno(), f"cannot enter {name}")


def _needs_root(program):
    if os.geteuid() != 0 or not shutil.which(program, path="/usr/sbin:/sbin:/usr/bin:/bin"):
        raise Skipped(f"network namespaces want root and {program}")


def _run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise Skipped(f"{' '.join(words)}: {done.stderr.strip()}")
