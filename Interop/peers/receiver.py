"""A receiver of webhooks, as a customer would write one: keeps what comes, checks the signature, answers by a script."""

import hashlib
import hmac
import http.server
import json
import threading
import time


class Receiver:
    """Listens on `port` of the loopback address. The first requests get the statuses of `script`, all others 200."""

    def __init__(self, port, secret, script=()):
        self.secret, self._script, self.requests = secret, list(script), []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(dict(self.headers.items()), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{port}/calls"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, headers, body):
        status = self._script.pop(0) if self._script else 200
        self.requests.append({"at": time.time(), "headers": headers, "raw": body, "status": status,
                              "body": json.loads(body)})
        return status

    def is_signed(self, request, brand="Speechify"):
        """Whether the signature is that of the time and the bytes that came, and the time is now."""
        timestamp = request["headers"].get(f"X-{brand}-Timestamp", "0")
        code = hmac.new(self.secret.encode(), f"{timestamp}.".encode() + request["raw"], hashlib.sha256).hexdigest()
        given = request["headers"].get(f"X-{brand}-Signature", "")
        is_fresh = abs(request["at"] * 1000 - int(timestamp)) < 5000
        return is_fresh and hmac.compare_digest(given, f"sha256={code}")

    def wait_for(self, condition, seconds):
        """The first request that meets the condition, or None."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [r for r in list(self.requests) if condition(r)]
            if found:
                return found[0]
            time.sleep(0.1)
        return None

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
