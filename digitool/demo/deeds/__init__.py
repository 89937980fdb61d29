"""What the demo's chain did with digitool itself: orders, coupons, groups, links, rounds.

`plan` decides who does what when, from the world and a stream of its own; `facts` says what that leaves
behind, for the exact answers; `doing` carries it out through the same functions as every command.
"""

from __future__ import annotations

__all__ = ["circles", "drafts", "facts", "plan"]
