"""Every reader of numbers from outside: a text is the number that it shows, or it is refused."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.file.kinds import numbers, worth
from digitool.campaign.file.variation import read_vary, toml_value
from digitool.campaign.history.log_file import read_log
from digitool.cli.app.coerce import reader
from digitool.cli.commands.campaign.optimise import _probability
from digitool.cli.commands.referral.links import _tier
from digitool.coupons.typed import read_budget, read_count, read_value
from digitool.errors import DigitoolError
from digitool.forms import kinds
from digitool.model.amounts import read_amount
from digitool.model.money import format_yuan, parse_yuan
from digitool.model.numbers import read_decimal, read_whole
from digitool.model.records import Purchase, Reject, Traffic
from digitool.official_store.asked import read_pieces
from digitool.official_store.catalogue.file import read_catalogue
from digitool.segments import comparison
from digitool.sources import format_named, read
from digitool.sources.answers.pages import count
from digitool.sources.file.cells import check_yuan, epoch, whole
from digitool.sources.file.problems import Refused
from digitool.sources.formats.tables.wechatpay_trade import amount
from digitool.sources.mapping.mapping import TableMapping
from tests.contracts.templates import sources
from tests.sources.made import OPTIONS, document

SLIPS = ("12,50", "1,2345.00", "1.355,90", "1 2", "12 50", "1,5", "12$50", "--5", "+-5", "5-", "²", "1_0", "")
"""Texts that are a number in no reader: a mark, a blank or a sign stands where it cannot."""

Reading = Callable[[str], object]


def _raises(read_it: Callable[[str], Any]) -> Reading:
    """A reader that gives None for what it refuses, as one that raises."""

    def reading(text: str) -> object:
        found = read_it(text)
        if found is None:
            raise ValueError(text)
        return found

    return reading


def _text_or_number(text: str) -> object:
    """A campaign's key: what is no whole number stays a text, which the key's own reader judges."""
    found = toml_value(text)
    if isinstance(found, str):
        raise ValueError(text)
    return found


READERS: dict[str, Reading] = {
    "model.money": parse_yuan,
    "model.numbers": read_decimal,
    "model.numbers whole": read_whole,
    "sources.file.cells": lambda text: check_yuan(text, "amount"),
    "sources.file.cells whole": lambda text: whole(text, "quantity"),
    "sources.file.cells epoch": lambda text: epoch(text, "at"),
    "sources.answers.pages": lambda text: (
        count({"n": text or None, "m": 1}, "n") if text else count({"n": []}, "n")
    ),
    "sources.formats.tables.wechatpay_trade": lambda text: _raises(amount)(text or "x"),
    "model.amounts": read_amount,
    "coupons.rules.kinds.shape": lambda text: read_value("amount", text),
    "coupons.typed percent": lambda text: read_value("percent", text),
    "coupons.typed budget": lambda text: read_budget(f"money/day={text}"),
    "coupons.typed budget of pieces": lambda text: read_budget(f"count/day={text}"),
    "coupons.typed count": lambda text: read_count(text, "--count"),
    "official_store.asked": lambda text: read_pieces(f"A1={text}"),
    "segments.comparison": comparison.amounts,
    "segments.comparison counts": comparison.counts,
    "forms.kinds": kinds.yuan,
    "forms.kinds percent": lambda text: kinds.percent()(f"{text}%"),
    "campaign.file.kinds": numbers(0, 1e9),
    "campaign.file.kinds worth": worth,
    "campaign.file.variation": lambda text: read_vary(f"budget={text}..2000:500"),
    "campaign.file.variation value": _text_or_number,
    "cli.app.coerce": lambda text: (reader(int) or str)("--runs", text),  # type: ignore[call-arg]
    "cli.app.coerce real": lambda text: (reader(float) or str)("--share", text),  # type: ignore[call-arg]
    "cli.commands.referral.links": lambda text: _tier(f"3={text}"),
    "cli.commands.campaign.optimise": lambda text: _probability(f"{text}%"),
}


@pytest.mark.parametrize("text", SLIPS)
@pytest.mark.parametrize("name", READERS)
def test_no_reader_takes_a_slip(name: str, text: str) -> None:
    """A text with a mark in the wrong place is refused in words, by every reader, and never half read."""
    with pytest.raises((DigitoolError, kinds.Problem, Refused, ValueError)) as caught:
        READERS[name](text)
    assert "invalid literal" not in str(caught.value)


def test_no_slip_gets_in_by_a_file_of_its_own_reader(tmp_path: Path) -> None:
    """A log of purchases and a catalogue refuse the line with such an amount."""
    log, catalogue = tmp_path / "log.csv", tmp_path / "catalogue.csv"
    for text in SLIPS:
        log.write_text(f'customer,date,amount\n1,2026-03-01,"{text}"\n', "utf-8")
        with pytest.raises(DigitoolError) as caught:
            read_log(log)
        assert caught.value.code == "bad_log_line"
        catalogue.write_text(f'product;price\nA1;"{text}"\n', "utf-8")
        assert len(read_catalogue(catalogue).rejects) == 1, text


def test_every_module_that_reads_numbers_is_walked() -> None:
    """A module that calls one of the shared readers on texts from outside has its place in the walk."""
    shared = {"parse_yuan", "read_decimal", "read_whole", "read_amount"}
    through = {  # these hand their cells to a reader above
        "campaign.history.log_file",
        "official_store.catalogue.file",
        "cli.commands.coupon.shared",
        "sources.formats.tables.alipay_trade",
        "sources.mapping.learning",
    }
    calling = set()
    for file, tree in sources().items():
        names = {node.func.id for node in ast.walk(tree)
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        if names & shared:
            calling.add(".".join(file.with_suffix("").parts[file.parts.index("digitool") + 1 :]))
    assert calling - through <= {name.split(" ")[0] for name in READERS}


STYLE = {".": str.maketrans({}), ",": str.maketrans({".": ",", ",": "."})}


def written(rows: list[tuple[object, ...]], delimiter: str) -> str:
    """A table with its header, quoted where it must be."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


