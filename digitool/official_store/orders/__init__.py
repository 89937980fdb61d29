"""Orders, from cart to doorstep and back."""

from __future__ import annotations

__all__ = ["ending", "fulfilling", "paying", "placing", "recording", "refunding", "settlement", "stored"]
