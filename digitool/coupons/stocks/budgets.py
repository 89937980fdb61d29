"""Change a live budget: compare-and-swap, and never below what is spent and kept by locks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from digitool.coupons.booking import recapped
from digitool.coupons.finding import find_stock, return_expired_locks_in
from digitool.coupons.rules.terms import Budget, Terms, from_json, require_valid, to_json
from digitool.coupons.rules.windows import bucket
from digitool.db.port import Connection
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, Shown
from digitool.ledger.journals import post
from digitool.model.money import format_yuan
from digitool.workspace.desk import Desk

_RECAP = (
    "UPDATE coupon_quota SET cap = :cap"
    " WHERE stock = :stock AND measure = :measure AND bucket >= :first AND used + held <= :cap"
)
_USED = (
    "SELECT coalesce(max(used + held), 0) FROM coupon_quota"
    " WHERE stock = :stock AND measure = :measure AND bucket >= :first"
)


def change_budget(desk: Desk, stock: str, budget: Budget, expected: int) -> dict[str, Any]:
    """Give one budget of a stock a new cap, if its cap still is ``expected`` (both fen, or a count).

    The running window counts at once; windows that are over keep the cap that they had. Raises
    NotFoundError ``no_stock`` and ``no_budget``, ConflictError ``budget_changed`` and ``below_used``.
    """
    params = {"stock": stock, "budget": list(budget), "expected": expected}

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        row = find_stock(connection, stock)
        before = from_json(row["terms"])
        after = _recapped(before, stock, budget, expected)
        return_expired_locks_in(work, desk, row["id"])
        connection.execute(
            "UPDATE coupon_stock SET terms = ? WHERE id = ? AND terms = ?",
            (to_json(after), row["id"], row["terms"]),
        )
        used = _move_cap(connection, row["id"], budget, bucket(budget.window, desk.day()))
        if used > budget.cap:
            raise _below_used(stock, budget, used)
        stamp = desk.stamp(work, "coupon.budget", f"stock:{stock}")
        post(connection, stamp, recapped(stock, before, after))
        return {"rows": [_row(stock, budget, used)]}

    return desk.write("coupon.budget", params, act)


def budget_text(budget: Budget) -> str:
    """A budget as people type it: ``money/day=500.00``."""
    cap = format_yuan(budget.cap).replace(",", "") if budget.measure == "money" else budget.cap
    return f"{budget.measure}/{budget.window}={cap}"


def _recapped(terms: Terms, stock: str, budget: Budget, expected: int) -> Terms:
    name = f"{budget.measure}/{budget.window}"
    now = next((one for one in terms.budgets if one[:2] == budget[:2]), None)
    if now is None:
        raise NotFoundError(
            "no_budget",
            "{stock} has no budget {budget}; it has: {known}",
            hint="a budget is given when the stock is created; here its cap is changed",
            stock=stock,
            budget=name,
            known=", ".join(map(budget_text, terms.budgets)) or "-",
        )
    if now.cap != expected:
        raise ConflictError(
            "budget_changed",
            "the budget {budget} of {stock} is {observed}, not {expected}: somebody changed it",
            hint="look at the stock again, then decide",
            try_next=f"digitool coupon status {stock}",
            stock=stock,
            budget=name,
            observed=_shown(budget, now.cap),
            expected=_shown(budget, expected),
        )
    changed = tuple(budget if one[:2] == budget[:2] else one for one in terms.budgets)
    return require_valid(replace(terms, budgets=changed))


def _move_cap(connection: Connection, stock: int, budget: Budget, first: int) -> int:
    """Give the running window its new cap where it fits; how much of it is used and held."""
    measure = f"{budget.measure}/{budget.window}"
    params = {"stock": stock, "measure": measure, "first": first, "cap": budget.cap}
    connection.execute(_RECAP, params)
    return int(connection.execute(_USED, params).fetchone()[0])


def _below_used(stock: str, budget: Budget, used: int) -> ConflictError:
    return ConflictError(
        "below_used",
        "{observed} of the budget {budget} of {stock} is used or kept for orders; it cannot become {limit}",
        hint="nothing was changed; to give out no more, stop the stock",
        stock=stock,
        budget=f"{budget.measure}/{budget.window}",
        observed=_shown(budget, used),
        limit=_shown(budget, budget.cap),
    )


def _shown(budget: Budget, amount: int) -> int | Shown:
    return Shown(amount, format_yuan(amount)) if budget.measure == "money" else amount


def _row(stock: str, budget: Budget, used: int) -> dict[str, Any]:
    money = budget.measure == "money"
    names = ("cap_fen", "used_fen") if money else ("cap", "used")
    return {
        "stock": stock,
        "budget": f"{budget.measure}/{budget.window}",
        **dict(zip(names, (budget.cap, used), strict=True)),
    }