@given(
    st.lists(st.integers(-10_000_000, 10_000_000), min_size=1, max_size=6),
    st.sampled_from([".", ","]),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
    st.booleans(),
)
def test_a_table_in_any_style_is_read_back_or_refused(
    fens: list[int], mark: str, delimiter: str, grouped: bool, said: bool
) -> None:
    """Every amount comes in as it was printed or not at all; where the mapping says the mark, all do."""
    texts = [(format_yuan(fen) if grouped else f"{fen / 100:.2f}").translate(STYLE[mark]) for fen in fens]
    rows = [(f"2026-03-01 10:00:{n:02d}", f"E{n}", text) for n, text in enumerate(texts)]
    table = written([("at", "order_no", "amount"), *rows], delimiter)
    mapping = TableMapping("purchases", {name: name for name in ("at", "order_no", "amount")},
                      decimal=mark if said else "")  # fmt: skip
    found = list(read(document(table), format_named("purchases"), replace(OPTIONS, mapping=mapping)))
    for item in found:
        if isinstance(item, Reject):
            assert not said and item.code in ("bad_amount", "ambiguous_number")
        else:
            amounts = item.amount_fen if isinstance(item, Purchase) else -item.amount_fen  # type: ignore[union-attr]
            assert amounts == fens[int(item.order_no[1:])]  # type: ignore[union-attr]
    assert len(found) == len(fens)
    if said or mark == "." or delimiter != ",":
        assert not [item for item in found if isinstance(item, Reject)]


def counted(cells: list[str], delimiter: str = ";", decimal: str = "") -> list[int | str | None]:
    """What becomes of each cell in a column of people counts: the count, or the code of its refusal."""
    rows = [(f"2026-03-{n + 1:02d}", cell) for n, cell in enumerate(cells)]
    mapping = TableMapping(
        "traffic", {"start": "day", "entered": "people"}, {"sensor": "D1"}, decimal=decimal
    )
    options = replace(OPTIONS, mapping=mapping)
    table = written([("day", "people"), *rows], delimiter)
    return [
        item.entered if isinstance(item, Traffic) else item.code
        for item in read(document(table), format_named("traffic"), options)
        if isinstance(item, (Traffic, Reject))
    ]


def test_what_two_styles_read_is_decided_by_the_whole_column_or_asked() -> None:
    """1,234 people: a thousand where a comma parts the cells, a question where nothing tells."""
    assert counted(["1,234", "12"], ",") == [1234, 12]
    assert counted(["1.234", "1.234.567"]) == [1234, 1234567]
    assert counted(["1,234", "1.234.567"]) == ["bad_number", 1234567]
    assert counted(["1.234", "12"]) == ["ambiguous_number", 12]
    assert counted(["1.234", "12"], decimal=",") == [1234, 12]
    assert counted(["1,234", "12"], "\t", decimal=".") == [1234, 12]
    assert counted(["1,2", "12"], ",") == ["bad_number", 12]


def test_a_rejects_file_that_came_back_says_nothing_of_its_tables_style() -> None:
    """It is separated by commas whatever the table was, so a cell that is two numbers stays a question."""
    table = '_line,_column,_code,_message,_hint,day,people\n2,people,x,x,x,2026-03-01,"1,234"\n'
    mapping = TableMapping("traffic", {"start": "day", "entered": "people"}, {"sensor": "D1"})
    (item,) = read(document(table), format_named("traffic"), replace(OPTIONS, mapping=mapping))
    assert isinstance(item, Reject) and item.code == "ambiguous_number"
