"""A LiveKit Cloud with phone numbers and dispatch rules over Twirp. Tokens are verified by the official `livekit-api`;
what the proto does not know is discarded, as the real server discards it, and what it needs is asked for.
"""

import http.server
import json
import threading
import uuid

KEY, SECRET = "APIinterop", "interop-livekit-secret-of-some-length"
HELD, OFFLINE, RELEASED = (f"PHONE_NUMBER_STATUS_{s}" for s in ("ACTIVE", "OFFLINE", "RELEASED"))
PAGE = 2


class Refusal(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


class LiveKit:
    """`offered` are the numbers that can be bought. `on_request` as in peers.twilio."""

    def __init__(self, port, offered):
        from livekit import api
        self._verifier = api.TokenVerifier(KEY, SECRET)
        self.offered, self.numbers, self.rules = list(offered), {}, {}
        self.requests, self.on_request = [], None
        self._lock = threading.Lock()
        livekit = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, answer = livekit._answer(self.path, self.headers, body)
                data = json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    pass  # who asked was killed

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.url = f"ws://127.0.0.1:{port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def leftovers(self):
        held = {n["e164_format"]: n["status"] for n in self.numbers.values() if n["status"] != RELEASED}
        return {name: thing for name, thing in {"numbers": held, "rules": self.rules}.items() if thing}

    def _answer(self, path, headers, body):
        with self._lock:
            self.requests.append((path, body))
            number = len(self.requests)
        if self.on_request:
            self.on_request(number, False)
        with self._lock:
            try:
                status, answer = 200, self._checked(path, headers, body)
            except Refusal as refusal:
                status, answer = refusal.status, {"code": refusal.code, "msg": str(refusal), "meta": {}}
        if self.on_request:
            self.on_request(number, True)
        return status, answer

    def _checked(self, path, headers, body):
        kind, _, token = headers.get("Authorization", "").partition(" ")
        try:
            claims = self._verifier.verify(token) if kind == "Bearer" else None
        except Exception as error:
            raise Refusal(401, "unauthenticated", f"invalid token: {error}") from error
        if not (claims and claims.sip and claims.sip.admin):
            raise Refusal(401, "unauthenticated", "permissions denied")
        if headers.get_content_type() != "application/json":
            raise Refusal(404, "bad_route", "unexpected Content-Type")
        method = {
            "/twirp/livekit.PhoneNumberService/SearchPhoneNumbers": self._search,
            "/twirp/livekit.PhoneNumberService/ListPhoneNumbers": self._list,
            "/twirp/livekit.PhoneNumberService/PurchasePhoneNumber": self._purchase,
            "/twirp/livekit.PhoneNumberService/UpdatePhoneNumber": self._update,
            "/twirp/livekit.PhoneNumberService/ReleasePhoneNumbers": self._release,
            "/twirp/livekit.SIP/ListSIPDispatchRule": lambda _: {"items": list(self.rules.values())},
            "/twirp/livekit.SIP/CreateSIPDispatchRule": self._create_rule,
            "/twirp/livekit.SIP/DeleteSIPDispatchRule": self._delete_rule,
        }.get(path)
        if not method:
            raise Refusal(404, "bad_route", f"no handler for path {path}")
        return method(json.loads(body))

    @staticmethod
    def _page(items, wish):
        first = int((wish.get("page_token") or {}).get("token") or 0)
        more = first + PAGE < len(items)
        return {"items": items[first:first + PAGE], "next_page_token": {"token": str(first + PAGE)} if more else None}

    def _search(self, wish):
        if wish.get("country_code") != "US":
            raise Refusal(400, "invalid_argument", "country_code must be US")
        area = wish.get("area_code", "")
        return self._page([self._number(n, "", "PHONE_NUMBER_STATUS_UNSPECIFIED", "") for n in self.offered
                           if n[2:5].startswith(area)], wish)

    def _list(self, wish):
        rule = wish.get("sip_dispatch_rule_id")
        found = [n for n in self.numbers.values() if not rule or rule in n["sip_dispatch_rule_ids"]]
        return self._page(found, wish) | {"total_count": len(found), "offline_count": 0}

    def _purchase(self, wish):
        rule = wish.get("sip_dispatch_rule_id", "")
        if rule and rule not in self.rules:
            raise Refusal(404, "not_found", "no such dispatch rule")
        bought = []
        for e164 in wish.get("phone_numbers") or []:
            if e164 not in self.offered:
                raise Refusal(404, "not_found", f"{e164} is not available")
            self.offered.remove(e164)
            number = self._number(e164, "PN_" + uuid.uuid4().hex[:12], HELD if rule else OFFLINE, rule)
            self.numbers[number["id"]] = number
            bought.append(number)
        if not bought:
            raise Refusal(400, "invalid_argument", "phone_numbers is empty")
        return {"phone_numbers": bought}

    def _update(self, wish):
        number = self._known(wish.get("id"))
        rule = wish.get("sip_dispatch_rule_id")
        number["sip_dispatch_rule_ids"] = [rule] if rule else []
        number["status"] = HELD if rule else OFFLINE
        return {"phone_number": number}

    def _release(self, wish):
        for sid in wish.get("ids") or []:
            number = self._known(sid)
            if number["status"] == RELEASED:
                raise Refusal(404, "not_found", "released already")
            number["status"], number["sip_dispatch_rule_ids"] = RELEASED, []
            self.offered.append(number["e164_format"])
        return {}

    def _create_rule(self, wish):
        rule = wish.get("dispatch_rule")
        if not rule:
            raise Refusal(400, "invalid_argument", "missing dispatch rule")
        kinds = set(rule.get("rule") or {}) & {
            "dispatch_rule_direct", "dispatch_rule_individual", "dispatch_rule_callee"}
        if len(kinds) != 1:
            raise Refusal(400, "invalid_argument", "missing rule")
        for other in self.rules.values():
            if set(other["numbers"]) & set(rule.get("numbers") or [""]):
                raise Refusal(400, "invalid_argument", "a dispatch rule for the same number exists")
        sid = "SDR_" + uuid.uuid4().hex[:12]
        self.rules[sid] = {"sip_dispatch_rule_id": sid, "name": rule.get("name", ""), "rule": rule["rule"],
                           "numbers": rule.get("numbers") or [], "trunk_ids": [], "inbound_numbers": []}
        return self.rules[sid]

    def _delete_rule(self, wish):
        rule = self.rules.pop(wish.get("sip_dispatch_rule_id"), None)
        if not rule:
            raise Refusal(404, "not_found", "no such dispatch rule")
        return rule

    def _known(self, sid):
        if sid not in self.numbers:
            raise Refusal(404, "not_found", "no such number")
        return self.numbers[sid]

    @staticmethod
    def _number(e164, sid, status, rule):
        return {"id": sid, "e164_format": e164, "country_code": "US", "area_code": e164[2:5], "status": status,
                "number_type": "PHONE_NUMBER_TYPE_LOCAL", "spam_score": 0, "sip_dispatch_rule_ids": [rule] if rule else []}
