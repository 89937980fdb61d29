"""Why a customer is skipped, in words for people (pure)."""

from __future__ import annotations

ROWS = (
    ("", "may be written to now"),
    ("staff", "works here, and is no customer"),
    ("opted_out", "does not want messages"),
    ("no_consent", "has not agreed to such messages, or every consent is used"),
    ("complaint", "complained not long ago"),
    ("quiet_hours", "customers are left in peace at this hour"),
    ("unreachable", "no guide holds her, or no address is known"),
    ("held_out", "is held out of the campaign, whose result is measured against such customers"),
    ("platform_cap", "has received as many as the platform allows"),
    ("week_budget", "has received as many in 7 days as the chain allows"),
    ("month_budget", "has received as many in 30 days as the chain allows"),
    ("guide_full", "her guides have as many to send as the chain allows"),
)
"""By reason of `contact.policy`; empty for a customer who is sent to."""


def meaning(reason: str) -> str:
    """The meaning of a reason of `contact.policy`, an English template; the reason itself if unknown."""
    return dict(ROWS).get(reason, reason)
