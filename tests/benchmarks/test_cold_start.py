"""Start-up against an interpreter that does nothing, as a ratio in one run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / ".ci" / "cold_start.py"


@pytest.mark.benchmark
def test_commands_start_within_their_limits(workspace: Path) -> None:
    """The overview costs at most 7 times, a rate at most 20 times an idle interpreter."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(workspace)], capture_output=True, text=True, check=False
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout
