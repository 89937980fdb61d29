"""Coupons of an order or a basket, presented inside its own write."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.coupons.codes import parse_code
from digitool.coupons.finding import note_guess
from digitool.coupons.redeeming import Case
from digitool.db.port import Connection
from digitool.errors import NotFoundError
from digitool.official_store.calls import OFFICIAL_STORE, Call


class UnknownCoupon(NotFoundError):
    """A coupon code that does not exist; keeps it, so that the guess can be counted after the rollback."""

    guess = ""


def present_all(case: Case, codes: Sequence[str]) -> None:
    """Read all coupons of a case. Raises `UnknownCoupon` for a code that does not exist."""
    for code in codes:
        try:
            case.present(code)
        except NotFoundError as error:
            if error.code != "unknown_code":
                raise
            unknown = UnknownCoupon(error.code, error.message, hint=error.hint)
            unknown.guess = code
            raise unknown from None


def coupon_ids(connection: Connection, codes: Sequence[str]) -> list[int]:
    """The ids of coupons by their codes, which must exist."""
    by_code = "SELECT id FROM coupon WHERE code = ?"
    return [int(connection.execute(by_code, (parse_code(code),)).fetchone()[0]) for code in codes]


def note_wrong_code(call: Call, error: NotFoundError) -> None:
    """Count the guess behind a failed write, for the brake on trying codes out."""
    if isinstance(error, UnknownCoupon):
        note_guess(call.coupons("", OFFICIAL_STORE), error.guess)
