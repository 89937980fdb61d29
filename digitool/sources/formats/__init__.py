"""The import formats, one module each with its ``FORMAT``; a wing for each shape that a file can have.

A new one goes into ``tables`` or ``messages``: nothing beside them is looked for.
"""

from __future__ import annotations

__all__ = ["messages", "tables"]
