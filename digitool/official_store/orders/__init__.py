"""Orders, from cart to doorstep and back."""

from __future__ import annotations

__all__ = ["ending", "fulfilling", "kept", "paying", "placing", "recording", "refunding", "stored"]
