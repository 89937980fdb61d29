"""Referral offers that are open for a campaign, held against what its file says.

A start opens no group-buy, bargain, packet, round or referral by itself: they are opened with their own
commands. What is open must be what was forecast, term by term.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from digitool.campaign.file import fit
from digitool.campaign.file.schema import Bargain, Community, GroupBuy, RedPacket, ReferralTask
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.start.honouring import not_honoured
from digitool.db.port import Connection, StoredRow
from digitool.errors import Phrase, RefusedError
from digitool.model.days import HOUR_MS, Span
from digitool.model.ids import Day
from digitool.model.money import format_yuan
from digitool.referral.campaigns import title_of
from digitool.referral.mechanics.bargain import EQUAL, GEOMETRIC
from digitool.referral.terms import mechanic_of, stored_terms


class SaidOffer(NamedTuple):
    """What the file (None: nothing) and the open offer say of a key; ``money`` is in fen."""

    asked: int | str | None
    live: int | str
    money: bool = False

    @property
    def shown(self) -> str:
        """What the offer says, for people."""
        return format_yuan(self.live) if self.money and isinstance(self.live, int) else str(self.live)


class Offered(NamedTuple):
    """How a table of the file is opened live: the mechanic, the command, and what must be equal.

    ``options`` are the command's for a table, without budget and days. ``held`` gives what both say of each
    key. ``unbudgeted`` says why no budget of the file can be kept to; None where the budget that is live
    must be the one of the forecast.
    """

    mechanic: str
    command: str
    options: Callable[[Any], str]
    held: Callable[[Any, Any], dict[str, SaidOffer]]
    unbudgeted: Phrase | None = None


def require_budgets(spec: CampaignFile) -> None:
    """Raise RefusedError ``not_honoured`` for a budget over a mechanic that keeps to none of the file's."""
    if spec.campaign.budget is None:
        return
    for name, offered in OFFERED.items():
        if name in spec.mechanics and offered.unbudgeted is not None:
            raise not_honoured(spec, "campaign", "budget", offered.unbudgeted)


def read_offers(connection: Connection, spec: CampaignFile, today: Day) -> dict[str, StoredRow]:
    """The referral offer of each table of the file that goes by one, by table name.

    ``today`` (business day) is when one would be opened. Its code is the table's ``offer``, else the
    campaign's name. Raises RefusedError ``offer_missing``.
    """
    found = {}
    for name, table in spec.mechanics.items():
        if name not in OFFERED:
            continue
        code = table.offer or spec.campaign.name
        row = connection.execute("SELECT * FROM referral_campaign WHERE code = ?", (code,)).fetchone()
        if row is None:
            raise RefusedError(
                "offer_missing",
                "{file}:{line}: [{table}] is opened by hand, and no referral offer {offer} is open",
                hint='open it with the terms of the file, then start; offer = "CODE" names another one',
                try_next="{command}",
                file=spec.file,
                line=spec.line(name),
                table=name,
                key=f"{name}.offer" if table.offer else name,
                offer=code,
                command=opening(spec, name, today),
                rule="campaign.honoured",
            )
        found[name] = row
    return found


def opening(spec: CampaignFile, name: str, today: Day) -> str:
    """What opens the referral offer of a table as the file has it, for all of the window, typed today.

    Where the file has no amount that the command asks for, YUAN stands in its place.
    """
    table, offered = spec.mechanics[name], OFFERED[name]
    budget = ""
    if offered.unbudgeted is None:
        (asked,) = (said.asked for said in _budget(spec, name, 0).values())
        budget = f" --budget {'YUAN' if asked is None else _typed(int(asked))}"
    days = max(spec.campaign.start + spec.campaign.days - today, 1)
    code = table.offer or spec.campaign.name
    return f"{offered.command} {code} {offered.options(table)}{budget} --days {days}"


def require_same(spec: CampaignFile, offers: dict[str, StoredRow], window: Span) -> None:
    """Raise RefusedError ``not_honoured`` for the first key that an open offer does not keep to.

    ``window`` is the campaign's.
    """
    for name, row in offers.items():
        table, offered = spec.mechanics[name], OFFERED[name]
        where = "offer" if table.offer else ""
        if row["mechanic"] != offered.mechanic:
            values: dict[str, object] = {"offer": row["code"], "title": title_of(row["mechanic"])}
            raise not_honoured(spec, name, where, Phrase("the offer {offer} is a {title}", values))
        if row["state"] != "open" or row["opens_at"] > window.start or row["closes_at"] < window.end:
            why = Phrase("the offer {offer} is not open in all of the window", {"offer": row["code"]})
            raise not_honoured(spec, name, where, why)
        terms = stored_terms(row["mechanic"], row["terms"])
        held = {(name, key): said for key, said in offered.held(table, terms).items()}
        if offered.unbudgeted is None:
            held |= _budget(spec, name, row["budget_fen"])
        for path, said in held.items():
            if said.live != said.asked:
                why = Phrase("the open offer {offer} has {live}", {"offer": row["code"], "live": said.shown})
                raise not_honoured(spec, *path, why)


def bounds_beyond(offers: Mapping[str, StoredRow]) -> list[Phrase]:
    """What open offers pay less than a forecast, which has no key for these bounds, lets them pay."""
    found = []
    for name, row in offers.items():
        most = mechanic_of(row["mechanic"]).least_budget(stored_terms(row["mechanic"], row["terms"]))
        if most and OFFERED[name].unbudgeted is not None:
            values: dict[str, object] = {
                "offer": row["code"],
                "most": format_yuan(most),
                "budget": format_yuan(row["budget_fen"]),
            }
            found.append(
                Phrase(
                    "a round of {offer} brings its leader at most {most} yuan, all of them {budget} yuan: no"
                    " forecast counts on these bounds",
                    values,
                )
            )
    return found


