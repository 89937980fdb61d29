"""Mechanics of social referral, one pure file each, all of one shape (`mechanics.shape`).

Live operation and simulation fold the same events with the same ``step``. A new mechanic is a new file here;
who offers it types its terms in ``cli/commands/referral``, ``links.py`` or ``mechanics.py``.
"""

from __future__ import annotations

__all__ = ["bargain", "group_buy", "promise", "red_packet", "shape"]
