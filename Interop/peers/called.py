"""SIPp scenarios of the one who is called; a probe by OPTIONS is answered beside the calls."""

from peers.scenario import Scenario

# What is kept of the INVITE: its answers are written after other requests came.
_KEPT = {"caller": "From", "callee": "To", "via": "Via", "sequence": "CSeq"}
_HEADERS = ["Via:[$via]", "From:[$caller]", "To:[$callee];tag=[pid]T[call_number]", "Call-ID: [call_id]",
            "CSeq:[$sequence]"]
_CONTACT = "Contact: <sip:callee@[local_ip]:[local_port];transport=[transport]>"


class CalledScenario(Scenario):
    """Begins with the INVITE that comes."""

    def __init__(self, media_port, **options):
        super().__init__(media_port, **options)
        self._step('<recv request="OPTIONS" optional="true" next="probe"/>')
        self._receive_invite('next="called"')
        # Only a probe comes by here.
        self.label("probe").respond(200, "OK")._step('<nop next="end"/>').label("called")

    def xml(self):
        # SIPp refuses variables that no step reads.
        self._step(f'<Reference variables="{",".join(_KEPT)}"/>')
        self.label("end")._step("<nop/>")
        return super().xml()

    # Before the answer

    def ring(self, status=180, reason="Ringing"):
        return self._reply(status, reason, [_CONTACT], retransmit=False)

    def ring_reliably(self, sequence):
        """A 180 that asks for PRACK (RFC 3262), and the PRACK."""
        self._reply(180, "Ringing", [_CONTACT, "Require: 100rel", f"RSeq: {sequence}"])
        return self.receive_request("PRACK", 5)

    def play_before_the_answer(self):
        """183 with a session description: early media."""
        return self._reply(183, "Session Progress", [_CONTACT], self._sdp("sendrecv"), retransmit=False)

    def challenge(self, headers, again=True):
        """407 with these headers. `again`: the INVITE comes again, with an answer that SIPp does not judge."""
        self.refuse(407, "Proxy Authentication Required", headers)
        return self._receive_invite() if again else self

    def too_small(self, seconds):
        """422, as the session timer asked for is shorter than `seconds`; the INVITE comes again."""
        return self.refuse(422, "Session Interval Too Small", [f"Min-SE: {seconds}"])._receive_invite()

    # The final answer

    def answer(self, headers=()):
        self._reply(200, "OK", [_CONTACT, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE", *headers],
                    self._sdp("sendrecv"))
        return self._step('<recv request="ACK"/>')

    def answer_without_sdp(self):
        return self._reply(200, "OK", [_CONTACT])._step('<recv request="ACK"/>')

    def refuse(self, status, reason, headers=()):
        return self._reply(status, reason, headers)._step('<recv request="ACK"/>')

    def receive_cancel(self, seconds):
        """CANCEL, answered 200, and the INVITE 487."""
        self._step(f'<recv request="CANCEL" timeout="{int(seconds * 1000)}"/>')
        return self.respond(200, "OK").refuse(487, "Request Terminated")

    def answer_as_cancel_comes(self, seconds):
        """The 200 crosses the CANCEL: the call stands, and is to be hung up (RFC 3261 §9.1)."""
        self._step(f'<recv request="CANCEL" timeout="{int(seconds * 1000)}"/>')
        return self.answer().receive_bye(5)

    # Within the call

    def receive_keys(self, count, seconds):
        """INFO requests, each answered 200."""
        for _ in range(count):
            self.receive_request("INFO", seconds)
        return self

    def bye(self, headers=()):
        return self._ask("BYE", headers).receive(200)

    def update(self):
        """UPDATE without an offer, as a refresh of the session."""
        return self._ask("UPDATE", ["Session-Expires: 90;refresher=uac", "Supported: timer", _CONTACT]).receive(200)

    def _ask(self, method, headers=()):
        self._invites += 1
        lines = [f"{method} [next_url] SIP/2.0", "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
                 "[routes]", "From:[$callee];tag=[pid]T[call_number]", "To:[$caller]", "Call-ID: [call_id]",
                 f"CSeq: {self._invites} {method}", "Max-Forwards: 70", *headers, "Content-Length: 0"]
        return self._send(lines, "", retransmit=True)

    # Texts

    def _receive_invite(self, attributes=""):
        keep = "".join(f'<ereg regexp=".*" search_in="hdr" header="{header}:" assign_to="{name}"/>'
                       for name, header in _KEPT.items())
        return self._step(f'<recv request="INVITE" rrs="true" {attributes}><action>{keep}</action></recv>')

    def _reply(self, status, reason, headers=(), body="", retransmit=True):
        """An answer to the INVITE."""
        lines = [f"SIP/2.0 {status} {reason}", *_HEADERS, *headers]
        lines += ["Content-Type: application/sdp", "Content-Length: [len]"] if body else ["Content-Length: 0"]
        return self._send(lines, body, retransmit)
