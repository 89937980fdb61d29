"""Guides: who owns which customer, whom to contact today, who earned what"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from digitool.cli.commands._guide import app

__all__ = ["app"]

for _file in sorted(Path(__file__).parent.glob("_guide_*.py")):
    import_module(f"digitool.cli.commands.{_file.stem}")
