"""What law and platforms forbid in a campaign, before it starts: findings with rule, place and a lawful way.

The rules are dated data (`rules/marketing.toml`, `rules/red_packet.toml`); a campaign is judged by what
is in force on its first day and by the surface where customers meet it. A file that cannot show whether
a prohibition is kept gets a note to confirm by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from digitool.campaign.file.schema import PLAYED
from digitool.rules.reader import Rule, at, family

if TYPE_CHECKING:
    from digitool.campaign.file.spec import CampaignFile

ERROR, WARNING, NOTE = "error", "warning", "note"
_DEEP = ("invitee_registered", "invitee_paid")
_BY_TRIGGER = {
    "shared": "share_reward",
    "shared_to_moments": "share_reward",
    "opened": "shallow",
    "recruited": "head_count",
    "downline_paid": "downline",
}
_TEXTS = ("guide_message", "broadcast", "coupon", "referral", "red_packet", "bargain", "group_buy",
          "community", "prize_draw")  # fmt: skip


class Found(NamedTuple):
    """A breach: the rule's short name, the key where it stands, and what stands there."""

    rule: str
    path: tuple[str, ...]
    observed: str = ""


class Finding(NamedTuple):
    """A finding as it is told: ``where`` is ``file:line key``."""

    rule: str
    severity: str
    where: str
    message: str
    source: str
    alternative: str


def lint(campaign: CampaignFile, language: str = "en") -> list[Finding]:
    """Everything that forbids or questions a campaign, worst first, then in the file's order."""
    day = campaign.campaign.start
    found = [one for one in _breaches(campaign) if _rule(one.rule, day).holds(day)]
    findings = [_told(campaign, one, _rule(one.rule, day), language) for one in found]
    worst = {ERROR: 0, WARNING: 1, NOTE: 2}
    return sorted(findings, key=lambda one: worst[one.severity])


def forbidden(findings: list[Finding]) -> list[Finding]:
    """The findings that refuse a campaign."""
    return [one for one in findings if one.severity == ERROR]


def _rule(name: str, day: int) -> Rule:
    return at(f"marketing.{name}", day)


def _told(campaign: CampaignFile, found: Found, rule: Rule, language: str) -> Finding:
    path = ".".join(found.path)
    message = rule.said(language)
    alternative = rule.limits["alternative_zh" if language == "zh" else "alternative"]
    return Finding(
        rule.id.removeprefix("marketing."),
        str(rule.limits["severity"]),
        f"{campaign.file.name}:{campaign.line(*found.path)} {path}",
        f"{message} ({found.observed})" if found.observed else message,
        rule.source,
        str(alternative),
    )


def _breaches(campaign: CampaignFile) -> Iterator[Found]:
    """Every breach that the file shows, whatever the day."""
    yield from _frame(campaign)
    yield from _referral(campaign)
    yield from _external(campaign)
    yield from _prices(campaign)
    yield from _groups(campaign)
    yield from _draw(campaign)
    yield from _packet(campaign)
    yield from _words(campaign)


def _frame(campaign: CampaignFile) -> Iterator[Found]:
    frame = campaign.campaign
    if frame.share_to_continue:
        yield Found("share_to_continue", ("campaign", "share_to_continue"))
    if frame.consent == "none" and (campaign.broadcast or campaign.guide_message):
        yield Found("consent", ("campaign", "consent"), frame.consent)
    played = [name for name in campaign.mechanics if name in PLAYED]
    if played and not frame.rules.strip():
        yield Found("rules_shown", (played[0],))


def _referral(campaign: CampaignFile) -> Iterator[Found]:
    for name in ("referral", "red_packet"):
        table = campaign.mechanics.get(name)
        if table is not None and table.trigger not in _DEEP:
            yield Found(_BY_TRIGGER[table.trigger], (name, "trigger"), table.trigger)
    referral = campaign.referral
    if referral is not None and referral.levels > 1:
        yield Found("levels", ("referral", "levels"), str(referral.levels))
    if referral is not None and referral.entry_fee > 0:
        yield Found("entry_fee", ("referral", "entry_fee"), _yuan(referral.entry_fee))
    if campaign.bargain is not None and campaign.bargain.path == "random":
        yield Found("random_path", ("bargain", "path"), "random")


