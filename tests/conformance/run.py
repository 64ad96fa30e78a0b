#!/usr/bin/env python3
"""Replays the dialogues of smtp-dialogues.json against a Mailweir and compares what it kept with what they say.

    run.py MAILWEIR [--only REGEX]

A server is started for each set of options that flags can express; later.txt names the dialogues that are left out. The
last line is "N passed, N failed".
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from mailweir import Mailweir  # noqa: E402

# Options of the dialogues, as flags.
FLAGS = {
    "hostname": lambda name: ["--hostname", name],
    "max_message_size": lambda octets: ["--max-message-size", str(octets)],
    "max_recipients": lambda count: ["--max-recipients", str(count)],
    "max_errors": lambda count: ["--max-errors", str(count)],
    "idle_timeout": lambda seconds: ["--command-timeout", f"{seconds}s", "--content-timeout", f"{seconds}s"],
}
DEFAULTS = {"hostname": "sink.example"}


def names_left_out():
    lines = (HERE / "later.txt").read_text().splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def groups_of(dialogues):
    """The dialogues by their options, as far as those can be had."""
    groups = {}
    for dialogue in dialogues:
        options = dialogue.get("options") or {}
        if options.keys() <= FLAGS.keys() and not dialogue.get("listener"):
            groups.setdefault(json.dumps(options, sort_keys=True), []).append(dialogue)
    return groups


def replay(program, options, dialogues, folder):
    """Returns how many passed and how many failed."""
    script = folder / "dialogues.json"
    script.write_text(json.dumps(dialogues))
    flags = [flag for name, value in (DEFAULTS | options).items() for flag in FLAGS[name](value)]
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        log = pathlib.Path(scratch, "log")
        with Mailweir(program, pathlib.Path(scratch, "mail.db"), *flags, log=log) as server:
            check = shlex.join([sys.executable, str(HERE / "check_store.py")])
            command = [sys.executable, HERE / "smtp-replay.py", script, "%s:%d" % server.smtp, "--jobs", "4",
                       "--have", json.dumps(options), "--check", check]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                                  env=os.environ | {"MAILWEIR_URL": server.url})
            status = server.stop()
        print(done.stdout.rstrip().rpartition("\n")[0])
        counts = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.MULTILINE)
        passed, failed = map(int, counts.groups()) if counts else (0, len(dialogues))
        if status != 0:
            print(f"FAIL the server ended with {status}:\n{log.read_text(errors='replace')[-3000:]}")
            failed += 1
        return passed, failed


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].strip())
    parser.add_argument("program")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()

    dialogues = json.loads((HERE / "smtp-dialogues.json").read_text())
    left_out = names_left_out()
    passed = failed = 0
    for name in sorted(left_out - {dialogue["name"] for dialogue in dialogues}):
        print(f"FAIL later.txt names {name}, and there is no such dialogue")
        failed += 1
    wanted = [d for d in dialogues if d["name"] not in left_out and re.search(arguments.only, d["name"])]
    with tempfile.TemporaryDirectory(prefix="mailweir-conformance-") as folder:
        for options, group in groups_of(wanted).items():
            counts = replay(arguments.program, json.loads(options), group, pathlib.Path(folder))
            passed, failed = passed + counts[0], failed + counts[1]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
