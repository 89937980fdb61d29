"""Decide by hand who serves a customer, and fold all bindings again. One transaction each."""

from __future__ import annotations

from typing import Any

from digitool.db.writing import Work
from digitool.errors import RefusedError
from digitool.guides.binding.ownership import Binding
from digitool.guides.binding.stored import (
    BindingMove,
    everyone,
    guide_of,
    history,
    refresh,
    sync_rules,
    transfer_in,
)
from digitool.guides.roster import require_guide
from digitool.identity.stored.finding import person_of
from digitool.model.ids import IdentifierId, Ms, person_text
from digitool.model.personal import mask_personal
from digitool.model.text import mask_value
from digitool.workspace.desk import Desk


def assign(desk: Desk, customer: str, guide: str, reason: str) -> dict[str, Any]:
    """Give a customer (``P12``) to a guide from now on; the reason is kept.

    Raises NotFoundError, and RefusedError ``not_assigned`` for a guide who has left.
    """
    settings = desk.settings
    require_guide(settings, guide)

    def act(work: Work) -> dict[str, Any]:
        sync_in(work, desk)
        person = person_of(work.connection, customer)
        now = guide_of(work.connection, person, desk.at, settings.guides[guide].store)
        if now is not None and now.guide == guide:
            return {"customer": person_text(person), "from": guide, "to": guide, "already": True}
        old = "" if now is None else now.guide
        move = BindingMove(IdentifierId(person), old, guide, desk.at, mask_personal(reason))
        if not transfer_in(work, move):
            raise RefusedError(
                "not_assigned",
                "{guide} cannot serve this customer: she has left, or somebody else serves her in that store",
                hint="look at the roster, and at who serves the customer",
                try_next="digitool guide list",
                guide=mask_value(guide),
            )
        return {"customer": person_text(person), "from": old, "to": guide, "already": False}

    return desk.write("guide.bind.set", {"customer": customer, "guide": guide, "reason": reason}, act)


def refresh_all(desk: Desk) -> dict[str, Any]:
    """Fold everybody's bindings again under the settings as they are now."""

    def act(work: Work) -> dict[str, Any]:
        changed = sync_rules(work.connection, desk.settings)
        persons = list(everyone(work.connection))
        moved = refresh(work.connection, persons)
        return {"customers": len(persons), "changed": moved, "rules_changed": changed}

    return desk.write("guide.bind.refresh", {}, act)


def sync_in(work: Work, desk: Desk) -> None:
    """Fold everybody again where the roster or the policy is not the one bindings stand on."""
    if sync_rules(work.connection, desk.settings):
        refresh(work.connection, everyone(work.connection))


def binding_row(customer: str, one: Binding, at: Ms) -> dict[str, Any]:
    """A binding as a row; ``state`` is what it is at an instant."""
    over = one.end is not None and one.end <= at
    return {
        "customer": customer,
        "guide": one.guide,
        "store": one.store,
        "state": "ended" if over else "active" if one.start <= at else "to_come",
        "from": one.start or None,
        "to": one.end,
        "basis": one.basis,
        "began": one.began,
        "ended": one.ended or None,
        "scope": one.scope or "chain",
    }


__all__ = ["assign", "binding_row", "history", "refresh_all", "sync_in"]
