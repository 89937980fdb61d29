"""Which accounts are of one purchase: by the numbers that they were told under. Pure.

Accounts of one purchase come under several numbers: its payment, the merchant's order number where a
spreadsheet destroyed that, and the number of a till's receipt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from digitool.facts.sales.accounts import BACK, BILL, LiveAccount
from digitool.facts.sales.numbers import BY_ORDER


def by_purchase(
    accounts: Iterable[LiveAccount], matched: Mapping[int, int] | None = None
) -> dict[int, list[LiveAccount]]:
    """The accounts of each purchase, by its number's key; ``matched`` are payments of receipts by `matching`.

    A receipt without a payment number is of the purchase that has its payment: by the receipt itself, else
    by the number that its till gave to the payment, which the bill has as the merchant's order number. A
    bill by order number is of the purchase with its real number. Of several the first by number.
    """
    every = list(accounts)
    real = [told for told in every if has_payment(told)]
    by_receipt, by_order = _first_of(real, "receipt"), _first_of(real, "order_key")
    by_till = _first_of([told for told in real if told.account.side == BILL], "store_order")
    paid_as: dict[int | None, int] = {}
    for told in sorted(every, key=lambda told: (told.store_order or 0, told.digest)):
        if told.receipt is not None and told.store_order is not None and told.store_order in by_till:
            paid_as[told.receipt] = by_till[told.store_order]
    groups: dict[int, list[LiveAccount]] = defaultdict(list)
    for told in every:
        number = told.number
        if told.account.of_receipt:
            joined = by_receipt.get(told.receipt) or paid_as.get(told.receipt)
            number = joined or (matched or {}).get(number, number)
        elif told.account.number.startswith(BY_ORDER):
            number = by_order.get(told.order_key) or number
        groups[number].append(told)
    return groups


def without_buyer(told: LiveAccount) -> LiveAccount:
    """An account that does not say whose it is: one of several receipts that fit one payment."""
    return told._replace(account=told.account._replace(buyer=None))


def has_payment(told: LiveAccount) -> bool:
    """Whether it is told under the number of a payment."""
    said = told.account
    return said.side != BACK and not said.of_receipt and not said.number.startswith(BY_ORDER)


def _first_of(accounts: Iterable[LiveAccount], key: str) -> dict[int | None, int]:
    """The first purchase by number (its key) that has each key of a kind."""
    found: dict[int | None, tuple[str, int]] = {}
    for told in accounts:
        one, name = getattr(told, key), (told.account.number, told.number)
        if one is not None:
            found[one] = min(found.get(one, name), name)
    return {one: number for one, (_name, number) in found.items()}
