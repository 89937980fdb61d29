"""Stored calibrations: the newest one, whether it is older than the data, and what a simulation takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitool.campaign.history.customers import Roster
from digitool.campaign.learning import priors
from digitool.campaign.learning.estimates import Estimate
from digitool.campaign.learning.model import Model, fitted, for_window, from_json, to_json
from digitool.campaign.simulation.inputs import Calibration, Customers
from digitool.db.port import Connection
from digitool.db.statements import insert
from digitool.errors import Phrase, RefusedError
from digitool.model.days import Days
from digitool.model.ids import operation_id
from digitool.model.stored_json import stored_as

if TYPE_CHECKING:
    from digitool.db.writing import Work

OLD_DAYS = 28
"""Days of purchases after a calibration's own that it may miss with no more than a warning."""


@dataclass(frozen=True)
class StoredCalibration:
    """One stored calibration. ``data_from`` and ``data_to`` are half open day numbers, ``as_of`` UTC ms."""

    id: int
    operation: str
    as_of: int
    data_from: int
    data_to: int
    customers: int
    purchases: int
    model: Model
    estimates: tuple[Estimate, ...]
    warnings: tuple[Phrase, ...]


def newest(connection: Connection, at: int | None = None) -> StoredCalibration | None:
    """The last calibration stored (by UTC ms ``at``), None where there is none."""
    row = connection.execute(
        "SELECT * FROM campaign_calibration WHERE :at IS NULL OR as_of <= :at ORDER BY id DESC LIMIT 1",
        {"at": at},
    ).fetchone()
    if row is None:
        return None
    rows = connection.execute(
        "SELECT parameter, value, p5, p95, source, n, scope FROM campaign_parameter"
        " WHERE calibration = ? ORDER BY place",
        (row["id"],),
    )
    with stored_as("a calibration"):
        model = from_json(row["model"])
    return StoredCalibration(
        row["id"], operation_id(row["operation"]), row["as_of"], row["data_from"], row["data_to"],
        row["customers"], row["purchases"], model,
        tuple(Estimate(*one) for one in rows),
        tuple(Phrase(text, values) for text, values in json.loads(row["warnings"])),
    )  # fmt: skip


def applied(
    stored: StoredCalibration | None, roster: Roster, window: Days | None = None
) -> tuple[Customers, Calibration]:
    """Customers with their segments and the core's calibration for them; built-in priors for None.

    ``window``: the business days of the forecast, whose known calendar (weekdays, months, holidays) then
    centres the shock.
    """
    model = stored.model if stored else priors.model()
    customers, calibration = fitted(
        model, roster.customers, roster.bought.tolist(), roster.stores, roster.guides
    )
    if window is None:
        return customers, calibration
    return customers, for_window(calibration, model.rhythm, window.first, window.after - window.first)


def stale(connection: Connection, stored: StoredCalibration | None) -> Phrase | None:
    """Why a calibration should be made anew, None where it is up to date with the facts."""
    if stored is None:
        return Phrase("no calibration is stored; built-in assumptions are used", {})
    days = days_behind(connection, stored)
    if days <= 0:
        return None
    return Phrase(
        "the calibration is older than the data: {days} days of purchases came after it", {"days": days}
    )


def days_behind(connection: Connection, stored: StoredCalibration) -> int:
    """Days with purchases between the end of the calibration's data and the last purchase known now."""
    row = connection.execute("SELECT max(day) FROM purchase WHERE state = 'paid'").fetchone()
    return 0 if row[0] is None else max(0, int(row[0]) + 1 - stored.data_to)


def require_fresh(connection: Connection, stored: StoredCalibration | None) -> list[Phrase]:
    """Warnings that a simulation must show. Raises RefusedError ``calibration_old`` past `OLD_DAYS`."""
    found = stale(connection, stored)
    if stored is not None and found is not None and days_behind(connection, stored) > OLD_DAYS:
        raise RefusedError(
            "calibration_old",
            "the calibration is older than the data: {days} days of purchases came after it",
            hint="a forecast from it would be a forecast of the past; at most {limit} days are accepted",
            try_next="digitool campaign calibrate",
            days=days_behind(connection, stored),
            limit=OLD_DAYS,
        )
    return [*([found] if found else []), *(stored.warnings if stored else ())]


def keep_in(work: Work, stored: StoredCalibration) -> int:
    """Write a calibration inside an operation; its id."""
    connection = work.connection
    id_ = insert(
        connection,
        "INSERT INTO campaign_calibration"
        " (operation, as_of, data_from, data_to, customers, purchases, model, warnings)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            work.seq, stored.as_of, stored.data_from, stored.data_to, stored.customers, stored.purchases,
            to_json(stored.model), _warnings_json(stored.warnings),
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO campaign_parameter (calibration, place, parameter, scope, value, p5, p95, source, n)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (id_, place, one.parameter, one.scope, one.value, one.p5, one.p95, one.source, one.n)
            for place, one in enumerate(stored.estimates)
        ],
    )
    return id_


def _warnings_json(warnings: Sequence[Phrase]) -> str:
    return json.dumps([[one.template, one.values] for one in warnings], ensure_ascii=False)
