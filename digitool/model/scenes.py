"""Scenes: the kinds of place where a person can meet a touchpoint."""

from __future__ import annotations

SCENES = (
    "car_park",
    "entrance",
    "shelf",
    "pay",
    "scan_and_go",
    "item_code",
    "mini_program",
    "guide",
    "group",
    "share",
)
"""All scenes, in the order in which a shopper meets them; the position + 1 is the stored code."""

CODE = {scene: code for code, scene in enumerate(SCENES, 1)}
"""The stored code of each scene."""

PHYSICAL = frozenset({"car_park", "entrance", "shelf", "pay", "scan_and_go", "guide"})
"""Scenes where the person stands in or before a store, unless its touchpoint says otherwise."""


_NAME = {code: scene for scene, code in CODE.items()}


def scene_name(code: int) -> str:
    """The scene of a stored code. Raises KeyError for any other number; 0 is stored where there is none."""
    return _NAME[code]
