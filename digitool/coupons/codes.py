"""Coupon codes: 60 secret bits and one check character, in 32 signs that nobody confuses.

The signs are Crockford's (no I, L, O, U). A code is twelve signs of payload and one of check, printed
``7K3Q-MZP4-T9XWH``. The check is a weighted sum over the field with 32 elements: the sign at distance
``i`` from the end is multiplied by the ``i``-th power of a generator. A wrong sign changes the sum (no
weight is zero), and so does an exchange of two different signs (no two weights are equal), so every
single slip and every swap is caught, not only most of them.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAYLOAD_SIGNS = 12
BITS = 5 * PAYLOAD_SIGNS
LENGTH = PAYLOAD_SIGNS + 1

_SHIFTS = range(BITS - 5, -1, -5)
_BASE_32 = "0123456789ABCDEFGHIJKLMNOPQRSTUV"  # the digits that `int` reads
_SIMILAR = {"I": "1", "L": "1", "O": "0"}
_READ = bytearray(b"!" * 256)  # "!" stands for every foreign sign
for _sign, _digit in (*zip(SIGNS, _BASE_32), *_SIMILAR.items()):
    _READ[ord(_sign)] = _READ[ord(_sign.lower())] = ord(_digit)
_WRITTEN = bytes.maketrans(_BASE_32.encode(), SIGNS.encode())
_FIELD = 0b100101  # x^5 + x^2 + 1: primitive, so the powers of 2 run through all 31 non-zero elements


def _times_generator(element: int, times: int) -> int:
    for _ in range(times):
        element <<= 1
        if element & 32:
            element ^= _FIELD
    return element


def _mask(check_bit: int) -> int:
    """The bits of a payload that turn one bit of the check: the sum is linear, so parity is enough."""
    bits = [_times_generator(1 << bit % 5, bit // 5 + 1) >> check_bit & 1 for bit in range(BITS)]
    return sum(on << bit for bit, on in enumerate(bits))


_MASKS = [(check_bit, _mask(check_bit)) for check_bit in range(5)]


def _check_value(payload: int) -> int:
    check = 0
    for check_bit, mask in _MASKS:
        check |= ((payload & mask).bit_count() & 1) << check_bit
    return check


def draw_payload() -> int:
    """A new payload below 2**60, from the system's secure source."""
    return secrets.randbits(BITS)


def format_code(payload: int) -> str:
    """A payload as people read it, check sign last. Raises ValueError outside 0 to 2**60 - 1."""
    if not 0 <= payload < 1 << BITS:
        raise ValueError("a payload has 60 bits")
    return _grouped(
        "".join([SIGNS[payload >> shift & 31] for shift in _SHIFTS]) + SIGNS[_check_value(payload)]
    )


def parse_code(text: str) -> int:
    """The payload of a typed code; blanks, hyphens, case, full width and I/L/O do not matter.

    Raises ValueError for a wrong length, a foreign sign or a check that does not fit.
    """
    digits = _digits(text)
    if len(digits) != LENGTH or b"!" in digits:
        raise ValueError("not a coupon code")
    payload, check = divmod(int(digits, 32), 32)
    if _check_value(payload) != check:
        raise ValueError("not a coupon code")
    return payload


def print_code(text: str) -> str:
    """A typed code, known to be one, as people read it."""
    return _grouped(_digits(text).translate(_WRITTEN).decode())


def _digits(text: str) -> bytes:
    """A typed code in the digits of base 32, with ``!`` for every sign that is none."""
    typed = text[:64] if text.isascii() else unicodedata.normalize("NFKC", text[:64])
    return typed.encode("ascii", "replace").translate(_READ, b"- ")


def _grouped(text: str) -> str:
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def mask_code(payload: int) -> str:
    """A code as a log may show it: the last five signs."""
    return f"****-****-{format_code(payload)[-5:]}"


def masked(text: str) -> str:
    """A text in which a code may stand, as a log may show it: `mask_code` of a code, else itself."""
    return f"****-****-{text[-5:]}" if is_code(text) else text


def is_code(text: str) -> bool:
    """Whether a text is a well-formed code; says nothing about whether it exists."""
    try:
        parse_code(text)
    except ValueError:
        return False
    return True


def digest(code: str) -> str:
    """What stands for a code in recorded parameters, so that a log never shows it."""
    plain = code.upper().replace("-", "").replace(" ", "")
    return hashlib.blake2b(plain.encode(), digest_size=12).hexdigest()
