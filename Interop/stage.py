"""What every case stands on: a running server with a trunk, agents and numbers; peers that are put away afterwards."""

import os
import pathlib
import shutil
import time

from case import Skipped, expect
from listening import sound
from peers import certificate
from peers.asterisk import Asterisk
from peers.baresip import Baresip
from peers.called import CalledScenario
from peers.kamailio import Kamailio
from peers.linphone import Linphone
from peers.network import HERE
from peers.pjsua import Pjsua
from peers.receiver import Receiver
from peers.rtp_phone import RTPPhone
from peers.scenario import Scenario
from peers.sipp import SIPpCall
from product.api import API
from product.server import KEY, Server

CALLER = "+14155559876"
GREETING = "Hello, this is the front desk of Maple Dental. How can I help you today?"
SPEECH_OF_LENGTH = (
    "Welcome to Maple Dental. Before we begin, please listen to a few words about our practice. We look after families "
    "and their teeth, we have done so for many years, and we are proud of every smile that leaves our house. "
    "Our rooms are bright, our chairs are soft, and our people take all the time that you need.")
PROMPT = """\
You are the front desk of Maple Dental, a dentist's practice.

Our opening hours are Monday to Friday from nine in the morning until five in the afternoon.
We are closed on Saturday and Sunday.
Parking is free behind the house.
A cleaning costs ninety dollars.
"""


