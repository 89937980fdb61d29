"""The command line: parse, call one operation, render. This file stays small, for a fast start."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``digitool`` with the arguments of this process and leave with its exit code."""
    from digitool.cli.entry import run

    sys.exit(run(sys.argv[1:]))
