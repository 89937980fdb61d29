"""Social referral: mechanics, who brought whom, rewards, and what is held for a look."""

from __future__ import annotations

__all__ = [
    "campaigns",
    "chance",
    "limits",
    "links",
    "mechanics",
    "reporting",
    "requests",
    "rewards",
    "runs",
    "terms",
]
