"""Counts tests and prints them, with the last line that suites of this project end with."""

import sys
import traceback


class Results:
    def __init__(self, show_passed=True):
        self.passed = self.failed = 0
        self.show_passed = show_passed

    def attempt(self, name, work, *arguments):
        """Runs one test: it fails by raising. What only says that something differs is shown without a traceback."""
        try:
            work(*arguments)
        except Exception as problem:
            self.fail(name, problem)
            if not isinstance(problem, (AssertionError, RuntimeError)):
                traceback.print_exc(file=sys.stdout)
        else:
            self.passed += 1
            if self.show_passed:
                print(f"ok      {name}")

    def fail(self, name, why):
        self.failed += 1
        print(f"FAILED  {name}: {why}")

    def stop(self, server, log):
        """Stops a server; one that does not end with 0 is a failure, with the end of its log."""
        status = server.stop()
        if status:
            self.fail(f"the server ended with status {status}", log.read_text(errors="replace")[-6000:])

    def finish(self):
        """Says the counts; returns the exit status."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 0 if self.passed and not self.failed else 1
