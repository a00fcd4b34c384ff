"""Signalling load: how many calls a second the running server takes, beside SIPp's own answering side, and what an
OPTIONS costs it, beside Kamailio.

Each call is INVITE, 100, 180, 200, ACK, 200 ms, BYE, 200, without audio. All who answer run at once and are called turn
by turn at 10, 20, 40, … calls a second, each until its first call fails.
"""

import csv
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Interop"))
from product.api import API  # noqa: E402
from product.server import KEY, Server  # noqa: E402

import asterisk  # noqa: E402
import kamailio  # noqa: E402

NUMBER = "+14155550100"
UNIT = "calls/s"
CALL = """\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="load">
  <send retrans="500" start_rtd="1"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: "Load" <sip:+14155559876@[local_ip]:[local_port]>;tag=[pid]T[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:+14155559876@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=load 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio 9 RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=ptime:20
a=inactive
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rtd="1" rrs="true"/>
  <send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: "Load" <sip:+14155559876@[local_ip]:[local_port]>;tag=[pid]T[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

  ]]></send>
  <pause milliseconds="200"/>
  <send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: "Load" <sip:+14155559876@[local_ip]:[local_port]>;tag=[pid]T[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

  ]]></send>
  <recv response="200"/>
</scenario>
"""
OPTIONS = """\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="options">
  <send retrans="500"><![CDATA[
OPTIONS sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
From: "Load" <sip:probe@[local_ip]:[local_port]>;tag=[pid]T[call_number]
To: <sip:[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 OPTIONS
Contact: <sip:probe@[local_ip]:[local_port]>
Max-Forwards: 70
User-Agent: SIPp
Accept: application/sdp
Content-Length: 0

  ]]></send>
  <recv response="200"/>
</scenario>
"""


class LoadServer(Server):
    """A server with room for many calls. Nobody speaks, so its recogniser is an endpoint that is never asked."""

    def environment(self):
        return super().environment() | {
            "TRUNKLINE_MEDIA_PORTS": os.environ.get("BENCH_MEDIA_PORTS", "40000-59999"),
            "TRUNKLINE_MAX_CALLS": "5000",
            "TRUNKLINE_API_RATE": "off",
            "TRUNKLINE_CALL_RATE": "off",
            "TRUNKLINE_SPEECH_DIR": str(self.folder / "no-speech"),
            "TRUNKLINE_STT_BASE_URL": "http://127.0.0.1:9/v1",
            "TRUNKLINE_STT_API_KEY": "nobody-asks",
            "TRUNKLINE_STT_MODEL": "none",
            "TRUNKLINE_LOG_LEVEL": "warning",
        }


class Answerer:
    """Someone who answers calls: a process, the port it listens on, the number it answers."""

    def __init__(self, name, process, port, number=NUMBER, workers=lambda pid: [pid]):
        self.name, self.process, self.port, self.number, self.workers = name, process, port, number, workers
        self.best, self.why, self.costs, self.delays = 0, "", [], []

    @property
    def processor_seconds(self):
        """Of the process and the threads in it, and of all processes where it is several; in steps of 10 ms."""
        ticks = 0
        for pid in self.workers(self.process.pid):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def furnish(api):
    """A trunk for calls from this machine, a number, and an agent that says nothing."""
    trunk = api.post("/v1/sip-trunks", {
        "name": "Load", "kind": "byoc", "direction": "inbound", "allowed_addresses": ["127.0.0.1/32"]})["id"]
    agent = api.post("/v1/agents", {"name": "Silent", "prompt": "You listen.", "first_message": ""})["id"]
    api.post("/v1/phone-numbers", {"e164": NUMBER, "source": "byoc", "trunk_id": trunk, "agent_id": agent})


