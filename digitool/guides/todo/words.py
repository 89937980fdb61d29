"""Reasons of a daily list as sentences (English templates).

``when`` is a day as people say it (`when`), ``n`` a number of days, ``what`` a coupon stock, ``day`` a date.
"""

from __future__ import annotations

from digitool.guides.todo import reasons as todo

ROWS = (
    (todo.UNANSWERED, "wrote {when}, and nobody has answered"),
    (todo.COUPON, "coupon {what} ends {when}"),
    (todo.BIRTHDAY, "has a birthday {when}"),
    (todo.FIRST_PURCHASE, "bought for the first time {when}: say thanks"),
    (todo.NEW_FRIEND, "was added {when}, and nobody has greeted her"),
    (todo.LOST_RISK, "has not bought for {n} days, over twice as long as usual"),
    (todo.PURCHASE_DUE, "days between purchases: {n}; the next is due on {day}"),
)

WORDS = dict(ROWS)
"""By reason."""

AHEAD = frozenset({todo.COUPON, todo.BIRTHDAY})
"""Reasons whose number counts days ahead; that of others counts days back."""

ROWS_OF_DAYS = (
    (-1, "yesterday"),
    (0, "today"),
    (1, "tomorrow"),
)


def when(days: int) -> str:
    """Days ahead (negative: back) as a template with the place ``n``."""
    near = dict(ROWS_OF_DAYS).get(days)
    return near or ("in {n} days" if days > 0 else "{n} days ago")
