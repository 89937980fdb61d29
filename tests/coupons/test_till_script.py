"""A till as a shell script: JSON and exit codes are all it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "till.sh"


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs bash")
def test_till_script(pristine: Path, tmp_path: Path) -> None:
    """Issue, check, lock, redeem, retry and refund in a loop; afterwards every check of the program holds."""
    shop = tmp_path / "shop"
    shutil.copytree(pristine, shop)
    environ = {**os.environ, "PYTHON": sys.executable, "DIGITOOL": f"{sys.executable} -m digitool"}
    done = subprocess.run(
        ["bash", str(SCRIPT), str(shop), "3"], env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "till: 3 orders, every answer as promised\n"), done.stderr
