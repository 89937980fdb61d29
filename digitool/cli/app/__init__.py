"""The frame of every command: parsing, options, context, output and notes."""

from __future__ import annotations

__all__ = [
    "command",
    "context",
    "entry",
    "exits",
    "invocation",
    "json_lines",
    "lazy",
    "lone_refunds",
    "options",
    "pages",
    "payouts",
    "period",
    "showing",
    "streams",
]
