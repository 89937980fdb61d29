"""Settle rewards: bring what is stored to what the friends' deeds promise today, within the caps.

One transaction. New promises are weighed by the fraud signals and wait, changed ones are taken back in
part or whole, due ones without a doubt are approved. Every fen is reserved from the campaign's budget
when it is promised and booked when it is approved, taken back or paid; settling twice is settling once.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from digitool.db.clock import require_forward
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import insert
from digitool.db.writing import Work
from digitool.errors import RefusedError
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer, post
from digitool.model.ids import Day, IdentifierId, Ms, identifier_text
from digitool.referral.campaigns import budget_unit, find_campaign, require_way, set_aside
from digitool.referral.limits import Limits, stored_limits
from digitool.referral.links import Brought, attribute_added_in, refuse_in
from digitool.referral.mechanics.promise import LEADER, PAID, REFERRER, Promise, promises_of
from digitool.referral.mechanics.shape import LINKS, going_by
from digitool.referral.rewards.deeds import Friend, distinct, friends_of
from digitool.referral.rewards.quotas import RewardClaim, give_back_quota, take_quota
from digitool.referral.rewards.signals import Signal, find_signals, score
from digitool.referral.terms import stored_terms
from digitool.workspace.desk import Desk

_HEALED = (
    "DELETE FROM referral_refusal WHERE campaign = ? AND friend = ? AND link = ?"
    " AND (rule = 'budget_used_up' OR rule LIKE 'cap%')"
)
"""A promise was refused for want of room, and is made now that something was taken back."""


class Case(NamedTuple):
    """A campaign being settled: its row, its limits, and the signals of every friend."""

    row: StoredRow
    limits: Limits
    friends: dict[IdentifierId, Friend]
    signals: dict[IdentifierId, list[Signal]]

    @property
    def unit(self) -> str:
        """The ledger's unit of the campaign."""
        return budget_unit(self.row["code"])


def settle_rewards(desk: Desk, campaign: str | None = None) -> dict[str, Any]:
    """Settle one campaign, or all that go by links: a row each with what was promised, held and approved.

    Raises NotFoundError, and RefusedError for a campaign that does not go by links, and ``out_of_order`` for
    a moment before that of its newest reward.
    """

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        found = _linked(connection) if campaign is None else [find_campaign(connection, campaign)]
        for row in found:
            require_way(row, LINKS)
        return {"rows": [_settle(work, desk, row) for row in found]}

    return desk.write("referral.settle", {"campaign": campaign}, act)


def _linked(connection: Connection) -> list[StoredRow]:
    rows = connection.execute("SELECT * FROM referral_campaign ORDER BY id").fetchall()
    return [row for row in rows if row["mechanic"] in going_by(LINKS)]


_LAST = "SELECT max(o.at) FROM referral_reward r JOIN operation o ON o.seq = r.operation WHERE r.campaign = ?"
"""When rewards of a campaign were last promised. Earlier deeds alone would take them back."""


