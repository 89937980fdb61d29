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

last, number, within, report, *arguments = sys.argv[1:]
last, number, begun = int(last), int(number), not within
signal.signal(signal.SIGINT, signal.default_int_handler)
calls = 0

def count(frame, event, argument):
    global calls, begun
    if event == "call" or event == "c_call":
        begun = begun or (event == "call" and frame.f_code.co_name == within)
        calls += begun
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

    def die_at(self, call: int, within: str = "") -> bool:
        """Run it and kill it at a call: the first is 1, or the first from when such a function is entered.

        False when it ended before.
        """
        return self.stop_at(call, within=within).returncode == -signal.SIGKILL

    def stop_at(
        self, call: int, number: int = signal.SIGKILL, within: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run it and send it a signal at a call; 0 is never."""
        told = str(call), str(int(number)), within, str(self._report)
        return subprocess.run(
            [sys.executable, "-c", _PROGRAM, *told, *self._arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=HANG_SECONDS,
            check=False,
        )
