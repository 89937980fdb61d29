"""Simulate a campaign file over made-up customers, without a workspace."""

from __future__ import annotations

import numpy as np

from digitool.campaign import Effort, Outcome, simulate
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.forecast import assembly, belief
from digitool.campaign.forecast.assembly import Permission
from digitool.campaign.simulation.inputs import Calibration, Customers
from tests.campaign.builders import calibration_of, customers_of


def everybody(customers: Customers, held_out: float = 0.0) -> Permission:
    """All may be written to; a share is held out at random."""
    n = len(customers)
    yes, no = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    return Permission(yes, no, np.random.default_rng(5).random(n) < held_out)


def simulated(
    spec: CampaignFile,
    customers: Customers | None = None,
    calibration: Calibration | None = None,
    effort: Effort | None = None,
) -> Outcome:
    """What the file does to customers of five guides and three stores, 400 runs."""
    customers = customers or customers_of(1_500, guides=5)
    calibration = calibration or calibration_of(customers)
    audience = np.ones(len(customers), dtype=bool)
    worth = assembly.value_of(customers, calibration)
    allowed = everybody(customers, spec.campaign.holdout / 10_000)
    contacts = assembly.contact_plan(spec, customers, audience, allowed, worth)
    campaign = assembly.campaign_of(spec, contacts, assembly.coupon_of(spec.coupon), len(customers))
    guides = int(customers.guide.max()) + 1
    return simulate(
        customers, belief.believed(calibration, spec, guides), campaign, effort or Effort(400, 0, seed=2)
    )