def _settle(work: Work, desk: Desk, row: StoredRow) -> dict[str, Any]:
    require_forward(desk.at, Ms(work.connection.execute(_LAST, (row["id"],)).fetchone()[0] or 0))
    limits, terms = stored_limits(row["limits"]), stored_terms(row["mechanic"], row["terms"])
    arrived = attribute_added_in(work, row, desk.at)
    friends = friends_of(work.connection, row["id"], desk.at)
    by_place = find_signals([one.edge for one in friends], desk.at)
    signals = {friends[place].deeds.friend: found for place, found in by_place.items()}
    case = Case(row, limits, {one.deeds.friend: one for one in friends}, signals)
    deeds = [one.deeds for one in distinct(friends)]
    wanted: dict[_Key, Promise] = {}
    for one in promises_of(row["mechanic"], terms, deeds, revoke=limits.revoke_on_delete):
        wanted.setdefault(_key_of(one), one)
    stored = _Stored(work.connection, row)
    done: Counter[str] = Counter()
    known_by = [(one, stored.take(one, desk.at)) for one in wanted.values()]
    new = [one for one, known in known_by if known is None and not stored.is_decided(one)]
    for promise, known in known_by:
        if known is not None and not promise.tier and known["back_fen"] < (back := _back(promise, known)):
            take_back_in(work, desk, case.unit, known, back)
            done["taken_back"] += 1
    left = stored.left()
    lasting: set[_Key] = set()
    if any(known["state"] == "paid" for known in left.values()):
        # A friend who deletes the guide takes back what is promised, not what is paid.
        lasting = set(map(_key_of, promises_of(row["mechanic"], terms, deeds, revoke=False)))
    for key, known in left.items():
        if known["state"] != "paid" or (known["back_fen"] < known["amount_fen"] and key not in lasting):
            take_back_in(work, desk, case.unit, known, known["amount_fen"])
            done["taken_back"] += 1
    for promise in new:  # after all that frees budget and caps, so that settling again changes nothing
        done[_promise(work, desk, case, promise)] += 1
    done["held"] += _weigh_again(work, case)
    approved = _approve_due(work, desk, case)
    return {"campaign": row["code"], "arrived": arrived, "promised": done["pending"], "held": done["held"],
            "refused": done["refused"], "taken_back": done["taken_back"], "approved": approved}  # fmt: skip


_Key = tuple[object, ...]


def _key(payee: int, tier: int, *deed: object) -> _Key:
    """What a promise and its reward are known by: the payee's tier, or the deed."""
    return (payee, tier) if tier else deed


def _key_of(one: Promise) -> _Key:
    return _key(one.payee, one.tier, one.basis, one.ref, one.side)


def _back(promise: Promise, reward: StoredRow) -> int:
    """What is to be taken back of a reward: never more than it was, all of it where the whole deed is."""
    whole: int = reward["amount_fen"]
    return whole if promise.back_fen == promise.amount_fen else min(promise.back_fen, whole)


class _Stored:
    """The rewards of a campaign: those that stand, and those that fell, by what promises are known by."""

    def __init__(self, connection: Connection, campaign: StoredRow) -> None:
        self._connection, self._campaign = connection, campaign
        self._standing: dict[_Key, StoredRow] = {}
        self._fallen: dict[_Key, StoredRow] = {}
        self._decided: set[_Key] = set()
        rows = connection.execute(
            "SELECT * FROM referral_reward WHERE campaign = ? ORDER BY id", (campaign["id"],)
        )
        for row in rows:
            key = _key(row["payee"], row["tier"], row["basis"], row["ref"], row["side"])
            all_back = 0 < row["amount_fen"] == row["back_fen"] and not row["stock"]  # a coupon stays given
            stands = row["state"] != "void" and not all_back
            (self._standing if stands else self._fallen)[key] = row
            if row["decided"]:
                self._decided.add((*key, row["ref"]))

    def take(self, promise: Promise, at: Ms) -> StoredRow | None:
        """The reward that answers a promise, taken out of those that stand; None where a new one is needed.

        A tier is won once, whoever of the payee's friends fills it today. But one that is not paid yet waits
        out the window of the deed that fills it now: it falls, and is promised anew, unless that deed pays
        elsewhere. What is for one deed stays void when it has fallen.
        """
        key = _key_of(promise)
        row = self._standing.get(key)
        if row is None:
            return None if promise.tier else self._fallen.get(key)
        waits = row["state"] != "paid" and row["ref"] != promise.ref and promise.due_at > at
        if promise.tier and waits and not _rewarded(self._connection, promise.ref, self._campaign):
            return None
        return self._standing.pop(key)

    def is_decided(self, promise: Promise) -> bool:
        """Whether a person has voided the prize for the deed that would win it again."""
        return (*_key_of(promise), promise.ref) in self._decided

    def left(self) -> dict[_Key, StoredRow]:
        """The rewards that stand and that no promise took, by what they are known by."""
        return self._standing


