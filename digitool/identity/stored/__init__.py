"""Identifiers, assertions and persons in the database."""

from __future__ import annotations

__all__ = [
    "derived",
    "everything",
    "evidence",
    "finding",
    "keys",
    "loading",
    "log",
    "registry",
    "resolve",
    "staff",
    "withdrawn",
]
