"""What sources read: plain tuples that say where they stood, and which rows of a moment are a return."""

from __future__ import annotations

import pickle
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model import records
from digitool.model.ids import Identifier
from digitool.model.records import (
    OrderLine,
    Purchase,
    PurchasePart,
    Record,
    Reject,
    Skip,
    is_return,
)

KINDS = (*get_args(Record), Reject, Skip)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_record_says_where_it_stood(kind: type[Purchase]) -> None:
    """Its line is first, so that a row is told by its place; its defaults can be changed by nobody."""
    assert kind._fields[0] == "line" and kind.__doc__
    defaults = kind._field_defaults.values()
    assert all(default is None or isinstance(default, (str, int, bool, tuple)) for default in defaults)
    assert len({kind.__name__ for kind in KINDS}) == len(KINDS)


def test_every_tuple_that_sources_yield_is_a_record() -> None:
    """A new kind of row is one of the union, or a part of one: `take` sees no stranger."""
    parts = {"Identifier", "OrderLine", "Part", "Warn"}
    found = {name for name, one in vars(records).items() if isinstance(one, type) and hasattr(one, "_fields")}
    assert found - parts == {kind.__name__ for kind in KINDS}


def test_records_cross_processes_and_compare_by_value() -> None:
    """Two readings of one row are equal, and a copy of another process is the same row."""
    who = Identifier("wx_openid", "wx1", "oA")
    line = OrderLine("M001", "茶", 2, 1_990)
    row = Purchase(
        7,
        1_000,
        "pay:1",
        "bill",
        1_990,
        payer=who,
        lines=(line,),
        parts=(PurchasePart(1_000, 1_990, line=line),),
    )
    copied = pickle.loads(pickle.dumps(row))  # noqa: S301 - our own
    assert copied == row == row._replace(buyers=()) and hash(row) == hash((*row,))
    assert row != row._replace(line=8)


@given(st.lists(st.integers(-500, 500), max_size=6))
def test_what_a_moment_takes_off_is_a_return_only_below_zero(amounts: list[int]) -> None:
    """An exchange that costs something lessens the sale; one that gives money back is a return."""
    together = sum(amounts)
    returns = [fen for fen in amounts if is_return(fen, together)]
    assert returns == ([fen for fen in amounts if fen < 0] if together < 0 else [])
    assert sum(returns) <= together or not returns
