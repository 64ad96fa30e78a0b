#!/usr/bin/env python3
"""Full disks (STO-03), on small file systems in memory: with the free-space rule, without it up to the last octet, and
with somebody else's file taking the room. Mail must be refused with 452 and never be lost, reads and deletes must work
all the time, and mail must be taken again within five seconds after room was made. Mounting needs root."""

import contextlib
import http.client
import json
import os
import subprocess
import time

from endurance import Folder, Ledger, Results, Sender, Server, arguments

MEGABYTE = 1 << 20
RECOVERY_SECONDS = 5.0


@contextlib.contextmanager
def small_disk(folder, megabytes):
    os.makedirs(folder)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


class Mailbox:
    """The server with one sender, and what happened to its messages."""

    def __init__(self, program, database, options):
        self.server = Server(program, database, options)
        self.ledger, self.number = Ledger(), 0

    def send(self, count):
        """Sends until `count` messages were acknowledged or one was refused; the reply of that one, or None."""
        self.number += 1
        sender = Sender(self.server.smtp_port, f"s{self.number}", self.number)
        sender.sizes = (200_000,)
        sender.on_acknowledged = lambda: setattr(sender, "stopping", len(sender.acknowledged) >= count)
        sender.on_refused = lambda: setattr(sender, "stopping", True)
        sender.start()
        sender.join(120)
        self.ledger.add([sender])
        return next(iter(sender.refused.values()), None)

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.http_port, timeout=30)
        connection.request(method, path, json.dumps(body) if body else None,
                           {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        octets = response.read()
        connection.close()
        return response.status, json.loads(octets) if octets else None

    def remove(self, count=None):
        """The oldest are not asked for: the newest go, and are taken off the ledger."""
        if count is None:
            status, _ = self.ask("DELETE", "/api/messages?all=true")
            self.ledger.acknowledged.clear()
            return status
        _, page = self.ask("GET", f"/api/messages?limit={count}")
        status, _ = self.ask("DELETE", "/api/messages", {"ids": [item["id"] for item in page["messages"]]})
        self.ledger.acknowledged -= {item["subject"] for item in page["messages"]}
        return status

    def problems_while_full(self, reply):
        status, page = self.ask("GET", "/api/messages?limit=1")
        ready, _ = self.ask("GET", "/readyz")
        problems = []
        if not (reply or "").startswith("452 4.3.1"):
            problems.append(f"the refusal was {reply!r}")
        if status != 200 or page["total"] < len(self.ledger.acknowledged):
            problems.append(f"the list answers {status}")
        if ready != 503:
            problems.append(f"readyz answers {ready}")
        return problems

    def problems_of_recovery(self):
        deadline = time.monotonic() + RECOVERY_SECONDS
        while (reply := self.send(1)) and time.monotonic() < deadline:
            time.sleep(0.1)
        return [f"after {RECOVERY_SECONDS} s mail is still refused: {reply}"] if reply else []


def fill_and_empty(results, name, program, disk, options):
    database = os.path.join(disk, "mail.db")
    mailbox = Mailbox(program, database, options)
    reply = mailbox.send(100_000)
    results.check(f"{name}: full after {len(mailbox.ledger.acknowledged)} messages, lists work",
                  mailbox.problems_while_full(reply))
    status = mailbox.remove(100)
    results.check(f"{name}: some are deleted, and mail is taken again",
                  ([] if status == 200 else [f"the delete answers {status}"]) + mailbox.problems_of_recovery())
    reply = mailbox.send(100_000)
    results.check(f"{name}: full again", mailbox.problems_while_full(reply))
    status = mailbox.remove()
    results.check(f"{name}: all are deleted, and mail is taken again",
                  ([] if status == 200 else [f"the delete answers {status}"]) + mailbox.problems_of_recovery())
    finish(results, name, mailbox, database)


def fill_from_outside(results, program, disk):
    database, ballast = os.path.join(disk, "mail.db"), os.path.join(disk, "ballast")
    mailbox = Mailbox(program, database, ["--min-free-space", "16MB"])
    problems = [reply] if (reply := mailbox.send(20)) else []
    with open(ballast, "wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(MEGABYTE))
            file.flush()
    results.check("from outside: full, lists work", problems + mailbox.problems_while_full(mailbox.send(100_000)))
    status = mailbox.remove(10)
    results.check("from outside: deletes work", [] if status == 200 else [f"the delete answers {status}"])
    os.remove(ballast)
    results.check("from outside: mail is taken when there is room", mailbox.problems_of_recovery())
    finish(results, "from outside", mailbox, database)


def finish(results, name, mailbox, database):
    code = mailbox.server.stop()
    problems, lost = mailbox.ledger.compare(database)
    problems += [f"exit code {code}"] if code else []
    problems += [f"{lost} acknowledged messages are lost"] if lost else []
    results.check(f"{name}: nothing is lost or doubled", problems)


def main():
    parser = arguments(__doc__, rounds=1)
    options = parser.parse_args()
    results = Results()
    with Folder(options.folder, results) as folder:
        try:
            with small_disk(os.path.join(folder, "probe"), 1):
                pass
        except (OSError, subprocess.CalledProcessError):
            print("skipped: a small file system cannot be mounted here")
            return
        for number in range(options.rounds):
            with small_disk(os.path.join(folder, f"floor-{number}"), 160) as disk:
                fill_and_empty(results, "with a floor of 64 MB", options.mailweir, disk, [])
            with small_disk(os.path.join(folder, f"no-floor-{number}"), 160) as disk:
                fill_and_empty(results, "without a floor", options.mailweir, disk,
                               ["--min-free-space", "0", "--min-free-percent", "0"])
            with small_disk(os.path.join(folder, f"outside-{number}"), 128) as disk:
                fill_from_outside(results, options.mailweir, disk)
    results.finish()


if __name__ == "__main__":
    main()
