"""The ``[contact]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting


@dataclass(frozen=True)
class ContactPolicy:
    """How often customers may be written to.

    These stand on top of the platforms' own dated rules (`digitool.rules`); whichever allows less holds.
    """

    quiet_from: int = setting(21, kinds.whole(0, 24), "Hour at which writing to customers ends", "21")
    quiet_to: int = setting(9, kinds.whole(0, 24), "Hour from which customers may be written to", "9")
    most_in_7_days: int = setting(
        3, kinds.whole(1, 100), "Messages to one customer in 7 days over all channels", "3"
    )
    most_in_30_days: int = setting(
        8, kinds.whole(1, 400), "Messages to one customer in 30 days over all channels", "8"
    )
    complaint_days: int = setting(
        30, kinds.whole(0, 3650), "Days without messages after a customer complained", "30"
    )
    wecom_cap: str = setting(
        "month",
        kinds.choice("month", "week", "day"),
        "What WeCom is set to for one customer: days of the month, 7 a week or 1 a day",
        '"month"',
    )
    guide_per_day: int = setting(
        0, kinds.whole(0, 1_000_000), "Messages of one guide in a day; 0 for no limit", "500"
    )
    guide_per_month: int = setting(
        0, kinds.whole(0, 10_000_000), "Messages of one guide in a month; 0 for no limit", "5000"
    )
    todo_per_day: int = setting(20, kinds.whole(1, 1000), "Customers on a guide's list of one day", "20")
