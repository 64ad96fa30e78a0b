#!/usr/bin/env python3
"""Real mail programs send to a real Mailweir, and the API is asked what arrived.

    run.py MAILWEIR

The last line is "N passed, N failed".
"""

import hashlib
import pathlib
import sys
import tempfile

import samples
from senders import SENDERS, run, smtp_source

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from mailweir import Mailweir  # noqa: E402
from results import Results  # noqa: E402


def expect(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r} instead of {wanted!r}")


def check_sender(server, send, sample, octets_known, folder):
    before = server.count()
    send(server.smtp, sample, folder)
    expect("messages that arrived", server.count() - before, 1)
    summary = server.messages(1)[0]
    message = server.get(f"/api/messages/{summary['id']}")
    expect("subject", summary["subject"], sample.subject)
    expect("MAIL FROM", message["envelope"]["mail_from"], samples.SENDER)
    expect("RCPT TO", [row["address"] for row in message["envelope"]["recipients"]], samples.RECIPIENTS)
    expect("attachment names", [row["filename"] for row in message["attachments"]],
           [name for name, _ in sample.attachments])
    for row, (name, octets) in zip(message["attachments"], sample.attachments):
        path = f"/api/messages/{summary['id']}/parts/{row['part']}"
        expect(f"octets of {name}", server.request("GET", path), octets)
    raw = server.raw(summary["id"])
    expect("size", summary["size"], len(raw))
    if octets_known:
        expect("SHA-256 of the source", hashlib.sha256(raw).hexdigest(), hashlib.sha256(sample.content).hexdigest())


def check_smtp_source(server, folder):
    """smtp-source makes its own messages: 40 of them over 4 connections."""
    program, environment = smtp_source()
    before = server.count()
    run([program, "-m", "40", "-s", "4", "-l", "3000", "-f", samples.SENDER, "-t", samples.RECIPIENTS[0],
         "%s:%d" % server.smtp], env=environment)
    expect("messages that arrived", server.count() - before, 40)
    expect("smallest message is at least as long as asked", min(row["size"] for row in server.messages(40)) >= 3000, True)


def checks():
    """Every check as (name, function of server and folder)."""
    for name, send, octets_known in SENDERS:
        for make in samples.ALL:
            sample = make(name.split()[-1])
            yield f"{name}: {sample.name}", lambda server, folder, send=send, sample=sample, known=octets_known: (
                check_sender(server, send, sample, known, folder))
    yield "smtp-source: 40 messages over 4 connections", check_smtp_source


def main():
    results = Results()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        server = Mailweir(sys.argv[1], folder / "mail.db", log=folder / "log")
        for name, check in checks():
            results.attempt(name, check, server, folder)
        results.stop(server, folder / "log")
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
