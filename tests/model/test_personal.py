"""What is somebody's is hidden in every form that people type; what only looks like a number is not."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digitool.model.personal import is_personal, mask_personal, names_a_person
from digitool.model.phones import normalise_phone
from digitool.model.text import change_texts, mask_value, short

_DIGITS = "0123456789"
_GROUPS = ((11,), (3, 8), (7, 4), (3, 4, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (1,) * 11)
_BLANKS = ("", " ", "\u00a0", "\u3000", "\u200b", "\t", "  ")
_MARKS = ("-", " - "[1:], "‑", "–", "－", "(", ")", "'", "`")
_A_DAY = re.compile(r"20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_WIDE = str.maketrans(_DIGITS + "+-() @.", "０１２３４５６７８９＋－（）　＠．")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@st.composite
def mobiles(draw: st.DrawFn) -> tuple[str, str]:
    """A mainland mobile as digits, and as somebody may type it."""
    rest = draw(st.text(_DIGITS, min_size=9, max_size=9))
    digits = "1" + draw(st.sampled_from("3456789")) + rest
    assume(not _A_DAY.fullmatch(digits[3:]))  # with a hyphen, the number of a till and its day
    parts, place = [], 0
    for size in draw(st.sampled_from(_GROUPS)):
        parts.append(digits[place : place + size])
        place += size
    prefix = draw(st.sampled_from(("", "", "+86", "86", "0086", "+86 ", "86-", "(+86)")))
    return digits, prefix + draw(st.sampled_from((*_BLANKS, *_MARKS))).join(parts)


def cards(draw: st.DrawFn) -> str:
    """A citizen's id-card number whose check digit is right."""
    area = draw(st.sampled_from(("110101", "310115", "440305", "659001", "810000")))
    day = draw(st.dates(min_value=date(1930, 1, 1)))
    body = f"{area}{day:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


ID_CARDS = st.composite(cards)().filter(lambda card: card[6:10] < "2100")
TELEPHONES = st.sampled_from(
    (
        "021-62345678", "(010) 6234 5678", "0755 2345678", "+86 21 6234 5678", "+86-10-62345678",
        "+852 9123 4567", "+85291234567", "852 9123 4567", "00852-91234567", "+853 6612 3456",
        "+886 912 345 678", "+886-2-2345-6789", "0912-345-678", "电话02162345678", "tel: 02162345678",
        "致电 62345678", "+1 212 555 1234",
    )
)  # fmt: skip
MAILS = st.from_regex(r"\A[a-z][a-z0-9._+-]{1,20}@[a-z0-9-]{1,12}(\.com|\.cn|\.com\.cn)\Z")
AROUND = st.sampled_from(
    ("", "王姐", "call ", "订单", "给", "的礼物", "（", "）", ",", "x", "A-", "/", ".csv", ":")
)


