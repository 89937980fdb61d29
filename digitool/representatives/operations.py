"""Plan visits, check in, write down what was found and ordered, leave. One transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import changed, changed_many, insert
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, UsageError
from digitool.model.days import format_instant, iso_day
from digitool.model.ids import Day
from digitool.model.personal import is_personal
from digitool.model.text import mask_value
from digitool.workspace.desk import Desk

MAX_TEXT = 200
MAX_PIECES = 1_000_000


class Planned(NamedTuple):
    """One planned visit: who, the store's code, the business day (a day number)."""

    representative: str
    store: str
    day: Day


class VisitFinding(NamedTuple):
    """One finding: ``shelf`` or ``asset`` with ``fine``, or ``order`` with ``pieces``; a word, a photo."""

    kind: str
    what: str
    fine: bool | None = None
    pieces: int | None = None
    said: str = ""
    photo: str = ""


def plan_visits(desk: Desk, planned: Sequence[Planned]) -> dict[str, Any]:
    """Add visits to the plan; what is planned already stays. Raises UsageError, NotFoundError."""
    for one in planned:
        require_text(one.representative, "representative")
        desk.settings.require_store(one.store)

    def act(work: Work) -> dict[str, Any]:
        new = changed_many(
            work.connection,
            "INSERT INTO store_visit_plan (representative, store, day, operation)"
            " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(*one, work.seq) for one in planned],
        )
        return {"rows": [{"planned": len(planned), "new": new}]}

    return desk.write("representatives.plan", {"planned": [list(one) for one in planned]}, act)


def arrive(desk: Desk, representative: str, store: str, photo: str = "") -> dict[str, Any]:
    """Begin a visit at a store. Raises ConflictError while another visit of the same person is open."""
    require_text(representative, "representative")
    require_text(photo or "-", "photo")
    desk.settings.require_store(store)
    params = {"representative": representative, "store": store, "photo": photo}

    def act(work: Work) -> dict[str, Any]:
        running = work.connection.execute(
            "SELECT id, store FROM store_visit WHERE representative = ? AND left_at IS NULL",
            (representative,),
        ).fetchone()
        if running is not None:
            raise ConflictError(
                "visit_open",
                "{representative} is still at {store}",
                hint="leave that visit first",
                try_next="digitool guide visit leave V{number}",
                representative=representative,
                store=running["store"],
                number=running["id"],
                rule="one visit at a time",
            )
        number = insert(
            work.connection,
            "INSERT INTO store_visit (representative, store, day, arrived_at, photo, operation)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (representative, store, desk.day(store), desk.at, photo, work.seq),
        )
        return {"rows": [_row(work, desk, number)]}

    return desk.write("representatives.check_in", params, act)


def note(desk: Desk, number: int, findings: Sequence[VisitFinding]) -> dict[str, Any]:
    """Write down what an open visit found and ordered; a second word on the same thing replaces the first.

    Raises UsageError for no finding or a number of pieces that cannot be, NotFoundError, ConflictError.
    """
    for one in findings:
        require_text(one.what, one.kind)
        require_text(one.photo or "-", "photo")
        require_text(one.said or "-", one.kind)
        if one.kind == "order" and not 1 <= (one.pieces or 0) <= MAX_PIECES:
            raise bad_pieces(one.pieces)
    if not findings:
        raise UsageError("no_finding", "nothing was found or ordered", hint="add --shelf, --asset or --order")
    params = {"visit": number, "findings": [list(one) for one in findings]}

    def act(work: Work) -> dict[str, Any]:
        _require_open(work.connection, number)
        work.connection.executemany(
            "INSERT INTO store_visit_finding (visit, kind, what, fine, pieces, said, photo, at,"
            " operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (visit, kind, what) DO UPDATE"
            " SET fine = excluded.fine, pieces = excluded.pieces, said = excluded.said,"
            " photo = excluded.photo, at = excluded.at, operation = excluded.operation",
            [(number, *one, desk.at, work.seq) for one in findings],
        )
        return {"rows": [_row(work, desk, number)]}

    return desk.write("representatives.note", params, act)


def leave(desk: Desk, number: int) -> dict[str, Any]:
    """End a visit. Raises NotFoundError, ConflictError when it was left before."""

    def act(work: Work) -> dict[str, Any]:
        _require_open(work.connection, number)
        changed(
            work.connection,
            "UPDATE store_visit SET left_at = greatest(arrived_at, ?) WHERE id = ? AND left_at IS NULL",
            (desk.at, number),
        )
        return {"rows": [_row(work, desk, number)]}

    return desk.write("representatives.leave", {"visit": number}, act)


def require_text(text: str, name: str) -> None:
    """Raises UsageError for a text that is empty, too long, or holds a phone."""
    if not text.strip() or len(text) > MAX_TEXT or is_personal(text):
        raise UsageError(
            "bad_text",
            "{name} cannot be {value}",
            hint="write a short name without a phone number",
            name=name,
            value=mask_value(text) or "-",
        )


def _require_open(connection: Connection, number: int) -> None:
    row = connection.execute("SELECT left_at FROM store_visit WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFoundError("no_such_visit", "there is no visit V{number}", hint="look at the visits",
                            try_next="digitool guide visits --on today", number=str(number))  # fmt: skip
    if row["left_at"] is not None:
        raise ConflictError("visit_left", "the visit V{number} was left before", hint="check in again",
                            number=number, rule="findings belong to an open visit")  # fmt: skip


def _row(work: Work, desk: Desk, number: int) -> dict[str, Any]:
    row = work.connection.execute(
        "SELECT c.*, (SELECT count(*) FROM store_visit_finding AS f WHERE f.visit = c.id) AS findings,"
        " EXISTS (SELECT 1 FROM store_visit_plan AS p WHERE p.representative = c.representative"
        " AND p.store = c.store AND p.day = c.day) AS planned FROM store_visit AS c WHERE c.id = ?",
        (number,),
    ).fetchone()
    zone = desk.settings.chain.zone
    return {
        "visit": f"V{number}",
        "representative": row["representative"],
        "store": row["store"],
        "day": iso_day(row["day"]),
        "arrived": format_instant(row["arrived_at"], zone),
        "left": None if row["left_at"] is None else format_instant(row["left_at"], zone),
        "planned": bool(row["planned"]),
        "findings": row["findings"],
    }


def bad_pieces(pieces: object) -> UsageError:
    """What was ordered is no number of pieces, or more than anybody orders."""
    return UsageError("bad_pieces", "{pieces} is not a number of pieces", hint="write A1=12", pieces=pieces)
