"""Receipts whose numbers start again, and returns: the same figures however the rows are cut into files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .chain import ask, differing, load, portrait, table

HEAD = "at,order_no,amount,store,till,item"

Make = Callable[[], Path]
Files = Sequence[Sequence[str]]


class TillRow(NamedTuple):
    """One row of a till's export."""

    day: int
    clock: str
    number: str
    yuan: int
    store: str
    till: str
    item: str

    def text(self, channel: str = "") -> str:
        """The row under `HEAD`."""
        at = f"2026-03-0{self.day} {self.clock}:00"
        return f"{at},{self.number},{self.yuan}.00,{self.store},{self.till},{self.item}"


def take_in(root: Path, files: Files, head: str = HEAD) -> list[int]:
    """Import rows, file by file; how many of each were new. None may be rejected or lost."""
    news = []
    for rows in files:
        outcome = load(root, table(root / f"{len(list(root.iterdir()))}.csv", head, rows))
        assert outcome.rejects == []
        assert outcome.rows_in == outcome.accepted + outcome.known == len(rows)
        news.append(outcome.accepted)
    return news


def figures(root: Path) -> tuple[int, int, int, int]:
    """Sales, what is off them, and number and amount of refunds of no known sale, of all stores."""
    (paid,) = ask(root, "SELECT coalesce(sum(paid_fen), 0) FROM store_day")
    (back,) = ask(
        root,
        "SELECT coalesce(sum(back_fen), 0), coalesce(sum(lone), 0), coalesce(sum(lone_fen), 0)"
        " FROM store_refund",
    )
    return (*paid, *back)


_rows = st.builds(
    TillRow,
    day=st.integers(1, 4),
    clock=st.sampled_from(["00:30", "02:10", "03:10", "10:00", "10:00", "18:00"]),
    number=st.sampled_from(["0001", "0002"]),
    yuan=st.sampled_from([100, 60, 30, 20, -10, -20, -30, -60]),
    store=st.sampled_from(["S001", "S001", "二店"]),
    till=st.sampled_from(["", "A"]),
    item=st.sampled_from(["", "milk", "bread"]),
)


@st.composite
def cut(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Distinct rows, and files that hold each of them at least once, in any order, some of them twice."""
    rows = [row.text() for row in draw(st.lists(_rows, min_size=2, max_size=12, unique=True))]
    places = draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    again = draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    files = [
        draw(st.permutations([row for row, *its in zip(rows, places, again) if place in its]))
        for place in range(4)
    ]
    return rows, [file for file in files if file]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=cut())
def test_any_cut_of_a_history_into_files_gives_the_same_purchases(
    history: tuple[list[str], list[list[str]]], new_chain: Make
) -> None:
    """Sales, exchanges and returns, over the cut-off hour too: all follows from the rows alone."""
    rows, files = history
    whole, apart = new_chain(), new_chain()
    take_in(whole, [rows])
    take_in(apart, files)
    paid, back, _, lone = figures(whole)
    assert paid - back - lone == sum(100 * int(row.split(",")[2].removesuffix(".00")) for row in rows)
    assert differing(portrait(apart), portrait(whole)) == {}
    assert take_in(apart, [*files, rows]) == [0] * (len(files) + 1)
    assert differing(portrait(apart), portrait(whole)) == {}
