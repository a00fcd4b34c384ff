"""SRTP for the RTP phone: keys by SDES (RFC 4568), packets by libsrtp."""

import base64
import os
import re

import pylibsrtp

# Name in SDP: libsrtp's profile, bytes of key and salt.
SUITES = {
    "AES_CM_128_HMAC_SHA1_80": (pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 30),
    "AES_CM_128_HMAC_SHA1_32": (pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_32, 30),
    "AEAD_AES_128_GCM": (pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 28),
    "AEAD_AES_256_GCM": (pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 44),
}


class Seal:
    """One call's keys: ours from the start, the far end's from its SDP."""

    def __init__(self, suite="AES_CM_128_HMAC_SHA1_80"):
        self.suite = suite
        self._profile, size = SUITES[suite]
        self._key = os.urandom(size)
        self._outbound = self._session(self._key, pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
        self._inbound = None
        self.refused = 0  # packets that did not open, once the key was known

    def offer(self, tag=1):
        """The line of a=crypto, without its name."""
        return f"{tag} {self.suite} inline:{base64.b64encode(self._key).decode()}"

    def accept(self, sdp):
        """Takes the far end's key of its first suite, or of ours among those it offers; the suite it is for."""
        lines = re.findall(r"^a=crypto:\d+ (\S+) inline:([A-Za-z0-9+/=]+)", sdp, re.MULTILINE)
        found = next((line for line in lines if line[0] == self.suite), lines[0] if lines else None)
        if not found:
            return None
        key = base64.b64decode(found[1] + "=" * (-len(found[1]) % 4))
        self._inbound = self._session(key, pylibsrtp.Policy.SSRC_ANY_INBOUND)
        return found[0]

    def close(self, datagram):
        return self._outbound.protect(datagram)

    def open(self, datagram):
        """The packet inside; None when it does not open."""
        if self._inbound is None:
            return None
        try:
            return self._inbound.unprotect(datagram)
        except pylibsrtp.Error:
            self.refused += 1
            return None

    def _session(self, key, direction):
        return pylibsrtp.Session(pylibsrtp.Policy(key=key, ssrc_type=direction, srtp_profile=self._profile))
