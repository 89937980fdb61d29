"""The import formats, one module each with its ``FORMAT``; a wing for each shape that a file can have.

A new one goes into ``tables`` or ``messages``: nothing beside them is looked for. ``where``
gets its Chinese in ``words/zh``, and a small file of it a place in ``tests/sources/made.py``.
"""

from __future__ import annotations

__all__ = ["messages", "tables"]
