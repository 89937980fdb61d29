"""Live codes: add, change and retire them, and who answers a scan now."""

from __future__ import annotations

from typing import Any, NamedTuple

from digitool import rules
from digitool.db.port import Connection, StoredRow
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, RefusedError, UsageError
from digitool.guides.answering import Answer, LiveCode, Turn, who
from digitool.guides.roster import LEFT, post_of, posts, require_guide
from digitool.guides.workload import workloads
from digitool.model.ids import Day, Ms
from digitool.model.references import require_short
from digitool.model.text import mask_value, meant
from digitool.workspace.desk import Desk
from digitool.workspace.settings import Settings


class CodeDraft(NamedTuple):
    """A live code as it is asked for."""

    code: str
    guides: tuple[str, ...]
    backups: tuple[str, ...]
    store: str
    location: str


def add(desk: Desk, draft: CodeDraft) -> dict[str, Any]:
    """Put up a live code. Raises UsageError, NotFoundError, RefusedError, ConflictError ``code_exists``."""
    _check(desk, draft)

    def act(work: Work) -> dict[str, Any]:
        if _found(work.connection, draft.code) is not None:
            raise ConflictError(
                "code_exists",
                "there is a live code {name} already",
                hint="change its guides, or use another code",
                try_next="digitool guide code change --help",
                name=mask_value(draft.code),
            )
        work.connection.execute(
            "INSERT INTO guide_code (code, store, location, created_at, operation) VALUES (?, ?, ?, ?, ?)",
            (draft.code, draft.store, draft.location, desk.at, work.seq),
        )
        _write_turns(work.connection, draft)
        return _row(draft, None)

    return desk.write("guide.code.add", draft._asdict(), act)


def change(desk: Desk, draft: CodeDraft) -> dict[str, Any]:
    """Give a live code other guides; it stays where it stands. Raises as `add`, and ``no_code``."""

    def act(work: Work) -> dict[str, Any]:
        row = _need(work.connection, draft.code)
        whole = draft._replace(store=row["store"], location=row["location"])
        _check(desk, whole)
        work.connection.execute("DELETE FROM guide_code_turn WHERE code = ?", (draft.code,))
        _write_turns(work.connection, whole)
        return _row(whole, row["retired_at"])

    return desk.write("guide.code.change", draft._asdict(), act)


def retire(desk: Desk, code: str) -> dict[str, Any]:
    """Take a live code down; what it brought stays counted. Raises NotFoundError ``no_code``."""

    def act(work: Work) -> dict[str, Any]:
        row = _need(work.connection, code)
        at = row["retired_at"] or desk.at
        work.connection.execute("UPDATE guide_code SET retired_at = ? WHERE code = ?", (at, code))
        turns = _turns(work.connection, code)
        draft = CodeDraft(code, _names(turns, 0), _names(turns, 1), row["store"], row["location"])
        return _row(draft, at)

    return desk.write("guide.code.retire", {"code": code}, act)


def load_codes(connection: Connection, settings: Settings) -> list[LiveCode]:
    """Every live code by its name, with the guides as the settings describe them."""
    known = posts(settings)
    return [
        LiveCode(
            row["code"],
            row["store"],
            row["location"],
            tuple(Turn(one[0], bool(one[1]), known.get(one[0])) for one in _turns(connection, row["code"])),
            row["retired_at"],
        )
        for row in connection.execute("SELECT * FROM guide_code ORDER BY code").fetchall()
    ]


def load_code(connection: Connection, settings: Settings, code: str) -> LiveCode:
    """One live code. Raises NotFoundError ``no_code`` with the nearest one."""
    _need(connection, code)
    return next(one for one in load_codes(connection, settings) if one.code == code)


def resolve(connection: Connection, settings: Settings, code: str, at: Ms) -> Answer:
    """Who gets a scan of the code at an instant, and why not the others. Raises NotFoundError."""
    found = load_code(connection, settings, code)
    return who(found, at, workloads(connection, [turn.post for turn in found.turns if turn.post], at))


def _check(desk: Desk, draft: CodeDraft) -> None:
    limits, settings = rules.at("contact_way", Day(desk.at // 86_400_000)), desk.settings
    members = draft.guides + draft.backups
    if not draft.guides or len(set(members)) != len(members):
        raise UsageError(
            "bad_guides",
            "a live code needs one guide or more, each named once",
            hint="write --guides zhangsan,lisi --backup wangwu",
        )
    for observed, limit, what in (
        (len(draft.code), limits.number("state_chars"), "state_chars"),
        (len(members), limits.number("members"), "members"),
    ):
        if observed > limit:
            raise RefusedError(
                "code_limit",
                "WeCom allows {limit} and this has {observed} ({rule})",
                hint="use a shorter code, or fewer guides",
                rule=f"contact_way.{what}",
                observed=observed,
                limit=limit,
            )
    if not draft.code or not draft.code.isprintable() or draft.code != draft.code.strip():
        raise UsageError(
            "bad_code", "{value} cannot be the name of a live code", value=mask_value(draft.code)
        )
    require_short(draft.code, "code")
    require_short(draft.location, "location")
    for guide in members:
        require_guide(settings, guide)
        if post_of(settings, settings.guides[guide]).state(desk.at) == LEFT:
            raise RefusedError(
                "guide_left",
                "{guide} has left, and nobody would answer her scans",
                hint="name somebody who is at work",
                try_next="digitool guide list",
                guide=guide,
            )


def _found(connection: Connection, code: str) -> StoredRow | None:
    row: StoredRow | None = connection.execute("SELECT * FROM guide_code WHERE code = ?", (code,)).fetchone()
    return row


def _need(connection: Connection, code: str) -> StoredRow:
    row = _found(connection, code)
    if row is None:
        known = [one[0] for one in connection.execute("SELECT code FROM guide_code ORDER BY code")]
        raise NotFoundError(
            "no_code",
            "there is no live code {name}",
            **meant(code, known, "put it up first"),
            try_next="digitool guide code list",
            name=mask_value(code),
        )
    return row


def _turns(connection: Connection, code: str) -> list[tuple[str, int]]:
    rows = connection.execute(
        "SELECT guide, backup FROM guide_code_turn WHERE code = ? ORDER BY position", (code,)
    )
    return [(row[0], row[1]) for row in rows]


def _names(turns: list[tuple[str, int]], backup: int) -> tuple[str, ...]:
    return tuple(guide for guide, is_backup in turns if is_backup == backup)


def _write_turns(connection: Connection, draft: CodeDraft) -> None:
    turns = [(guide, 0) for guide in draft.guides] + [(guide, 1) for guide in draft.backups]
    connection.executemany(
        "INSERT INTO guide_code_turn (code, position, guide, backup) VALUES (?, ?, ?, ?)",
        ((draft.code, place, guide, backup) for place, (guide, backup) in enumerate(turns)),
    )


def _row(draft: CodeDraft, retired_at: int | None) -> dict[str, Any]:
    return {
        "code": draft.code,
        "store": draft.store,
        "location": draft.location,
        "guides": list(draft.guides),
        "backups": list(draft.backups),
        "state": "retired" if retired_at else "up",
    }
