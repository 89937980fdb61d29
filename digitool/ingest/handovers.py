"""What WeCom says of handovers: entries, bindings and friendships change, each by its own evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digitool.facts import episodes
from digitool.facts.holdings import RELATIONS, MarkRow, keep_marks, refold
from digitool.guides.handover.plan import GROUP
from digitool.guides.handover.results import (
    KNOWN,
    NOBODY,
    Report,
    Taken,
    of_error,
    of_status,
    settle_owners,
    settle_reports,
)
from digitool.guides.handover.states import DONE, RECEIVER_FULL, REFUSED
from digitool.ingest.batch import Batch, NotTaken
from digitool.model.days import local_day
from digitool.model.records import GroupTransferError, RelationEvent, TransferReport

ASSIGNED = 202
"""add_way of a customer whom an administrator gave to a guide."""

_FAILURES = {"refused": (REFUSED, "customer_refused"), "taker_full": (RECEIVER_FULL, "receiver_full")}
"""What callbacks of failed handovers mean for an entry: state and reason."""

_NOT_ASKED = NotTaken(
    "no_handover",
    "external_userid",
    "no handover of this customer is recorded",
    "Record it first: digitool guide handover GUIDE.",
)
_NO_GROUP = NotTaken(
    "no_handover",
    "chat_id",
    "no handover of this group is recorded",
    "Record it first: digitool guide handover GUIDE.",
)
_NO_STATUS = NotTaken(
    "bad_state",
    "status",
    "{column} is {value}, which is not known",
    "A status is 1 done, 2 waiting, 3 declined, 4 receiver full or 5 no record.",
)


def take_reports(batch: Batch, records: Sequence[TransferReport]) -> list[bool | NotTaken]:
    """Store answers and results; True for each that changed an entry."""
    reports = [_report(batch, one) for one in records]
    fates, taken = _settle(batch, [one for one in reports if one is not None])
    _keep_friendships(batch, taken)
    found = iter(fates)
    return [
        _NO_STATUS._replace(value=str(record.status)) if report is None else _fate(next(found), _NOT_ASKED)
        for record, report in zip(records, reports)
    ]


def take_group_errors(batch: Batch, records: Sequence[GroupTransferError]) -> list[bool | NotTaken]:
    """Store which groups could not be handed over; True for each that changed an entry."""
    day = local_day(batch.at, batch.settings.chain.zone)
    fates, _taken = _settle(batch, [of_error(one.chat, one.error, day, GROUP) for one in records])
    return [_fate(one, _NO_GROUP) for one in fates]


def hear(batch: Batch, events: Iterable[RelationEvent]) -> None:
    """What callbacks say: a handover failed (they name the receiver), or the giver lost her by one."""
    reports = []
    for one in events:
        if one.kind in _FAILURES:
            state, reason = _FAILURES[one.kind]
            told = Report(one.who.value, state, reason, "transfer_fail", one.at)
            reports.append(told._replace(receiver=one.guide))
        elif one.kind == "by_transfer":
            told = Report(one.who.value, DONE, "done", "DELETE_BY_TRANSFER", one.at)
            reports.append(told._replace(giver=one.guide))
    if reports:
        _settle(batch, reports)


def see_owners(batch: Batch) -> None:
    """What the owners of groups say of handovers."""
    settle_owners(batch.connection, batch.at)


def _report(batch: Batch, one: TransferReport) -> Report | None:
    day = local_day(one.at or batch.at, batch.settings.chain.zone)
    if one.status is None:
        return of_error(one.who.value, one.error, day)
    return of_status(one.who.value, one.status, one.at, day)


def _settle(batch: Batch, reports: Sequence[Report]) -> tuple[list[str], list[Taken]]:
    fates, taken = settle_reports(batch.connection, batch.operation, batch.at, reports)
    batch.recount.release([one.identifier for one in taken])
    return fates, taken


def _fate(fate: str, nobody: NotTaken) -> bool | NotTaken:
    return nobody if fate == NOBODY else fate != KNOWN


def _keep_friendships(batch: Batch, taken: Sequence[Taken]) -> None:
    """A result is evidence that the giver lost her and the receiver has her, from then on."""
    marks: list[MarkRow] = []
    for line, one in enumerate(taken, 1):
        tail = (0, "", batch.number, line)
        marks.append((one.identifier, one.giver, one.at, episodes.BY_TRANSFER, *tail))
        if _holds(batch, one):
            marks.append((one.identifier, one.receiver, one.at, episodes.HELD, *tail))
        else:
            marks.append((one.identifier, one.receiver, one.at, episodes.LISTED, ASSIGNED, *tail[1:]))
        batch.saw(one.at)
    keep_marks(batch.connection, RELATIONS, marks)
    moved = batch.touchpoints.moved
    refold(batch.connection, RELATIONS, [one.identifier for one in taken], _nowhere, moved)


def _holds(batch: Batch, one: Taken) -> bool:
    """Whether the receiver was her friend before."""
    row = batch.connection.execute(
        "SELECT 1 FROM relation WHERE guide = ? AND identifier = ? AND added_at < ?"
        " AND (lost_at IS NULL OR lost_at > ?)",
        (one.receiver, one.identifier, one.at, one.at),
    ).fetchone()
    return row is not None


def _nowhere(_holder: object, _episode: episodes.Episode) -> None:
    """Nobody meets anywhere when a customer is assigned."""


LOADERS = {TransferReport: take_reports, GroupTransferError: take_group_errors}
"""What keeps which record, called with the batch and the records of one kind."""
