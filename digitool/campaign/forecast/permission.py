"""Who may be written to when a campaign starts: the live contact policy, asked for every customer at once.

The same `guides.contact.policy.verdict` decides here and in a live plan of messages: opt-outs, complaints,
consents, reachability and every cap of the platform's era and of the chain. Only the hour of the day is left
out: a campaign of days is sent when writing is allowed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from digitool.campaign.arrays import Bools, Ints
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.forecast.assembly import Permission
from digitool.campaign.history.customers import Roster
from digitool.campaign.measurement import arms
from digitool.db.port import Connection
from digitool.guides.contact.policy import FLAGS, checks, limits_on, verdict
from digitool.guides.contact.reach import Question, read_reach
from digitool.model.ids import Ms
from digitool.workspace.policies.contact import ContactPolicy

_WEEK_RULE = "contact.most_in_7_days"
_CONTACT_RULES = {"most_in_7_days": _WEEK_RULE, "most_in_30_days": "contact.most_in_30_days"}


class Permitted(NamedTuple):
    """What the policy says: permission, messages of the week (n,), customers kept back by reason."""

    permission: Permission
    contacts_7: Ints
    reasons: dict[str, int]


def ask_policy(
    connection: Connection, spec: CampaignFile, roster: Roster, policy: ContactPolicy, at: Ms
) -> Permitted:
    """Put the roster before the contact policy on the campaign's first day, with what is known at ``at``.

    Who has no address on the channel of a broadcast is unreachable, as in a live plan.
    """
    own = {
        name: min(getattr(policy, name), getattr(spec.contact, name))
        for name in _CONTACT_RULES
        if getattr(spec.contact, name) is not None
    }
    policy = replace(policy, **own)
    channel = spec.broadcast.channel if spec.broadcast is not None else "wecom"
    day = spec.campaign.start
    limits = limits_on(channel, day, policy)
    reach = read_reach(connection, Question(channel, at, day, policy, limits))
    persons = roster.persons
    bits = np.frombuffer(reach.flags, dtype=np.uint8)[persons].astype(np.int64)
    flags = [
        np.zeros_like(bits) if name == "quiet_hours" else (bits >> place) & 1
        for place, name in enumerate(FLAGS)
    ]
    flags[FLAGS.index("unreachable")] |= _no_address(
        spec, roster, np.frombuffer(reach.address, dtype=np.intc)
    )
    counts = [np.frombuffer(column, dtype=np.uint8)[persons].astype(np.int64) for column in reach.counts]
    code: Ints = np.asarray(verdict(flags, counts, limits), dtype=np.int64)
    week = next((count for count, one in zip(counts, limits) if one.rule == _WEEK_RULE), np.zeros_like(bits))
    told = [check.reason for check in checks(channel, limits)]
    found = np.bincount(code, minlength=len(told) + 1)
    reasons = dict.fromkeys(told, 0)
    for name, number in zip(told, found[1:].tolist()):
        reasons[name] += number
    permission = Permission(
        reachable=(code == 0) | (code > len(FLAGS)),
        too_often=code > len(FLAGS),
        held_out=np.zeros(len(roster), dtype=np.bool_),
        per_guide=policy.guide_per_day,
    )
    return Permitted(permission, week, {name: number for name, number in reasons.items() if number})


def _no_address(spec: CampaignFile, roster: Roster, address: Ints) -> Ints:
    """1 (n,) where a broadcast finds no address on its channel, and no guide writes instead."""
    if spec.broadcast is None:
        return np.zeros(len(roster), dtype=np.int64)
    by_guide = (roster.customers.guide >= 0) & (spec.guide_message is not None)
    missing: Ints = ((address[roster.persons] == 0) & ~by_guide).astype(np.int64)
    return missing


def held_out(spec: CampaignFile, roster: Roster, key: bytes) -> Bools:
    """Who (n,) will be held out: by household and the workspace's key, the same draw as the real start."""
    share = spec.campaign.holdout
    heads = np.unique(roster.household)
    kept = [arms.is_held_out(key, spec.campaign.name, head, share) for head in heads.tolist()]
    found: Bools = (
        np.isin(roster.household, heads[np.array(kept, dtype=np.bool_)])
        if heads.size
        else (np.zeros(0, dtype=np.bool_))
    )
    return found
