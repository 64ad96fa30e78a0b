#!/usr/bin/env python3
"""Simulated power cuts (STO-02): the server runs with power_cut_preload.so, is killed after a random number of
acknowledged messages, and is started again on nothing but what had been synced to the disk. With full syncs nothing may
be lost. The control, `--synchronous normal`, must lose something, or this test could not find a loss.

With --fail-sync one sync of each round fails, and what it should have brought to the disk is not there after the cut
(STO-06): the messages that waited for it must have been refused with 451, and all others must be there.

`kill -9` alone proves nothing about durability: the kernel keeps what was written."""

import os
import random
import shutil
import subprocess
import threading

from endurance import Folder, Ledger, Results, Sender, Server, arguments

HERE = os.path.dirname(os.path.abspath(__file__))


def build_preload(folder):
    library = os.path.join(folder, "power_cut_preload.so")
    subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-O2", "-o", library,
                    os.path.join(HERE, "power_cut_preload.c"), "-ldl"], check=True)
    return library


def run_until_cut(options, folder, library, messages, dice):
    """Returns a ledger of what was sent before the cut, and the replies of what was refused."""
    os.makedirs(folder)
    environment = {"LD_PRELOAD": library}
    if options.fail_sync:
        # The first dozen makes the database.
        environment["MAILWEIR_FAIL_SYNC"] = str(dice.randint(20, max(21, messages // 10)))
    server = Server(options.mailweir, os.path.join(folder, "mail.db"), ["--synchronous", options.synchronous],
                    environment)
    enough, count = threading.Event(), [0]

    def acknowledged():
        count[0] += 1
        if count[0] >= messages:
            enough.set()

    senders = [Sender(server.smtp_port, f"c{connection}", dice.random(), acknowledged)
               for connection in range(options.connections)]
    for sender in senders:
        sender.start()
    enough.wait(30)
    server.kill()
    for sender in senders:
        sender.join(10)
    ledger = Ledger()
    ledger.add(senders)
    return ledger, [reply for sender in senders for reply in sender.refused.values()]


def restore(folder, target):
    """Only what was synced, as after a power cut."""
    os.makedirs(target)
    for name in os.listdir(folder):
        if name.endswith(".synced"):
            shutil.copy(os.path.join(folder, name), os.path.join(target, name.removesuffix(".synced")))
    return os.path.join(target, "mail.db")


def main():
    parser = arguments(__doc__, rounds=100)
    parser.add_argument("--synchronous", choices=("full", "normal"), default="full",
                        help="normal: the control, in which losses are expected")
    parser.add_argument("--fail-sync", action="store_true", help="let one sync of each round fail")
    parser.add_argument("--max-messages", type=int, default=1500, help="a cut comes after at most so many")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    results, all_lost, all_acknowledged = Results(), 0, 0
    with Folder(options.folder, results) as folder:
        library = build_preload(folder)
        for number in range(options.rounds):
            before, after = os.path.join(folder, f"{number}-before"), os.path.join(folder, f"{number}-after")
            ledger, refused = run_until_cut(options, before, library, dice.randint(50, options.max_messages), dice)
            database = restore(before, after)
            server = Server(options.mailweir, database)
            problems = [] if server.stop() == 0 else ["no clean stop after the cut"]
            aside = [name for name in os.listdir(after) if "corrupt" in name]
            if aside:
                problems.append(f"the database was taken for damaged: {aside}")
            found, lost = ledger.compare(database)
            problems += found
            all_lost += lost
            all_acknowledged += len(ledger.acknowledged)
            if lost and options.synchronous == "full":
                problems.append(f"{lost} acknowledged messages are lost")
            if not ledger.acknowledged:
                problems.append("nothing was acknowledged")
            problems += [reply for reply in refused if not (options.fail_sync and reply.startswith("451 4.3.0"))]
            results.check(f"cut {number + 1}: {len(ledger.acknowledged)} acknowledged, {lost} lost, "
                          f"{len(refused)} refused", problems)
            if not problems:
                shutil.rmtree(before)
                shutil.rmtree(after)
        if options.synchronous == "normal":
            results.check(f"control: {all_lost} of {all_acknowledged} acknowledged messages are lost",
                          [] if all_lost else ["nothing was lost: this test cannot find a loss"])
    results.finish()


if __name__ == "__main__":
    main()
