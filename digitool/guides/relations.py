"""What is asked of relations: who holds whom, who was lost or won, who is not tagged, what codes brought.

A person whom five guides hold is one person and five relations; every figure says which of the two it
counts. A customer is *new* when no guide of the chain knew her before, however many add her later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.facts.episodes import Episode, status_of
from digitool.guides.roster import LEFT, posts, require_guide
from digitool.guides.workload import workloads
from digitool.model.days import iso_day
from digitool.model.ids import Ms, PersonId, person_text
from digitool.workspace.settings import Settings


class KnownSpan(NamedTuple):
    """A span of time [start, stop), as it is known at ``at``; all UTC ms."""

    start: int
    stop: int
    at: Ms

    def params(self, guide: str = "") -> dict[str, object]:
        """As parameters of a tally, of one guide or (empty) all."""
        return {**self._asdict(), "guide": guide}


def require_known_guide(connection: Connection, settings: Settings, guide: str) -> None:
    """Check that the roster or an imported file names a guide. Raises NotFoundError ``no_guide``."""
    if not connection.execute("SELECT 1 FROM relation WHERE guide = ?", (guide,)).fetchone():
        require_guide(settings, guide)


def holding(
    connection: Connection, settings: Settings, at: Ms, guide: str = "", person: PersonId | None = None
) -> list[dict[str, Any]]:
    """Every relation at an instant: its status, its last episode, how many episodes it has had."""
    gone = {userid for userid, post in posts(settings).items() if post.state(at) == LEFT}
    params: dict[str, object] = {"at": at, "guide": guide, "person": person or 0}
    rows = []
    for row in run(connection, "guides", "relations", params):
        last = Episode(
            row["added_at"],
            half=bool(row["half"]),
            lost_at=row["lost_at"],
            lost_by=row["lost_by"],
            mutual_at=row["mutual_at"],
        )
        rows.append(
            {
                "guide": row["guide"],
                "customer": person_text(row["person"]),
                "status": status_of(last, guide_gone=row["guide"] in gone),
                "added_at": last.added_at or None,
                "lost_at": last.lost_at,
                "episodes": row["episodes"],
                "code": row["state"],
                "add_way": row["add_way"],
            }
        )
    return rows


def lost(connection: Connection, span: KnownSpan, guide: str = "") -> list[dict[str, Any]]:
    """Relations that ended in a span: by whom, the last touch, and who still holds the customer."""
    return [
        {
            "guide": row["guide"],
            "customer": person_text(row["person"]),
            "lost_at": row["lost_at"],
            "lost_by": "both" if row["mutual_at"] else row["lost_by"] or "unknown",
            "added_at": row["added_at"] or None,
            "last_touch": row["last_touch"],
            "still_with": sorted(json.loads(row["still_with"])),
        }
        for row in run(connection, "guides", "lost", span.params(guide))
    ]


def added(connection: Connection, span: KnownSpan, guide: str = "") -> list[dict[str, Any]]:
    """Relations that began in a span; ``new`` where the chain did not know the person before."""
    return [
        {
            "guide": row["guide"],
            "customer": person_text(row["person"]),
            "added_at": row["added_at"],
            "new": bool(row["first_ever"]),
            "code": row["state"],
            "add_way": row["add_way"],
            "half": bool(row["half"]),
            "lost_at": row["lost_at"],
        }
        for row in run(connection, "guides", "added", span.params(guide))
    ]


class Coverage(NamedTuple):
    """Customers of a guide, and how many of them anybody has tagged; persons, each once."""

    customers: int
    tagged: int


def untagged(connection: Connection, at: Ms, guide: str = "") -> tuple[list[dict[str, Any]], Coverage]:
    """Customers held at an instant whom nobody tagged, by guide; and the coverage over all persons."""
    rows = run(connection, "guides", "untagged", {"at": at, "guide": guide})
    everyone = {row["person"]: bool(row["tagged"]) for row in rows}
    missing = [
        {"guide": row["guide"], "customer": person_text(row["person"]), "added_at": row["added_at"] or None}
        for row in rows
        if not row["tagged"]
    ]
    return missing, Coverage(len(everyone), sum(everyone.values()))


def roster_rows(connection: Connection, settings: Settings, at: Ms) -> list[dict[str, Any]]:
    """Every guide of the settings: where and when she works, what she holds, what room she has.

    Guides whom only exports name come last; nothing but their customers is known of them.
    """
    known = posts(settings)
    found = workloads(connection, list(known.values()), at)
    rows = []
    for userid, post in known.items():
        guide, load, most = post.guide, found[userid], post.capacity(at)
        rows.append(
            {
                "guide": userid,
                "name": guide.name,
                "store": guide.store,
                "state": post.state(at),
                "on_duty": post.on_duty(at),
                "shift": guide.shift.words() if guide.shift else "",
                "joined": iso_day(guide.joined) if guide.joined is not None else None,
                "left": iso_day(guide.left) if guide.left is not None else None,
                "customers": load.held,
                "capacity": most,
                "room": max(most - load.held, 0),
                "added_today": load.today,
                "daily_adds": guide.daily_adds or None,
                "language": guide.language,
            }
        )
    strangers = [
        {"guide": row[0], "state": "not_on_roster", "customers": row[1]}
        for row in connection.execute(
            "SELECT guide, count(DISTINCT CASE WHEN NOT half AND (lost_at IS NULL OR lost_at > ?1)"
            " THEN identifier END) FROM relation WHERE added_at <= ?1 GROUP BY guide ORDER BY guide",
            (at,),
        )
        if row[0] not in known
    ]
    return rows + strangers


@dataclass
class CodeFigures:
    """What a code brought in a span: relations added, persons among them, new ones, and who was lost."""

    added: int = 0
    lost: int = 0
    persons: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def row(self) -> dict[str, Any]:
        """Counts: relations ``added``, ``lost`` and ``net``; persons, ``new`` ones, new ones still there."""
        return {
            "added": self.added,
            "lost": self.lost,
            "net": self.added - self.lost,
            "persons": len(self.persons),
            "new_persons": len(self.new),
            "new_kept": len(self.new & self.kept),
        }


def code_report(connection: Connection, settings: Settings, span: KnownSpan, by: str) -> list[dict[str, Any]]:
    """What live codes brought in a span, by ``code``, ``location`` or ``store``; all codes, also idle ones.

    A relation counts for the code whose state it carries; one that is lost again counts as lost.
    """
    places = _places(connection, settings)
    figures: dict[tuple[str, ...], CodeFigures] = {
        _group(by, code, *where): CodeFigures() for code, where in places.items()
    }
    for row in added(connection, span):
        if row["code"]:
            group = _group(by, row["code"], *places.get(row["code"], ("", "")))
            _count(figures.setdefault(group, CodeFigures()), row)
    names = {"code": ("code", "store", "location"), "location": ("location",), "store": ("store",)}[by]
    return [{**dict(zip(names, group)), **one.row()} for group, one in sorted(figures.items())]


def _places(connection: Connection, settings: Settings) -> Mapping[str, tuple[str, str]]:
    """Store and location of every code: what was put up, else what the settings call a touchpoint."""
    seen = {row[0] for row in connection.execute("SELECT DISTINCT state FROM relation WHERE state <> ''")}
    places = {code: (one.store, one.scene) for code, one in settings.touchpoints.items() if code in seen}
    put_up: Iterable[StoredRow] = connection.execute("SELECT code, store, location FROM guide_code")
    return {**places, **{row["code"]: (row["store"], row["location"]) for row in put_up}}


def _group(by: str, code: str, store: str, location: str) -> tuple[str, ...]:
    return {"code": (code, store, location), "location": (location,), "store": (store,)}[by]


def _count(figures: CodeFigures, row: dict[str, Any]) -> None:
    figures.added += 1
    figures.persons.add(row["customer"])
    if row["new"]:
        figures.new.add(row["customer"])
    if row["lost_at"] is None:
        figures.kept.add(row["customer"])
    else:
        figures.lost += 1
