"""Tags by rule: whoever matches a segment file with ``tag`` has the tag, whoever no longer does loses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import RefusedError, UsageError
from digitool.model.days import format_instant
from digitool.model.ids import Ms
from digitool.segments.members import segment_members
from digitool.segments.spec import Segment
from digitool.workspace.desk import Desk

KIND = "customer.tag.refresh"


class _Change(NamedTuple):
    """What a refresh changes of one rule: identifiers to begin with, and (identifier, since) to end."""

    begin: list[int]
    end: list[tuple[int, int]]


def refresh_tags(desk: Desk, rules: Sequence[Segment], *, every: bool) -> dict[str, Any]:
    """Bring the tags of rules up to the desk's moment; one row per rule: tag, customers, added, removed.

    ``every`` says that these are all rules of the workspace: tags of others are taken away. A second
    refresh at the same moment changes nothing. Raises UsageError ``rule_without_tag`` and ``tag_twice``,
    RefusedError ``refresh_in_the_past``.
    """
    _check_rules(rules)

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        _require_forward(connection, desk.at, desk.settings.chain.zone)
        running = _running(connection)
        rows = []
        for rule in rules:
            wanted = set(segment_members(connection, rule, desk.at, desk.settings).persons)
            change = _change(running.pop((rule.code, rule.tag), {}), wanted)
            _write(work, desk, rule.code, rule.tag, change)
            rows.append(_row(rule.code, rule.tag, len(wanted), change))
        gone = [key for key in running if every or key[0] in {rule.code for rule in rules}]
        for key in sorted(gone):
            change = _change(running[key], set())
            _write(work, desk, *key, change)
            rows.append(_row(*key, 0, change))
        return {"rows": rows}

    return desk.write(KIND, {"rules": [one.code for one in rules], "every": every}, act)


def _check_rules(rules: Sequence[Segment]) -> None:
    seen: dict[str, Segment] = {}
    for rule in rules:
        if not rule.tag:
            raise UsageError(
                "rule_without_tag",
                "{file} puts no tag",
                hint="add tag = {example} at its top",
                file=rule.file,
                example='"高价值"',
            )
        other = seen.setdefault(rule.tag, rule)
        if other is not rule:
            raise UsageError(
                "tag_twice",
                "two files put the tag {tag}: {first} and {second}",
                hint="give each rule a tag of its own, or join the files with [[any]]",
                tag=rule.tag,
                first=other.file,
                second=rule.file,
            )


def _require_forward(connection: Connection, at: Ms, zone: str) -> None:
    """A tag's history is written forward only: an earlier moment would contradict it."""
    last = connection.execute("SELECT max(at) FROM operation WHERE kind = ?", (KIND,)).fetchone()[0]
    if last is not None and at < last:
        raise RefusedError(
            "refresh_in_the_past",
            "tags by rule were last refreshed at {observed}, after {limit}",
            hint="leave --as-of out, or name a later time",
            observed=format_instant(last, zone),
            limit=format_instant(at, zone),
        )


_Running = dict[int, list[tuple[int, int]]]
"""By person, the running rows of one rule and tag: identifier and since. A merge may leave two."""


def _running(connection: Connection) -> dict[tuple[str, str], _Running]:
    found: dict[tuple[str, str], _Running] = defaultdict(lambda: defaultdict(list))
    for row in run(connection, "segments", "running_tags"):
        found[row["rule"], row["tag"]][row["person"]].append((row["identifier"], row["since"]))
    return found


def _change(running: _Running, wanted: set[int]) -> _Change:
    """Whom to tag, on the person's own (smallest) identifier, and which running rows to end."""
    end = [place for person, places in running.items() if person not in wanted for place in places]
    return _Change(sorted(wanted - running.keys()), sorted(end))


def _write(work: Work, desk: Desk, rule: str, tag: str, change: _Change) -> None:
    """Begin and end rows of one rule and tag; one that was ended at this very moment is opened again."""
    at = desk.at
    work.connection.executemany(
        "INSERT INTO auto_tag (rule, tag, identifier, since, operation) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (rule, tag, identifier, since) DO UPDATE SET until = NULL",
        ((rule, tag, identifier, at, work.seq) for identifier in change.begin),
    )
    work.connection.executemany(
        "UPDATE auto_tag SET until = ? WHERE rule = ? AND tag = ? AND identifier = ? AND since = ?",
        ((at, rule, tag, identifier, since) for identifier, since in change.end),
    )


def _row(rule: str, tag: str, customers: int, change: _Change) -> dict[str, Any]:
    return {
        "rule": rule,
        "tag": tag,
        "customers": customers,
        "added": len(change.begin),
        "removed": len(change.end),
    }
