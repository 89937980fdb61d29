"""Plain values that every room shares; standard library only, no input or output."""

from __future__ import annotations

__all__ = [
    "amounts",
    "birthdays",
    "calendar",
    "cells",
    "days",
    "disjoint",
    "id_set",
    "ids",
    "keys",
    "money",
    "numbers",
    "personal",
    "phones",
    "records",
    "references",
    "regions",
    "results",
    "scenes",
    "stored_json",
    "text",
    "typed_ids",
    "typed_json",
]
