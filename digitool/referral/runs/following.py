"""Carry out what follows from an event: goods held and freed, money taken, given back and paid.

Every effect is stored once, with its reservation or its journal; the second time is an error of the
database, whatever process it comes from. What a leader earns on a round is a reward like any other, which
waits where it is doubtful.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from digitool.db.constraints import Constraint, refusing
from digitool.db.port import Connection
from digitool.db.tally import run as tally
from digitool.db.writing import Work
from digitool.errors import ConflictError, RefusedError
from digitool.identity.households import household_of
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer, post
from digitool.model.ids import Day, Fen, IdentifierId, identifier_text
from digitool.official_store.catalogue.lookup import products
from digitool.official_store.locations import WEB
from digitool.official_store.orders.recording import GivenBack, PaidOrder, record_refund_in, record_sale_in
from digitool.official_store.stock.levels import (
    Spot,
    Why,
    add,
    available,
    out_of_stock,
    release_reserved,
    reserve,
    sell_reserved,
)
from digitool.referral.campaigns import budget_unit, find_campaign, set_aside
from digitool.referral.limits import stored_limits
from digitool.referral.mechanics.promise import LEADER, ROUND_KEPT, Promise
from digitool.referral.mechanics.shape import Effect
from digitool.referral.rewards.operations import Judged, approve_in, is_doubtful, keep_reward_in
from digitool.referral.rewards.quotas import RewardClaim, give_back_quota, take_quota
from digitool.referral.rewards.signals import KeptGoods, round_signals
from digitool.workspace.desk import Desk

_CAMPAIGN = (
    "SELECT c.*, r.code AS run_code, i.person AS leader FROM referral_campaign AS c"
    " JOIN referral_run AS r ON r.campaign = c.id JOIN identifier AS i ON i.id = r.owner WHERE r.id = ?"
)
_PROMISE = "SELECT amount_fen, day FROM referral_effect WHERE run = ? AND kind = 'promise' AND ref = ?"


class Promised(NamedTuple):
    """What was promised when a round was opened, in fen, and on which business day."""

    amount_fen: int
    day: Day


def promise_of(connection: Connection, run: int, ref: str) -> Promised:
    """The promise that a run (its row id) began with."""
    return Promised(*connection.execute(_PROMISE, (run, ref)).fetchone())


def earn_in(work: Work, desk: Desk, run: int, effect: Effect) -> int | None:
    """Turn the promise of a round (its row id) into its leader's reward; its journal, None while held."""
    connection = work.connection
    campaign = connection.execute(_CAMPAIGN, (run,)).fetchone()
    home = household_of(connection, campaign["leader"])
    asked = {"run": run, "leader": campaign["leader"], "home": json.dumps(home)}
    kept = [KeptGoods(*row) for row in tally(connection, "referral", "round_kept", asked)]
    signals = round_signals(kept)
    held = is_doubtful(signals, stored_limits(campaign["limits"]))
    share = Promise(
        friend=effect.who,
        payee=effect.who,
        side=LEADER,
        basis=ROUND_KEPT,
        ref=campaign["run_code"],
        amount_fen=effect.amount_fen,
        back_fen=0,
        made_at=desk.at,
        due_at=desk.at,
    )
    judged = Judged("held" if held else "pending", promise_of(connection, run, effect.ref).day, signals)
    reward = keep_reward_in(work, campaign["id"], share, judged)
    if held:
        return None
    row = connection.execute("SELECT * FROM referral_reward WHERE id = ?", (reward,)).fetchone()
    return approve_in(work, desk, budget_unit(campaign["code"]), row)


class Run(NamedTuple):
    """A run as effects need it: its row id and code, its campaign and what that sells."""

    id: int
    code: str
    campaign: str
    item: str

    @property
    def unit(self) -> str:
        """The ledger's unit of the campaign."""
        return budget_unit(self.campaign)

    def moves(self, order: str) -> str:
        """What movements of stock name as their cause: order numbers are only unique within a run."""
        return f"run:{self.code}:{order}"


