"""Create, resize and stop coupon stocks, and change their budgets.

A live budget changes by compare-and-swap, and never to less than what is spent and kept by locks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from digitool.coupons.booking import ended, granted, recapped
from digitool.coupons.codes import is_code
from digitool.coupons.finding import find_stock, release_locks_in, return_expired_locks_in
from digitool.coupons.rules.terms import Budget, Terms, from_json, require_valid, to_json
from digitool.coupons.rules.windows import FOREVER, bucket
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, Shown, UsageError
from digitool.ledger.journals import post
from digitool.model.money import format_yuan
from digitool.model.references import require_nobodys
from digitool.model.text import mask_value
from digitool.workspace.desk import Desk

_STOCK_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)

_RECAP = (
    "UPDATE coupon_quota SET cap = :cap"
    " WHERE stock = :stock AND measure = :measure AND bucket >= :first AND used + held <= :cap"
)
_USED = (
    "SELECT coalesce(max(used + held), 0) FROM coupon_quota"
    " WHERE stock = :stock AND measure = :measure AND bucket >= :first"
)


def create_stock(desk: Desk, stock: str, terms: Terms) -> dict[str, Any]:
    """Create a stock.

    Raises UsageError ``bad_terms`` or ``bad_stock_code``, ConflictError ``stock_exists``.
    """
    return desk.write(
        "coupon.create",
        {"stock": stock, "terms": to_json(require_valid(terms))},
        lambda work: {"rows": [create_in(work, desk, stock, terms)]},
    )


def create_in(work: Work, desk: Desk, stock: str, terms: Terms) -> dict[str, Any]:
    """`create_stock` for callers inside a write of their own: the stock's row. Raises as `create_stock`."""
    require_valid(terms)
    if not _STOCK_CODE.fullmatch(stock) or is_code(stock):
        raise UsageError(
            "bad_stock_code",
            "{stock} cannot be the code of a stock",
            hint="use 1 to 40 letters, digits, dots, hyphens or underscores, for example SPRING-20",
            stock=mask_value(stock),
        )
    require_nobodys(stock, "stock")
    if work.connection.execute("SELECT 1 FROM coupon_stock WHERE code = ?", (stock,)).fetchone():
        raise ConflictError(
            "stock_exists",
            "there is already a coupon stock {stock}",
            hint="choose another code, or look at the existing one",
            try_next=f"digitool coupon status {stock}",
            stock=stock,
        )
    work.connection.execute(
        "INSERT INTO coupon_stock (code, terms, total, issued, state, created_at, operation)"
        " VALUES (?, ?, ?, 0, 'open', ?, ?)",
        (stock, to_json(terms), terms.total, desk.at, work.seq),
    )
    post(work.connection, desk.stamp(work, "coupon.create", f"stock:{stock}"), granted(stock, terms))
    return stock_row(find_stock(work.connection, stock))


def resize_stock(desk: Desk, stock: str, total: int, expected: int) -> dict[str, Any]:
    """Change a stock's total, if it still is ``expected``; never below what is issued already.

    Compare-and-swap, so that two managers cannot overwrite each other. Raises ConflictError
    ``total_changed`` or ``below_issued``, UsageError ``bad_terms``.
    """

    def act(work: Work) -> dict[str, Any]:
        before = find_stock(work.connection, stock)
        terms = from_json(before["terms"])
        require_valid(replace(terms, total=total))
        moved = changed(
            work.connection,
            "UPDATE coupon_stock SET total = :total"
            " WHERE code = :stock AND total = :expected AND issued <= :total",
            {"stock": stock, "total": total, "expected": expected},
        )
        if moved != 1:
            raise _not_resized(before, expected, total)
        return {"rows": [stock_row(find_stock(work.connection, stock))]}

    return desk.write("coupon.resize", {"stock": stock, "total": total, "expected": expected}, act)


