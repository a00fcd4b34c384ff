"""Numbers that are had at a carrier: what the server asks there, and what it leaves after a failure and after a kill."""

import threading
import time
import urllib.parse

from case import Skipped, case, expect
from peers import livekit
from peers.twilio import ACCOUNT, TOKEN, Twilio
from product.api import API, Refused
from product.server import KEY, Server

NUMBER, SECOND = "+12025551234", "+12025551235"
LIVEKIT = "+14155550004"
#: As many requests as the first import of an account makes, and as many as the deletion of its number.
IMPORT, DELETION = 11, 7


class CarrierServer(Server):
    """A server of the case's own that takes doubles for carriers: `more` is what its environment says of them."""

    def __init__(self, program, folder, port, more):
        super().__init__(program, folder, port)
        self.more = more
        self.media = (port + 5, port + 44)

    def environment(self):
        return super().environment() | self.more


def body(number):
    return {"e164": number, "source": "twilio", "twilio": {"account_sid": ACCOUNT, "auth_token": TOKEN}}


def judge(twilio):
    """The official client takes the double for Twilio, and reads all of its lists over their pages."""
    try:
        from twilio.base.exceptions import TwilioRestException
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client
    except ImportError:
        raise Skipped("the package twilio is not installed")

    class Redirected(TwilioHttpClient):
        def request(self, method, url, *arguments, **options):
            parts = urllib.parse.urlsplit(url)
            place = urllib.parse.urlsplit(twilio.url)
            return super().request(method, parts._replace(scheme="http", netloc=place.netloc).geturl(), *arguments,
                                   **options)

    client = Client(ACCOUNT, TOKEN, http_client=Redirected())
    expect(client.api.v2010.account.fetch().status == "active", "the client does not read the account")
    found = client.incoming_phone_numbers.list(phone_number=NUMBER)
    expect(sorted(n.phone_number for n in found) == [NUMBER, NUMBER + "5"], "the filter does not match parts")
    found = [n for n in found if n.phone_number == NUMBER]
    trunk = client.trunking.v1.trunks.create(
        friendly_name="judge", domain_name="judge.pstn.twilio.com", transfer_mode="enable-all", secure=False)
    origin = trunk.origination_urls.create(
        weight=10, priority=10, enabled=True, friendly_name="judge", sip_url="sip:192.0.2.1:5060")
    lists = [client.sip.credential_lists.create(friendly_name=f"judge {n}") for n in range(3)]
    expect(len(client.sip.credential_lists.list()) == 3, "the client does not follow the pages of the main API")
    lists[0].credentials.create(username="judge", password="Abcdefghij12")
    mapping = trunk.credentials_lists.create(credential_list_sid=lists[0].sid)
    number = trunk.phone_numbers.create(phone_number_sid=found[0].sid)
    others = [client.trunking.v1.trunks.create(friendly_name=f"o{n}", domain_name=f"o{n}.pstn.twilio.com")
              for n in range(2)]
    expect(len(client.trunking.v1.trunks.list()) == 3, "the client does not follow the pages of the trunking API")
    for code, refused in ((21248, lambda: client.trunking.v1.trunks.create(domain_name="taken.pstn.twilio.com")),
                          (21245, lambda: client.trunking.v1.trunks.create(domain_name="bare")),
                          (21243, lambda: lists[0].credentials.create(username="x", password="weak")),
                          (21241, lambda: lists[0].delete()),
                          (20404, lambda: client.trunking.v1.trunks("TK" + "0" * 32).fetch())):
        try:
            refused()
            expect(False, f"what {code} stands for was not refused")
        except TwilioRestException as error:
            expect(error.code == code, f"{code} came as {error.code}")
    number.delete(), mapping.delete(), origin.delete()
    for thing in (*lists, trunk, *others):
        expect(thing.delete(), "something could not be deleted")
    expect(not twilio.leftovers(), f"the client leaves {twilio.leftovers()}")
    expect(not twilio.faults, f"answers of the double are not Twilio's: {twilio.faults}")


@case("twilio-provisioning", "a Twilio of ours, judged by twilio-python", "a number is imported and deleted; a second one "
      "shares the trunk; a wrong token and a failure are told in words and undone; kill -9 at every request of an "
      "import and of a deletion leaves nothing after the next start")
