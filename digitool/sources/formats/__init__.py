"""The import formats, one module each, found by its ``FORMAT``."""

from __future__ import annotations

__all__ = ["mapped_touches", "wecom_contacts"]
