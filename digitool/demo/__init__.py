"""The demo: a made-up chain, written down in real formats, with the exact answers beside it.

``build(directory, DemoSize(...))`` writes; `digitool.demo.running` imports what was written, and
`digitool.demo.tour` says what a manager should see first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from digitool.demo.world.size import DemoSize
    from digitool.demo.writing import DemoFiles


def build_demo(directory: Path, size: DemoSize) -> DemoFiles:
    """Write a demo chain into a directory; see `digitool.demo.writing`."""
    from digitool.demo.writing import build_demo

    return build_demo(directory, size)


__all__ = ["running", "tour", "world"]
