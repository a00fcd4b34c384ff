"""SIPp scenarios written as the steps of a call; `xml()` gives what SIPp reads."""

import textwrap

_URI = "sip:[service]@[remote_ip]:[remote_port]"
_VIA = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]"
_CODECS = {0: "PCMU/8000", 8: "PCMA/8000", 9: "G722/8000"}


class Scenario:
    """Each method adds a step and returns the scenario, so that a call reads from top to bottom."""

    def __init__(self, media_port, payload_types=(0,), caller="+14155559876", media_address="[local_ip]", crypto=(),
                 events=True):
        """`crypto`: lines of a=crypto, offered over SRTP alone. `events`: takes keys as telephone-events."""
        self.media_port, self.payload_types, self.caller = media_port, payload_types, caller
        self.media_address, self.crypto, self.events = media_address, crypto, events
        self._steps, self._invites, self._sdp_version = [], 0, 0

    def xml(self):
        steps = "\n".join(self._steps)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="call">\n{steps}\n</scenario>\n'

    # Requests

    def invite(self, headers=(), with_offer=True, media=None):
        """`media`: the lines of the offer after `t=`, instead of the usual ones."""
        self._invites += 1
        sdp = self._sdp("sendrecv", media) if with_offer else None
        return self._request("INVITE", _URI, self._invites, headers, sdp, to_tag=False)

    def reinvite(self, direction, address=None, headers=()):
        """A new offer inside the dialog; `sendonly` is how phones put a call on hold, an `address` of 0.0.0.0 how old
        ones do.
        """
        self._invites += 1
        return self._request("INVITE", "[next_url]", self._invites, ["[routes]", *headers],
                             self._sdp(direction, address=address))

    def move(self, port):
        """A re-INVITE that takes the sound to another port."""
        self.media_port = port
        return self.reinvite("sendrecv")

    def update(self, headers=(), direction=None):
        """UPDATE (RFC 3311), with an offer when a direction is given."""
        self._invites += 1
        return self._request("UPDATE", "[next_url]", self._invites, ["[routes]", *headers],
                             self._sdp(direction) if direction else None)

    def info(self, kind, body):
        self._invites += 1
        return self._request("INFO", "[next_url]", self._invites, ["[routes]"], body, kind=kind).receive(200)

    def prack(self):
        """The acknowledgement of the first reliable provisional answer, whose RSeq was kept (RFC 3262)."""
        self._invites += 1
        return self._request("PRACK", "[next_url]", self._invites, ["[routes]", "RAck: [$rseq] 1 INVITE"]).receive(200)

    def receive_reliable(self, status):
        """A provisional answer that asks for PRACK."""
        return self._step(
            f'<recv response="{status}" rrs="true"><action><ereg regexp="[0-9]+" search_in="hdr" header="RSeq:" '
            f'check_it="true" assign_to="rseq"/></action></recv>')

    def ack(self, with_answer=False, sequence=None):
        """`with_answer`: to an offer that came in the 200. `sequence`: the INVITE's, where requests lie between."""
        sdp = self._sdp("sendrecv") if with_answer else None
        return self._request("ACK", "[next_url]", sequence or self._invites, ["[routes]"], sdp, retransmit=False)

    def ack_refusal(self):
        """The ACK of a final answer that is not 2xx belongs to the INVITE's transaction: its Via comes back."""
        return self._request("ACK", _URI, self._invites, via="[last_Via:]", retransmit=False)

    def cancel(self):
        return self._request("CANCEL", _URI, self._invites, via="[last_Via:]", to_tag=False)

    def bye(self):
        return self._request("BYE", "[next_url]", self._invites + 1, ["[routes]"]).receive(200)

    def options(self):
        return self._request("OPTIONS", _URI, 1, to_tag=False)

    # What must come

    def receive(self, status, optional=False, keep_route=False, challenge=False, goto=None):
        """An answer; `optional` ones may be left out, and go on at the label `goto` when they come."""
        attributes = f'response="{status}"'
        attributes += ' optional="true"' if optional else ""
        attributes += ' rrs="true"' if keep_route else ""
        attributes += ' auth="true"' if challenge else ""
        attributes += f' next="{goto}"' if goto else ""
        return self._step(f"<recv {attributes}/>")

    def receive_provisional(self):
        return self.receive(100, optional=True).receive(180, optional=True).receive(183, optional=True)

    def receive_answer(self):
        return self.receive_provisional().receive(200, keep_route=True)

    def receive_request(self, method, seconds):
        """A request of the far end, answered 200."""
        return self._step(f'<recv request="{method}" timeout="{int(seconds * 1000)}"/>').respond(200, "OK")

    def receive_refresh(self, seconds):
        """A refresh of the session by the far end, as UPDATE or as re-INVITE."""
        self._step('<recv request="UPDATE" optional="true" next="by_update"/>')
        self._step(f'<recv request="INVITE" timeout="{int(seconds * 1000)}"/>')
        contact = f"Contact: <sip:{self.caller}@[local_ip]:[local_port];transport=[transport]>"
        self.respond(200, "OK", [contact], self._sdp("sendrecv"))._step('<recv request="ACK"/>')
        self._step('<nop next="refreshed"/>').label("by_update").respond(200, "OK", [contact])
        return self.label("refreshed")._step("<nop/>")

    def receive_bye(self, seconds):
        return self._step(f'<recv request="BYE" timeout="{int(seconds * 1000)}"/>').respond(200, "OK")

    def respond(self, status, reason, headers=(), body=""):
        lines = [f"SIP/2.0 {status} {reason}", "[last_Via:]", "[last_Record-Route:]", "[last_From:]", "[last_To:]",
                 "[last_Call-ID:]", "[last_CSeq:]", *headers]
        lines += ["Content-Type: application/sdp", "Content-Length: [len]"] if body else ["Content-Length: 0"]
        return self._send(lines, body, retransmit=False)

    # Whole stretches of a call

    def answered_call(self, **options):
        return self.invite(**options).receive_answer().ack()

    def pause(self, seconds):
        return self._step(f'<pause milliseconds="{int(seconds * 1000)}"/>')

    def talk_until_told(self, seconds=90):
        """Talks until `SIPpCall.finish()` or a BYE, at most `seconds`; then hangs up unless the far end did."""
        self._step('<recv request="BYE" optional="true" next="far_end_hung_up"/>')
        self._step(f'<recv request="INFO" timeout="{int(seconds * 1000)}" ontimeout="hang_up"/>')
        self._step('<label id="hang_up"/>').bye()
        self._step('<nop next="over"/>').label("far_end_hung_up").respond(200, "OK")
        return self.label("over")._step("<nop/>")

    def label(self, name):
        return self._step(f'<label id="{name}"/>')

    def play(self, file, payload_type=0):
        """SIPp's own RTP stream from a file of raw G.711."""
        return self._step(f'<nop><action><exec rtp_stream="{file},1,{payload_type}"/></action></nop>')

    # Texts

    def _sdp(self, direction, media=None, address=None):
        self._sdp_version += 1
        if media is not None:
            head = f"v=0\no=caller 53655765 {self._sdp_version} IN IP4 [local_ip]\ns=-\nt=0 0\n"
            return head + "".join(f"{line}\n" for line in media)
        types = " ".join(str(t) for t in self.payload_types)
        maps = "".join(f"a=rtpmap:{t} {_CODECS[t]}\n" for t in self.payload_types)
        return textwrap.dedent(f"""\
            v=0
            o=caller 53655765 {self._sdp_version} IN IP4 [local_ip]
            s=-
            c=IN IP4 {address or self.media_address}
            t=0 0
            m=audio {self.media_port} RTP/{"SAVP" if self.crypto else "AVP"} {types}{" 101" if self.events else ""}
            """) + maps + "".join(f"a=crypto:{line}\n" for line in self.crypto) + (
            "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\n" if self.events else "") + (
            f"a=ptime:20\na={direction}\n")

    def _request(self, method, uri, sequence, headers=(), body=None, via=_VIA, to_tag=True, retransmit=True,
                 kind="application/sdp"):
        lines = [f"{method} {uri} SIP/2.0", via, *headers,
                 f'From: "Caller" <sip:{self.caller}@[local_ip]:[local_port]>;tag=[pid]T[call_number]',
                 f"To: <{_URI}>" + ("[peer_tag_param]" if to_tag else ""), "Call-ID: [call_id]",
                 f"CSeq: {sequence} {method}",
                 f"Contact: <sip:{self.caller}@[local_ip]:[local_port];transport=[transport]>", "Max-Forwards: 70",
                 "User-Agent: SIPp"]
        lines += [f"Content-Type: {kind}"] if body else []
        lines.append("Content-Length: " + ("[len]" if body else "0"))
        return self._send(lines, body or "", retransmit)

    def _send(self, lines, body, retransmit):
        text = "\n".join(lines) + "\n\n" + body
        attribute = ' retrans="500"' if retransmit else ""
        return self._step(f"<send{attribute}><![CDATA[\n{text}]]></send>")

    def _step(self, xml):
        self._steps.append(xml)
        return self
