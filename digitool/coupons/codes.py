"""Coupon codes: 60 secret bits and one check character, in 32 signs that nobody confuses.

The signs are Crockford's (no I, L, O, U). A code is twelve signs of payload and one of check, printed
``7K3Q-MZP4-T9XWH``. The check is a weighted sum over the field with 32 elements: the sign at distance
``i`` from the end is multiplied by the ``i``-th power of a generator. A wrong sign changes the sum (no
weight is zero), and so does an exchange of two different signs (no two weights are equal), so every
single slip and every swap is caught, not only most of them.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAYLOAD_SIGNS = 12
BITS = 5 * PAYLOAD_SIGNS
LENGTH = PAYLOAD_SIGNS + 1

_SHIFTS = range(BITS - 5, -1, -5)
_READ = {sign: value for value, sign in enumerate(SIGNS)} | {"I": 1, "L": 1, "O": 0}
_NOISE = str.maketrans("", "", "- \u3000\u00a0")
_FIELD = 0b100101  # x^5 + x^2 + 1: primitive, so the powers of 2 run through all 31 non-zero elements


def _times_generator(element: int, times: int) -> int:
    for _ in range(times):
        element <<= 1
        if element & 32:
            element ^= _FIELD
    return element


_WEIGHTED = [[_times_generator(value, place) for value in range(32)] for place in range(1, LENGTH)]


def _check_value(payload: int) -> int:
    total = 0
    for weighted in _WEIGHTED:
        total ^= weighted[payload & 31]
        payload >>= 5
    return total


def draw_payload(random_bits: Callable[[int], int] = secrets.randbits) -> int:
    """A new payload below 2**60, from the system's secure source unless a test gives another."""
    return random_bits(BITS)


def format_code(payload: int) -> str:
    """A payload as people read it, check sign last. Raises ValueError outside 0 to 2**60 - 1."""
    if not 0 <= payload < 1 << BITS:
        raise ValueError("a payload has 60 bits")
    text = "".join([SIGNS[payload >> shift & 31] for shift in _SHIFTS]) + SIGNS[_check_value(payload)]
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def parse_code(text: str) -> int:
    """The payload of a typed code; blanks, hyphens, case, full width and I/L/O do not matter.

    Raises ValueError for a wrong length, a foreign sign or a check that does not fit.
    """
    plain = unicodedata.normalize("NFKC", text[:64]).translate(_NOISE).upper()
    values = [_READ.get(sign, -1) for sign in plain]
    if len(values) != LENGTH or -1 in values:
        raise ValueError("not a coupon code")
    payload = 0
    for value in values[:-1]:
        payload = payload << 5 | value
    if _check_value(payload) != values[-1]:
        raise ValueError("not a coupon code")
    return payload


def mask_code(payload: int) -> str:
    """A code as a log may show it: the last five signs."""
    return f"****-****-{format_code(payload)[-5:]}"


def is_code(text: str) -> bool:
    """Whether a text is a well-formed code; says nothing about whether it exists."""
    try:
        parse_code(text)
    except ValueError:
        return False
    return True
