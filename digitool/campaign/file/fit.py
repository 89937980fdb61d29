"""What must fit together in a campaign file, beyond each key on its own."""

from __future__ import annotations

from digitool.campaign.file.schema import Bargain
from digitool.campaign.file.spec import CampaignFile
from digitool.forms.kinds import Problem, needs
from digitool.model.money import format_yuan


def check(spec: CampaignFile) -> None:
    """Raise UsageError for the first thing that cannot work, with the line and a way out."""
    if not spec.campaign.name.strip():
        raise spec.error_at(("campaign", "name"), Problem("must not be empty"), 'name = "spring-coupon"')
    if not spec.mechanics:
        raise spec.error_at(("campaign",), Problem("has no mechanic, so nothing would happen"), "[coupon]")
    _coupon(spec)
    _bargain(spec)
    _prices(spec)
    _rewards(spec)
    both = spec.assume.redemption is not None and spec.assume.redemption_of_buyers is not None
    if both:
        raise spec.error_at(
            ("assume", "redemption_of_buyers"),
            Problem("says the same thing as {other} in another way; keep one", other="redemption"),
        )


_OF_STOCK = ("value", "min_spend", "most", "valid_days", "per_customer")
"""Rules of a coupon that a stock of its own has."""


def _coupon(spec: CampaignFile) -> None:
    coupon = spec.coupon
    if coupon is None:
        return
    written = [key for key in _OF_STOCK if coupon.stock and key in spec.tables["coupon"]]
    if written:
        problem = Problem("stands beside stock, whose own rules hold; take one of them away")
        raise spec.error_at(("coupon", written[0]), problem)
    if coupon.value.value == 0 and not coupon.stock:
        raise spec.error_at(("coupon",), needs("value"), 'value = "20.00"')
    if coupon.value.kind != "percent":
        require_budget(spec, coupon.value.value)


def require_budget(spec: CampaignFile, face_fen: int) -> None:
    """Raise UsageError where a budget of the file does not pay one coupon of ``face_fen``."""
    own = spec.coupon.budget if spec.coupon is not None else None
    for path, budget in ((("coupon", "budget"), own), (("campaign", "budget"), spec.campaign.budget)):
        if budget is not None and budget < face_fen:
            face = format_yuan(face_fen)
            problem = Problem(
                "is {budget} yuan, less than one coupon of {value} yuan",
                budget=format_yuan(budget), value=face,
            )  # fmt: skip
            raise spec.error_at(path, problem, f'{path[1]} = "{face.replace(",", "")}"')


def _bargain(spec: CampaignFile) -> None:
    bargain = spec.bargain
    if bargain is None:
        return
    if not bargain.floor < bargain.list_price:
        raise spec.error_at(
            ("bargain", "floor"),
            Problem("must be below the list price"),
            f'floor = "{format_yuan(max(1, bargain.list_price // 2)).replace(",", "")}"',
        )
    needed = helpers_needed(bargain)
    if needed == 0:
        raise spec.error_at(
            ("bargain", "floor"),
            Problem("cannot be reached: a geometric path never comes to nothing"),
            'floor = "1.00"',
        )
    if bargain.helpers == 0 and bargain.path != "geometric":
        raise spec.error_at(("bargain",), needs("helpers"), "helpers = 8")
    if bargain.helpers and bargain.helpers < needed:
        problem = Problem(
            "cannot reach the floor: {helpers} helpers at this cut leave the price above it,"
            " {needed} are needed",
            helpers=bargain.helpers,
            needed=needed,
        )
        raise spec.error_at(("bargain", "helpers"), problem, f"helpers = {needed}")


def helpers_needed(bargain: Bargain) -> int:
    """The fewest helpers who bring the price to its floor; 0 where no number does.

    Even and random paths end with whoever is the last; a geometric path needs
    ceil(log(floor / list price) / log(1 - cut)).
    """
    if bargain.path != "geometric":
        return max(1, bargain.helpers)
    from digitool.referral.mechanics.bargain import helpers_to

    return helpers_to(bargain.list_price, bargain.floor, bargain.cut) if bargain.floor else 0


def _prices(spec: CampaignFile) -> None:
    group = spec.group_buy
    if group is not None and group.size < 2:
        problem = Problem("is {size}: one buyer is no group", size=group.size)
        raise spec.error_at(("group_buy", "size"), problem, "size = 2")
    for name, table in (("group_buy", group), ("community", spec.community)):
        if table is not None and not 0 < table.price <= table.list_price:
            problem = Problem("must be above zero and not above the list price")
            raise spec.error_at(
                (name, "price"),
                problem,
                f'price = "{format_yuan(max(1, table.list_price // 2)).replace(",", "")}"',
            )


def _rewards(spec: CampaignFile) -> None:
    packet, budget = spec.red_packet, spec.campaign.budget
    if packet is None:
        return
    if packet.total < packet.people:
        problem = Problem("holds less than one fen for each of {people} people", people=packet.people)
        raise spec.error_at(("red_packet", "total"), problem, 'total = "20.00"')
    for path, limit in ((("red_packet", "budget"), packet.budget), (("campaign", "budget"), budget)):
        if limit is not None and limit < packet.total:
            problem = Problem(
                "is {budget} yuan, less than one packet of {value} yuan",
                budget=format_yuan(limit), value=format_yuan(packet.total),
            )  # fmt: skip
            raise spec.error_at(path, problem, f'{path[1]} = "{format_yuan(packet.total).replace(",", "")}"')
