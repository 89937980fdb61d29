"""Coupons recomputed from their raw rows; each difference is one sentence."""

from __future__ import annotations

from collections import Counter

from digitool.coupons.asked_checks import wrong_amounts, wrong_budgets, wrong_caps, wrong_rules
from digitool.coupons.booking import budget_fen
from digitool.coupons.metrics import stock_report
from digitool.coupons.rules.limits import moves_of_receipt, redeem_moves
from digitool.coupons.rules.returns import sold_lines
from digitool.coupons.rules.terms import Terms, from_json
from digitool.coupons.rules.windows import FOREVER
from digitool.db.checks import Check
from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance

_Key = tuple[int, str, int]


def totals(connection: Connection) -> list[str]:
    """Issued pieces are counted, never more than the total, and total and rules are those that were given."""
    return [*_rows(connection, "wrong_totals"), *wrong_rules(connection), *wrong_budgets(connection)]


def states(connection: Connection) -> list[str]:
    """A coupon is redeemed exactly while it has one live use; locks, owners and days fit."""
    return _rows(connection, "wrong_states") + _rows(connection, "wrong_days")


def uses(connection: Connection) -> list[str]:
    """Every use lies in validity, store, channel and minimum spend, and has the amounts of its lines."""
    found = [*_rows(connection, "wrong_uses"), *wrong_amounts(connection)]
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
    return [*found, *wrong_caps(connection)]


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


CHECKS: dict[str, Check] = {
    "coupon-totals": totals,
    "coupon-states": states,
    "coupon-uses": uses,
    "coupon-quotas": quotas,
    "coupon-accounts": accounts,
    "coupon-report": reported,
}
