"""What the states and reasons of a handover mean, in words; English templates."""

from __future__ import annotations

MEANINGS: dict[str, str] = {
    "serves_her": "this guide serves her already",
    "already_friend": "this guide is her friend already",
    "same_store": "works in the same store",
    "same_language": "speaks the same language",
    "most_room": "carries least",
    "owner_changes": "the group gets a new owner",
    "owner_changed": "the group shows its new owner",
    "accepted": "WeCom took the request: in force 24 hours later unless she declines",
    "waiting": "in force 24 hours after the request unless she declines",
    "done": "she is with the new guide",
    "customer_refused": "she declined, or had deleted her guide before",
    "receiver_full": "the new guide holds as many customers as she can",
    "too_often": "transferred as often as WeCom allows in 90 days",
    "left_too_long_ago": "her guide left too long ago: add her again by hand",
    "no_room": "nobody who takes over has room",
    "no_receiver": "nobody is at work to take over",
    "not_confirmed": "her guide never confirmed her",
    "staff": "works here, and is no customer",
    "in_handover": "is in another handover that has not ended",
    "no_record": "WeCom knows of no such transfer: was the request sent?",
    "not_her_customer": "WeCom says that she is no customer of this guide",
    "giver_not_left": "WeCom says that the guide has not left: use --moves",
    "receiver_not_real_name": "the new guide has not proved her name to WeCom",
    "owner_not_left": "WeCom says that the owner has not left: use --moves",
    "owner_has_left": "WeCom says that the owner has left: use --leaves",
    "no_customer_group": "WeCom says that this is no customer group",
    "refused_by_platform": "WeCom refused; look up the code",
    "cancelled": "taken back before it was sent",
}
"""Meaning by reason."""


def meaning(reason: str) -> str:
    """The template that says what a reason means; the reason itself where there is none."""
    return MEANINGS.get(reason, reason)
