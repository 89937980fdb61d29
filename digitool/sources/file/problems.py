"""What is wrong with a file or a row of it, where several readers meet it: each problem once."""

from __future__ import annotations

from digitool.errors import DataError, InputOutputError, UsageError
from digitool.model.records import Reject
from digitool.model.text import mask_value

_FILL = "Fill it in, or remove the row."
_DIGITS = "Write digits only."
_LIKE = "Write it like 2026-03-01 09:05:12."


class Refused(Exception):
    """Why a row is not taken; becomes a `Reject`. ``value`` is masked here."""

    def __init__(self, code: str, column: str, message: str, hint: str, value: str = "") -> None:
        super().__init__(message)
        self.code, self.column, self.message, self.hint = code, column, message, hint
        self.value = mask_value(value)

    def reject(self, line: int, raw: tuple[str, ...]) -> Reject:
        """The reject of one row."""
        return Reject(line, self.column, self.code, self.message, self.hint, self.value, raw)


def missing(column: str, *, hint: str = _FILL) -> Refused:
    """A cell that must hold something is empty."""
    return Refused("missing", column, "{column} is empty", hint)


def unknown_state(column: str, value: str, *, hint: str) -> Refused:
    """A cell holds none of the words that it may; ``hint`` names them."""
    return Refused("bad_state", column, "{column} is {value}, which is not known", hint, value)


def not_a_moment(column: str, value: str, *, hint: str = _LIKE) -> Refused:
    """A cell is no date and time of the years 2000 to 2099."""
    return Refused("bad_time", column, "{column} is {value}, not a date and time", hint, value)


def not_by_the_pattern(column: str, value: str) -> Refused:
    """A cell is no time of the pattern that a mapping gives."""
    return Refused(
        "bad_time",
        column,
        "{column} is {value}, not a time as the mapping writes it",
        "Correct the cell, or time_format in the mapping.",
        value,
    )


def not_after_start(column: str, value: str = "") -> Refused:
    """The end of an interval is not after its start."""
    return Refused(
        "bad_time",
        column,
        "{column} is {value}, not after the start",
        "Correct one of the two times.",
        value,
    )


def not_whole(column: str, value: str) -> Refused:
    """A cell is no whole number."""
    return Refused("bad_number", column, "{column} is {value}, not a whole number", _DIGITS, value)


def below_zero(column: str, value: str) -> Refused:
    """A number of people or pieces is negative."""
    return Refused("bad_number", column, "{column} is {value}, less than nothing", _DIGITS, value)


def not_yuan(column: str, value: str) -> Refused:
    """A cell is no amount in yuan."""
    return Refused(
        "bad_amount",
        column,
        "{column} is {value}, not an amount in yuan",
        "Write it like 128.00, with at most two decimals.",
        value,
    )


def negative_amount(column: str, value: str, *, hint: str) -> Refused:
    """A payment is negative; ``hint`` says how the file writes a refund."""
    return Refused("bad_amount", column, "{column} is {value}, less than nothing", hint, value)


def other_currency(column: str, value: str) -> Refused:
    """A row counts another money than ours."""
    return Refused(
        "bad_currency",
        column,
        "{column} is {value}; only CNY is counted",
        "Import the bills of other currencies into a workspace of their own.",
        value,
    )


def mangled(column: str, value: str, *, hint: str) -> Refused:
    """An id went through a float."""
    return Refused("id_mangled", column, "{column} is {value}: the id is destroyed", hint, value)


def names_nobody(column: str) -> Refused:
    """A row holds none of the ids that it may."""
    return Refused("no_identity", column, "the row names nobody", "Fill in one id, or remove the row.")


def other_row_unread(column: str) -> Refused:
    """A row is in order, but another one of its ticket is not."""
    return Refused(
        "ticket_incomplete",
        column,
        "another row of the same {column} cannot be read",
        "Correct that row; this one comes in with it.",
    )


def unreadable(file: str) -> InputOutputError:
    """The system does not give the file's bytes."""
    return InputOutputError("unreadable", "{file} cannot be read", file=file)


def unwritable(file: str) -> InputOutputError:
    """A file of rejects cannot be made."""
    return InputOutputError(
        "unwritable",
        "{file} cannot be written, or exists already",
        hint="Choose another name.",
        file=file,
    )


def no_header(file: str) -> DataError:
    """No row names the columns that are needed."""
    return DataError(
        "no_header", "{file}: the header row is missing", hint="Export the file again.", file=file
    )


def no_footer(file: str) -> DataError:
    """A bill ends before its totals."""
    return DataError(
        "truncated",
        "{file} has no footer: the download is incomplete",
        hint="Download the bill again.",
        file=file,
    )


def other_footer(file: str, column: str, stated: str, found: str) -> DataError:
    """A total of a bill is not that of its rows."""
    return DataError(
        "footer_mismatch",
        "{file}: the footer says {column} {stated}, the rows give {found}",
        hint="Rows are missing or were changed. Download the bill again.",
        file=file,
        column=column,
        stated=stated,
        found=found,
    )


def bad_xml(file: str, line: int, *, hint: str) -> DataError:
    """A message is no XML, or stops in its middle."""
    return DataError(
        "bad_xml",
        "{file}, line {line}: not well-formed XML, or cut off",
        hint=hint,
        file=file,
        line=line,
    )


def doctype(file: str) -> DataError:
    """A message declares a document type, which may unfold to anything."""
    return DataError(
        "doctype",
        "{file} declares a document type, which is refused",
        hint="Alerts have none; ask where the file came from.",
        file=file,
    )


def needs_option(format: str, option: str) -> UsageError:
    """A format does not say itself what an option must then say."""
    return UsageError(
        "needs_option",
        "{format} needs --{option}",
        hint="The file does not say it itself.",
        format=format,
        option=option,
    )
