"""Two campaigns of the past, each with a holdout, and the coupons that tills took: what is learned from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b

from digitool.campaign.simulation.account import AccountTerms
from digitool.campaign.start.starting import Start, start
from digitool.coupons.codes import format_code
from digitool.coupons.rules.terms import Terms
from digitool.db.statements import ask
from digitool.demo.deeds.plan import moment_after
from digitool.demo.doing.coupons import redeem
from digitool.demo.doing.hands import Hands, PlannedDeed, Said
from digitool.demo.world.clock import DAY, HOUR, MINUTE
from digitool.demo.world.draws import stream
from digitool.demo.world.making import World
from digitool.model.ids import Day

DAYS = 10
HOLDOUT_BP = 2_000

_ISSUED = """
SELECT o.person, c.code FROM coupon AS c JOIN coupon_stock AS s ON s.id = c.stock AND s.code = ?
JOIN identifier AS o ON o.id = c.owner
"""


@dataclass(frozen=True)
class Past:
    """A campaign: its code, when it starts (share of the period), its coupon, and how many tills see."""

    code: str
    share: float
    value: int
    min_spend: int
    used: float


CAMPAIGNS = (Past("march-tea", 0.15, 1_500, 8_000, 0.30), Past("april-home", 0.6, 1_000, 6_000, 0.22))


def past_steps(world: World) -> Iterator[PlannedDeed]:
    """Starts, and then every use at a till; none in a period that is too short."""
    for past, people in zip(CAMPAIGNS, world.deeds.audiences):
        at = moment_after(world.size, past.share, 8)
        yield PlannedDeed(at, past.code, partial(_start, past=past, people=people))
        for place in range(len(people)):
            used = _use(world, past, at, place)
            if used is not None:
                name = f"{past.code}:{people[place]}"
                yield PlannedDeed(used, name, partial(_redeem, past=past, person=people[place]))


def _use(world: World, past: Past, at: int, place: int) -> int | None:
    """When the customer at a place would use a coupon, None for never; most come in the first days."""
    rng = stream(world.size.seed, f"{past.code}:{place}")
    if rng.random() >= past.used:
        return None
    day = min(DAYS - 1, 1 + int(rng.expovariate(0.3)))
    return at - 8 * HOUR + day * DAY + 11 * HOUR + rng.randrange(9 * 60) * MINUTE


def _start(hands: Hands, at: int, name: str, past: Past, people: tuple[int, ...]) -> Said:
    persons = _persons(hands, people)
    first = at // DAY + 1
    terms = Terms(
        "amount", past.value, len(people), min_spend_fen=past.min_spend, valid_days=DAYS + 1, per_person=1
    )
    plan = Start(
        past.code,
        Day(first),
        Day(first + DAYS),
        list(persons),
        HOLDOUT_BP,
        AccountTerms(3_500),
        {past.code: terms},
        issue=True,
    )
    key = blake2b(f"demo:{hands.world.size.seed}".encode(), digest_size=32).digest()
    result = start(replace(hands.desk(at, name), secret_of=lambda: key), plan)
    for owner, code in hands.connection.execute(_ISSUED, (past.code,)):
        hands.codes[past.code, persons[owner]] = format_code(code)
    return result


def _persons(hands: Hands, people: tuple[int, ...]) -> dict[int, int]:
    """Who of the people stands behind each person id."""
    place = {hands.customer(person): person for person in people}
    found = ask(
        hands.connection,
        "SELECT person, id FROM identifier WHERE id IN ints(?)",
        (json.dumps(list(place)),),
    )
    return {row[0]: place[row[1]] for row in found}


def _redeem(hands: Hands, at: int, name: str, past: Past, person: int) -> Said:
    """Nothing for who was held out: there is no coupon to use."""
    code = hands.codes.get((past.code, person))
    if code is None:
        return {"rows": []}
    amount = past.min_spend + stream(hands.world.size.seed, name).randrange(9_000)
    return redeem(hands, at, name, code, person, amount)
