"""Start a campaign: everything that it may give is bound before anything goes out."""

from __future__ import annotations

__all__ = ["honouring", "launching", "live_offers", "starting"]
