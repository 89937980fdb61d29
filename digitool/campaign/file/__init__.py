"""Campaign files: what they may say, read with file, line and key."""

from __future__ import annotations

__all__ = ["fit", "kinds", "lint", "reading", "schema", "spec", "template", "variation"]
