"""How long a command takes to start: processor time, as a ratio to an interpreter that does nothing.

Usage: python .ci/cold_start.py [WORKSPACE]     (a workspace adds the commands that read one)
Prints the least of several runs; ends with 1 when a ratio is above its limit.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

RUNS = 15
LIMITS = {"digitool --version": 3.0, "digitool --help": 7.0, "digitool flow rate --json": 20.0}


def cpu_ms(command: list[str], cwd: Path) -> float:
    """The least processor time of a command over several runs, in milliseconds."""
    best = float("inf")
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best, spent * 1000)
    return best


def main() -> int:
    """Measure, print, compare."""
    workspace = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    here = workspace or Path.cwd()
    digitool = str(Path(sys.executable).with_name("digitool"))
    commands = {"digitool --version": ["--version"], "digitool --help": ["--help"]}
    if workspace:
        commands["digitool flow --help"] = ["flow", "--help"]
        commands["digitool flow rate --json"] = ["flow", "rate", "--json", "--from", "2026-03-01"]
    base = cpu_ms([sys.executable, "-c", "pass"], here)
    print(f"{'python -c pass':28} {base:7.1f} ms")
    late = 0
    for name, arguments in commands.items():
        spent = cpu_ms([digitool, *arguments], here)
        limit = LIMITS.get(name)
        late += bool(limit and spent / base > limit)
        print(f"{name:28} {spent:7.1f} ms {spent / base:6.1f}x" + (f"  (limit {limit:g}x)" if limit else ""))
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
