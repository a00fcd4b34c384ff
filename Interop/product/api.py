"""The HTTP API, called with curl as a user would."""

import json
import subprocess
import time


class Refused(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body}")
        self.status, self.body = status, body


class API:
    """`words` stand before each command: what brings it to the server's network."""

    def __init__(self, url, key, words=()):
        self.url, self.key, self._words = url, key, words

    def call(self, method, path, body=None):
        command = [*self._words, "curl", "--silent", "--show-error", "--max-time", "20", "--request", method,
                   self.url + path,
                   "--header", f"Authorization: Bearer {self.key}", "--write-out", "\n%{http_code}"]
        if body is not None:
            command += ["--header", "Content-Type: application/json", "--data", json.dumps(body)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"curl {method} {path}: {done.stderr.strip()}")
        text, _, status = done.stdout.rpartition("\n")
        if not 200 <= int(status) < 300:
            raise Refused(int(status), text)
        return json.loads(text) if text.strip() else None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body)

    def patch(self, path, body):
        return self.call("PATCH", path, body)

    def delete(self, path):
        return self.call("DELETE", path)

    def remove(self, path):
        """Deletes what may be gone already."""
        try:
            self.delete(path)
        except Refused as refusal:
            if refusal.status != 404:
                raise

    def save(self, path, file, seconds=10):
        """Saves a binary answer; waits while it is 404, as a recording is until it is written."""
        deadline = time.monotonic() + seconds
        while True:
            done = subprocess.run(
                [*self._words, "curl", "--silent", "--max-time", "20", "--output", str(file), "--write-out",
                 "%{http_code}", "--header", f"Authorization: Bearer {self.key}", self.url + path],
                capture_output=True, text=True)
            if done.stdout == "200":
                return file
            if done.stdout != "404" or time.monotonic() > deadline:
                raise Refused(int(done.stdout or 0), f"GET {path}")
            time.sleep(0.2)

    def conversations(self):
        """The newest hundred."""
        return self.get("/v1/conversations?limit=100")["conversations"]

    def messages(self, conversation):
        return self.get(f"/v1/conversations/{conversation}/messages")["messages"]

    def events(self, conversation):
        return self.get(f"/v1/conversations/{conversation}/events")["events"]
