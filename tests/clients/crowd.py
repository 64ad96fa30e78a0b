#!/usr/bin/env python3
"""Many senders, readers and deleters at once on one server, for the thread sanitizer's eyes.

    crowd.py MAILWEIR

Nothing that was answered with 250 may be lost but what the deleters took, no request may fail, and the server must end
with status 0, which it does not after a report. The last line is "N passed, N failed".
"""

import http.client
import pathlib
import queue
import smtplib
import sys
import tempfile
import threading
import urllib.error

import samples

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from mailweir import Mailweir  # noqa: E402
from results import Results  # noqa: E402

SENDERS = 8
MESSAGES_EACH = 40
LARGE = b"x" * 70 + b"\r\n"


def send(server, number):
    """Every tenth message is large, so that it is read on a worker thread; every fourth connection breaks off."""
    content = samples.attachment(f"crowd {number}").content
    with smtplib.SMTP(*server.smtp, timeout=60) as client:
        for index in range(MESSAGES_EACH):
            body = content + LARGE * 4000 if index % 10 == 0 else content
            client.sendmail(samples.SENDER, samples.RECIPIENTS, body)
    if number % 4 == 0:
        client = smtplib.SMTP(*server.smtp, timeout=60)
        client.ehlo()
        client.sock.close()


def read_raw(server, path):
    """A message that a deleter removes while it is sent is broken off, so that nobody takes the piece for the whole."""
    try:
        server.request("GET", path + "/raw")
    except (ConnectionError, http.client.IncompleteRead):
        try:
            server.get(path)
        except urllib.error.HTTPError as problem:
            if problem.code == 404:
                return
            raise
        raise


def read(server, stop):
    while not stop.is_set():
        for summary in server.messages(20):
            path = f"/api/messages/{summary['id']}"
            try:
                server.get(path)
                read_raw(server, path)
                server.request("PATCH", path, {"read": True})
            except urllib.error.HTTPError as problem:
                if problem.code != 404:  # a deleter was faster
                    raise


def delete(server, stop, deleted):
    while not stop.is_set():
        oldest = [row["id"] for row in server.messages(200)][100:]
        if oldest:
            deleted.append(server.json("DELETE", "/api/messages", {"ids": oldest})["deleted"])


def crowd(server):
    problems, deleted, stop = queue.Queue(), [], threading.Event()

    def guarded(work, *arguments):
        try:
            work(*arguments)
        except Exception as problem:
            problems.put(f"{work.__name__}: {problem!r}")

    others = [threading.Thread(target=guarded, args=row) for row in
              [(read, server, stop), (read, server, stop), (delete, server, stop, deleted)]]
    senders = [threading.Thread(target=guarded, args=(send, server, number)) for number in range(SENDERS)]
    for thread in others + senders:
        thread.start()
    for thread in senders:
        thread.join()
    stop.set()
    for thread in others:
        thread.join()
    left, sent = server.count(), SENDERS * MESSAGES_EACH
    if left + sum(deleted) != sent:
        problems.put(f"{sent} sent, {sum(deleted)} deleted, {left} left")
    if not problems.empty():
        raise AssertionError("; ".join(problems.queue))


def main():
    results = Results()
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"
        server = Mailweir(sys.argv[1], pathlib.Path(folder) / "mail.db", log=log)
        results.attempt(f"{SENDERS} senders, readers and deleters at once", crowd, server)
        results.stop(server, log)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
