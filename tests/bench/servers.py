"""The servers that the benchmark compares, each started fresh for one run."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from mailweir import Mailweir  # noqa: E402


def banner_seconds(address, started_at):
    """Time from `started_at` to the first line of the server at `address`, which may not listen yet."""
    deadline = started_at + 30
    while True:
        try:
            with socket.create_connection(address, timeout=30) as connection:
                if connection.recv(512).startswith(b"220"):
                    return time.monotonic() - started_at
                raise RuntimeError(f"no greeting at {address}")
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.0005)


class Ours:
    """Mailweir with a database of its own on disk, every 250 synced."""

    def __init__(self, binary, folder, database=None):
        self.folder = folder
        if database is None:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        # All messages stay, and how full this disk is decides nothing.
        self.server = Mailweir(binary, database or folder / "mail.db", "--synchronous", "full", "--log-level", "warn",
                               "--max-messages", "1000000", "--max-store-size", "20G", "--min-free-percent", "0")
        self.address = self.server.smtp
        self.pid = self.server.pid
        self.start_seconds = banner_seconds(self.address, self.server.started_at)

    def check(self, stored, message_of):
        """What is wrong with the store after `stored` acknowledged messages; an empty list when nothing is."""
        problems = []
        if self.server.count() != stored:
            problems.append(f"{stored} messages acknowledged, {self.server.count()} kept")
        newest = self.server.messages(1)[0]
        number = int(newest["subject"].removeprefix("Load "))
        if self.server.raw(newest["id"]) != message_of(number):
            problems.append(f"message {number} is not kept as it was sent")
        return problems

    def stop(self):
        status = self.server.stop()
        return [] if status == 0 else [f"the server ended with status {status}"]


def find_sink():
    """Postfix's smtp-sink, unpacked by docker/packages.sh or installed; None where it is neither."""
    for folder in (ROOT / "build/tools", pathlib.Path("/")):
        program = folder / "usr/sbin/smtp-sink"
        if program.exists():
            return program, folder / "usr/lib/postfix"
    return None


class Sink:
    """smtp-sink, which stores nothing: the unit that rates are given in."""

    def __init__(self):
        program, libraries = find_sink()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = probe.getsockname()
        started_at = time.monotonic()
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        self.process = subprocess.Popen([program, *user, "%s:%d" % self.address, "1024"], stdin=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env={"LD_LIBRARY_PATH": str(libraries)})
        self.pid = self.process.pid
        self.start_seconds = banner_seconds(self.address, started_at)

    def check(self, stored, message_of):
        return []

    def stop(self):
        self.process.terminate()
        self.process.wait()
        return []
