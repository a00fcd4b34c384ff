"""SIPp scenarios of the one who is called; a probe by OPTIONS is answered beside the calls."""

from peers.scenario import Scenario

_DIALOG = ["[last_Via:]", "[last_Record-Route:]", "[last_From:]", "[last_To:];tag=[pid]T[call_number]",
           "[last_Call-ID:]"]
_CONTACT = "Contact: <sip:callee@[local_ip]:[local_port];transport=[transport]>"


class CalledScenario(Scenario):
    """Begins with the INVITE that comes."""

    def __init__(self, media_port, **options):
        super().__init__(media_port, **options)
        self._step('<recv request="OPTIONS" optional="true" next="probe"/>')
        self._receive_invite()
        # Only a probe comes by here.
        self.label("probe")._final(200, "OK", retransmit=False)._step('<nop next="end"/>').label("called")

    def xml(self):
        # SIPp refuses variables that no step reads.
        self._step('<Reference variables="caller,callee"/>')
        self.label("end")._step("<nop/>")
        return super().xml()

    # Before the answer

    def ring(self, status=180, reason="Ringing"):
        return self._final(status, reason, [_CONTACT], retransmit=False)

    def play_before_the_answer(self):
        """183 with a session description: early media."""
        return self._final(183, "Session Progress", [_CONTACT], self._sdp("sendrecv"), retransmit=False)

    def challenge(self, headers, again=True):
        """407 with these headers. `again`: the INVITE comes again, with an answer that SIPp does not judge."""
        self.refuse(407, "Proxy Authentication Required", headers)
        return self._step('<recv request="INVITE" rrs="true"/>') if again else self

    # The final answer

    def answer(self):
        self._final(200, "OK", [_CONTACT, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE"],
                    self._sdp("sendrecv"))
        return self._step('<recv request="ACK"/>')

    def refuse(self, status, reason, headers=()):
        return self._final(status, reason, headers)._step('<recv request="ACK"/>')

    def receive_cancel(self, seconds):
        """CANCEL, answered 200, and the INVITE 487."""
        self._step(f'<recv request="CANCEL" timeout="{int(seconds * 1000)}"/>')
        return self._final(200, "OK", retransmit=False)._final(
            487, "Request Terminated", of_invite=True)._step('<recv request="ACK"/>')

    def answer_as_cancel_comes(self, seconds):
        """The 200 crosses the CANCEL: the call stands, and is to be hung up (RFC 3261 §9.1)."""
        self._step(f'<recv request="CANCEL" timeout="{int(seconds * 1000)}"/>')
        self._final(200, "OK", [_CONTACT], self._sdp("sendrecv"), of_invite=True)
        return self._step('<recv request="ACK"/>').receive_bye(5)

    # Within the call

    def receive_keys(self, count, seconds):
        """INFO requests, each answered 200."""
        for _ in range(count):
            self.receive_request("INFO", seconds)
        return self

    def bye(self):
        self._invites += 1
        lines = ["BYE [next_url] SIP/2.0", "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
                 "[routes]", "From:[$callee];tag=[pid]T[call_number]", "To:[$caller]", "Call-ID: [call_id]",
                 f"CSeq: {self._invites} BYE", "Max-Forwards: 70", "Content-Length: 0"]
        return self._send(lines, "", retransmit=True).receive(200)

    # Texts

    def _receive_invite(self):
        keep = "".join(f'<ereg regexp=".*" search_in="hdr" header="{header}:" assign_to="{name}"/>'
                       for header, name in (("From", "caller"), ("To", "callee")))
        self._step(f'<recv request="INVITE" rrs="true" next="called"><action>{keep}</action></recv>')

    def _final(self, status, reason, headers=(), body="", retransmit=None, of_invite=False):
        """`of_invite`: to the INVITE, although what came last is its CANCEL."""
        sequence = "CSeq: [last_cseq_number] INVITE" if of_invite else "[last_CSeq:]"
        lines = [f"SIP/2.0 {status} {reason}", *_DIALOG, sequence, *headers]
        lines += ["Content-Type: application/sdp", "Content-Length: [len]"] if body else ["Content-Length: 0"]
        return self._send(lines, body, retransmit is not False)
