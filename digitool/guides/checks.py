"""Guides recomputed from their raw rows; every topic of the room brings its own checks."""

from __future__ import annotations

from digitool.db.checks import Check
from digitool.guides.binding import checks as binding_checks
from digitool.guides.commission import checks as commission_checks
from digitool.guides.contact import checks as contact_checks
from digitool.guides.handover import checks as handover_checks

CHECKS: dict[str, Check] = {
    **binding_checks.CHECKS,
    **contact_checks.CHECKS,
    **handover_checks.CHECKS,
    **commission_checks.CHECKS,
}
