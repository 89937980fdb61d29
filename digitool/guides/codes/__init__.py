"""Live codes: who answers a scan, and what the codes brought."""

from __future__ import annotations

__all__ = ["operations"]
