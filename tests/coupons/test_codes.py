"""Coupon codes: readable, secret, and safe against slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons.codes import BITS, SIGNS, draw_payload, format_code, mask_code, parse_code

payloads = st.integers(0, 2**BITS - 1)


@given(payloads)
def test_code_reads_back(payload: int) -> None:
    """A printed code is read as the payload it was made from."""
    assert parse_code(format_code(payload)) == payload


@given(payloads, st.integers(0, 12), st.sampled_from(SIGNS))
def test_every_single_slip_is_caught(payload: int, place: int, sign: str) -> None:
    """A code with one wrong sign is never a code."""
    plain = format_code(payload).replace("-", "")
    if plain[place] == sign:
        return
    with pytest.raises(ValueError, match="not a coupon code"):
        parse_code(plain[:place] + sign + plain[place + 1 :])


@given(payloads, st.integers(0, 11))
def test_every_swap_of_neighbours_is_caught(payload: int, place: int) -> None:
    """A code with two different neighbours exchanged is never a code."""
    plain = format_code(payload).replace("-", "")
    if plain[place] == plain[place + 1]:
        return
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    with pytest.raises(ValueError, match="not a coupon code"):
        parse_code(swapped)


def test_all_slips_and_swaps_of_one_code_are_caught() -> None:
    """Exhaustively for one code: 13 x 31 slips and every swap of any two places."""
    plain = format_code(0x5A5A5A5A5A5A5A5).replace("-", "")
    wrong = {plain[:i] + s + plain[i + 1 :] for i in range(13) for s in SIGNS} - {plain}
    for i in range(13):
        for j in range(i + 1, 13):
            signs = list(plain)
            signs[i], signs[j] = signs[j], signs[i]
            wrong.add("".join(signs))
    wrong.discard(plain)
    assert len(wrong) > 13 * 31
    for text in wrong:
        with pytest.raises(ValueError, match="not a coupon code"):
            parse_code(text)


@given(payloads)
def test_typing_habits_do_not_matter(payload: int) -> None:
    """Case, blanks, hyphens and full width are read as the same code."""
    code = format_code(payload)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} ", wide):
        assert parse_code(typed) == payload


def test_look_alikes_are_read_as_digits() -> None:
    """I and L are read as 1, O as 0: the alphabet has none of them."""
    code = format_code(1 << 5)
    assert parse_code(code.replace("1", "I").replace("0", "O")) == 1 << 5
    assert not set("ILOU") & set(SIGNS)


def test_code_space_is_sparse() -> None:
    """At a million outstanding coupons a random guess hits with less than one chance in 10^12."""
    assert 2**BITS / 10**6 > 10**12
    assert len({draw_payload() for _ in range(1000)}) == 1000


def test_mask_hides_most_of_the_code() -> None:
    """A log shows five of thirteen signs."""
    code = format_code(123456789)
    assert mask_code(123456789) == "****-****-" + code[-5:]


@pytest.mark.parametrize("text", ["", "0", "7K3Q-MZP4-T9XW", "U" * 13, "7K3QMZP4T9XWHH", "\x00" * 13])
def test_other_texts_are_no_codes(text: str) -> None:
    """Wrong lengths and foreign signs are refused."""
    with pytest.raises(ValueError, match="not a coupon code"):
        parse_code(text)