def _budget(spec: CampaignFile, name: str, live_fen: int) -> dict[tuple[str, str], SaidOffer]:
    """What a forecast lets the mechanic cost, in fen, by the key that says so, beside the open budget.

    The budget of the campaign is the mechanic's where nothing shares it.
    """
    table = spec.mechanics[name]
    caps = [] if table.budget is None else [(table.budget, (name, "budget"))]
    if name == "red_packet" and table.packets is not None:
        caps.append((table.packets * table.total, (name, "packets")))
    alone = [one for one in spec.mechanics if one == "coupon" or one in OFFERED] == [name]
    if alone and spec.campaign.budget is not None:
        caps.append((spec.campaign.budget, ("campaign", "budget")))
    asked, path = min(caps, default=(None, (name, "budget")))
    return {path: SaidOffer(asked, live_fen, money=True)}


def _typed(fen: int) -> str:
    """An amount as options take it."""
    return f"{fen // 100}.{fen % 100:02d}"


def _referral(task: ReferralTask, terms: Any) -> dict[str, SaidOffer]:  # noqa: ANN401 - the mechanic's own
    share = f"{terms.reward_bp / 100:g}%"
    return {
        "reward": SaidOffer(task.reward, share if terms.reward_bp else terms.reward_fen, money=True),
        "gift": SaidOffer(task.gift, terms.friend_fen, money=True),
        "trigger": SaidOffer(task.trigger, "invitee_paid"),
    }


def _red_packet(table: RedPacket, terms: Any) -> dict[str, SaidOffer]:  # noqa: ANN401
    return {
        "total": SaidOffer(table.total, terms.total_fen, money=True),
        "people": SaidOffer(table.people, terms.people),
    }


def _bargain(table: Bargain, terms: Any) -> dict[str, SaidOffer]:  # noqa: ANN401
    geometric = table.path == "geometric"
    return {
        "list_price": SaidOffer(table.list_price, terms.start_fen, money=True),
        "floor": SaidOffer(table.floor, terms.floor_fen, money=True),
        "helpers": SaidOffer(table.helpers or fit.helpers_needed(table), terms.helpers),
        "path": SaidOffer(GEOMETRIC if geometric else EQUAL, terms.path),
        "cut": SaidOffer(table.cut if geometric else 0, terms.cut_bp),
        "window_hours": SaidOffer(table.window_hours, terms.window_ms // HOUR_MS),
    }


def _group_buy(table: GroupBuy, terms: Any) -> dict[str, SaidOffer]:  # noqa: ANN401
    return {
        "size": SaidOffer(table.size, terms.size),
        "price": SaidOffer(table.price, terms.price_fen, money=True),
        "window_hours": SaidOffer(table.window_hours, terms.window_ms // HOUR_MS),
    }


def _community(table: Community, terms: Any) -> dict[str, SaidOffer]:  # noqa: ANN401
    return {
        "min_orders": SaidOffer(table.min_orders, terms.min_orders),
        "price": SaidOffer(table.price, terms.price_fen, money=True),
        "commission": SaidOffer(table.commission, terms.rate_bp),
        "window_hours": SaidOffer(table.window_hours, terms.window_ms // HOUR_MS),
    }


def _referral_options(task: ReferralTask) -> str:
    gift = f" --friend-reward {_typed(task.gift)}" if task.gift else ""
    return f"--reward {_typed(task.reward)}{gift}"


def _red_packet_options(table: RedPacket) -> str:
    return f"--total {_typed(table.total)} --people {table.people}"


def _bargain_options(table: Bargain) -> str:
    helpers = table.helpers or fit.helpers_needed(table)
    cut = f" --path geometric --cut {table.cut / 100:g}" if table.path == "geometric" else ""
    prices = f"--price {_typed(table.list_price)} --floor {_typed(table.floor)}"
    return f"{prices} --helpers {helpers}{cut} --hours {table.window_hours}"


def _group_buy_options(table: GroupBuy) -> str:
    return f"--size {table.size} --price {_typed(table.price)} --hours {table.window_hours}"


def _community_options(table: Community) -> str:
    share = f" --percent {table.commission / 100:g} --budget YUAN" if table.commission else ""
    return (
        f"--price {_typed(table.price)} --min-orders {table.min_orders}{share} --hours {table.window_hours}"
    )


def _nothing_counts(table: str) -> Phrase:
    return Phrase("[{table}] costs money and has no budget live", {"table": table})


OFFERED: dict[str, Offered] = {
    "referral": Offered("refer_friend", "digitool referral friend offer", _referral_options, _referral),
    "red_packet": Offered("red_packet", "digitool referral packet offer", _red_packet_options, _red_packet),
    "bargain": Offered(
        "bargain", "digitool referral bargain offer", _bargain_options, _bargain, _nothing_counts("bargain")
    ),
    "group_buy": Offered(
        "group_buy",
        "digitool referral group offer",
        _group_buy_options,
        _group_buy,
        _nothing_counts("group_buy"),
    ),
    "community": Offered(
        "community_round",
        "digitool community offer",
        _community_options,
        _community,
        Phrase("the file has no key for the budget of [{table}]", {"table": "community"}),
    ),
}
"""Tables of a campaign file whose mechanic is a referral offer."""
