"""Phones: one form for every spelling of a mobile, and none for what is not one."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.phones import mask_phone, normalise_phone

MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")
PREFIXES = st.sampled_from(("", "+86", "86", "0086", "+86 ", "(+86)", "'", "0086-"))
GAPS = st.sampled_from(("", " ", "-", "\u00a0", "\u200b", "\ufeff", "`"))
WIDE = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")


@given(MOBILES, PREFIXES, GAPS, GAPS, st.booleans())
def test_every_spelling_is_one_number(digits: str, prefix: str, first: str, second: str, wide: bool) -> None:
    """Country code, gaps and full-width signs change nothing; what is normal stays as it is."""
    typed = prefix + first.join((digits[:3], digits[3:7])) + second + digits[7:]
    assert normalise_phone(typed.translate(WIDE) if wide else typed) == f"+86{digits}"
    assert normalise_phone(f"+86{digits}") == f"+86{digits}"


@given(st.text("0123456789+-() '`*.eE８٨۳\u00b2一", max_size=18) | st.text(max_size=16))
def test_whatever_is_read_has_eleven_plain_digits(text: str) -> None:
    """A key is made of the bytes: digits of other scripts would be another person."""
    try:
        found = normalise_phone(text)
    except ValueError:
        return
    assert re.fullmatch(r"\+861[3-9][0-9]{9}", found)
    plain = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))
    assert plain.removeprefix("00").removeprefix("86") == found[3:] or plain == found[3:]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "1380013800",
            "138001380000",
            "12800138000",
            "23800138000",
            "138****8000",
            "1.38E+10",
            "1.38001E10",
        ),
        *(
            "021-62345678",
            "+85291234567",
            "+1 212 555 1234",
            "8613800138",
            "+8613800138000#1",
            "phone 13800138000",
        ),
        *(
            "138٠٠١٣٨٠٠٠",
            "１３８００１３８００",
            "1380013８00o",
            "13800138000/13900139000",
            "+86+8613800138000",
        ),
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    """Masked, of the wrong length, a land line, another country's, two at once, digits of another script."""
    with pytest.raises(ValueError, match="not a mainland mobile"):
        normalise_phone(text)


@given(MOBILES, PREFIXES.filter(lambda prefix: not prefix.startswith(("86", "00"))))
def test_a_mask_shows_three_and_four(digits: str, prefix: str) -> None:
    """Of any spelling of a mobile the same seven digits are shown, and four are not."""
    masked = mask_phone(prefix + digits) if "(" not in prefix else mask_phone(digits)
    assert masked == f"{digits[:3]}****{digits[-4:]}"
    assert mask_phone(normalise_phone(digits)) == masked


@given(st.text(max_size=30) | st.text("0123456789 -+", max_size=30))
def test_no_mask_shows_what_it_hides(text: str) -> None:
    """At most seven signs are shown and at least four are hidden; no eleven digits in a row are left."""
    plain = re.sub(r"[\s\-()'`\u00a0\u200b\ufeff]", "", unicodedata.normalize("NFKC", text)).removeprefix(
        "+86"
    )
    masked = mask_phone(text)
    shown = len(masked) - masked.count("*")
    assert shown <= 7 and (not plain or len(plain) - shown >= min(4, len(plain)) or "*" in plain)
    assert not re.search(r"\d{8,}", masked)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        *(("", ""), ("1", "*"), ("110", "***"), ("8234567", "*******"), ("62345678", "623****8")),
        *(("021-6234567", "021****567"), ("1380013800", "138****800"), ("138001380000", "138****0000")),
    ],
)
def test_of_a_short_number_less_is_shown(text: str, masked: str) -> None:
    """Three and four of a land line's eight digits would be nearly all of it; who mistyped one sees which."""
    assert mask_phone(text) == masked