def provisioning(stage):
    twilio = Twilio(stage.port(), [NUMBER, SECOND, "+120255512345"])
    stage.afterwards(twilio.stop)
    judge(twilio)
    server = CarrierServer(stage.server.program, stage.folder / "server", stage.port(50), {
        "TRUNKLINE_TWILIO_API_URL": twilio.url, "TRUNKLINE_TWILIO_TRUNKING_URL": twilio.url})
    stage.afterwards(server.kill)
    server.start()
    api = API(server.url, KEY)

    wrong = body(NUMBER)
    wrong["twilio"]["auth_token"] = "wrong"
    refused(api, wrong, 502, "auth token is wrong")
    refused(api, body("+14155550199"), 422, "not a number of this Twilio account")
    numbers = [api.post("/v1/phone-numbers", body(number)) for number in (NUMBER, SECOND)]
    expect(len(twilio.trunks) == 1, f"two numbers made {len(twilio.trunks)} trunks")
    trunk = api.get(f"/v1/sip-trunks/{numbers[0]['trunk_id']}")
    made = next(iter(twilio.trunks.values()))
    expect(made["transfer_mode"] == "enable-all" and trunk["sip_address"] == made["domain_name"], f"{made}, {trunk}")
    origin = next(iter(twilio.origins.values()))["sip_url"]
    expect(origin == f"sip:{server.address}", f"calls go to {origin}")
    for file in (server.folder / "data").rglob("*"):
        expect(not file.is_file() or TOKEN.encode() not in file.read_bytes(), f"the auth token can be read in {file}")
    for number in numbers:
        api.delete(f"/v1/phone-numbers/{number['id']}")
    expect(not twilio.leftovers(), f"after the deletion there is {twilio.leftovers()}")
    expect(not api.get("/v1/sip-trunks")["trunks"] or all(
        t["kind"] != "twilio" for t in api.get("/v1/sip-trunks")["trunks"]), "the trunk is still listed")

    starts = killed_at_each(twilio, server, api, body(NUMBER), IMPORT, DELETION)
    expect(not twilio.faults, f"answers of the double are not Twilio's: {twilio.faults}")
    log = (server.folder / "server.log").read_text(errors="replace")
    expect(TOKEN not in log, "the auth token is in the log")
    stage.note(f"{len(starts)} kills, {len(twilio.requests)} requests; clean {max(starts):.1f} s after a start at most")


def refused(api, wish, status, words):
    try:
        api.post("/v1/phone-numbers", wish)
    except Refused as refusal:
        expect(refusal.status == status and words in refusal.body, f"{refusal}")
        return
    expect(False, f"{status} was expected")


def killed_at_each(carrier, server, api, wish, imports, deletions):
    """Kills the server at every request of an import and of a deletion. How long after a start all was clean."""
    starts = [killed(carrier, server, at, lambda: api.post("/v1/phone-numbers", wish), f"request {at} of an import")
              for at in range(1, imports + 1)]
    for at in range(1, deletions + 1):
        number = api.post("/v1/phone-numbers", wish)
        starts.append(killed(carrier, server, at, lambda: api.delete(f"/v1/phone-numbers/{number['id']}"),
                             f"request {at} of a deletion"))
    return starts


def killed(carrier, server, at, act, when):
    """Kills the server at the `at`th request of `act`: at odd ones before it is done there, at even ones after."""
    first, dead = len(carrier.requests), threading.Event()

    def kill(number, done):
        if number == first + at and done == (at % 2 == 0):
            server.kill()
            dead.set()

    carrier.on_request = kill
    try:
        act()
    except (RuntimeError, Refused):
        pass  # curl's connection broke
    carrier.on_request = None
    expect(dead.wait(5), f"there is no {when}")
    before = server.start()
    return before + clean(carrier, server, when)


def clean(carrier, server, when):
    begun = time.monotonic()
    api = API(server.url, KEY)
    while carrier.leftovers() or any(n["source"] != "byoc" for n in api.get("/v1/phone-numbers")["numbers"]):
        expect(time.monotonic() - begun < 20, f"after a kill at {when} there is still {carrier.leftovers()}")
        time.sleep(0.1)
    return time.monotonic() - begun


@case("livekit-provisioning", "a LiveKit of ours, tokens verified by livekit-api", "a number is bought, put on a rule of its "
      "own and given back; one that is not offered, a Canadian one and one without a project are told in words; kill -9 "
      "at every request leaves nothing after the next start")
def livekit_provisioning(stage):
    try:
        cloud = livekit.LiveKit(stage.port(), ["+14155550001", "+14155550002", "+14155550003", LIVEKIT])
    except ImportError:
        raise Skipped("the package livekit-api is not installed")
    stage.afterwards(cloud.stop)
    server = CarrierServer(stage.server.program, stage.folder / "server", stage.port(50), {
        "TRUNKLINE_LIVEKIT_URL": cloud.url, "TRUNKLINE_LIVEKIT_API_KEY": livekit.KEY,
        "TRUNKLINE_LIVEKIT_API_SECRET": livekit.SECRET})
    stage.afterwards(server.kill)
    server.start()
    api = API(server.url, KEY)
    wish = {"e164": LIVEKIT, "source": "livekit"}
    refused(stage.api, wish, 422, "TRUNKLINE_LIVEKIT_URL")
    refused(api, wish | {"e164": "+14165550123"}, 422, "United States only")
    refused(api, wish | {"e164": "+14155559999"}, 422, "+14155550001")
    expect(not cloud.leftovers(), f"refusals leave {cloud.leftovers()}")
    number = api.post("/v1/phone-numbers", wish)
    expect((number["status"], number["capabilities"]) == ("active", ["inbound"]), f"{number}")
    rule = next(iter(cloud.rules.values()))
    expect(rule["numbers"] == [LIVEKIT] and "dispatch_rule_callee" in rule["rule"], f"the rule is {rule}")
    api.delete(f"/v1/phone-numbers/{number['id']}")
    expect(not cloud.leftovers(), f"after the deletion there is {cloud.leftovers()}")
    starts = killed_at_each(cloud, server, api, wish, 6, 2)
    log = (server.folder / "server.log").read_text(errors="replace")
    expect(livekit.SECRET not in log, "the API secret is in the log")
    stage.note(f"{len(starts)} kills, {len(cloud.requests)} requests; clean {max(starts):.1f} s after a start at most")
