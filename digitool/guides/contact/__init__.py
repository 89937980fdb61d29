"""Contact: what customers allow, and whether somebody may be written to."""

from __future__ import annotations

__all__ = ["consents", "policy", "reach"]
