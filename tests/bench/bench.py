#!/usr/bin/env python3
"""Compares Mailweir with Postfix's smtp-sink, run by run on the same machine, and prints ratios next to the goals.

    bench.py MAILWEIR LOAD [--short] [--pairs N]

A rate of messages per second says more about the machine and its neighbours than about the program, so every figure
that is judged is the median of ratios within pairs of runs, or a size. With --short there are fewer messages and the
last line counts the floors, 60 % of each goal, that were held; without it the whole table is made.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

from process import cpu_seconds, machine_cpu_seconds, memory_mb
from servers import ROOT, Ours, Sink, find_sink

FLOOR = 0.6
QUIET_SHARE = 0.3  # of one core: what other programs may use during a pair
TRIES = 3


@dataclass
class Case:
    name: str
    goal: float  # messages per second, as a share of smtp-sink's
    messages: int
    short_messages: int
    load: list


CASES = [
    Case("1 KB, 16 connections", 0.5, 20_000, 4_000, ["--connections", "16"]),
    Case("1 KB, 64 connections", 0.75, 20_000, 4_000, ["--connections", "64"]),
    Case("50 KB, 16 connections", 0.5, 4_000, 1_000, ["--connections", "16", "--size", "50000", "--attachment"]),
    Case("1 KB, a connection each, 16", 0.8, 10_000, 2_000, ["--connections", "16", "--new-connections"]),
]


class Bench:
    def __init__(self, binary, load, folder, pairs, short):
        self.binary, self.load, self.folder, self.pairs, self.short = binary, load, folder, pairs, short
        self.problems = []
        self.floors = []  # (name, held)

    def floor(self, name, value, goal, at_least):
        """Notes whether 60 % of a goal is held; returns the mark for the table."""
        held = value >= goal * FLOOR if at_least else value <= goal / FLOOR
        self.floors.append((name, held))
        reached = value >= goal if at_least else value <= goal
        return "reached" if reached else "floor held" if held else "MISSED"

    def ours(self, **options):
        return Ours(self.binary, self.folder / "run", **options)

    def send(self, server, messages, load, warm_up=0):
        """One run of the load generator against a running server: its report."""
        command = [self.load, "%s:%d" % server.address[:2], "--messages", str(messages), "--warm-up", str(warm_up), *load]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=600)
        report = json.loads(done.stdout)
        if report["failures"] or done.returncode:
            self.problems.append(f"{report['failures']} messages failed: {' '.join(load)}")
        return report

    def run(self, start, messages, load):
        """Starts a server, measures one run, checks its store, stops it."""
        server = start()
        try:
            before, machine_before, began = cpu_seconds(server.pid), machine_cpu_seconds(), time.monotonic()
            report = self.send(server, messages, load, warm_up=messages // 10)
            report["server_cpu_us"] = (cpu_seconds(server.pid) - before) * 1e6 / report["stored"]
            busy = machine_cpu_seconds() - machine_before - (cpu_seconds(server.pid) - before) - report["cpu_seconds"]
            report["foreign_share"] = max(0, busy / (time.monotonic() - began))
            report["peak_mb"] = memory_mb(server.pid, "VmHWM")
            self.problems += server.check(report["stored"], lambda number: self.message(number, load))
            return report
        finally:
            self.problems += server.stop()

    def message(self, number, load):
        return subprocess.run([self.load, "--show", str(number), *load], stdout=subprocess.PIPE, check=True).stdout

    def pair(self, messages, load):
        """One run of each, again while the machine is busy with other things; then the last one counts."""
        for attempt in range(TRIES):
            sink, ours = self.run(Sink, messages, load), self.run(self.ours, messages, load)
            if max(sink["foreign_share"], ours["foreign_share"]) <= QUIET_SHARE:
                return sink, ours, True
        return sink, ours, False

    def rates(self, case):
        messages = case.short_messages if self.short else case.messages
        pairs = [self.pair(messages, case.load) for _ in range(self.pairs)]
        ratios = [ours["per_second"] / sink["per_second"] for sink, ours, _ in pairs]
        quiet = [ratio for ratio, (_, _, is_quiet) in zip(ratios, pairs) if is_quiet]
        ratio = statistics.median(quiet or ratios)
        middle = lambda key, which: statistics.median(pair[which][key] for pair in pairs)  # noqa: E731
        noisy = self.pairs - len(quiet)
        # What other programs leave over says nothing about ours: then the figures are printed, not judged.
        mark = self.floor(case.name, ratio, case.goal, at_least=True) if len(quiet) > noisy else "not judged"
        print(f"{case.name:<28} {ratio:5.2f} [{min(ratios):.2f}-{max(ratios):.2f}]  goal {case.goal:<5}{mark:<11}"
              f"{middle('per_second', 1):>8.0f}/s, sink {middle('per_second', 0):.0f}/s; "
              f"250 after {middle('p50_us', 1) / 1000:.2f}/{middle('p90_us', 1) / 1000:.2f}/"
              f"{middle('p99_us', 1) / 1000:.2f} ms; "
              f"CPU {middle('server_cpu_us', 1):.0f} us, load {middle('cpu_us_per_message', 1):.0f} us; "
              f"peak {middle('peak_mb', 1):.0f} MB" + (f"; {noisy} of {self.pairs} pairs noisy" if noisy else ""))
        if middle("core_share", 1) > 0.7:
            print(f"{'':<28} the load generator used {middle('core_share', 1):.0%} of a core: the rate is its own")

    def line(self, name, value, goal, unit, note=""):
        mark = self.floor(name, value, goal, at_least=False)
        print(f"{name:<28} {value:5.1f} {unit:<12} goal {goal:<5}{mark:<11}{note}")

    def sizes_and_starts(self):
        starts = []
        for _ in range(self.pairs):
            server = self.ours()
            starts.append(server.start_seconds * 1000)
            idle = memory_mb(server.pid, "VmRSS")
            self.problems += server.stop()
        self.line("memory, idle", idle, 15, "MB")
        self.line("start to greeting, empty", statistics.median(starts), 40, "ms", f"[{min(starts):.0f}-{max(starts):.0f}]")
        server = self.ours()
        self.send(server, 10_000, [])
        self.line("memory after 10,000", memory_mb(server.pid, "VmRSS"), 48, "MB",
                  f"peak {memory_mb(server.pid, 'VmHWM'):.0f} MB")
        if not self.short:
            self.send(server, 90_000, ["--pipelined"])
            print(f"{'memory after 100,000':<28} {memory_mb(server.pid, 'VmRSS'):5.1f} MB")
        self.problems += server.stop()
        if not self.short:
            self.start_on_full_database()

    def start_on_full_database(self):
        starts = []
        for _ in range(self.pairs):
            server = self.ours(database=self.folder / "run/mail.db")
            starts.append(server.start_seconds * 1000)
            self.problems += server.stop()
        self.line("start, 100,000 messages", statistics.median(starts), 40, "ms", f"[{min(starts):.0f}-{max(starts):.0f}]")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mailweir")
    parser.add_argument("load")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    bench = Bench(options.mailweir, options.load, ROOT / "build/bench", options.pairs, options.short)
    if find_sink():
        print("messages per second as a share of smtp-sink's: median [lowest-highest] of the pairs")
        for case in CASES:
            bench.rates(case)
    else:
        print("skipped: rates are compared with smtp-sink, which is not here (docker/packages.sh unpacked)")
    bench.sizes_and_starts()
    for problem in bench.problems:
        print(f"PROBLEM: {problem}")
    bench.floors.append(("every message is kept as it was sent, none failed", not bench.problems))
    missed = [name for name, held in bench.floors if not held]
    for name in missed:
        print(f"failed: {name}")
    print(f"{len(bench.floors) - len(missed)} passed, {len(missed)} failed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
