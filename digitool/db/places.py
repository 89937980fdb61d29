"""Names of what stands beside a database."""

from __future__ import annotations

BACKUPS = "backups"
"""The directory that holds the backups of a database, one directory each."""
