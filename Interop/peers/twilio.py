"""A Twilio with the account, number, SIP credential and Elastic SIP trunk APIs: its schemas are enforced on every request
and on every answer of ours, and so are the rules that stand in no schema. Lists come two entries a page.
"""

import base64
import http.server
import json
import re
import threading
import urllib.parse
import uuid

from peers.twilio_schema import Schema

ACCOUNT = "AC" + "a1" * 16
TOKEN = "interop-auth-token"
PAGE = 2


class Refusal(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


class Twilio:
    """`requests` is what was asked, as (method, path, form). `on_request`, if set, is called with its number (from 1)
    before it is answered, and once more with `done=True` before the answer leaves.
    """

    def __init__(self, port, numbers):
        self.schema, self.faults, self.requests, self.on_request = Schema(), [], [], None
        self.numbers, self.trunks, self.origins, self.lists, self.credentials = {}, {}, {}, {}, {}
        self.mappings, self.domains, self.trunk_limit = set(), {"taken.pstn.twilio.com"}, 100
        self._lock = threading.Lock()
        for number in numbers:
            sid = self._sid("PN")
            self.numbers[sid] = {"sid": sid, "account_sid": ACCOUNT, "phone_number": number, "trunk_sid": None,
                                 "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
                                 "voice_application_sid": "", "voice_receive_mode": "voice", "status": "in-use"}
        twilio = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def _any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                status, answer = twilio._answer(self.command, self.path, self.headers, body)
                data = b"" if answer is None else json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    pass  # who asked was killed

            do_GET = do_POST = do_DELETE = _any

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def leftovers(self):
        """What hangs about beyond the numbers themselves."""
        attached = {n["phone_number"]: n["trunk_sid"] for n in self.numbers.values() if n["trunk_sid"]}
        things = {"trunks": self.trunks, "origins": self.origins, "lists": self.lists, "mappings": self.mappings,
                  "credentials": self.credentials, "attached": attached}
        return {name: thing for name, thing in things.items() if thing}

    # One request

    def _answer(self, method, target, headers, body):
        url = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
        with self._lock:
            self.requests.append((method, url.path, form))
            number = len(self.requests)
        if self.on_request:
            self.on_request(number, False)
        with self._lock:
            try:
                status, answer = self._checked(method, url.path, headers, query, form)
            except Refusal as refusal:
                status, answer = refusal.status, {
                    "code": refusal.code, "message": str(refusal), "status": refusal.status,
                    "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}"}
        if self.on_request:
            self.on_request(number, True)
        return status, answer

    def _checked(self, method, path, headers, query, form):
        given = headers.get("Authorization", "")
        if given != "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode():
            raise Refusal(401, 20003, "Authenticate")
        found = self.schema.find(method, path)
        if not found:
            raise Refusal(404, 20404, f"The requested resource {path} was not found")
        operation, document, names = found
        if form and headers.get_content_type() != "application/x-www-form-urlencoded":
            raise Refusal(400, 20001, "not a form")
        problem = (self.schema.problem_of_form(operation, document, form)
                   or self.schema.problem_of_query(operation, document, query))
        if problem:
            raise Refusal(400, 20001, problem)
        if names.get("AccountSid", ACCOUNT) != ACCOUNT:
            raise Refusal(404, 20404, "no such account")
        status, answer = getattr(self, operation["operationId"])(names, form, query)
        if fault := self.schema.problem_of_answer(operation, document, status, answer):
            self.faults.append(fault)
        return status, answer

    @staticmethod
    def _sid(prefix):
        return prefix + uuid.uuid4().hex

    @staticmethod
    def _one(things, sid):
        if sid not in things:
            raise Refusal(404, 20404, f"{sid} was not found")
        return things[sid]

    def _gone(self, things, sid):
        self._one(things, sid)
        del things[sid]
        return 204, None

    def _page(self, key, entries, query, path, trunking):
        index, size = int(query.get("Page", 0)), min(int(query.get("PageSize", 50)), PAGE)
        shown = entries[index * size:(index + 1) * size]
        following = None
        if (index + 1) * size < len(entries):
            more = urllib.parse.urlencode({**query, "Page": index + 1, "PageToken": "PT" + str(index)})
            following = f"{path}?{more}"
        if trunking:
            return 200, {key: shown, "meta": {
                "key": key, "page": index, "page_size": size, "url": self.url + path,
                "first_page_url": self.url + path, "previous_page_url": None,
                "next_page_url": following and self.url + following}}
        return 200, {key: shown, "page": index, "page_size": size, "start": index * size,
                     "end": index * size + len(shown), "next_page_uri": following or "", "uri": path,
                     "first_page_uri": path, "previous_page_uri": ""}

    # The main API

    def FetchAccount(self, names, form, query):
        if names["Sid"] != ACCOUNT:
            raise Refusal(404, 20404, "no such account")
        return 200, {"sid": ACCOUNT, "status": "active", "type": "Full", "friendly_name": "Interop", "auth_token": TOKEN}

    def ListIncomingPhoneNumber(self, names, form, query):
        part = query.get("PhoneNumber", "").lstrip("+")
        entries = [n for n in self.numbers.values() if part in n["phone_number"]]
        return self._page("incoming_phone_numbers", entries, query,
                          f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json", False)

    def FetchIncomingPhoneNumber(self, names, form, query):
        return 200, self._one(self.numbers, names["Sid"])

    def UpdateIncomingPhoneNumber(self, names, form, query):
        number = self._one(self.numbers, names["Sid"])
        if "VoiceApplicationSid" in form:
            if number["trunk_sid"]:
                raise Refusal(400, 21245, "the number hangs on a trunk")
            number["voice_application_sid"] = form["VoiceApplicationSid"]
        return 200, number

    def ListSipCredentialList(self, names, form, query):
        return self._page("credential_lists", list(self.lists.values()), query,
                          f"/2010-04-01/Accounts/{ACCOUNT}/SIP/CredentialLists.json", False)

    def CreateSipCredentialList(self, names, form, query):
        if len(form["FriendlyName"]) > 64:
            raise Refusal(400, 21239, "FriendlyName is too long")
        if any(entry["friendly_name"] == form["FriendlyName"] for entry in self.lists.values()):
            raise Refusal(400, 21240, "a list of this name exists")
        sid = self._sid("CL")
        self.lists[sid] = {"sid": sid, "account_sid": ACCOUNT, "friendly_name": form["FriendlyName"]}
        return 201, self.lists[sid]

    def FetchSipCredentialList(self, names, form, query):
        return 200, self._one(self.lists, names["Sid"])

    def DeleteSipCredentialList(self, names, form, query):
        if any(entry == names["Sid"] for _, entry in self.mappings):
            raise Refusal(400, 21241, "the list is on a trunk")
        self.credentials = {s: c for s, c in self.credentials.items() if c["credential_list_sid"] != names["Sid"]}
        return self._gone(self.lists, names["Sid"])

    def ListSipCredential(self, names, form, query):
        entries = [c for c in self.credentials.values() if c["credential_list_sid"] == names["CredentialListSid"]]
        return self._page("credentials", entries, query, "/2010-04-01/Accounts/" + ACCOUNT + "/SIP/CredentialLists/"
                          + names["CredentialListSid"] + "/Credentials.json", False)

    def CreateSipCredential(self, names, form, query):
        self._one(self.lists, names["CredentialListSid"])
        password = form["Password"]
        if not (len(password) >= 12 and re.search(r"\d", password) and re.search("[a-z]", password)
                and re.search("[A-Z]", password)):
            raise Refusal(400, 21243, "the password is weak")
        if len(form["Username"]) > 32:
            raise Refusal(400, 21242, "the user name is too long")
        sid = self._sid("CR")
        self.credentials[sid] = {"sid": sid, "account_sid": ACCOUNT, "username": form["Username"],
                                 "credential_list_sid": names["CredentialListSid"]}
        return 201, self.credentials[sid]

    def DeleteSipCredential(self, names, form, query):
        return self._gone(self.credentials, names["Sid"])

    # The trunking API

    def ListTrunk(self, names, form, query):
        return self._page("trunks", list(self.trunks.values()), query, "/v1/Trunks", True)

    def CreateTrunk(self, names, form, query):
        domain = form.get("DomainName", "")
        if not re.fullmatch(r"[A-Za-z0-9-]+\.pstn\.twilio\.com", domain) or len(form.get("FriendlyName", "")) > 64:
            raise Refusal(400, 21245, "DomainName must end in pstn.twilio.com")
        if len(self.trunks) >= self.trunk_limit:
            raise Refusal(400, 21244, "too many trunks")
        if domain in self.domains:
            raise Refusal(400, 21248, "the domain is taken")
        self.domains.add(domain)
        sid = self._sid("TK")
        self.trunks[sid] = {"sid": sid, "account_sid": ACCOUNT, "friendly_name": form.get("FriendlyName"),
                            "domain_name": domain, "transfer_mode": form.get("TransferMode", "disable-all"),
                            "secure": form.get("Secure") == "true", "auth_type": ""}
        return 201, self.trunks[sid]

    def FetchTrunk(self, names, form, query):
        return 200, self._one(self.trunks, names["Sid"])

    def UpdateTrunk(self, names, form, query):
        trunk = self._one(self.trunks, names["Sid"])
        trunk["transfer_mode"] = form.get("TransferMode", trunk["transfer_mode"])
        return 200, trunk

    def DeleteTrunk(self, names, form, query):
        sid = names["Sid"]
        self.origins = {s: o for s, o in self.origins.items() if o["trunk_sid"] != sid}
        self.mappings = {(trunk, entry) for trunk, entry in self.mappings if trunk != sid}
        for number in self.numbers.values():
            number["trunk_sid"] = None if number["trunk_sid"] == sid else number["trunk_sid"]
        return self._gone(self.trunks, sid)

    def ListOriginationUrl(self, names, form, query):
        entries = [o for o in self.origins.values() if o["trunk_sid"] == names["TrunkSid"]]
        return self._page("origination_urls", entries, query, f"/v1/Trunks/{names['TrunkSid']}/OriginationUrls", True)

    def CreateOriginationUrl(self, names, form, query):
        self._one(self.trunks, names["TrunkSid"])
        if not form["SipUrl"].startswith("sip:"):
            raise Refusal(400, 21245, "SipUrl must begin with sip:")
        sid = self._sid("OU")
        self.origins[sid] = {"sid": sid, "account_sid": ACCOUNT, "trunk_sid": names["TrunkSid"],
                             "friendly_name": form["FriendlyName"], "sip_url": form["SipUrl"],
                             "priority": int(form["Priority"]), "weight": int(form["Weight"]), "enabled": True}
        return 201, self.origins[sid]

    def UpdateOriginationUrl(self, names, form, query):
        origin = self._one(self.origins, names["Sid"])
        origin["sip_url"] = form.get("SipUrl", origin["sip_url"])
        return 200, origin

    def DeleteOriginationUrl(self, names, form, query):
        return self._gone(self.origins, names["Sid"])

    def ListCredentialList(self, names, form, query):
        entries = [{**self.lists[entry], "trunk_sid": trunk} for trunk, entry in sorted(self.mappings)
                   if trunk == names["TrunkSid"]]
        return self._page("credential_lists", entries, query, f"/v1/Trunks/{names['TrunkSid']}/CredentialLists", True)

    def CreateCredentialList(self, names, form, query):
        trunk, entry = self._one(self.trunks, names["TrunkSid"]), self._one(self.lists, form["CredentialListSid"])
        if (trunk["sid"], entry["sid"]) in self.mappings:
            raise Refusal(400, 21245, "the list is on the trunk already")
        self.mappings.add((trunk["sid"], entry["sid"]))
        trunk["auth_type"] = "CREDENTIAL_LIST"
        return 201, {**entry, "trunk_sid": trunk["sid"]}

    def DeleteCredentialList(self, names, form, query):
        pair = (names["TrunkSid"], names["Sid"])
        if pair not in self.mappings:
            raise Refusal(404, 20404, "not on the trunk")
        self.mappings.remove(pair)
        return 204, None

    def ListPhoneNumber(self, names, form, query):
        entries = [self._on_trunk(n) for n in self.numbers.values() if n["trunk_sid"] == names["TrunkSid"]]
        return self._page("phone_numbers", entries, query, f"/v1/Trunks/{names['TrunkSid']}/PhoneNumbers", True)

    def CreatePhoneNumber(self, names, form, query):
        self._one(self.trunks, names["TrunkSid"])
        number = self._one(self.numbers, form["PhoneNumberSid"])
        number["trunk_sid"], number["voice_application_sid"] = names["TrunkSid"], ""
        return 201, self._on_trunk(number)

    def DeletePhoneNumber(self, names, form, query):
        number = self._one(self.numbers, names["Sid"])
        if number["trunk_sid"] != names["TrunkSid"]:
            raise Refusal(404, 20404, "not on the trunk")
        number["trunk_sid"] = None
        return 204, None

    @staticmethod
    def _on_trunk(number):
        return {name: number[name] for name in ("sid", "account_sid", "phone_number", "trunk_sid")}
