"""Text measured in terminal cells: a Chinese character takes two, a combining mark none."""

from __future__ import annotations

from unicodedata import category, east_asian_width

_OPENING = "（《「『【〔“‘([{"
_CLOSING = "，。、；：？！）》」』】〕”’…,.;:?!)]}"


def char_width(char: str) -> int:
    """Cells that one character takes: 0, 1 or 2. Ambiguous widths count as 1, as rich counts them."""
    if east_asian_width(char) in "WF":
        return 2
    return 0 if category(char) in {"Mn", "Me", "Cf"} else 1


def width(text: str) -> int:
    """Cells that a line of text takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """Fill a text with blanks up to a number of cells; ``right`` aligns it to the right."""
    blanks = " " * max(0, cells - width(text))
    return blanks + text if right else text + blanks


def cut(text: str, cells: int, mark: str = "…") -> str:
    """The text, shortened with ``mark`` when it takes more cells than it may."""
    if width(text) <= cells:
        return text
    room, kept = cells - width(mark), ""
    for char in text:
        room -= char_width(char)
        if room < 0:
            break
        kept += char
    return kept + mark


def wrap(text: str, cells: int) -> list[str]:
    """Break a paragraph into lines of at most ``cells``; blanks and CJK characters are break places.

    Closing punctuation stays with the character before it and opening with the one after it. A word
    longer than a line stands alone, unbroken, so that a command can still be copied.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width(line) + width(piece.rstrip()) > cells and line.strip():
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def _pieces(text: str) -> list[str]:
    """The text cut at every place where a line may end."""
    pieces = [""]
    for before, char in zip(" " + text, text, strict=False):
        free = before == " " or _cjk(before) or _cjk(char)
        glued = char in _CLOSING or before in _OPENING
        if free and not glued and char != " ":
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _cjk(char: str) -> bool:
    return char_width(char) == 2
