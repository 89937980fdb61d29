"""The workspace: a directory with ``digitool.toml``, the database, the key, backups and rejects."""

from __future__ import annotations

__all__ = [
    "desk",
    "explain",
    "files",
    "found",
    "hours",
    "inputs",
    "keys",
    "locate",
    "own_files",
    "policies",
    "settings",
    "template",
]
