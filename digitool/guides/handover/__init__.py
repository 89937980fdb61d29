"""Handover: who takes over the customers and groups of a guide who leaves or moves."""

from __future__ import annotations

__all__ = ["carried", "operations", "plan", "requests", "results", "states", "terms"]
