"""What a campaign changed: the treated against the holdout."""

from __future__ import annotations

__all__ = ["arms", "effects", "results"]
