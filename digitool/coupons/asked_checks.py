"""What rows of coupons must say because of what operations were asked; each difference is one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from digitool.coupons.rules.cart import presented
from digitool.coupons.rules.limits import RECEIVED, REDEEMED
from digitool.coupons.rules.terms import MAX_TOTAL, Budget, Terms, from_json
from digitool.db.port import Connection
from digitool.db.statements import ask

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


def wrong_rules(connection: Connection) -> Iterator[str]:
    """Stocks whose rules, budgets and name aside, are not those that they were made with."""
    for row in ask(connection, _CREATED):
        if row["made"] and _fixed(row["made"]) != _fixed(row["terms"]):
            yield f"stock {row['code']} has other rules than it was made with"


def _fixed(terms: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(terms).items() if name not in ("budgets", "name")}


def wrong_budgets(connection: Connection) -> Iterator[str]:
    """Budgets whose cap is not the one that they were made with or given last."""
    given = _given_caps(connection)
    for row in ask(connection, _CREATED):
        made = _by_name(from_json(row["made"])) if row["made"] else {}
        for name, cap in _by_name(from_json(row["terms"])).items():
            caps = given.get((row["code"], name))
            told = caps[-1] if caps else made.get(name, cap)
            if cap != told:
                yield f"the budget {name} of {row['code']} is {cap}, it was given {told}"


def wrong_caps(connection: Connection) -> Iterator[str]:
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


def wrong_amounts(connection: Connection) -> Iterator[str]:
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
        caps = given.setdefault((asked["stock"], _name(budget)), [asked["expected"]])
        caps.append(budget.cap)
    return given


def _by_name(terms: Terms) -> dict[str, int]:
    return {_name(budget): budget.cap for budget in terms.budgets}


def _name(budget: Budget) -> str:
    return f"{budget.measure}/{budget.window}"
