"""Guides: their roster, their customers, whom to contact, who is paid."""

from __future__ import annotations

__all__ = [
    "binding",
    "broadcast",
    "codes",
    "commission",
    "contact",
    "handover",
    "performance",
    "relations",
    "roster",
    "todo",
]
