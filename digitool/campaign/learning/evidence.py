"""Everything in a workspace that a calibration learns from, read once."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.campaign.history.chances import Chances, read_chances
from digitool.campaign.history.customers import Held, read_held, read_log, store_codes
from digitool.campaign.history.invitations import Invitations, read_invitations
from digitool.campaign.history.messages import Messages, read_messages
from digitool.campaign.history.purchase_log import Cut, PurchaseLog, histories_before
from digitool.campaign.measurement.results import Lift, past_lifts
from digitool.db.port import Connection
from digitool.model.days import HOUR_MS, offset_ms
from digitool.model.ids import Day, Ms


@dataclass(frozen=True)
class Evidence:
    """``log``: purchases before ``day``; ``buyers``: its cut there; ``stores``: codes by place."""

    at: int
    day: int
    stores: tuple[str, ...]
    log: PurchaseLog
    buyers: Cut
    held: Held
    chances: Chances
    messages: Messages
    lifts: tuple[Lift, ...]
    invitations: Invitations


def gather(connection: Connection, at: Ms, zone: str) -> Evidence:
    """What is known before ``at`` (UTC ms); days of coupons are local days of ``zone``.

    The log ends with its last full day with purchases: a day that has just begun is left out when ``at`` lies
    in it.
    """
    shift = offset_ms(at, zone)
    log = read_log(connection, at)
    day = Day(min(log.span[1], (at + shift) // (24 * HOUR_MS)) if len(log) else 0)
    log = log.only(log.day < day)
    return Evidence(
        at, day, store_codes(connection)[0], log, histories_before(log, day), read_held(connection, at),
        read_chances(connection, at, shift), read_messages(connection, at), past_lifts(connection, at, day),
        read_invitations(connection, at, shift),
    )  # fmt: skip
