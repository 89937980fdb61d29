"""Coupons recomputed from their raw rows; each difference is one sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from digitool.coupons.booking import budget_fen
from digitool.coupons.metrics import stock_report
from digitool.coupons.rules.cart import presented
from digitool.coupons.rules.limits import RECEIVED, REDEEMED, moves_of_receipt, redeem_moves
from digitool.coupons.rules.returns import sold_lines
from digitool.coupons.rules.terms import MAX_TOTAL, Budget, Terms, from_json
from digitool.coupons.rules.windows import FOREVER
from digitool.db.checks import Check
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import ask
from digitool.db.tally import run
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance

_Key = tuple[int, str, int]

_BUDGETS = "SELECT params FROM operation WHERE kind = 'coupon.budget' ORDER BY seq"
_QUOTAS = (
    "SELECT q.stock, q.measure, q.bucket, q.cap, s.code, s.terms FROM coupon_quota AS q"
    " JOIN coupon_stock AS s ON s.id = q.stock"
)
_CREATED = (
    "SELECT s.code, s.terms, CASE WHEN o.kind = 'coupon.create' AND o.params NOT LIKE '%*%'"
    " THEN text_in(o.params, 'terms') END AS made"
    " FROM coupon_stock AS s LEFT JOIN operation AS o ON o.seq = s.operation"
)
_AT_TILL = (
    "SELECT r.*, o.params FROM coupon_redemption AS r JOIN operation AS o ON o.seq = r.operation"
    " WHERE o.kind = 'coupon.redeem' ORDER BY r.operation, r.id"
)
_EARLIER = (
    "SELECT count(*), coalesce(sum(discount_fen), 0) FROM coupon_redemption"
    " WHERE order_ref = ? AND operation < ? AND (ended_by IS NULL OR ended_by > ?)"
)


def totals(connection: Connection) -> list[str]:
    """Issued pieces are counted, never more than the total, and total and rules are those that were given."""
    return [*_rows(connection, "wrong_totals"), *_wrong_rules(connection), *_wrong_budgets(connection)]


def states(connection: Connection) -> list[str]:
    """A coupon is redeemed exactly while it has one live use; locks, owners and days fit."""
    return _rows(connection, "wrong_states") + _rows(connection, "wrong_days")


def uses(connection: Connection) -> list[str]:
    """Every use lies in validity, store, channel and minimum spend, and has the amounts of its lines."""
    found = [*_rows(connection, "wrong_uses"), *_wrong_amounts(connection)]
    rows = connection.execute(
        "SELECT r.*, s.terms FROM coupon_redemption AS r JOIN coupon_stock AS s ON s.id = r.stock"
    )
    for row in rows:
        found += (f"redemption {row['id']} {what}" for what in _broken_rules(row, from_json(row["terms"])))
    return found


def quotas(connection: Connection) -> list[str]:
    """Every counter is the sum of what coupons and redemptions say, and stays under the cap of its rules."""
    used, held = _fold_quotas(connection)
    found = []
    for row in connection.execute("SELECT * FROM coupon_quota"):
        key = (row["stock"], row["measure"], row["bucket"])
        counted = used.pop(key, 0), held.pop(key, 0)
        if counted != (row["used"], row["held"]):
            found.append(f"counter {key} shows {(row['used'], row['held'])}, its rows sum to {counted}")
        if row["used"] + row["held"] > row["cap"]:
            found.append(f"counter {key} is above its cap {row['cap']}")
    found += (f"counter {key} is missing, its rows sum to {n}" for key, n in (used + held).items() if n)
    return [*found, *_wrong_caps(connection)]


def accounts(connection: Connection) -> list[str]:
    """The ledger's coupon accounts are what the coupons say."""
    found = []
    for row in run(connection, "coupons", "stock_money"):
        terms = from_json(row["terms"])
        wanted = _wanted_balances(row, terms)
        for name, fen in wanted.items():
            booked = balance(connection, Account(name, row["code"]))
            if booked != fen:
                found.append(f"{name}/{row['code']} is {booked} fen in the ledger, {fen} by the coupons")
    return found


