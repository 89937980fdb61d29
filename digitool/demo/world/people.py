"""The people of the demo: shoppers, households that share a phone, and staff."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import NamedTuple

from digitool.demo.world.clock import DAY
from digitool.demo.world.draws import stream, token
from digitool.demo.world.plan import MINI_PROGRAM, OFFICIAL_ACCOUNT, ChainPlan
from digitool.demo.world.size import DemoSize

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英华玉兰健文雪梅晨曦子涵宇轩欣怡"
_CITIES = ("广东省,深圳市", "广东省,广州市", "浙江省,杭州市", "四川省,成都市")


class Id(NamedTuple):
    """An identifier: its kind or appid, and its value."""

    kind: str
    value: str


@dataclass(frozen=True)
class Person:
    """One human being. ``affinity`` is the wish to scan codes (0 never), ``pace`` visits a day.

    ``account`` and ``mini`` are the openids under the official account and the mini-program,
    ``acquirer`` the one under the service provider's tills. ``unionid`` is empty for those whose
    account is not bound to the open platform; ``member_no`` for those who did not join.
    """

    index: int
    name: str
    female: bool
    birthday: str
    phone: str
    city: str
    home: int
    affinity: float
    pace: float
    driver: bool
    pays_by: str
    account: str
    mini: str
    acquirer: str
    unionid: str
    external: str
    member_no: str = ""
    joined: int = 0
    household: bool = False
    staff: bool = False


def draw_people(size: DemoSize, chain: ChainPlan) -> list[Person]:
    """All people: ``customers`` shoppers first, then one staff member per guide and a manager per store."""
    rng = stream(size.seed, "people")
    people: list[Person] = []
    while len(people) < size.customers:
        person = _draw_person(rng, size, len(people))
        people.append(person)
        if rng.random() < 0.08 and len(people) < size.customers:
            partner = _draw_person(rng, size, len(people))
            people[-1] = _share_phone(person, person, size)
            people.append(_share_phone(partner, person, size))
    staff = [guide.store for guide in chain.guides] + list(range(size.stores))
    for store in staff:
        people.append(_draw_staff(rng, size, len(people), store))
    return people


def _draw_person(rng: random.Random, size: DemoSize, index: int) -> Person:
    affinity = 0.0 if rng.random() < 0.2 else min(1.6, 0.25 + rng.betavariate(1.6, 2.2) * 1.7)
    member = rng.random() < (0.06 if affinity == 0 else 0.32)
    seed = size.seed
    return Person(
        index=index,
        name=_name(rng),
        female=rng.random() < 0.62,
        birthday=f"{rng.randint(1958, 2006)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        phone=f"199{(index * 7_368_787 + 20_260_301) % 10**8:08d}",
        city=rng.choice(_CITIES),
        home=rng.randrange(size.stores),
        affinity=affinity,
        pace=min(0.6, rng.lognormvariate(-2.75, 0.75)),
        driver=rng.random() < 0.45,
        pays_by=rng.choices(("wechat", "alipay", "other"), (78, 14, 8))[0],
        account=token("o", 28, seed, index, "account"),
        mini=token("o", 28, seed, index, "mini"),
        acquirer=token("o", 28, seed, index, "acquirer"),
        unionid=token("oz", 28, seed, index, "unionid") if rng.random() < 0.88 else "",
        external=token("wm", 32, seed, index, "external"),
        member_no=f"88{index:08d}" if member else "",
        joined=(size.first_day - rng.randint(1, 900)) * DAY + rng.randint(36_000, 75_000),
    )


def _share_phone(person: Person, owner: Person, size: DemoSize) -> Person:
    """A member of a household: the owner's phone and home, an own bound account, an own member card."""
    return replace(
        person,
        phone=owner.phone,
        home=owner.home,
        unionid=token("oz", 28, size.seed, person.index, "unionid"),
        member_no=f"88{person.index:08d}",
        household=True,
    )


def _draw_staff(rng: random.Random, size: DemoSize, index: int, store: int) -> Person:
    return replace(
        _draw_person(rng, size, index),
        home=store,
        affinity=1.0,
        unionid=token("oz", 28, size.seed, index, "unionid"),
        member_no="",
        pays_by="wechat",
        staff=True,
    )


def _name(rng: random.Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(rng.randint(1, 2)))


def openid(person: Person, app: str) -> Id:
    """The identifier that a person shows to an appid."""
    value = {OFFICIAL_ACCOUNT: person.account, MINI_PROGRAM: person.mini}
    return Id(app, value.get(app, person.acquirer))
