"""Forms: TOML files that people write, read with file, line and key, and written with their meaning."""

from __future__ import annotations

__all__ = ["form", "kinds", "template", "toml_file", "writing"]
