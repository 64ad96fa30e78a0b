#!/usr/bin/env python3
"""Kills the server again and again while several connections send mail (STO-01). Every message that was answered with
250 must be there exactly once, octet for octet, and the server must be back within three seconds each time."""

import os
import random
import time

from endurance import START_SECONDS, Folder, Ledger, Results, Sender, Server, arguments


def main():
    options = arguments(__doc__, rounds=100).parse_args()
    dice = random.Random(options.seed)
    results, ledger = Results(), Ledger()
    with Folder(options.folder, results) as folder:
        database = os.path.join(folder, "mail.db")
        for number in range(options.rounds):
            server = Server(options.mailweir, database)
            slow = server.start_seconds > START_SECONDS
            senders = [Sender(server.smtp_port, f"r{number}c{connection}", dice.random())
                       for connection in range(options.connections)]
            for sender in senders:
                sender.start()
            time.sleep(dice.uniform(0.2, 1.0))
            server.kill()
            for sender in senders:
                sender.join(10)
            ledger.add(senders)
            acknowledged = sum(len(sender.acknowledged) for sender in senders)
            refused = [f"{token}: {reply}" for sender in senders for token, reply in sender.refused.items()]
            results.check(f"round {number + 1}: {acknowledged} acknowledged, started in {server.start_seconds:.2f} s",
                          refused + (["the start took too long"] if slow else [])
                          + ([] if acknowledged else ["nothing was acknowledged"]))
        server = Server(options.mailweir, database)
        code = server.stop()
        results.check("the last start ends in a clean stop", [f"exit code {code}"] if code else [])
        problems, lost = ledger.compare(database)
        if lost:
            problems.insert(0, f"{lost} of {len(ledger.acknowledged)} acknowledged messages are lost")
        results.check(f"{len(ledger.acknowledged)} acknowledged messages are there, once and unaltered", problems)
    results.finish()


if __name__ == "__main__":
    main()