def reported(connection: Connection) -> list[str]:
    """What the coupon report says of uses and discounts is what uses say, and what the ledger has."""
    uses = {row["stock"]: row for row in run(connection, "coupons", "live_uses")}
    found = []
    for row in stock_report(connection, FOREVER):
        booked = balance(connection, Account("discounts_given", row.stock))
        live = uses.get(row.stock)
        if (row.redeemed, row.discount_fen) != ((live["uses"], booked) if live else (0, booked)):
            found.append(
                f"the report of {row.stock} has {row.redeemed} uses and {row.discount_fen} fen,"
                f" there are {live['uses'] if live else 0} and the ledger has {booked}"
            )
    return found


def _rows(connection: Connection, name: str) -> list[str]:
    return [str(row[0]) for row in run(connection, "coupons", name)]


def _wanted_balances(row: StoredRow, terms: Terms) -> dict[str, int]:
    promised = terms.liability_fen * row["outstanding"]
    wanted = {
        "coupons_outstanding": promised,
        "coupon_liability": -promised,
        "discounts_given": row["given_fen"],
    }
    cap = budget_fen(terms)
    if cap:
        wanted |= {
            "budget_granted": -cap,
            "budget_spent": row["given_fen"],
            "budget_reserved": row["held_fen"],
            "budget_available": cap - row["given_fen"] - row["held_fen"],
        }
    return wanted


def _broken_rules(row: StoredRow, terms: Terms) -> list[str]:
    lines = sold_lines(row["lines"])
    before = sum(line.before_fen for line in lines)
    off = sum(line.discount_fen for line in lines)
    broken = []
    if off + row["shipping_fen"] != row["discount_fen"]:
        broken.append("has lines that do not sum to its discount")
    if any(not 0 <= line.discount_fen <= line.before_fen for line in lines):
        broken.append("has a line below zero")
    back = sum(line.back_fen for line in lines) + (row["shipping_fen"] if row["ended_at"] is not None else 0)
    if back != row["back_fen"] or (row["ended_at"] is not None and back != row["discount_fen"]):
        broken.append(f"gave back {row['back_fen']} of {row['discount_fen']} fen, its lines {back}")
    if any(
        not 0 <= line.returned <= line.quantity or not 0 <= line.back_fen <= line.discount_fen
        for line in lines
    ):
        broken.append("has a line of which more came back than was sold")
    if terms.stores and row["store"] not in terms.stores:
        broken.append("was in a store where the coupon is not valid")
    if terms.channels and row["channel"] not in terms.channels:
        broken.append("was on a channel where the coupon is not valid")
    initial = sum(line.price_fen * line.quantity for line in lines)
    if not terms.gives.delivery and row["base_fen"] != before:
        broken.append(f"worked on {row['base_fen']} fen, its lines are {before}")
    if row["initial_fen"] < initial or (terms.whole_cart and row["initial_fen"] != initial):
        broken.append(f"is on an order of {row['initial_fen']} fen, its lines are {initial}")
    spend = {"initial": initial, "before": before, "after": before - off}[terms.min_spend_base]
    if spend < terms.min_spend_fen:
        broken.append("was below the minimum spend")
    return broken


def _fold_quotas(connection: Connection) -> tuple[Counter[_Key], Counter[_Key]]:
    used: Counter[_Key] = Counter()
    held: Counter[_Key] = Counter()
    coupons = connection.execute(
        "SELECT c.stock, c.owner, c.state, c.held_day, c.held_by, c.held_fen, s.terms"
        " FROM coupon AS c JOIN coupon_stock AS s ON s.id = c.stock"
    )
    for row in coupons:
        terms = from_json(row["terms"])
        for move in moves_of_receipt(terms, row["owner"]):
            used[row["stock"], move.measure, move.bucket] += move.n
        if row["state"] == "locked":
            for move in redeem_moves(terms, row["held_day"], row["held_by"], row["held_fen"]):
                held[row["stock"], move.measure, move.bucket] += move.n
    _fold_redemptions(connection, used)
    return used, held


