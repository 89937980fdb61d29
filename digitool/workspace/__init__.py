"""The workspace: a directory with ``digitool.toml``, the database, the key, backups and rejects."""

from __future__ import annotations

__all__ = [
    "build",
    "desk",
    "explain",
    "files",
    "found",
    "hours",
    "inputs",
    "keys",
    "kinds",
    "locate",
    "own_files",
    "policies",
    "setting",
    "settings",
    "template",
    "toml_file",
]
