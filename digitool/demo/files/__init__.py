"""The demo world written down in the formats that a chain's systems export."""

from __future__ import annotations

__all__ = ["every", "footfall", "goods", "outbox", "platform", "tables"]