def digits_of(text: str) -> str:
    """The digits of a text in half width, with a blank for everything else that is no gap."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


@given(mobiles(), AROUND, AROUND, st.booleans())
def test_a_mobile_is_hidden_however_it_is_typed(
    mobile: tuple[str, str], before: str, after: str, wide: bool
) -> None:
    """With blanks, hyphens, brackets, country code or full-width signs, in the middle of any text."""
    digits, typed = mobile
    text = before + (typed.translate(_WIDE) if wide else typed) + after
    masked = mask_personal(text)
    assert digits not in digits_of(masked) and f"{digits[:3]}****{digits[-4:]}" in masked
    assert masked.startswith(before) and masked.endswith(after)
    assert mask_personal(masked) == masked
    assert is_personal(text) and names_a_person(text)


@given(mobiles())
def test_what_is_read_as_a_phone_is_hidden_as_one(mobile: tuple[str, str]) -> None:
    """The forms of this test are those under which a phone column keeps the same number."""
    digits, typed = mobile
    try:
        assert normalise_phone(typed) == f"+86{digits}"
    except ValueError:
        assert set(typed) & set("–‑")  # dashes that no phone column takes are still seen through
    assert is_personal(typed)


@given(
    ID_CARDS, AROUND, AROUND.filter(lambda text: not text[:1].isalpha() or not text.isascii()), st.booleans()
)
def test_an_id_card_is_hidden(card: str, before: str, after: str, parted: bool) -> None:
    """Eighteen places with a province, a day of birth and a right check digit."""
    typed = f"{card[:6]} {card[6:14]} {card[14:]}" if parted else card
    masked = mask_personal(before + typed + after)
    assert card[6:14] not in masked and card[:12] not in digits_of(masked)
    assert mask_personal(masked) == masked


@given(ID_CARDS, st.integers(1, 9))
def test_a_number_whose_check_digit_is_wrong_is_no_id_card(card: str, step: int) -> None:
    """An order number of eighteen places passes unharmed, nine times in ten at the least."""
    last = "0123456789X".index(card[-1])
    other = card[:-1] + "0123456789X"[(last + step) % 11]
    assert mask_personal(other) == other


@given(TELEPHONES, AROUND, AROUND)
def test_a_telephone_that_is_written_as_one_is_hidden(number: str, before: str, after: str) -> None:
    """With its area code set apart, a country code, or a word that says what it is."""
    masked = mask_personal(f"{before} {number} {after}")
    tail = digits_of(number)[-8:]
    assert tail not in digits_of(masked) and mask_personal(masked) == masked
    assert not names_a_person("021-62345678")


@given(MAILS, AROUND.filter(lambda text: not text.isascii() or not text), st.booleans())
def test_an_address_is_hidden(mail: str, before: str, wide: bool) -> None:
    """Of an e-mail address the first letter and the domain stay."""
    masked = mask_personal(before + (mail.translate(_WIDE) if wide else mail))
    name, _, domain = mail.partition("@")
    assert f"{name}@" not in masked and masked == f"{before}{name[0]}***@{domain}"
    assert mask_personal(masked) == masked


digits = st.text(_DIGITS, min_size=1)


def _fixed(size: int) -> st.SearchStrategy[str]:
    return st.text(_DIGITS, min_size=size, max_size=size)


HARMLESS = st.one_of(
    _fixed(24).map("4200".__add__),  # payments of WeChat and Alipay
    _fixed(20).map("20260301".__add__),
    _fixed(17).map("E20260301".__add__),  # orders of Youzan, of tills, of our own
    st.from_regex(r"\APOS2026[01][0-9]{9}\Z"),
    st.from_regex(r"\AW26(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])-[0-9]{4}\Z"),
    st.from_regex(r"\AS[0-9]{3}-2026(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])-[0-9]{4}\Z"),
    st.from_regex(r"\A(B|SF)[0-9]{6,15}\Z").filter(lambda text: not re.search(r"[BF]1[3-9]\d{9}$", text)),
    _fixed(8).map("19".__add__),  # merchants, ten digits
    _fixed(10).map("690".__add__),  # barcodes
    _fixed(7).map("3".__add__),
    _fixed(17).map("37".__add__),
    _fixed(18).map("18".__add__),
    st.integers(946_684_800, 4_102_444_800).map(str),  # epoch seconds and milliseconds
    st.integers(946_684_800_000, 4_102_444_800_000).map(str),
    st.datetimes().map(lambda at: at.isoformat() + "+08:00"),
    st.datetimes().map(str),
    st.dates().map(lambda day: f"{day:%Y/%m/%d}"),
    st.dates().map(lambda day: f"{day:%Y%m%d}"),
    st.integers(0, 10**12).map(lambda fen: f"{fen / 100:,.2f}"),
    st.uuids().map(str),
    st.from_regex(r"\A[0-9a-f]{32}\Z|\A[0-9a-f]{40}\Z|\A[0-9a-f]{64}\Z"),
    st.sampled_from(("1900000001-1", "15000001-001", "010-20260301", "wx0000000000000abc", "192.168.100.200",
                     "20261130-135244-20101", "V_135.1.0.7-r1", "00:00:5e:00:53:01", "12800+5000+1990",
                     "电话订单 20260301001", "9123 4567", "400-820-8820", "36 37 38 39 40 41", "op-0012",
                     "logo@2", "@all", "coupon:12", "7K3Q-MZP4-T9XWH")),
)  # fmt: skip


@given(HARMLESS)
def test_numbers_of_things_pass_unharmed(text: str) -> None:
    """Payment, order, member and merchant numbers, barcodes, times, amounts and digests stay as they are."""
    assert mask_personal(text) == text


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    """Any text at all: what was masked is not masked again."""
    assert mask_personal(mask_personal(text)) == mask_personal(text)


@given(
    st.sampled_from(("13856781234", "138-5678-1234", "138 567 81234")),
    st.integers(0, 300),
    st.integers(1, 60),
)
def test_a_cut_text_shows_no_part_of_a_number(typed: str, before: int, limit: int) -> None:
    """Masked first, then cut: wherever the cut falls, at most the shown ends of a number are left."""
    for shown in (mask_value("王" * before + typed, limit), short("王" * before + typed, limit)):
        assert "5" not in shown and "7" not in shown


@pytest.mark.parametrize("value", [1, None, 2.5, [13800138000, "x"], True])
def test_only_texts_are_touched(value: object) -> None:
    """Numbers that look like a phone are counts or fen, and stay numbers."""
    assert change_texts({"a": [value, {"13800138000": "13800138000"}]}, mask_personal) == {
        "a": [value, {"138****8000": "138****8000"}]
    }
    assert change_texts((value, ("13800138000",)), mask_personal) == [value, ["138****8000"]]