def _promise(work: Work, desk: Desk, case: Case, promise: Promise) -> str:
    """Store a new promise: pending, held for a decision, or ``refused`` by a cap or the budget."""
    amount = promise.amount_fen - promise.back_fen
    if amount <= 0 and not promise.stock:
        return "empty"
    whom = Brought(case.row["id"], promise.friend, case.friends[promise.friend].link)
    if (
        promise.side == REFERRER
        and promise.basis == PAID
        and _rewarded(work.connection, promise.ref, case.row)
    ):
        refuse_in(work, whom, "order_rewarded", desk.at, promise.ref)
        return "refused"
    try:
        leg = set_aside(work.connection, case.row["code"], promise.amount_fen)
    except RefusedError as error:
        refuse_in(work, whom, error.code, desk.at, str(promise.amount_fen))
        return "refused"
    claim = RewardClaim(promise.payee, promise.amount_fen, desk.calendar().day(promise.made_at))
    capped = take_quota(work.connection, case.row["id"], case.limits, claim)
    if capped:
        refuse_in(work, whom, capped, desk.at, str(promise.amount_fen))
        return "refused"
    signals = case.signals.get(promise.friend, [])
    state = "held" if is_doubtful(signals, case.limits) else "pending"
    journal = _book(work, desk, "promise", promise.ref, [leg])
    reward = keep_reward_in(work, case.row["id"], promise, Judged(state, claim.day, signals, journal))
    work.connection.execute(_HEALED, whom)
    if promise.back_fen:
        row = work.connection.execute("SELECT * FROM referral_reward WHERE id = ?", (reward,)).fetchone()
        take_back_in(work, desk, case.unit, row, promise.back_fen)
    return state


def _rewarded(connection: Connection, order: str, campaign: StoredRow) -> bool:
    """Whether somebody is paid for an order already in another campaign: it pays in one."""
    found = connection.execute(
        "SELECT 1 FROM referral_reward WHERE basis = ? AND side = ? AND ref = ? AND campaign <> ?",
        (PAID, REFERRER, order, campaign["id"]),
    ).fetchone()
    return found is not None


def _weigh_again(work: Work, case: Case) -> int:
    """Hold pending rewards that have become doubtful since; what a person let go is not held again.

    A star or a friend who deletes the guide shows only later than the order. How many are held now.
    """
    held = 0
    for reward in work.connection.execute(
        "SELECT * FROM referral_reward WHERE campaign = ? AND state = 'pending' AND score < ? ORDER BY id",
        (case.row["id"], case.limits.hold_score),
    ).fetchall():
        signals = case.signals.get(reward["friend"], [])
        if is_doubtful(signals, case.limits):
            work.connection.execute(
                "UPDATE referral_reward SET state = 'held', score = ? WHERE id = ?",
                (score(signals), reward["id"]),
            )
            _note_signals(work, reward["id"], signals)
            held += 1
    return held


def is_doubtful(signals: list[Signal], limits: Limits) -> bool:
    """Whether a reward with these signals is held for a decision."""
    return bool(signals) and score(signals) >= limits.hold_score


def _note_signals(work: Work, reward: int, signals: list[Signal]) -> None:
    """Keep why a reward is looked at, in place of what was kept before."""
    work.connection.execute("DELETE FROM referral_signal WHERE reward = ?", (reward,))
    work.connection.executemany(
        "INSERT INTO referral_signal (reward, signal, observed, usual, weight) VALUES (?, ?, ?, ?, ?)",
        [(reward, *one) for one in signals],
    )


