"""Rows of a delimited file, read within limits and by header name.

The limits are those of a table that people export: `MAX_COLUMNS`, `MAX_FIELD` characters and
`MAX_FIELD_LINES` line ends in one cell. An unclosed quote is found when a limit is passed or the file
ends inside it, and the line where the quoted row began is named.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from itertools import chain, islice, pairwise

from digitool.errors import DataError
from digitool.sources.file.guard import unguard
from digitool.sources.file.opening import Document

MAX_COLUMNS = 2_000
MAX_FIELD = 64 * 1024
MAX_FIELD_LINES = 100
BLOCK = 256
"""Rows parsed at a time."""

LEADING = ("_line", "_column", "_code", "_message", "_hint")
"""The columns that a rejects file puts before the original ones."""

_END = "\ud800"
"""Fed after the last line: no decoder yields it, so a row that holds it ran into the end."""

csv.field_size_limit(MAX_FIELD)

NumberedRow = tuple[int, list[str]]


def delimiter(text: str) -> str:
    """The one of comma, tab and semicolon that the first lines agree on most."""
    lines = [line for line in text.splitlines()[:20] if line.strip() and not line.startswith("#")]
    best, best_score = ",", (0, 0)
    for mark in ",\t;":
        counts = Counter(_outside_quotes(line).count(mark) for line in lines)
        counts.pop(0, None)
        for count, agreeing in counts.items():
            if (agreeing, count) > best_score:
                best, best_score = mark, (agreeing, count)
    return best


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2]) if '"' in line else line


def rows(document: Document, skip_lines: int = 0) -> Generator[NumberedRow, None, None]:
    """Every row with the line that it starts on, counted from 1; blank lines are left out.

    A rejects file that came back is seen through: its leading columns are dropped and its cells are
    unguarded. ``skip_lines`` passes over title lines unread. Raises DataError at the limits.
    """
    width, unguarding = 0, False
    with closing(blocks(document, BLOCK, skip_lines)) as read:
        for lines, block in read:
            for line, cells in zip(lines, block, strict=True):
                if unguarding:
                    yield line, [unguard(cell) for cell in cells[width:]]
                elif is_leading(cells):
                    width, unguarding = len(LEADING), True
                    document.corrected = True
                    yield line, cells[width:]
                else:
                    yield line, cells


def is_leading(cells: list[str]) -> bool:
    """Whether a row is the header of a rejects file."""
    return tuple(cell.strip("\ufeff ") for cell in cells[: len(LEADING)]) == LEADING


def blocks(
    document: Document, size: int, skip_lines: int = 0
) -> Generator[tuple[Sequence[int], list[list[str]]], None, None]:
    """Rows in lists of at most ``size``, with the line of each: the fast way through long files."""
    with closing(document.lines()) as blocks_of_lines:
        lines = chain(chain.from_iterable(blocks_of_lines), (_END,))
        for _ in islice(lines, skip_lines):
            pass
        mark = delimiter(document.peek)
        if _knows_no_quotes(document.peek):
            reader = csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE)
        else:
            reader = csv.reader(lines, delimiter=mark)
        start = skip_lines + 1
        over = False
        while not over:
            block: list[list[str]] = []
            try:
                block.extend(islice(reader, size))
            except csv.Error as error:
                raise _unclosed(document, _numbers(block, start)[-1]) from error
            over = not block or (bool(block[-1]) and block[-1][-1].endswith(_END))
            end = reader.line_num + skip_lines
            numbers = _judged(document, block, start, end)
            if over and block and (block.pop() != [_END] or numbers[-2] != end):
                raise _unclosed(document, numbers[-2])
            start = numbers[-1]
            if all(block):
                yield numbers[: len(block)], block
            else:
                yield (
                    [number for number, cells in zip(numbers, block, strict=False) if cells],
                    [cells for cells in block if cells],
                )


def _knows_no_quotes(text: str) -> bool:
    """Whether a text is an Alipay bill as it came: a name may begin with a quote, which opens nothing.

    A spreadsheet that saves it fills the first line up with separators, and quotes what it must.
    """
    title = text.split("\n", 1)[0]
    return title.startswith("#支付宝") and not any(mark in title for mark in ",;\t")


def _judged(document: Document, block: list[list[str]], start: int, line_num: int) -> Sequence[int]:
    """The line of each row and of the row after the block, once no row passes a limit."""
    if max(map(len, block), default=0) > MAX_COLUMNS:
        number, cells = next(
            (n, c) for n, c in zip(_numbers(block, start), block, strict=False) if len(c) > MAX_COLUMNS
        )
        raise DataError(
            "too_many_columns",
            "{file}, line {line}: {count} columns; at most {limit} are read",
            hint="Check the separator, or export fewer columns.",
            file=document.name,
            line=number,
            count=len(cells),
            limit=MAX_COLUMNS,
        )
    if start + len(block) == line_num + 1:
        return range(start, line_num + 2)
    numbers = _numbers(block, start)
    for number, after in pairwise(numbers):
        if after - number > MAX_FIELD_LINES:
            raise _unclosed(document, number)
    return numbers


def _numbers(block: list[list[str]], start: int) -> list[int]:
    """The line on which each row starts, and the one after the last row, from the ends in cells."""
    numbers = [start]
    for cells in block:
        start += 1 + sum(_ends(cell) for cell in cells)
        numbers.append(start)
    return numbers


def _ends(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n") if "\n" in cell or "\r" in cell else 0


def _unclosed(document: Document, line: int) -> DataError:
    return DataError(
        "unclosed_quote",
        "{file}, line {line}: a quote is opened and never closed, or the cell is too long",
        hint="Close or remove the double quote in that line.",
        file=document.name,
        line=line,
    )
