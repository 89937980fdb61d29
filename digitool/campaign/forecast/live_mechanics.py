"""The live mechanics as the simulation takes them: what completes a gathering, what it sells and pays.

Group-buys and bargains are replayed once through the very functions that run them for real
(`digitool.referral.mechanics`): the replay tells how many friends it takes and at which price who buys. Red
packets are split by the live rule into a pool of packets, from which each simulated one is taken.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from digitool.campaign.arrays import Ints, ints
from digitool.campaign.file import fit
from digitool.campaign.file.schema import Bargain, Community, GroupBuy, RedPacket
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.simulation.gatherings import BARGAIN, COMMUNITY, GROUP_BUY, RED_PACKET, Gathering
from digitool.forms.kinds import Problem
from digitool.model.days import HOUR_MS
from digitool.model.ids import IdentifierId, Ms

_DAY_HOURS = 24.0
_PACKET_DAYS = 3
_POOL = 1_000
"""Packets that are split by the live rule; simulated packets are drawn from them."""


def gatherings_of(spec: CampaignFile) -> list[Gathering]:
    """The file's mechanics that friends complete, in a fixed order.

    Raises UsageError with file and line for terms that the live mechanic refuses.
    """
    group, bargain_, packet, round_ = spec.group_buy, spec.bargain, spec.red_packet, spec.community
    found: list[Gathering] = []
    try:
        table = GROUP_BUY
        found += [of_group_buy(group)] if group else []
        table = BARGAIN
        found += [of_bargain(bargain_)] if bargain_ else []
        table = RED_PACKET
        found += [of_red_packet(packet)] if packet else []
        found += [of_community(round_)] if round_ else []
    except ValueError as error:
        raise spec.error_at((table,), Problem("cannot be run: {reason}", reason=str(error))) from None
    return found


def of_group_buy(group: GroupBuy) -> Gathering:
    """A group-buy; friends join and pay one after the other until the live group succeeds."""
    from digitool.referral.mechanics import group_buy
    from digitool.referral.mechanics.shape import Event, replay

    terms = group_buy.Terms(group.size, group.price, group.window_hours * HOUR_MS)
    events = [Event(Ms(0), "join", IdentifierId(1), "O1")]
    for friend in range(1, group.size + 1):
        if friend > 1:
            events.append(Event(Ms(friend), "join", IdentifierId(friend), f"O{friend}"))
        events.append(Event(Ms(friend), "pay", IdentifierId(friend), f"O{friend}", group.price))
        done = replay(group_buy, terms, events)
        if done.state.ended == "succeeded":
            break
    sold = [one for one in done.effects if one.kind == "fulfil"]
    friends = len(sold) - 1
    return Gathering(
        GROUP_BUY, friends, friends, group.window_hours / _DAY_HOURS, group.list_price, sold[0].amount_fen,
        most=group.total,
    )  # fmt: skip


def of_bargain(table: Bargain) -> Gathering:
    """A bargain; friends help along the live path until its owner may buy at the price reached."""
    from digitool.referral.mechanics import bargain
    from digitool.referral.mechanics.shape import Event, replay

    terms = bargain.Terms(
        table.list_price, table.floor, table.helpers or fit.helpers_needed(table),
        table.window_hours * HOUR_MS, bargain.GEOMETRIC if table.path == "geometric" else bargain.EQUAL,
        table.cut if table.path == "geometric" else 0,
    )  # fmt: skip
    who = [IdentifierId(n + 1) for n in range(terms.helpers + 1)]
    events = [Event(Ms(n), "help" if n else "open", one) for n, one in enumerate(who)]
    reached = replay(bargain, terms, events).state
    return Gathering(
        BARGAIN, len(reached.helped), len(reached.helped), table.window_hours / _DAY_HOURS, table.list_price,
        reached.price_fen, most=table.total,
    )  # fmt: skip


def of_red_packet(table: RedPacket) -> Gathering:
    """A red packet, with a pool of packets that the live rule has split."""
    return Gathering(
        RED_PACKET, 0, table.people - 1, float(_PACKET_DAYS), packet_fen=table.total, most=table.packets,
        budget_fen=table.budget, pool=packets(table.total, table.people),
    )  # fmt: skip


@lru_cache(maxsize=16)
def packets(total_fen: int, people: int) -> Ints:
    """Fen (packets, people) that the first 1, 2, ... people take out of packets split by the live rule."""
    from digitool.referral.mechanics import red_packet

    window = _PACKET_DAYS * 24 * HOUR_MS
    terms = [red_packet.Terms(total_fen, people, window, f"pool-{number}") for number in range(_POOL)]
    return ints(np.cumsum([red_packet.all_shares(one) for one in terms], axis=1))


def of_community(table: Community) -> Gathering:
    """One round of every leader: her neighbours' orders, her commission on what they paid."""
    return Gathering(
        COMMUNITY, table.min_orders, None, table.window_hours / _DAY_HOURS, table.list_price, table.price,
        leaders=table.leaders, commission_bp=table.commission,
    )  # fmt: skip
