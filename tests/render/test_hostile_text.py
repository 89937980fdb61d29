"""Names from outside cannot act: not on the terminal, not in a spreadsheet, not in a table's layout."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.cells import width
from digitool.render import Column, Result
from digitool.render.charts import bars
from digitool.render.result import Look, Request
from digitool.render.separated import guard
from digitool.render.write import write

ESC, CSI, BEL = "\x1b", "\x9b", "\x07"

HOSTILE = [
    f"{ESC}[31mred",
    f"{ESC}[2J{ESC}[H",
    f"{ESC}[1A{ESC}[2K",
    f"{ESC}]0;title{BEL}",
    f"{ESC}]0;title{ESC}\\",
    f"{ESC}]8;;http://x{BEL}click{ESC}]8;;{BEL}",
    f"{ESC}]52;c;aGk={BEL}",
    f"{ESC}P1$r{ESC}\\",
    f"{ESC}c",
    f"{ESC}[?1049h",
    f"{ESC}[6n",
    f"{ESC}(0",
    f"{ESC}#8",
    f"{ESC}_apc{ESC}\\",
    f"{CSI}31m",
    f"{CSI}2J",
    "\x90dcs\x9c",
    "\x9d0;title\x9c",
    "\x85next",
    "\x84index",
    "a\rb",
    "a\bb",
    "\b" * 40,
    "a\x7fb",
    "a\x00b",
    "a\x0bb\x0cc",
    "a\nb",
    "a\tb",
    BEL * 5,
    "\u202egnp.exe",
    "\u2066iso\u2069",
    "\u200eltr\u200frtl",
    "\u061calm",
    "\u2028line\u2029para",
    "a\u200bb",
    "a\u200db",
    "\ufeffbom",
    "\u00adsoft",
    "e\u0301\u0301\u0301",
    "z" + "\u0335" * 60,
    "\ud800",
    "\udfff\udbff",
    "\U000e0041tag",
    "\uffff",
    "[/]",
    "[bold]x[/bold]",
    "[link=http://x]y[/link]",
    "[red",
    "]]]",
    ":smile:",
    "back\\",
    "\\[x]",
    "{0}{name}%s",
    "👨‍👩‍👧‍👦",
    "🇨🇳🏳️‍🌈",
    "ﷺ",
    "＝１＋１",
    "中" * 3000,
    "x" * 10_000,
    " " * 50,
]
"""Sixty names that customers, or those who wish us ill, may carry."""

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)

COLUMNS = (Column("name", "Name"), Column("count", "Count", "int"))


def render(capsys: pytest.CaptureFixture[str], name: str, form: str, look: Look) -> str:
    """One row with a hostile name, in a format."""
    result = Result(
        "digitool.test/1", COLUMNS, [{"name": name, "count": 7}, {"name": "甲", "count": 12}], as_of=0
    )
    write(result, Request(format=form, look=look))
    return capsys.readouterr().out


def test_there_are_sixty() -> None:
    """The list keeps its promised length."""
    assert len(HOSTILE) == 60


@pytest.mark.parametrize("form", ["table", "wide", "md", "csv", "tsv", "json", "jsonl"])
@pytest.mark.parametrize("name", HOSTILE, ids=range(60))
def test_no_format_passes_a_control_character(
    capsys: pytest.CaptureFixture[str], name: str, form: str
) -> None:
    """No escape, C1, bidi mark or lone surrogate reaches stdout, in any format, on a screen or not."""
    for look in (Look(), Look(cells=80), Look(cells=80, colour=True), Look(cells=40, ascii=True)):
        out = render(capsys, name, form, look)
        own_styles = re.compile(r"\x1b\[[0-9;]*m") if look.colour else re.compile("(?!)")
        assert FORBIDDEN.search(own_styles.sub("", out)) is None


@pytest.mark.parametrize("name", HOSTILE, ids=range(60))
def test_tables_stay_aligned(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """The count stands in the same cell of every line, whatever the name."""
    lines = render(capsys, name, "table", Look()).splitlines()
    assert len(lines) == 3
    assert len({width(line) for line in lines}) == 1
    assert lines[1].endswith(" 7") and lines[2].endswith(" 12")


@pytest.mark.parametrize("name", HOSTILE, ids=range(60))
def test_json_keeps_the_name(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """What is escaped for the terminal is still the same text for a program."""
    import json

    assert json.loads(render(capsys, name, "json", Look()))["rows"][0]["name"] == name


@pytest.mark.parametrize("name", HOSTILE, ids=range(60))
def test_charts_pass_no_control_character(name: str) -> None:
    """A label of a chart is made safe and cut to its column."""
    out = bars([(name, 3, "3"), ("乙", 5, "5")])
    assert FORBIDDEN.search(out) is None
    assert all(width(line) <= 80 for line in out.splitlines())


@given(st.text(max_size=40))
def test_any_text_is_one_safe_csv_cell(text: str) -> None:
    """Any text at all comes back from CSV as one cell that begins with no trigger and holds no control."""
    out = io.StringIO()
    csv.writer(out).writerow([guard(text), "end"])
    (cells,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert cells[1] == "end"
    assert cells[0][:1] not in tuple("=+-@\t\r\n\0＝＋－＠") or cells[0] == ""
    assert FORBIDDEN.search(cells[0]) is None


FORMULAS = [
    f"{lead}{trigger}{rest}"
    for trigger in "=+-@＝＋－＠"
    for lead, rest in (("", "1+1"), (" ", "cmd|'x'!A0"), ("\t", 'LINK("x")'), ("", "2;1"), ("　", "x"))
]


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("payload", [*FORMULAS, "\ttab", "\rcr", "\nlf", "\0nul"], ids=repr)
def test_no_cell_is_a_formula(capsys: pytest.CaptureFixture[str], payload: str, form: str) -> None:
    """A text that a spreadsheet would run begins with a single quote; numbers beside it have none."""
    out = render(capsys, payload, form, Look())
    delimiter = "," if form == "csv" else "\t"
    row = list(csv.reader(io.StringIO(out), delimiter=delimiter))[1]
    assert row[0].startswith("'")
    assert row[-1] == "7"