def void_in(work: Work, desk: Desk, stock: str) -> dict[str, Any]:
    """Stop a stock inside a write: nothing more is given out, coupons not yet used become void."""
    connection = work.connection
    row = find_stock(connection, stock)
    terms = from_json(row["terms"])
    release_locks_in(work, desk, row["id"], FOREVER)
    pieces = changed(
        connection,
        "UPDATE coupon SET state = 'void' WHERE stock = ? AND state IN ('issued', 'received')",
        (row["id"],),
    )
    connection.execute("UPDATE coupon_stock SET state = 'stopped' WHERE id = ?", (row["id"],))
    post(connection, desk.stamp(work, "coupon.void", f"stock:{stock}"), ended(stock, terms, pieces))
    return {"rows": [{**stock_row(find_stock(connection, stock)), "voided": pieces}]}


def stock_row(row: StoredRow) -> dict[str, Any]:
    """A stock as commands show it."""
    terms = from_json(row["terms"])
    return {
        "stock": row["code"],
        "state": row["state"],
        "kind": terms.kind,
        "value": terms.value,
        "min_spend_fen": terms.min_spend_fen,
        "budgets": list(map(budget_text, terms.budgets)),
        "total": row["total"],
        "issued": row["issued"],
        "left": row["total"] - row["issued"],
    }


def _not_resized(before: StoredRow, expected: int, total: int) -> ConflictError:
    if before["total"] != expected:
        return ConflictError(
            "total_changed",
            "the total of {stock} is {observed}, not {expected}: somebody changed it",
            hint="look at the stock again, then decide",
            stock=before["code"],
            observed=before["total"],
            expected=expected,
        )
    return ConflictError(
        "below_issued",
        "{observed} coupons of {stock} are issued; its total cannot become {limit}",
        hint="nothing was changed; to give out no more, stop the stock",
        stock=before["code"],
        observed=before["issued"],
        limit=total,
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
        return {"rows": [_budget_row(stock, budget, used)]}

    return desk.write("coupon.budget", params, act)


def budget_text(budget: Budget) -> str:
    """A budget as people type it: ``money/day=500.00``."""
    cap = format_yuan(budget.cap).replace(",", "") if budget.measure == "money" else budget.cap
    return f"{budget.name}={cap}"


def _recapped(terms: Terms, stock: str, budget: Budget, expected: int) -> Terms:
    now = next((one for one in terms.budgets if one[:2] == budget[:2]), None)
    if now is None:
        raise NotFoundError(
            "no_budget",
            "{stock} has no budget {budget}; it has: {known}",
            hint="a budget is given when the stock is created; here its cap is changed",
            stock=stock,
            budget=budget.name,
            known=", ".join(map(budget_text, terms.budgets)) or "-",
        )
    if now.cap != expected:
        raise ConflictError(
            "budget_changed",
            "the budget {budget} of {stock} is {observed}, not {expected}: somebody changed it",
            hint="look at the stock again, then decide",
            try_next=f"digitool coupon status {stock}",
            stock=stock,
            budget=budget.name,
            observed=_shown(budget, now.cap),
            expected=_shown(budget, expected),
        )
    budgets = tuple(budget if one[:2] == budget[:2] else one for one in terms.budgets)
    return require_valid(replace(terms, budgets=budgets))


def _move_cap(connection: Connection, stock: int, budget: Budget, first: int) -> int:
    """Give the running window its new cap where it fits; how much of it is used and held."""
    params = {"stock": stock, "measure": budget.name, "first": first, "cap": budget.cap}
    connection.execute(_RECAP, params)
    return int(connection.execute(_USED, params).fetchone()[0])


def _below_used(stock: str, budget: Budget, used: int) -> ConflictError:
    return ConflictError(
        "below_used",
        "{observed} of the budget {budget} of {stock} is used or kept for orders; it cannot become {limit}",
        hint="nothing was changed; to give out no more, stop the stock",
        stock=stock,
        budget=budget.name,
        observed=_shown(budget, used),
        limit=_shown(budget, budget.cap),
    )


def _shown(budget: Budget, amount: int) -> int | Shown:
    return Shown(amount, format_yuan(amount)) if budget.measure == "money" else amount


def _budget_row(stock: str, budget: Budget, used: int) -> dict[str, Any]:
    money = budget.measure == "money"
    names = ("cap_fen", "used_fen") if money else ("cap", "used")
    return {
        "stock": stock,
        "budget": budget.name,
        **dict(zip(names, (budget.cap, used), strict=True)),
    }