def sipp_answering(folder, port):
    process = subprocess.Popen(
        ["sipp", "-sn", "uas", "-i", "127.0.0.1", "-p", str(port), "-bind_local", "-nostdin", "-skip_rlimit"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    return process


def call(answerer, rate, seconds, folder, port):
    """One step of the ramp. Returns why it failed, or nothing."""
    script, table = folder / "call.xml", folder / f"{answerer.name}-{rate}.csv"
    script.write_text(CALL)
    calls = rate * seconds
    before = answerer.processor_seconds
    command = [
        "sipp", f"127.0.0.1:{answerer.port}", "-sf", script, "-s", answerer.number, "-i", "127.0.0.1", "-p", str(port),
        "-bind_local", "-r", str(rate), "-m", str(calls), "-l", "20000", "-nostdin", "-skip_rlimit",
        "-trace_stat", "-stf", table, "-fd", "1"]
    try:
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False, timeout=seconds + 15)
    except subprocess.TimeoutExpired:
        return f"calls at {rate}/s were not over after {seconds + 15} s"
    if answerer.process.poll() is not None:
        return f"{answerer.name} ended with status {answerer.process.returncode}"
    with open(table) as file:
        last = list(csv.DictReader(file, delimiter=";"))[-1]
    good, failed = int(last["SuccessfulCall(C)"]), int(last["FailedCall(C)"])
    if failed or good < calls:
        return f"{calls - good} of {calls} calls failed at {rate}/s"
    reached = float(last["CallRate(C)"])
    hours, minutes, rest = last["ElapsedTime(C)"].split(":")[:3]
    elapsed = int(hours) * 3600 + int(minutes) * 60 + float(rest)
    if elapsed > 1.5 * seconds + 1:
        return f"SIPp reached {reached:.0f}/s instead of {rate}/s"
    answerer.costs.append((answerer.processor_seconds - before) / calls * 1e6)
    answerer.delays.append(milliseconds(last["ResponseTime1(C)"]))
    answerer.best = rate
    return ""


def milliseconds(text):
    """SIPp writes durations as 00:00:00:012000."""
    hours, minutes, seconds, micro = (int(part) for part in text.split(":"))
    return (hours * 3600 + minutes * 60 + seconds) * 1000 + micro / 1000


def run(program, quick, port, folder, with_asterisk=False):
    """The rows of the table."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    server, stop = LoadServer(program, folder / "server", port), []
    try:
        server.start()
        stop.append(server.interrupt)
        furnish(API(server.url, KEY))
        uas = sipp_answering(folder, port + 20)
        stop.append(lambda: end(uas))
        answerers = [Answerer("Trunkline", server.process, server.sip), Answerer("SIPp's own UAS", uas, port + 20)]
        if with_asterisk:
            pbx = asterisk.start(folder / "asterisk", port + 60)
            stop.append(lambda: end(pbx))
            answerers.append(Answerer("Asterisk", pbx, port + 60))
        ramp(answerers, quick, folder, port + 40)
        probed = [answerers[0]]
        for offset, (kind, answer) in enumerate(
                {"a transaction each": kamailio.STATEFUL, "stateless": kamailio.STATELESS}.items()):
            if kamailio.installed():
                proxy = kamailio.start(folder / f"kamailio-{offset}", port + 80 + offset, answer)
                stop.append(lambda proxy=proxy: end(proxy))
                probed.append(
                    Answerer(f"Kamailio, {kind}", proxy, port + 80 + offset, workers=kamailio.workers))
        requests = probe(probed, quick, folder, port + 40)
    finally:
        for action in reversed(stop):
            action()
    return [*rows(answerers), requests]


def ramp(answerers, quick, folder, port):
    seconds, most = (2, 160) if quick else (4, 1280)
    for answerer in answerers:
        call(answerer, 1, seconds, folder, port)  # what is loaded at the first call is no part of the load
        answerer.best, answerer.costs, answerer.delays = 0, [], []
    rate = 10
    while rate <= most and any(not a.why for a in answerers):
        for answerer in (a for a in answerers if not a.why):
            answerer.why = call(answerer, rate, seconds, folder, port)
        rate *= 2
    for answerer in answerers:
        # One that cannot take ten, as a debug build may not, is asked for less.
        for rate in (5, 2, 1):
            if answerer.best == 0 and not call(answerer, rate, seconds, folder, port):
                answerer.why = f"more than {rate}/s failed"
        answerer.why = answerer.why or f"no failure up to {answerer.best}/s, where the ramp ends"


def probe(answerers, quick, folder, port):
    """The row of what an OPTIONS costs, the answerers turn by turn."""
    script, samples = folder / "options.xml", {}
    script.write_text(OPTIONS)
    count, rate, rounds = (1000, 500, 2) if quick else (5000, 1000, 3)
    time.sleep(1)
    for number in range(rounds + 1):
        for answerer in answerers:
            before = answerer.processor_seconds
            done = subprocess.run(
                ["sipp", f"127.0.0.1:{answerer.port}", "-sf", script, "-i", "127.0.0.1", "-p", str(port), "-bind_local",
                 "-r", str(rate), "-m", str(count), "-nostdin", "-skip_rlimit"],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                timeout=count / rate + 30)
            # The first round only warms up.
            if done.returncode == 0 and number > 0:
                spent = answerer.processor_seconds - before
                samples.setdefault(answerer.name, []).append(spent / count * 1e6)
    return {"group": "running server", "title": "processor time for an OPTIONS and its 200", "unit": "request",
            "samples": samples}


def rows(answerers):
    best = {
        "group": "running server", "title": "signalling load until the first failure", "unit": UNIT,
        "figures": [{"who": a.name, "value": a.best, "note": a.why} for a in answerers]}
    cost = {
        "group": "running server", "title": "processor time for a call, without audio", "unit": "call",
        "samples": {a.name: a.costs for a in answerers if a.costs}}
    delay = {
        "group": "running server", "title": "from INVITE to 200, mean at the last good rate", "unit": "ms",
        "figures": [
            {"who": a.name, "value": a.delays[-1], "note": f"at {a.best}/s"} for a in answerers if a.delays]}
    return [best, cost, delay]


def end(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
