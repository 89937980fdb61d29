"""Synthetic customers for accuracy tests: two records a person, phones shared on purpose.

The set of the research page, section 7: Chinese names, phones on 75% of records, birthdays on 60%,
cities right on 90%, names changed on 10% (half of those by one slip of a character, half by another
name), 8% of persons share the phone of the person before. In variant B half of these share the
surname too. Each record has an openid of its own app and shows the person's unionid with a chance.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from digitool.identity.solve.assertions import BY_NAME, Assertion, pair
from digitool.identity.solve.attributes import Traits, traits
from digitool.identity.solve.guards import Node
from digitool.identity.solve.namespaces import namespace
from digitool.identity.solve.outcome import Component
from digitool.identity.stored.evidence import attributes_of, profile_link, profile_links
from digitool.model.ids import Identifier
from digitool.model.keys import key64
from digitool.model.records import Profile

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)
GIVEN = (
    "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英华玉兰健文雪梅晨曦子涵宇轩欣怡建国志红春秀珍海燕波"
    "斌辉鹏飞鑫浩凯琳琪瑶婷婉颖洁思雨佳慧俊峰龙翔云天成立新东林森泽宁安康乐心悦可一诺"
)
CITIES = ("深圳", "广州", "杭州", "成都", "武汉", "南京", "上海", "北京", "重庆", "西安", "苏州", "长沙")
APPS = ("wx-account", "wx-mini")


@dataclass
class Truth:
    """The records as one component, and which openid belongs to which person (by identifier id)."""

    component: Component
    person: dict[int, int]
    unionid: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Human:
    """One person as she is."""

    name: str
    birthday: str
    city: str
    phone: str


def synthetic(persons: int, seed: int, *, same_surname: bool, unionid_share: float = 0.3) -> Truth:
    """Two records of each of ``persons`` people; ``same_surname`` is variant B."""
    rng = random.Random(seed)
    humans: list[Human] = []
    for index in range(persons):
        human = _human(rng, index)
        if humans and rng.random() < 0.08:
            before = humans[-1]
            kin = same_surname and rng.random() < 0.5
            name = before.name[0] + human.name[1:] if kin else human.name
            human = Human(name, human.birthday, human.city, before.phone)
        humans.append(human)
    return _build(rng, humans, unionid_share)


def _human(rng: random.Random, index: int) -> Human:
    return Human(
        _name(rng),
        f"{rng.randint(1950, 2008)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        rng.choice(CITIES),
        f"+86139{index:08d}",
    )


def _name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(2 if rng.random() < 0.8 else 1))


def _as_told(rng: random.Random, human: Human) -> tuple[str, str, str, str]:
    """(name, birthday, city, phone) as one record has them; empty where it does not."""
    name = human.name
    if rng.random() < 0.1:
        name = name[:-1] + rng.choice(GIVEN) if rng.random() < 0.5 else _name(rng)
    return (
        name,
        human.birthday if rng.random() < 0.6 else "",
        human.city if rng.random() < 0.9 else rng.choice(CITIES),
        human.phone if rng.random() < 0.75 else "",
    )


def _build(rng: random.Random, humans: list[Human], unionid_share: float) -> Truth:
    numbers: dict[Identifier, int] = {}
    nodes: dict[int, Node] = {}
    assertions: list[Assertion] = []
    told: dict[int, Traits] = {}
    truth = Truth(Component(nodes, assertions, told), {})

    def number(one: Identifier) -> int:
        if one not in numbers:
            found = numbers[one] = len(numbers) + 1
            scope = APPS.index(one.scope) + 1 if one.scope else 0
            nodes[found] = Node(found, key64(*one), namespace(one.ns).code, scope)
        return numbers[one]

    for index, human in enumerate(humans):
        for app in APPS:
            record = _record(rng, human, index, app, unionid_share)
            hub = profile_link(record)
            for link in profile_links(record) + ([hub] if hub else []):
                ends = pair(number(link.left), number(link.right))
                assertions.append(Assertion(*ends, link.kind, BY_NAME[link.rule].code, link.at, link.at))
            openid = number(record.ids[0])
            truth.person[openid] = index
            head = attributes_of(record)[0].who
            told[number(head)] = told.get(number(head), Traits()) | traits(
                (one.name, one.value) for one in attributes_of(record)
            )
            if len(record.ids) > 1 and record.ids[1].ns == "wx_unionid":
                truth.unionid[openid] = index
    return truth


def _record(rng: random.Random, human: Human, index: int, app: str, unionid_share: float) -> Profile:
    name, birthday, city, phone = _as_told(rng, human)
    ids = [Identifier("wx_openid", app, f"o{app}{index:08d}{'x' * 12}")]
    if rng.random() < unionid_share:
        ids.append(Identifier("wx_unionid", "", f"u{index:08d}"))
    if phone:
        ids.append(Identifier("phone", "", phone))
    at = 1_700_000_000_000 + rng.randrange(300) * 86_400_000
    return Profile(index + 1, at, tuple(ids), False, True, name, birthday, "", city)


def score(truth: Truth, persons: list[tuple[int, ...]]) -> tuple[float, float]:
    """(pair precision, pair recall) over openids; every person has exactly one true pair."""
    found = right = 0
    for members in persons:
        owners = [truth.person[one] for one in members if one in truth.person]
        found += len(owners) * (len(owners) - 1) // 2
        right += sum(owners.count(owner) * (owners.count(owner) - 1) // 2 for owner in set(owners))
    return right / found if found else 1.0, right / (len(truth.person) // 2)
