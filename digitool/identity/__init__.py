"""Identity: identifiers, what is asserted about them, and the persons that follow from it.

Facts point at identifiers. A person is computed from an append-only log of assertions, so every
merge can be explained and undone exactly (`cluster` decides, `recompute` keeps the database at it).
"""

from __future__ import annotations

__all__ = ["card", "checks", "households", "operations", "solve", "stored"]
