"""Share links, and who came by them."""

from __future__ import annotations

__all__ = ["operations"]