class Done(NamedTuple):
    """What carrying out left behind."""

    movement: int | None = None
    journal: int | None = None


def carry_out_in(work: Work, desk: Desk, run: Run, event: int, effects: tuple[Effect, ...]) -> None:
    """Carry out and store the effects of one event. Raises ConflictError where goods or budget are short."""
    for place, effect in enumerate(effects, 1):
        done = _HANDS.get(effect.kind, _nothing)(work, desk, run, effect)
        row = (run.id, event, place, *effect, desk.at, desk.day(), *done)
        used = ConflictError(
            "order_used", "the order {order} was used in {run} before", hint="name another order",
            order=effect.ref, run=run.code,
        )  # fmt: skip
        with refusing(Constraint.UNIQUE, "referral_effect.", used):
            work.connection.execute(
                "INSERT INTO referral_effect (run, event, place, kind, who, amount_fen, ref, pieces, at, day,"
                " movement, journal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )


def _nothing(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    del work, desk, run, effect
    return Done()


def _hold(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    product = _product(work, run)
    if product is None:
        return Done()
    movement = reserve(work.connection, _spot(work, desk), product, effect.pieces, run.moves(effect.ref))
    if movement is None:
        left = available(work.connection, product, WEB)
        raise out_of_stock(run.item, WEB, effect.pieces, left)
    return Done(movement=movement)


def _free(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    _end_hold(work, desk, run, effect, sold=False)
    return Done()


def _end_hold(work: Work, desk: Desk, run: Run, effect: Effect, *, sold: bool) -> None:
    product = _product(work, run)
    row = work.connection.execute(
        "SELECT movement FROM referral_effect WHERE run = ? AND kind = 'hold' AND ref = ?",
        (run.id, effect.ref),
    ).fetchone()
    if product is not None and row is not None and row[0] is not None:
        end = sell_reserved if sold else release_reserved
        end(work.connection, _spot(work, desk), row[0], product, effect.pieces, run.moves(effect.ref))


def _restock(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    """Goods that were sold and come back stand on the shelf again."""
    product = _product(work, run)
    if product is None:
        return Done()
    why = Why("return", run.moves(effect.ref))
    return Done(movement=add(work.connection, _spot(work, desk), product, effect.pieces, why))


def _charge(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    """Money of a group that is not complete yet is the customer's: a deposit."""
    legs = [
        Transfer(
            Account("deposits_held", run.unit), Account("customer_deposits", run.unit), effect.amount_fen
        )
    ]
    return _book(work, desk, run, effect, legs)


def _refund(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    """Give a deposit back, or a sale that was made of it."""
    sale = work.connection.execute(
        "SELECT id FROM purchase WHERE number = ?", (_number(run, effect),)
    ).fetchone()
    if sale is not None:
        record_refund_in(
            work,
            desk,
            GivenBack(f"{_number(run, effect)}-back", int(sale[0]), Fen(effect.amount_fen), books=run.unit),
        )
        return Done()
    legs = [
        Transfer(
            Account("customer_deposits", run.unit), Account("deposits_held", run.unit), effect.amount_fen
        )
    ]
    return _book(work, desk, run, effect, legs)


def _fulfil(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    """A sale: the deposit, where there was one, becomes the purchase; the goods held leave the shelf."""
    deposit = work.connection.execute(
        "SELECT 1 FROM referral_effect WHERE run = ? AND kind = 'charge' AND ref = ?", (run.id, effect.ref)
    ).fetchone()
    done = _refund(work, desk, run, effect) if deposit else Done()
    _end_hold(work, desk, run, effect, sold=True)
    found = products(work.connection, [run.item]).get(run.item) if run.item else None
    title = found.title if found else run.campaign
    line = (run.item or run.campaign, title, effect.pieces, effect.amount_fen)
    record_sale_in(
        work,
        desk,
        PaidOrder(
            _number(run, effect),
            effect.ref,
            "",
            Fen(effect.amount_fen),
            IdentifierId(effect.who),
            "",
            "",
            [line],
            books=run.unit,
        ),
    )
    return done


def _reserve(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    return _book(work, desk, run, effect, [set_aside(work.connection, run.campaign, effect.amount_fen)])


def _release(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    legs = [
        Transfer(
            Account("budget_available", run.unit), Account("budget_reserved", run.unit), effect.amount_fen
        )
    ]
    return _book(work, desk, run, effect, legs)


def _promise(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    """The most that somebody may earn: set aside from the budget, and counted under her caps."""
    _claim(work, run, RewardClaim(effect.who, effect.amount_fen, desk.day()))
    return _reserve(work, desk, run, effect)


def _void(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    """What was promised and not earned is free in the budget and under the caps again."""
    promised = promise_of(work.connection, run.id, effect.ref)
    row = find_campaign(work.connection, run.campaign)
    count = int(effect.amount_fen == promised.amount_fen)
    claim = RewardClaim(effect.who, effect.amount_fen, promised.day, count)
    give_back_quota(work.connection, row["id"], stored_limits(row["limits"]), claim)
    return _release(work, desk, run, effect)


def _reward(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    """A share of a packet: spent from what the packet had set aside, and owed to who opened it.

    Raises RefusedError when it would pass a cap of the campaign.
    """
    _claim(work, run, RewardClaim(effect.who, effect.amount_fen, desk.day()))
    legs = [
        Transfer(Account("budget_spent", run.unit), Account("budget_reserved", run.unit), effect.amount_fen),
        Transfer(
            Account("reward_expense", run.unit),
            Account("reward_payable", identifier_text(effect.who)),
            effect.amount_fen,
        ),
    ]
    return _book(work, desk, run, effect, legs)


def _claim(work: Work, run: Run, claim: RewardClaim) -> None:
    """Count a claim under the campaign's caps. Raises RefusedError ``cap_reached``."""
    row = find_campaign(work.connection, run.campaign)
    limits = stored_limits(row["limits"])
    capped = take_quota(work.connection, row["id"], limits, claim)
    if capped:
        raise RefusedError(
            "cap_reached",
            "{customer} or the day has had the most that {campaign} gives",
            hint="another person may do it, or another day",
            customer=identifier_text(claim.payee),
            campaign=run.campaign,
            rule=capped,
            observed=claim.amount_fen,
            limit=getattr(limits, capped.removeprefix("cap_")),
        )


def _commission(work: Work, desk: Desk, run: Run, effect: Effect) -> Done:
    """A leader's share: a reward of hers, approved at once or held where her round is doubtful."""
    return Done(journal=earn_in(work, desk, run.id, effect))


def _book(work: Work, desk: Desk, run: Run, effect: Effect, legs: list[Transfer]) -> Done:
    stamp = desk.stamp(work, f"referral.{effect.kind}", f"run:{run.code}:{effect.ref}")
    return Done(journal=post(work.connection, stamp, legs))


def _product(work: Work, run: Run) -> int | None:
    """The product whose stock the campaign sells from; None where it sells nothing that is counted."""
    found = products(work.connection, [run.item]).get(run.item) if run.item else None
    return found.id if found else None


def _spot(work: Work, desk: Desk) -> Spot:
    return Spot(WEB, desk.at, desk.day(), work.seq)


def _number(run: Run, effect: Effect) -> str:
    """The purchase's number: order numbers are only unique within a run."""
    return f"{run.code}:{effect.ref}"


_HANDS: dict[str, Callable[[Work, Desk, Run, Effect], Done]] = {
    "hold": _hold,
    "free": _free,
    "restock": _restock,
    "charge": _charge,
    "refund": _refund,
    "fulfil": _fulfil,
    "reserve": _reserve,
    "release": _release,
    "promise": _promise,
    "void": _void,
    "reward": _reward,
    "commission": _commission,
}
