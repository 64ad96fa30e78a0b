"""A running Mailweir for the tests that are written in Python: its own ports, its own database, its API.

    with Mailweir(binary, folder / "mail.db") as server:
        smtplib.SMTP(*server.smtp).send_message(...)
        server.messages()
"""

import json
import os
import re
import select
import signal
import subprocess
import time
import urllib.request

START_SECONDS = 30
STOP_SECONDS = 30


class Mailweir:
    def __init__(self, binary, database, *options, log=None):
        """Starts the program and returns when it listens. `log`: a path for what it writes to standard error."""
        self.log = open(log or os.devnull, "ab")
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "--smtp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--db", str(database), *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log)
        self.pid = self.process.pid
        try:
            said = self._read_addresses()
        except BaseException:
            self.kill()
            raise
        host, port = re.search(r"SMTP on (\S+):(\d+)", said).groups()
        self.smtp = (host, int(port))
        self.url = re.search(r"HTTP on (http://\S+?)/?\s", said).group(1)

    def _read_addresses(self):
        said = b""
        deadline = time.monotonic() + START_SECONDS
        output = self.process.stdout
        while not (b"SMTP on " in said and b"HTTP on " in said and said.endswith(b"\n")):
            ready, _, _ = select.select([output], [], [], max(0, deadline - time.monotonic()))
            chunk = os.read(output.fileno(), 4096) if ready else b""
            if not chunk:
                raise RuntimeError(f"the program did not start; it said {said!r}")
            said += chunk
        return said.decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Asks the program to end and returns its exit status; one that does not end is killed and gives -9."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self._ended()

    def kill(self):
        """Ends the program as a crash would, with SIGKILL."""
        self.process.kill()
        return self._ended()

    def _ended(self):
        status = self.process.wait()
        self.process.stdout.close()
        self.log.close()
        return status

    def request(self, method, path, body=None):
        """The answer's octets; an HTTP error status raises urllib.error.HTTPError."""
        data = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        asked = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.read()

    def json(self, method, path, body=None):
        return json.loads(self.request(method, path, body))

    def get(self, path):
        return self.json("GET", path)

    def messages(self, limit=50):
        """The newest messages, newest first."""
        return self.get(f"/api/messages?limit={limit}")["messages"]

    def count(self):
        return self.get("/api/info")["counts"]["total"]

    def raw(self, message_id):
        return self.request("GET", f"/api/messages/{message_id}/raw")
