"""The settings that an optimisation tries: ``coupon.value=10..50:10`` and the like, and all combinations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from digitool.campaign.file.reading import key_path
from digitool.errors import UsageError
from digitool.model.numbers import read_decimal
from digitool.model.text import mask_value

MOST = 400
"""Settings that one optimisation tries at most."""


class Vary(NamedTuple):
    """One key and the values it takes, as TOML texts."""

    key: str
    values: tuple[str, ...]


def read_vary(text: str) -> Vary:
    """``key=low..high:step`` (both ends included) or ``key=a,b,c``; values are numbers or shares (``5%``).

    Raises UsageError.
    """
    key, equals, typed = text.partition("=")
    if not equals or not typed.strip():
        raise _bad(text)
    key_path(key.strip())
    if ".." not in typed:
        values = tuple(part.strip() for part in typed.split(",") if part.strip())
        if not values:
            raise _bad(text)
        return Vary(key.strip(), values)
    span, _, step_text = typed.partition(":")
    low, _, high = span.partition("..")
    return Vary(key.strip(), tuple(_steps(text, low, high, step_text)))


def _steps(text: str, low_text: str, high_text: str, step_text: str) -> list[str]:
    low, unit = _number(text, low_text)
    high, _ = _number(text, high_text)
    step, _ = _number(text, step_text)
    if step <= 0 or high < low or (high - low) / step > MOST:
        raise _bad(text)
    count = int((high - low) / step) + 1
    return [f"{low + n * step:f}{unit}" for n in range(count)]


def _number(text: str, part: str) -> tuple[Decimal, str]:
    plain = part.strip()
    unit = "%" if plain.endswith(("%", "％")) else ""
    try:
        return read_decimal(plain[:-1] if unit else plain), unit
    except ValueError:
        raise _bad(text) from None


def _bad(text: str) -> UsageError:
    return UsageError(
        "bad_vary",
        "--vary {typed} cannot be read",
        hint="for example coupon.value=10..50:10, budget=5000,10000 or campaign.holdout=5%..20%:5%",
        typed=mask_value(text),
    )


def settings(varies: Sequence[Vary]) -> list[dict[str, str]]:
    """Every combination, keys in the order given. Raises UsageError above `MOST`."""
    size = 1
    for one in varies:
        size *= len(one.values)
    if size > MOST:
        raise UsageError(
            "too_many_settings",
            "{observed} settings are too many to try; at most {limit}",
            hint="take larger steps, or vary fewer keys at once",
            observed=size,
            limit=MOST,
        )
    return [
        dict(zip([one.key for one in varies], values, strict=True))
        for values in product(*(one.values for one in varies))
    ]


def toml_value(typed: str) -> object:
    """A typed value as TOML would hold it: true, false, a whole number, else a text that readers take."""
    if typed in ("true", "false"):
        return typed == "true"
    return int(typed) if re.fullmatch(r"-?\d{1,18}", typed, re.ASCII) else typed
