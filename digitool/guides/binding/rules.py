"""The binding policy and the roster as the database last saw them: bindings are always folded under these."""

from __future__ import annotations

import json
from dataclasses import asdict

from digitool.db.port import Connection
from digitool.guides.binding.ownership import BindingRules, RosterGuide
from digitool.model.ids import Ms
from digitool.model.stored_json import stored_as
from digitool.workspace.policies.binding import BindingPolicy
from digitool.workspace.settings import Guide, Settings


def rules_of(settings: Settings) -> BindingRules:
    """The rules that a workspace's settings say."""
    return BindingRules(
        settings.binding, {userid: _member(settings, one) for userid, one in settings.guides.items()}
    )


@stored_as("the rules of bindings")
def stored_rules(connection: Connection) -> BindingRules:
    """The rules that the stored bindings were folded under, or the defaults. Raises DamageError."""
    row = connection.execute("SELECT policy, roster FROM guide_rules WHERE id = 1").fetchone()
    if row is None:
        return BindingRules()
    roster = {userid: RosterGuide(*values) for userid, values in json.loads(row[1]).items()}
    return BindingRules(BindingPolicy(**json.loads(row[0])), roster)


def sync_rules(connection: Connection, settings: Settings) -> bool:
    """Store the rules of the settings; True when they are not those that bindings were folded under."""
    rules = rules_of(settings)
    texts = (
        json.dumps(asdict(rules.policy), sort_keys=True),
        json.dumps(rules.roster, sort_keys=True, ensure_ascii=False),
    )
    row = connection.execute("SELECT policy, roster FROM guide_rules WHERE id = 1").fetchone()
    if row is not None and tuple(row) == texts:
        return False
    connection.execute(
        "INSERT INTO guide_rules (id, policy, roster) VALUES (1, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET policy = excluded.policy, roster = excluded.roster",
        texts,
    )
    return True


def _member(settings: Settings, guide: Guide) -> RosterGuide:
    return RosterGuide(guide.store, left_at(settings, guide), guide.name)


def left_at(settings: Settings, guide: Guide) -> Ms | None:
    """The instant (UTC ms) at which a guide's first day away begins in her store; None while she stays."""
    if guide.left is None:
        return None
    place = settings.stores.get(guide.store) or settings.chain
    return place.calendar.start(guide.left)
