"""Formats of messages in JSON or XML: answers of interfaces, callbacks, and what devices send."""

from __future__ import annotations

__all__ = ["wecom_contacts"]
