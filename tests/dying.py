"""End the real command line at a moment that is counted in calls, not in seconds.

The same command makes the same calls on a slow machine and on a fast one, so a test can kill it in its
start, in its work, or between any two steps of its end, without waiting for a clock.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.conftest import HANG_SECONDS

_PROGRAM = """
import os, pathlib, signal, sys
from digitool.cli.entry import run

last, number, report, arguments = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
signal.signal(signal.SIGINT, signal.default_int_handler)
calls = 0

def count(frame, event, argument):
    global calls
    if event == "call" or event == "c_call":
        calls += 1
        if calls == last:
            os.kill(os.getpid(), number)

sys.setprofile(count)
code = run(arguments)
sys.setprofile(None)
pathlib.Path(report).write_text(str(calls))
sys.exit(code)
"""


class Mortal:
    """One command line that can be run again and again, to its end or to a certain call."""

    def __init__(self, report: Path, environment: dict[str, str], *arguments: object) -> None:
        self._report, self._environment = report, environment
        self._arguments = [str(one) for one in arguments]

    def calls(self) -> int:
        """Run it to its end: how many calls of functions that takes."""
        self.stop_at(0)
        return int(self._report.read_text())

    def die_at(self, call: int) -> bool:
        """Run it and kill it at a call (the first is 1); False when it ended before."""
        return self.stop_at(call).returncode == -signal.SIGKILL

    def stop_at(self, call: int, number: int = signal.SIGKILL) -> subprocess.CompletedProcess[str]:
        """Run it and send it a signal at a call; 0 is never."""
        return subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(call), str(int(number)), self._report, *self._arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=HANG_SECONDS,
            check=False,
        )
