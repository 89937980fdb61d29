"""Broadcasts: from a message plan to decisions, request files and what became of them."""

from __future__ import annotations

__all__ = ["drafting", "message", "operations", "plan", "requests", "send_results"]