def _fold_redemptions(connection: Connection, used: Counter[_Key]) -> None:
    redemptions = connection.execute(
        "SELECT r.stock, r.day, r.identifier, r.discount_fen - r.back_fen AS fen, s.terms"
        " FROM coupon_redemption AS r JOIN coupon_stock AS s ON s.id = r.stock WHERE r.ended_at IS NULL"
    )
    for row in redemptions:
        for move in redeem_moves(from_json(row["terms"]), row["day"], row["identifier"], row["fen"]):
            used[row["stock"], move.measure, move.bucket] += move.n


def _wrong_rules(connection: Connection) -> Iterator[str]:
    """Stocks whose rules, budgets and name aside, are not those that they were made with."""
    for row in ask(connection, _CREATED):
        if row["made"] and _fixed(row["made"]) != _fixed(row["terms"]):
            yield f"stock {row['code']} has other rules than it was made with"


def _fixed(terms: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(terms).items() if name not in ("budgets", "name")}


def _wrong_budgets(connection: Connection) -> Iterator[str]:
    """Budgets whose cap is not the one that they were made with or given last."""
    given = _given_caps(connection)
    for row in ask(connection, _CREATED):
        made = _by_name(from_json(row["made"])) if row["made"] else {}
        for name, cap in _by_name(from_json(row["terms"])).items():
            caps = given.get((row["code"], name))
            told = caps[-1] if caps else made.get(name, cap)
            if cap != told:
                yield f"the budget {name} of {row['code']} is {cap}, it was given {told}"


def _wrong_caps(connection: Connection) -> Iterator[str]:
    """Counters whose cap is not that of their rules; windows that are over may keep one from before."""
    given = _given_caps(connection)
    for row in connection.execute(_QUOTAS):
        terms = from_json(row["terms"])
        name = row["measure"]
        if name in (RECEIVED, REDEEMED):
            allowed = [terms.per_person or MAX_TOTAL]
        else:
            allowed = [cap for known, cap in _by_name(terms).items() if known == name]
            if not name.endswith("/total"):
                allowed += given.get((row["code"], name), ())
        if row["cap"] not in allowed:
            yield f"counter {(row['stock'], name, row['bucket'])} has a cap of {row['cap']}, not {allowed}"


def _wrong_amounts(connection: Connection) -> Iterator[str]:
    """Uses at a till whose amounts are not those of the cart that was presented."""
    for _, group in groupby(connection.execute(_AT_TILL), key=lambda row: row["operation"]):
        uses = list(group)
        cart = presented(json.loads(uses[0]["params"])["cart"], uses[0]["at"])
        earlier, off = connection.execute(
            _EARLIER, (uses[0]["order_ref"], uses[0]["operation"], uses[0]["operation"])
        ).fetchone()
        off += sum(use["discount_fen"] for use in uses)
        payable = sum(line.now_fen for line in cart.lines) + cart.shipping_fen - off
        for use in uses:
            fits = use["payable_fen"] >= payable if earlier else use["payable_fen"] == payable
            if use["initial_fen"] != cart.initial_fen or not fits:
                yield (
                    f"redemption {use['id']} has {use['initial_fen']} fen and {use['payable_fen']} to pay,"
                    f" its cart {cart.initial_fen} and {payable}"
                )


def _given_caps(connection: Connection) -> dict[tuple[str, str], list[int]]:
    """Every cap that a budget had since it was first changed, by stock and name, the latest last."""
    given: dict[tuple[str, str], list[int]] = {}
    for (params,) in connection.execute(_BUDGETS):
        asked = json.loads(params)
        budget = Budget(*asked["budget"])
        caps = given.setdefault((asked["stock"], budget.name), [asked["expected"]])
        caps.append(budget.cap)
    return given


def _by_name(terms: Terms) -> dict[str, int]:
    return {budget.name: budget.cap for budget in terms.budgets}


CHECKS: dict[str, Check] = {
    "coupon-totals": totals,
    "coupon-states": states,
    "coupon-uses": uses,
    "coupon-quotas": quotas,
    "coupon-accounts": accounts,
    "coupon-report": reported,
}