def take_back_in(work: Work, desk: Desk, unit: str, reward: StoredRow, back_fen: int) -> None:
    """Take a reward back up to ``back_fen`` in all: free while promised, a claim once it was paid.

    Its money is free in the budget again, and its count under the caps.
    """
    more = back_fen - reward["back_fen"]
    expense, payable = _books(unit, reward)
    payee = identifier_text(reward["payee"])
    budget = Account("budget_available", unit)
    if reward["state"] == "paid":
        legs = [
            Transfer(Account("receivable", payee), expense, more),
            Transfer(budget, Account("budget_spent", unit), more),
        ]
    elif reward["state"] == "approved":
        legs = [
            Transfer(payable, expense, more),
            Transfer(budget, Account("budget_spent", unit), more),
        ]
    else:
        legs = [Transfer(budget, Account("budget_reserved", unit), more)]
    _book(work, desk, "take_back", reward["ref"], legs)
    whole = back_fen == reward["amount_fen"]
    work.connection.execute(
        "UPDATE referral_reward SET back_fen = ?, state = ? WHERE id = ?",
        (back_fen, "void" if whole and reward["state"] != "paid" else reward["state"], reward["id"]),
    )
    limits = work.connection.execute(
        "SELECT limits FROM referral_campaign WHERE id = ?", (reward["campaign"],)
    ).fetchone()
    claim = RewardClaim(reward["payee"], more, reward["day"], int(whole))
    give_back_quota(work.connection, reward["campaign"], stored_limits(limits[0]), claim)


def _books(unit: str, reward: StoredRow) -> tuple[Account, Account]:
    """Where a reward is booked as a cost, and as a debt."""
    return Account(f"{_kind(reward)}_expense", unit), debt_of(reward)


def debt_of(reward: StoredRow) -> Account:
    """The account on which an approved reward is owed to its payee."""
    return Account(f"{_kind(reward)}_payable", identifier_text(reward["payee"]))


def _kind(reward: StoredRow) -> str:
    """What a reward is in the ledger: a leader's is a commission."""
    return "commission" if reward["side"] == LEADER else "reward"


def approve_in(work: Work, desk: Desk, unit: str, reward: StoredRow) -> int | None:
    """A promise becomes a debt to the payee; the journal."""
    amount = reward["amount_fen"] - reward["back_fen"]
    legs = [
        Transfer(Account("budget_spent", unit), Account("budget_reserved", unit), amount),
        Transfer(*_books(unit, reward), amount),
    ]
    work.connection.execute("UPDATE referral_reward SET state = 'approved' WHERE id = ?", (reward["id"],))
    return _book(work, desk, "approve", reward["ref"], legs)


def _approve_due(work: Work, desk: Desk, case: Case) -> int:
    due = work.connection.execute(
        "SELECT * FROM referral_reward WHERE campaign = ? AND state = 'pending' AND due_at <= ? ORDER BY id",
        (case.row["id"], desk.at),
    ).fetchall()
    for reward in due:
        approve_in(work, desk, case.unit, reward)
    return len(due)


class Judged(NamedTuple):
    """What became of a promise: its state, the day whose cap counts it, its signals and its journal."""

    state: str
    day: Day
    signals: list[Signal]
    journal: int | None = None


def keep_reward_in(work: Work, campaign: int, promise: Promise, judged: Judged) -> int:
    """Store a promise of a campaign as a reward, with its signals; the reward's id."""
    reward = insert(
        work.connection,
        "INSERT INTO referral_reward (campaign, friend, payee, side, basis, ref, tier, amount_fen, back_fen,"
        " stock, state, decided, made_at, due_at, day, score, journal, operation)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, false, ?, ?, ?, ?, ?, ?)",
        (
            *(campaign, promise.friend, promise.payee, promise.side, promise.basis, promise.ref),
            *(promise.tier, promise.amount_fen, promise.stock, judged.state, promise.made_at, promise.due_at),
            *(judged.day, score(judged.signals), judged.journal, work.seq),
        ),
    )
    _note_signals(work, reward, judged.signals)
    return reward


def _book(work: Work, desk: Desk, kind: str, ref: str, legs: list[Transfer]) -> int | None:
    return post(work.connection, desk.stamp(work, f"referral.{kind}", f"referral:{ref}"), legs)
