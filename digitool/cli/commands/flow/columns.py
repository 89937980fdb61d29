"""The columns of customer flow: one heading and one kind for each figure, in whatever table it stands."""

from __future__ import annotations

from digitool.render import Column

_COLUMNS = {
    column.key: column
    for column in (
        Column("store", "store"),
        Column("day", "day", "day"),
        Column("scene", "scene"),
        Column("traffic", "traffic", "int"),
        Column("visits_digitized", "visits known", "int"),
        Column("rate_visit", "of visits", "rate"),
        Column("transactions", "transactions", "int", wide=True),
        Column("rate_transaction", "of transactions", "rate"),
        Column("coverage", "coverage", "share"),
        Column("left_out", "counted, not used", "int", wide=True),
        Column("granularity", "counts by"),
        Column("outside", "outside opening", "int", wide=True),
        Column("gmv_fen", "sales", "money"),
        Column("net_fen", "net of refunds", "money"),
        Column("refunds_without_purchase", "refunds without a purchase", "int", wide=True),
        Column("refunds_without_purchase_fen", "their amount", "money", wide=True),
        Column("stage", "stage"),
        Column("persons", "persons", "int"),
        Column("step_rate", "of the step before", "rate"),
        Column("code", "touchpoint"),
        Column("last_at", "last touch", "instant", wide=True),
        Column("touches", "touches", "int"),
        Column("new_persons", "first met here", "int"),
        Column("share", "of all persons", "share"),
        Column("cohort", "week of first touch", "day"),
        Column("week", "weeks later", "int"),
        Column("active", "active", "rate"),
        Column("retained", "retained", "rate"),
        Column("sensor", "sensor"),
        Column("validity", "validity"),
        Column("reason", "reason"),
        Column("bad_hours", "bad hours", "int", wide=True),
        Column("review", "worth a look", "text", wide=True),
        Column("cause", "cause"),
        Column("payments", "payments", "int"),
        Column("amount_fen", "amount", "money"),
        Column("scene_a", "scene"),
        Column("scene_b", "other scene"),
        Column("persons_both", "in both", "int"),
        Column("persons_either", "in either", "int"),
        Column("overlap", "overlap", "share"),
        Column("measure", "figure"),
        Column("before", "before", "int"),
        Column("after", "after", "int"),
        Column("operation", "operation"),
    )
}


def named(*keys: str) -> tuple[Column, ...]:
    """The columns with these keys, in this order."""
    return tuple(_COLUMNS[key] for key in keys)


_RATE = named(
    "traffic",
    "visits_digitized",
    "rate_visit",
    "transactions",
    "rate_transaction",
    "coverage",
    "left_out",
    "gmv_fen",
    "net_fen",
    "refunds_without_purchase",
    "refunds_without_purchase_fen",
)
RATE_KEYS: dict[str, tuple[str, ...]] = {
    "store": ("store",),
    "day": ("day",),
    "store-day": ("store", "day"),
    "chain": (),
}
"""What a row of the rates stands for, by the word that asks for it."""

SCENES = named("scene", "touches", "persons", "new_persons", "share")
"""Columns of the scenes."""

_SCENE_RATE = SCENES + named("traffic", "visits_digitized", "rate_visit", "rate_transaction", "coverage")

RATES = {by: named(*keys) + _RATE for by, keys in RATE_KEYS.items()} | {"scene": _SCENE_RATE}
"""Columns of the rates, by store, day, both, scene or for the chain."""
