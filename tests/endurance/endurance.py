"""What the endurance drivers share: a server to start and kill, senders that remember what was acknowledged, and the
comparison of both with what the database holds. Python's standard library only; loopback only."""

import argparse
import contextlib
import hashlib
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

START_SECONDS = 3.0


def arguments(description, rounds):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("mailweir", help="the program to test")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--folder", help="where the databases are made; default: the system's temporary folder")
    return parser


class Server:
    """The program on free ports. Its standard error goes to FOLDER/log, for who looks into a failure."""

    def __init__(self, program, database, options=(), environment=None):
        self.log = open(os.path.join(os.path.dirname(database), "log"), "ab")
        command = [program, "--smtp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--db", database,
                   "--max-messages", "10000000", "--log-level", "warn", *options]
        began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log,
                                        env={**os.environ, **(environment or {})})
        self.smtp_port = self._port("SMTP on 127.0.0.1:")
        self.http_port = self._port("HTTP on http://127.0.0.1:")
        self.start_seconds = time.monotonic() - began

    def _port(self, start):
        line = self.process.stdout.readline().decode()
        found = re.search(re.escape(start) + r"(\d+)", line)
        if not found:
            self.kill()
            raise RuntimeError(f"the program did not start: {line!r}; see {self.log.name}")
        return int(found.group(1))

    def kill(self):
        self.process.kill()
        self._wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self._wait()

    def _wait(self):
        code = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        return code


class Sender(threading.Thread):
    """Sends one message after another over one connection until that breaks. `sent` has each token with the digest of
    its octets, `acknowledged` the tokens that were answered with 250, `refused` those that were answered otherwise."""

    def __init__(self, port, name, seed, on_acknowledged=lambda: None):
        super().__init__(daemon=True)
        self.port, self.name, self.random = port, name, random.Random(seed)
        self.on_acknowledged, self.on_refused = on_acknowledged, lambda: None
        self.sizes = (100, 1000, 1000, 5000, 40000)
        self.sent, self.acknowledged, self.refused = {}, set(), {}
        self.stopping = False

    def run(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
                self.wire = connection.makefile("rwb")
                self._reply()
                self._command("EHLO endurance.example")
                number = 0
                while not self.stopping:
                    number += 1
                    self._send(f"{self.name}-{number}")
        except (OSError, EOFError):
            pass  # the server was killed

    def _send(self, token):
        content = self._content(token)
        self.wire.write(b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n")
        self.wire.flush()
        replies = [self._reply() for _ in range(3)]
        if not replies[2].startswith("354"):
            self.refused[token] = replies[0]
            self.on_refused()
            self._command("RSET")
            return
        self.sent[token] = hashlib.sha256(content).hexdigest()
        stuffed = re.sub(rb"(?m)^\.", b"..", content)
        reply = self._command_bytes(stuffed + b".\r\n")
        if reply.startswith("250"):
            self.acknowledged.add(token)
            self.on_acknowledged()
        else:
            self.refused[token] = reply
            self.on_refused()

    def _content(self, token):
        size = self.random.choice(self.sizes)
        if self.random.random() < 0.005:
            size = 1_500_000
        line = f"{token} {self.random.getrandbits(64):016x} some text to fill the line\r\n.with a dot\r\n"
        body = line * (size // len(line) + 1)
        return f"From: a@example.com\r\nTo: b@example.com\r\nSubject: {token}\r\n\r\n{body}".encode()

    def _command(self, line):
        return self._command_bytes(line.encode() + b"\r\n")

    def _command_bytes(self, octets):
        self.wire.write(octets)
        self.wire.flush()
        return self._reply()

    def _reply(self):
        while True:
            line = self.wire.readline()
            if not line.endswith(b"\n"):
                raise EOFError
            if line[3:4] != b"-":
                return line.decode(errors="replace").strip()


class Ledger:
    """What all senders sent and what was acknowledged, over several rounds."""

    def __init__(self):
        self.sent, self.acknowledged = {}, set()

    def add(self, senders):
        for sender in senders:
            self.sent.update(sender.sent)
            self.acknowledged |= sender.acknowledged

    def compare(self, database):
        """(problems, how many acknowledged messages are missing). The server must not be running."""
        problems = []
        with contextlib.closing(sqlite3.connect(database)) as connection:
            integrity = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if integrity != "ok":
                problems.append(f"integrity_check: {integrity}")
            stored = {}
            rows = connection.execute("SELECT m.subject, m.size, c.octets FROM messages m "
                                      "LEFT JOIN contents c ON c.message = m.number")
            for token, size, octets in rows:
                if token in stored:
                    problems.append(f"{token} is there twice")
                stored[token] = True
                if token not in self.sent:
                    problems.append(f"{token} was never sent")
                elif octets is None or size != len(octets):
                    problems.append(f"{token} has no content, or not all of it")
                elif hashlib.sha256(octets).hexdigest() != self.sent[token]:
                    problems.append(f"{token} was altered")
            total, size = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM messages").fetchone()
            counters = connection.execute("SELECT total, bytes FROM counters WHERE inbox = ''").fetchone()
            if counters != (total, size):
                problems.append(f"the counters say {counters}, counting says {(total, size)}")
            orphans = connection.execute("SELECT (SELECT count(*) FROM contents WHERE message NOT IN (SELECT number FROM "
                                         "messages)) + (SELECT count(*) FROM parts WHERE message NOT IN "
                                         "(SELECT number FROM messages))").fetchone()[0]
            if orphans:
                problems.append(f"{orphans} rows belong to no message")
        lost = len(self.acknowledged - stored.keys())
        return problems, lost


class Results:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, sentence, problems):
        if problems:
            self.failed += 1
            print(f"FAILED {sentence}")
            for problem in problems[:10]:
                print(f"       {problem}")
        else:
            self.passed += 1
            print(f"passed {sentence}", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


class Folder:
    """A temporary folder, kept when something failed."""

    def __init__(self, parent, results):
        self.path, self.results = tempfile.mkdtemp(prefix="mailweir-endurance-", dir=parent), results

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        if self.results.failed:
            print(f"kept {self.path}")
        else:
            shutil.rmtree(self.path, ignore_errors=True)
