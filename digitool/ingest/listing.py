"""Full lists: who is not on one has gone by then, unless that is too many to be believed unasked."""

from __future__ import annotations

import json
from collections.abc import Sequence

from digitool.db.statements import ask
from digitool.errors import RefusedError
from digitool.facts.holdings import GROUPS, RELATIONS, Holder, Shape, held_at, keep_list
from digitool.facts.relations import GroupRow, store_group
from digitool.ingest.batch import Batch
from digitool.ingest.contacts import Taken, refold_marks
from digitool.model.records import GroupList, GuideList, Warn


def take_lists(batch: Batch, records: Sequence[GuideList]) -> Taken:
    """Keep that all customers of a guide were listed. Raises RefusedError when too many would be lost."""
    return [_take(batch, RELATIONS, one.guide, one) for one in records]


def take_group_lists(batch: Batch, records: Sequence[GroupList]) -> Taken:
    """Keep that all customers in a group were listed. Raises RefusedError when too many would have left.

    A list without a time ends nobody; who is missing from it is said.
    """
    taken: Taken = []
    for one in records:
        chat = store_group(batch.connection, GroupRow(one.chat), batch.source(one.line)).id
        taken.append(_take(batch, GROUPS, chat, one) if one.at else _missing(batch, chat, one))
    return taken


def _take(batch: Batch, shape: Shape, holder: Holder, told: GuideList | GroupList) -> bool:
    before = held_at(batch.connection, shape, holder, told.at)
    if isinstance(told, GuideList) and told.no_relation and before:
        raise RefusedError(
            "no_relation",
            "the answer is 84061, no relation, but {held} customers of {guide} are known",
            hint="WeCom answers so also when she has customers: ask again later. Customers who leave come in"
            " by the callbacks. Nothing was changed.",
            guide=told.guide,
            held=len(before),
        )
    concerned = keep_list(batch.connection, shape, holder, told.at, batch.source(told.line))
    if concerned is None:
        return False
    batch.recount.release(concerned)
    refold_marks(batch, shape, concerned)
    ended = len(before - held_at(batch.connection, shape, holder, told.at))
    if batch.settings.lists.too_many(ended, len(before)) and not batch.agreed:
        raise _too_many(told, ended, len(before))
    return True


def _too_many(told: GuideList | GroupList, ended: int, held: int) -> RefusedError:
    hint = (
        "A page may be missing: put all pages of the list into one file. If they are gone, say so with --yes;"
        " lists.most_lost_percent in digitool.toml is the limit. Nothing was changed."
    )
    if isinstance(told, GuideList):
        return RefusedError(
            "many_lost",
            "{ended} of the {held} customers of {guide} are missing from the list and would be lost at once",
            hint=hint,
            guide=told.guide,
            ended=ended,
            held=held,
        )
    return RefusedError(
        "many_left",
        "{ended} of the {held} members of the group {chat} are missing from the list and would have left",
        hint=hint,
        chat=told.chat,
        ended=ended,
        held=held,
    )


def _missing(batch: Batch, chat: int, told: GroupList) -> bool:
    known = held_at(batch.connection, GROUPS, chat, batch.at)
    missing = len(known - batch.listed.get(chat, set()))
    if missing:
        batch.warnings.append(Warn("undated_group", _UNDATED_GROUP, {"chat": told.chat, "count": missing}))
    return False


def still_lost(batch: Batch) -> list[Warn]:
    """That customers of this file count as lost, because it does not say when it was taken."""
    asked = json.dumps(sorted({identifier for identifier, _guide in batch.undated}))
    lost = ask(
        batch.connection,
        "SELECT r.identifier, r.guide FROM ints(?) j JOIN relation r ON r.identifier = j.value"
        " WHERE r.lost_at IS NOT NULL AND r.lost_by = ''"
        " AND NOT EXISTS (SELECT 1 FROM relation n WHERE n.identifier = r.identifier AND n.guide = r.guide"
        " AND n.added_at > r.added_at)",
        (asked,),
    )
    found = sum(tuple(row) in batch.undated for row in lost)
    return [Warn("undated_list", _UNDATED, {"count": found})] if found else []


_UNDATED_GROUP = (
    "{count} members of the group {chat} are not in this list; say when it was taken with --at, and they"
    " count as having left"
)
_UNDATED = (
    "{count} customers of this list count as lost, because an earlier full list did not hold them; say when"
    " this one was taken with --at, and they are back"
)


LOADERS = {GuideList: take_lists, GroupList: take_group_lists}
"""What keeps which record, called with the batch and the records of one kind."""
