"""Guides recomputed from their raw rows; every topic of the room brings its own checks."""

from __future__ import annotations

from digitool.db.checks import Check
from digitool.guides import binding_checks, commission_checks, contact_checks, handover_checks

CHECKS: dict[str, Check] = {
    **binding_checks.CHECKS,
    **contact_checks.CHECKS,
    **handover_checks.CHECKS,
    **commission_checks.CHECKS,
}