def _external(campaign: CampaignFile) -> Iterator[Found]:
    if campaign.campaign.surface != "external_link":
        return
    for name in ("referral", "red_packet"):
        if name in campaign.mechanics:
            yield Found("external_reward", (name,), name)
    if campaign.bargain is not None:
        yield Found("external_help", ("bargain",), "bargain")
    if campaign.group_buy is not None:
        yield Found("external_group", ("group_buy",), "group_buy")


def _prices(campaign: CampaignFile) -> Iterator[Found]:
    for name in ("bargain", "group_buy"):
        table = campaign.mechanics.get(name)
        lowest = None if table is None else table.lowest_price_7_days
        if table is not None and lowest is not None and table.list_price > lowest:
            yield Found("was_price", (name, "list_price"), f"{_yuan(table.list_price)} > {_yuan(lowest)}")
    community = campaign.community
    if community is not None and community.cost_price is not None and community.price < community.cost_price:
        yield Found(
            "below_cost", ("community", "price"), f"{_yuan(community.price)} < {_yuan(community.cost_price)}"
        )


def _groups(campaign: CampaignFile) -> Iterator[Found]:
    if campaign.group_buy is not None and campaign.group_buy.virtual_members:
        yield Found("false_members", ("group_buy", "virtual_members"))
    if campaign.community is None:
        return
    aimed = campaign.audience
    if aimed.min_purchases > 0 or aimed.bought_within_days is not None or aimed.min_basket > 0:
        yield Found("same_offer", ("audience",))
    for rule in family("marketing"):
        if rule.id.startswith("marketing.nine."):
            yield Found(rule.id.removeprefix("marketing."), ("community",))


def _draw(campaign: CampaignFile) -> Iterator[Found]:
    draw = campaign.prize_draw
    if draw is None:
        return
    most = _rule("prize_limit", campaign.campaign.start).number("most_fen")
    if draw.top_prize > most:
        yield Found("prize_limit", ("prize_draw", "top_prize"), _yuan(draw.top_prize))
    if not draw.odds_published or not draw.odds:
        yield Found("odds_shown", ("prize_draw", "odds_published"))
    if draw.odds and _sum(draw.odds) != 100:
        yield Found("odds_sum", ("prize_draw", "odds"), ", ".join(draw.odds))
    if draw.sharing_raises_odds:
        yield Found("odds_sharing", ("prize_draw", "sharing_raises_odds"))


def _packet(campaign: CampaignFile) -> Iterator[Found]:
    packet = campaign.red_packet
    if packet is None:
        return
    rule = at("red_packet.split", campaign.campaign.start)
    each = packet.total // packet.people
    fits = (
        rule.number("least_fen") <= packet.total <= rule.number("most_fen")
        and packet.people >= rule.number("least_people")
        and rule.number("least_fen_each") <= each <= rule.number("most_fen_each")
    )
    if not fits:
        yield Found("packet_size", ("red_packet", "total"), f"{_yuan(packet.total)} / {packet.people}")


def _words(campaign: CampaignFile) -> Iterator[Found]:
    day = campaign.campaign.start
    texts = [(("campaign", "rules"), campaign.campaign.rules)]
    texts += [
        ((name, "text"), campaign.mechanics[name].text) for name in _TEXTS if name in campaign.mechanics
    ]
    for name in ("absolute_words", "inducing_words"):
        pattern = re.compile(str(_rule(name, day).limits["words"]))
        for path, text in texts:
            match = pattern.search(text)
            if match:
                yield Found(name, path, match.group())


def _sum(odds: tuple[str, ...]) -> Decimal | None:
    """The sum of odds such as ``12.5%`` in per cent; None when one is no share."""
    total = Decimal(0)
    for text in odds:
        try:
            total += Decimal(text.strip().removesuffix("%"))
        except InvalidOperation:
            return None
    return total


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
