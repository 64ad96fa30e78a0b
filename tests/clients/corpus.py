#!/usr/bin/env python3
"""Every mail of the collections is sent, put in by the API, and read back through every door.

    corpus.py MAILWEIR [FOLDER…]

Without folders: tests/messages, and ../shared/corpus where it is. What was kept must be what came, octet for octet, and
no request may be answered with a server error. Meant for a build with sanitizers: the program must end with status 0.
The last line is "N passed, N failed".
"""

import json
import pathlib
import smtplib
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import samples

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from mailweir import Mailweir  # noqa: E402
from results import Results  # noqa: E402

PUBLIC = ROOT.parent / "shared/corpus"
NOT_MAIL = {".json", ".md"}
VIEWS = ["", "/headers", "/html", "/html?remote=true", "/text", "/raw?view=true"]


def mails(folders):
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in NOT_MAIL and "LICENSES" not in path.parts:
                yield path


def default_folders():
    if not PUBLIC.is_dir():
        print(f"skipped: the public mail collections are not at ../{PUBLIC.relative_to(ROOT.parent)}")
        return [ROOT / "tests/messages"]
    return [ROOT / "tests/messages", PUBLIC]


def on_the_wire(octets):
    """The mail with CRLF line ends throughout, as a well-behaved client must send it."""
    lines = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not lines.endswith(b"\n"):
        lines += b"\n"
    return lines.replace(b"\n", b"\r\n")


def view(server, path):
    """404 is a fair answer for a view that this mail does not have."""
    try:
        return server.request("GET", path)
    except urllib.error.HTTPError as problem:
        if problem.code != 404:
            raise
        return b""


def read_everything(server, message_id):
    base = f"/api/messages/{message_id}"
    for suffix in VIEWS:
        view(server, base + suffix)
    for part in server.get(base)["parts"][:20]:
        view(server, f"{base}/parts/{part['index']}")


def check_sent(server, client, octets):
    content = on_the_wire(octets)
    client.sendmail(samples.SENDER, samples.RECIPIENTS, content, ["BODY=8BITMIME"])
    newest = server.messages(1)[0]["id"]
    if server.raw(newest) != content:
        raise AssertionError("sent by SMTP, it is not kept as it was sent")
    read_everything(server, newest)


def check_put(server, octets):
    asked = urllib.request.Request(server.url + "/api/messages?rcpt_to=ann@example.com", octets,
                                   {"Content-Type": "message/rfc822"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        made = json.loads(answer.read())["id"]
    if server.raw(made) != octets:
        raise AssertionError("put in by the API, it is not kept as it was given")


def check_mail(server, octets):
    with smtplib.SMTP(*server.smtp, timeout=60) as client:
        check_sent(server, client, octets)
    if octets:
        check_put(server, octets)


def main():
    folders = [pathlib.Path(word) for word in sys.argv[2:]] or default_folders()
    results = Results(show_passed=False)
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"
        server = Mailweir(sys.argv[1], pathlib.Path(folder) / "mail.db", "--log-level", "warn", log=log)
        for path in mails(folders):
            results.attempt(path.name, check_mail, server, path.read_bytes())
            if server.process.poll() is not None:
                break
        results.stop(server, log)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
