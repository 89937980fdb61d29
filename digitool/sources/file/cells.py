"""Read one cell as what it should be, or raise `Refused` with a reason and a way out."""

from __future__ import annotations

import re

from digitool.model.days import parse_instant
from digitool.model.ids import Identifier, Ms
from digitool.model.money import parse_yuan
from digitool.model.numbers import COMMA, DOT, AmbiguousNumber, read_whole, written_with
from digitool.model.phones import mask_phone, normalise_phone
from digitool.model.text import mask_value
from digitool.sources.file import problems
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import Row

MAX_ID = 128
EARLIEST = 946_684_800_000
"""2000-01-01, UTC ms: an older time in a shop's export is a mistake."""
LATEST = 4_102_444_800_000
"""2100-01-01, UTC ms."""

MANGLED = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+\d+|\d+\.\d+[eE]\d+|\d+\.0+")
"""An id that went through a float: ``4.2E+27``, ``13800138000.0``."""

_NONE = {"", "0", "-", "--", "——", "/", "无", "null", "NULL", "None", "N/A"}

ID_HINT = (
    "A spreadsheet turned the number into a float. Download the file again and do not open it first;"
    " a payment bill can also be imported with --by-order-no."
)


def text(row: Row, *columns: str) -> str:
    """The first of these columns that holds something, whole; marks like ``——`` count as nothing."""
    for column in columns:
        value = row.get(column)
        if value and value not in _NONE:
            return value
    return ""


def known(row: Row, column: str) -> str:
    """A cell that must not be empty."""
    value = row.get(column)
    if not value:
        raise problems.missing(column)
    return value


def ident(row: Row, column: str, *, required: bool = True) -> str:
    """An id as text; refuses exponents, line breaks and more than `MAX_ID` characters."""
    value = row.get(column)
    if not value:
        return known(row, column) if required else ""
    return check_id(value, column)


def check_id(value: str, column: str) -> str:
    """The id itself when it can be one."""
    if value.isalnum() and len(value) <= MAX_ID and not value[0].isdigit():
        return value
    if MANGLED.fullmatch(value):
        raise problems.mangled(column, value, hint=ID_HINT)
    if len(value) > MAX_ID or not value.isprintable():
        raise Refused(
            "bad_id",
            column,
            "{column} is not an id",
            "An id is one printable text of at most 128 characters.",
            value,
        )
    return value


def moment(row: Row, zone: str, *columns: str) -> Ms:
    """A date and time in UTC ms from the first of these columns that holds one."""
    for column in columns:
        value = row.get(column)
        if value:
            return check_moment(value, zone, column)
    raise problems.missing(columns[0])


def check_moment(value: str, zone: str, column: str) -> Ms:
    """UTC ms of a time with an offset, or of a local time in ``zone``; years 2000 to 2099."""
    try:
        at = parse_instant(value, zone)
    except (ValueError, OverflowError):
        at = Ms(-1)
    if not EARLIEST <= at < LATEST:
        raise problems.not_a_moment(column, value)
    return at


def epoch(value: object, column: str) -> Ms:
    """Epoch seconds, as a JSON number or digits, in UTC ms."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,20}", value, re.ASCII):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and EARLIEST <= value * 1000 < LATEST:
        return Ms(value * 1000)
    raise problems.not_a_moment(column, str(value)[:40], hint="It should be whole seconds since 1970.")


def yuan(row: Row, column: str) -> int:
    """An amount in yuan, as fen."""
    return check_yuan(known(row, column), column)


def yuan_or_none(row: Row, column: str) -> int:
    """An amount in yuan, as fen; an empty cell or column is nothing, 0."""
    value = text(row, column)
    return check_yuan(value, column) if value else 0


def check_yuan(value: str, column: str, mark: str = DOT) -> int:
    """Fen of a text in yuan, written with this decimal mark."""
    try:
        return parse_yuan(value, mark)
    except ValueError as error:
        plain = problems.not_yuan(column, value)
        raise _in_what_style(error, plain, value, mark) from None


def whole(value: str, column: str, limit: int = 10**9, mark: str = DOT) -> int:
    """A whole number from ``-limit`` to ``limit``, written with this decimal mark."""
    try:
        number = read_whole(value, mark)
        if abs(number) > limit:
            raise ValueError
    except ValueError as error:
        plain = problems.not_whole(column, value)
        raise _in_what_style(error, plain, value, mark) from None
    return number


def _in_what_style(error: ValueError, plain: Refused, value: str, mark: str) -> Refused:
    """Why a text is not taken as a number, when it is one in the other style, or in both."""
    if isinstance(error, AmbiguousNumber):
        return Refused(
            "ambiguous_number",
            plain.column,
            "{column} is {value}: one number with a decimal comma, another one with a decimal point",
            'Say in the mapping which mark is the decimal one: decimal = "," or decimal = "."',
            value,
        )
    alone = written_with([value])
    if alone[COMMA] and mark == DOT:
        plain.hint = 'If the comma is the decimal mark of this table, say decimal = "," in the mapping.'
    elif alone[DOT] and mark == COMMA:
        plain.hint = 'If the point is the decimal mark of this table, say decimal = "." in the mapping.'
    return plain


def phone(value: str, column: str) -> Identifier | None:
    """A phone that must be one: None when empty or masked with stars, `Refused` when it is neither."""
    if value in _NONE or "*" in value:
        return None
    try:
        return Identifier("phone", "", normalise_phone(value))
    except ValueError:
        shown = mask_phone(value) if sum(map(str.isdigit, value)) >= 5 else value
        raise Refused(
            "bad_phone",
            column,
            "{column} is {value}, not a mainland mobile number",
            "Write 11 digits, or leave it empty.",
            shown,
        ) from None


def email(value: str, column: str) -> Identifier | None:
    """An e-mail that must be one: None when empty or masked with stars, `Refused` when it is neither."""
    if value in _NONE or "*" in value:
        return None
    if not _EMAIL.fullmatch(value) or len(value) > MAX_ID:
        raise Refused(
            "bad_email",
            column,
            "{column} is {value}, not an e-mail address",
            "Write name@example.com, or leave it empty.",
            mask_value(value),
        )
    return Identifier("email", "", value.lower())


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_WECHAT = re.compile(r"[14]\d{27}", re.ASCII)
_ALIPAY = re.compile(r"20\d{26}", re.ASCII)


def payment_key(number: str) -> str:
    """``wechatpay:...`` or ``alipay:...`` for a transaction number of theirs, else empty.

    WeChat Pay numbers have 28 digits and start with 4 (older ones with 1); Alipay's have 28 and start
    with the date.
    """
    if _WECHAT.fullmatch(number):
        return f"wechatpay:{number}"
    return f"alipay:{number}" if _ALIPAY.fullmatch(number) else ""