class Stage:
    """`desk`, `lecture`, `monologue` and `unbound` are the numbers that cases dial."""

    def __init__(self, program, work, port, place=HERE):
        self.work, self._port = work, port
        self.server = Server(program, work / "server", port, place)
        self.api = API(self.server.url, KEY, place.words)
        self.notes, self.table, self.folder = [], [], work
        self._first_port = self._next_port = port + 10
        self._last_port = port + 990
        self._asterisk, self._asterisk_port = None, port + 1200
        self._peers, self._undo, self._numbers, self.known = [], [], {}, set()

    # Before and after all cases

    def open(self):
        if not os.access(self.server.program, os.X_OK):
            raise SystemExit(f"{self.server.program} is not there: build it, or name the program with --server")
        self.work.mkdir(parents=True)
        (self.work.parent / "voices").mkdir(exist_ok=True)
        self.certificate = certificate.self_signed(self.work / "certificates")
        self.server.folder.mkdir()
        shutil.copy(self.certificate.chain, self.server.trusted)
        self.server.start()
        self.trunk = self.api.post("/v1/sip-trunks", {
            "name": "Peers", "kind": "byoc", "direction": "inbound",
            "allowed_addresses": ["127.0.0.1/32" if self.server.place is HERE else "10.96.0.0/12"],
        })["id"]
        self.desk = self.number("+14155550101", self.agent("Desk", first_message=GREETING))
        self.lecture = self.number("+14155550102", self.agent("Lecturer", first_message=SPEECH_OF_LENGTH))
        # Is not interrupted: for cases about sound alone.
        self.monologue = self.number("+14155550103", self.agent(
            "Monologue", first_message=SPEECH_OF_LENGTH,
            turn_handling={"interruptible": False, "inactivity_timeout_seconds": 300}))
        self.unbound = self.number("+14155550104", None)

    def close(self):
        self.end()
        if self._asterisk:
            self._asterisk.stop()
        self.server.interrupt()

    def agent(self, name, **fields):
        body = {"name": name, "prompt": PROMPT, "save_audio_recording": True,
                "tools": [{"type": "system", "name": "end_call"}]} | fields
        return self.api.post("/v1/agents", body)["id"]

    def number(self, e164, agent, trunk=None):
        body = {"e164": e164, "source": "byoc", "trunk_id": trunk or self.trunk, "agent_id": agent}
        if agent is None:
            del body["agent_id"]
        self._numbers[e164] = self.api.post("/v1/phone-numbers", body)["id"]
        return e164

    def trunk_for(self, e164, agent=None, **fields):
        """A trunk of the case's own with this number and an agent: the one given, or one who is not interrupted. All go
        with the case. The ids of the trunk and of the agent.
        """
        trunk = self.api.post("/v1/sip-trunks", {"name": e164, "kind": "byoc"} | fields)["id"]
        self.afterwards(lambda: self.api.remove(f"/v1/sip-trunks/{trunk}?force=true"))
        agent = agent or self.agent(e164, first_message=SPEECH_OF_LENGTH, turn_handling={
            "interruptible": False, "inactivity_timeout_seconds": 300})
        self.number(e164, agent, trunk)
        self.afterwards(lambda: self.forget_number(e164))
        return trunk, agent

    def place(self, agent, to, **fields):
        """Has the agent call somebody; the conversation's id."""
        return self.api.post("/v1/outbound-calls", {"agent_id": agent, "to": to} | fields)["conversation_id"]

    def trunk_status(self, trunk, seconds, **fields):
        """Waits until the trunk's status has these fields; the status."""
        def so_far():
            status = self.api.get(f"/v1/sip-trunks/{trunk}")["status"]
            return status if all(status[k] == v for k, v in fields.items()) else None

        return self._wait(so_far, seconds, f"the trunk's status did not become {fields}")

    def forget_number(self, e164):
        self.api.delete(f"/v1/phone-numbers/{self._numbers.pop(e164)}")

    def elsewhere(self, place):
        """A second server, in a network of its own, with the same agents and numbers; it ends with the case."""
        other = Stage(self.server.program, self.folder / "elsewhere", self._port, place)
        self._peers.append(other.close)
        other.open()
        other.notes, other.folder = self.notes, self.folder
        return other

    # Around one case

    def begin(self, name):
        self.notes, self.table, self.folder = [], [], self.work / name
        self.folder.mkdir()
        if not self.server.is_running():
            self.server.start()
        self.known = {c["id"] for c in self.api.conversations()}

    def end(self):
        """Stops the peers of the case, and takes back what it changed, last first."""
        for peer in reversed(self._peers):
            peer()
        self._peers.clear()
        while self._undo:
            self._undo.pop()()

    def afterwards(self, action):
        self._undo.append(action)

    def put_away(self, stop):
        """Calls `stop` when the case is over, after what came later was put away."""
        self._peers.append(stop)

    def note(self, text):
        """A figure to print beside the case."""
        self.notes.append(text)

    def tabulate(self, *cells):
        """A line of a table of figures, its head first, to print below the case."""
        self.table.append("| " + " | ".join(cells) + " |")
        if len(self.table) == 1:
            self.table.append("|---" * len(cells) + "|")

    def needs_speech(self):
        """Skips the case where the server cannot hear: without its speech set."""
        folder = pathlib.Path(os.environ.get("TRUNKLINE_SPEECH_DIR", "/nowhere"))
        if not (folder / "READY").exists():
            raise Skipped(f"no speech set in {folder}: run `make speech`, or set TRUNKLINE_SPEECH_DIR")

    # Peers

    def port(self, width=2):
        """The first of `width` even-numbered-from ports that no recent peer used."""
        if self._next_port + width > self._last_port:
            self._next_port = self._first_port
        first = self._next_port
        self._next_port += width + width % 2
        return first

    def rtp_phone(self, payload_type=0, seal=None):
        phone = RTPPhone(self.port(), payload_type, seal)
        self._peers.append(phone.close)
        return phone

    def scenario(self, phone=None, **options):
        """A scenario whose sound is `phone`, or nobody's."""
        media_port = options.pop("media_port", None) or (phone.port if phone else self.port())
        return Scenario(media_port, **options)

    def sipp(self, scenario, number, server=None, **options):
        """`server`: where to send it, if not to the server's UDP and TCP port."""
        call = SIPpCall(scenario, number, server or self.server.address, self.folder, self.port(), **options)
        self._peers.append(call.stop)
        return call

    def called_scenario(self, phone=None, **options):
        """A scenario of the one who is called."""
        return CalledScenario(phone.port if phone else self.port(), **options)

    def called_sipp(self, scenario, name="called", **options):
        """A SIPp that waits to be called, at its `port`."""
        options = {"identity": self.certificate} | options
        call = SIPpCall(scenario, name, None, self.folder, self.port(), name=name, **options)
        self._peers.append(call.stop)
        call.wait_until_bound()
        return call

    def baresip(self, speech, **options):
        phone = Baresip(self.folder, self.port(60), speech, **options)
        self._peers.append(phone.stop)
        return phone

    def pjsua(self, speech, **options):
        phone = Pjsua(self.folder, self.port(60), speech, **options)
        self._peers.append(phone.stop)
        return phone

    def kamailio(self, transport="udp", target=None, fork=None):
        """A proxy in the path, to the server or to `target`, host:port; calls go through its address."""
        proxy = Kamailio(self.folder, self.port(2), target or self.server.addresses[transport], transport,
                         self.certificate, fork)
        self._peers.append(proxy.stop)
        return proxy

    def asterisk(self):
        """The one Asterisk of the run, started by the first case that asks."""
        if self._asterisk is None:
            self._asterisk = Asterisk(
                self.work / "asterisk", self._asterisk_port, self.server.addresses, self.certificate, CALLER)
        self._asterisk.forget_events()
        self._peers.append(self._asterisk.hang_up)
        return self._asterisk

    def own_asterisk(self, **options):
        """An Asterisk of the case's own, for what the run's is not set up for."""
        pbx = Asterisk(self.folder / "asterisk", self.port(160), self.server.addresses, self.certificate, CALLER,
                       **options)
        self._peers.append(pbx.stop)
        return pbx

    def receiver(self, secret, script=()):
        """Somebody who is told of calls over HTTP."""
        receiver = Receiver(self.port(), secret, script)
        self._peers.append(receiver.stop)
        return receiver

    def linphone(self, speech, **options):
        phone = Linphone(self.folder, self.port(60), speech, **options)
        self._peers.append(phone.stop)
        return phone

    def uri(self, number, transport="udp"):
        suffix = "" if transport == "udp" else f";transport={transport}"
        return f"sip:{number}@{self.server.addresses[transport]}{suffix}"

    def voice(self, text, rate=8000, lead=0.3):
        """A caller's voice saying `text` after `lead` seconds of silence, as a wav file that is made once."""
        name = "".join(c if c.isalnum() else "-" for c in text.lower())[:40]
        return sound.speak(text, self.work.parent / "voices" / f"{name}.{rate}.{lead:g}.wav", rate, lead)

    # What the server says about the call

    def new_conversations(self):
        """Those that began in this case, newest first."""
        return [c for c in self.api.conversations() if c["id"] not in self.known]

    def conversation(self, seconds=5):
        """The conversation that began in this case."""
        return self._wait(
            lambda: next(iter(self.new_conversations()), None), seconds, "the call made no conversation")

    def active(self, seconds=5):
        """The same once it is answered."""
        identifier = self.conversation()["id"]

        def answered():
            found = self.api.get(f"/v1/conversations/{identifier}")
            return found if found["status"] == "active" else None

        return self._wait(answered, seconds, f"conversation {identifier} did not become active")

    def ended(self, seconds=10):
        """The same once it is over."""
        identifier = self.conversation()["id"]

        def final():
            found = self.api.get(f"/v1/conversations/{identifier}")
            return found if found["status"] in ("completed", "failed") else None

        return self._wait(final, seconds, f"conversation {identifier} did not end")

    def expect_end(self, status, *reasons):
        found = self.ended()
        expect(found["status"] == status, f"status is {found['status']} and not {status} ({found['end_reason']})")
        expect(not reasons or found["end_reason"] in reasons,
               f"end_reason is {found['end_reason']} and not {' or '.join(reasons)}")
        return found

    def deliveries(self, conversation, status, seconds):
        """What its webhook was sent, once all of it has this status."""
        def so_far():
            found = self.api.get(f"/v1/conversations/{conversation}/webhook-deliveries")["deliveries"]
            return found if found and all(d["status"] == status for d in found) else None

        return self._wait(so_far, seconds, f"the webhook's deliveries did not become {status}")

    def attempt(self, conversation, seconds):
        """The first attempt to tell its webhook something."""
        def so_far():
            found = self.api.get(f"/v1/conversations/{conversation}/webhook-deliveries")["deliveries"]
            return next((a for d in found for a in d["attempts"]), None)

        return self._wait(so_far, seconds, "the webhook was never tried")

    def restart(self, **settings):
        """Ends the server and starts it again with these settings beside the usual ones."""
        self.server.interrupt()
        self.server.settings = settings
        self.server.start()

    def recording(self, conversation):
        return self.api.save(f"/v1/conversations/{conversation['id']}/recording", self.folder / "recording.wav")

    def digits(self, conversation):
        """The telephone keys that its events hold, in order."""
        return "".join(d for event in self.api.events(conversation["id"]) for d in _digits_of(event))

    def _wait(self, poll, seconds, otherwise):
        deadline = time.monotonic() + seconds
        while True:
            found = poll()
            if found:
                return found
            expect(time.monotonic() < deadline, f"{otherwise} within {seconds} s")
            time.sleep(0.2)


def _digits_of(event):
    """The digits of one event of the kind dtmf, whatever its detail is called."""
    if "dtmf" not in str(event.get("type", event.get("kind", ""))).lower():
        return []
    for value in (event, *(v for v in event.values() if isinstance(v, dict))):
        for key in ("digit", "digits"):
            if key in value:
                return [value[key]]
    return []
