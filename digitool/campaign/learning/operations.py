"""What changes: a calibration is learned and kept, in one transaction, idempotent by key."""

from __future__ import annotations

from typing import Any

from digitool.campaign.learning import calibrations
from digitool.campaign.learning.calibrate import Learned, estimate_parameters
from digitool.campaign.learning.calibrations import StoredCalibration
from digitool.campaign.learning.estimates import Estimate
from digitool.campaign.learning.evidence import Evidence, gather
from digitool.db.writing import Work
from digitool.errors import RefusedError
from digitool.workspace.desk import Desk


def calibrate(desk: Desk) -> dict[str, Any]:
    """Learn from everything known before the desk's moment and store it.

    The reading and fitting take no write lock; a repeat under the same key gives the first result. Rows:
    parameter, scope, value, p5, p95, source, n; ``warnings`` as [template, values]. Raises NotFoundError
    ``no_purchases``.
    """
    with desk.reading() as connection:
        evidence = gather(connection, desk.at, desk.settings.chain.zone)
    learned = _learned(evidence)

    def act(work: Work) -> dict[str, Any]:
        calibrations.keep_in(work, _stored(learned, evidence))
        return {
            "rows": [row(one) for one in learned.estimates],
            "warnings": [[one.template, one.values] for one in learned.warnings],
            "data_from": evidence.log.span[0],
            "data_to": evidence.day,
            "customers": len(evidence.buyers),
            "purchases": len(evidence.log),
        }

    return desk.write("campaign.calibrate", {}, act)


def _learned(evidence: Evidence) -> Learned:
    """`calibrate.estimate_parameters`, with what the core refuses turned into a refusal."""
    try:
        return estimate_parameters(evidence)
    except ValueError as error:
        raise RefusedError(
            "not_fitted",
            "the history cannot be fitted: {reason}",
            hint="look at the purchases; nothing was stored",
            reason=str(error),
        ) from None


def row(estimate: Estimate) -> dict[str, Any]:
    """An estimate as commands show it."""
    return {
        "parameter": estimate.parameter,
        "scope": estimate.scope,
        "value": estimate.value,
        "p5": estimate.p5,
        "p95": estimate.p95,
        "source": estimate.source,
        "n": estimate.n,
    }


def _stored(learned: Learned, evidence: Evidence) -> StoredCalibration:
    return StoredCalibration(
        0, "", evidence.at, evidence.log.span[0], evidence.day, len(evidence.buyers), len(evidence.log),
        learned.model, tuple(learned.estimates), tuple(learned.warnings),
    )  # fmt: skip
