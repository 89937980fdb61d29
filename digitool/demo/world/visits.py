"""Visits to stores: who comes when, what they touch on the way, what they pay."""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass, field

from digitool.demo.world import plan
from digitool.demo.world.clock import DAY, HOUR, MINUTE
from digitool.demo.world.draws import poisson, stream, token
from digitool.demo.world.happenings import WALK_IN, Added, Crossing, Payment, Scan
from digitool.demo.world.people import Person
from digitool.demo.world.plan import ChainPlan, StorePlan
from digitool.demo.world.size import DemoSize

_WEEK = (0.86, 0.84, 0.88, 0.95, 1.12, 1.30, 1.22)
_HOURS = {
    9: 3, 10: 5, 11: 8, 12: 10, 13: 7, 14: 6, 15: 6, 16: 7, 17: 9,
    18: 11, 19: 12, 20: 9, 21: 6, 22: 5, 23: 4, 24: 2,
}  # fmt: skip


def busy(day: int) -> float:
    """How busy a business date is, 1.0 on average: weekends pull, Tuesdays do not."""
    return _WEEK[(day + 3) % 7]


class Timetable:
    """Draws moments at which people come, by the hours of one store."""

    def __init__(self, store: StorePlan) -> None:
        self._store = store
        self._hours: dict[tuple[int, int], tuple[list[int], list[int]]] = {}

    def arrival(self, rng: random.Random, day: int) -> int | None:
        """A local time inside the opening hours of a business date; None when the store is closed."""
        hours = self._store.open_hours(day)
        if hours is None:
            return None
        if hours not in self._hours:
            self._hours[hours] = _cumulate(*hours)
        clock_hours, sums = self._hours[hours]
        place = bisect(sums, rng.random() * sums[-1])
        return day * DAY + clock_hours[min(place, len(sums) - 1)] * HOUR + rng.randrange(HOUR)

    def closing(self, day: int) -> int:
        """The local time at which the store shuts on a business date that it opens."""
        return day * DAY + self._store.closes * HOUR


def _cumulate(opens: int, closes: int) -> tuple[list[int], list[int]]:
    hours = list(range(opens, closes))
    sums, total = [], 0
    for hour in hours:
        total += _HOURS.get(hour, 3)
        sums.append(total)
    return hours, sums


ANONYMOUS_SHARE = 0.85
"""Visits by people who are not among the drawn customers, for each visit by one."""

_APP = dict.fromkeys(("car_park", "shelf", "scan_and_go"), plan.MINI_PROGRAM)
_WAYS = (1, 1, 1, 1, 2, 16)


@dataclass
class Log:
    """Everything that happened, in no particular order."""

    touches: list[Scan] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)


class StoreLife:
    """Draws the visits of one chain into a `Log`."""

    def __init__(self, size: DemoSize, chain: ChainPlan, people: list[Person]) -> None:
        self._size = size
        self._chain = chain
        self._people = people
        self._times = [Timetable(store) for store in chain.stores]
        self._friends: set[tuple[int, int]] = set()
        self.log = Log()

    def run(self) -> Log:
        """The whole period: customers, walk-ins, then staff."""
        self._customers(stream(self._size.seed, "visits"))
        self._walk_ins(stream(self._size.seed, "walk-ins"))
        self._staff(stream(self._size.seed, "staff"))
        return self.log

    def _customers(self, rng: random.Random) -> None:
        days = [(day, busy(day)) for day in range(self._size.first_day, self._size.end_day)]
        for person in self._people:
            if person.staff:
                continue
            for day, weight in days:
                if rng.random() < person.pace * weight:
                    self._day_out(rng, person, day)

    def _day_out(self, rng: random.Random, person: Person, day: int) -> None:
        """One person's day in one store: a visit, at times a re-entry or a second visit."""
        home = rng.random() < 0.88
        store = person.home if home else rng.randrange(self._size.stores)
        start = self._times[store].arrival(rng, day)
        if start is None:
            return
        left = self._visit(rng, person, store, day, start)
        again = rng.random()
        if again < 0.05:
            start = left + rng.randint(10, 60) * MINUTE
        elif again < 0.10:
            start = left + rng.randint(190, 330) * MINUTE
        else:
            return
        if start + 15 * MINUTE < self._times[store].closing(day):
            self._visit(rng, person, store, day, start)

    def _visit(self, rng: random.Random, person: Person, store: int, day: int, start: int) -> int:
        """One stay between two door crossings; returns when the person left."""
        end = min(start + rng.randint(8, 70) * MINUTE, self._times[store].closing(day) - MINUTE)
        end = max(end, start + 5 * MINUTE)
        self.log.crossings.append(Crossing(store, start, end))
        till = end - rng.randint(60, 180)
        touched = set()
        for scene in plan.STORE_SCENES:
            chance = self._chain.stores[store].pull.get(scene, 0.0) * person.affinity
            if scene != "pay" and rng.random() < chance and (scene != "car_park" or person.driver):
                self._touch(rng, person, scene, store, start, till)
                touched.add(scene)
        if "scan_and_go" not in touched and rng.random() < 0.42:
            self._pay(rng, person, store, till)
        return end

    def _touch(
        self, rng: random.Random, person: Person, scene: str, store: int, start: int, till: int
    ) -> None:
        if scene == "guide":
            self._add_guide(rng, person, store, start + (till - start) // 2)
            return
        if scene == "scan_and_go":
            self._scan_and_go(rng, person, store, till)
            return
        first = {"car_park": 0, "entrance": 30}.get(scene, (till - start) // 4)
        at = start + first + rng.randrange(30)
        self._scan(at, person, scene, store)
        if scene == "shelf" and rng.random() < 0.3:
            self._scan(at + rng.randint(40, 110), person, scene, store)

    def _scan(self, at: int, person: Person, scene: str, store: int) -> None:
        app = _APP.get(scene, plan.OFFICIAL_ACCOUNT)
        self.log.touches.append(Scan(at, person.index, scene, store, app))

    def _scan_and_go(self, rng: random.Random, person: Person, store: int, till: int) -> None:
        self._scan(till - rng.randint(30, 50), person, "scan_and_go", store)
        app = plan.MINI_PROGRAM
        self.log.payments.append(Payment(till, store, person.index, "wechat", app, person.mini, price(rng)))

    def _add_guide(self, rng: random.Random, person: Person, store: int, at: int) -> None:
        guide = store * 3 + min(2, int(rng.random() * rng.random() * 4))
        known = (person.index, guide)
        if known not in self._friends:
            self._friends.add(known)
            self.log.added.append(Added(at, person.index, guide, rng.choice(_WAYS)))

    def _pay(self, rng: random.Random, person: Person, store: int, till: int) -> None:
        """A payment at the till, at times followed by the code on the receipt."""
        here = self._chain.stores[store]
        habit = person.pays_by
        if habit == "alipay" and here.alipay:
            self.log.payments.append(Payment(till, store, person.index, "alipay", "", "", price(rng)))
            return
        app, openid = plan.OFFICIAL_ACCOUNT, person.account
        if habit == "other" or (here.sub_merchant and rng.random() < 0.15):
            app, openid = plan.ACQUIRER, person.acquirer
        coupon = rng.choice((500, 1000)) if rng.random() < 0.06 else 0
        amount = price(rng) + coupon
        self.log.payments.append(Payment(till, store, person.index, "wechat", app, openid, amount, coupon))
        if rng.random() < here.pull["pay"] * person.affinity:
            self._scan(till + rng.randint(10, 45), person, "pay", store)

    def _walk_ins(self, rng: random.Random) -> None:
        """People whom nobody knows: door counts, some payments by openids that no touch ever names."""
        mean = sum(p.pace for p in self._people if not p.staff) * ANONYMOUS_SHARE / self._size.stores
        number = 0
        for store in range(self._size.stores):
            for day in range(self._size.first_day, self._size.end_day):
                for _ in range(poisson(rng, mean * busy(day))):
                    start = self._times[store].arrival(rng, day)
                    if start is None:
                        continue
                    end = start + rng.randint(4, 40) * MINUTE
                    self.log.crossings.append(Crossing(store, start, end))
                    if rng.random() < 0.20:
                        number += 1
                        self.log.payments.append(self._stranger(rng, store, end - MINUTE, number))

    def _stranger(self, rng: random.Random, store: int, at: int, number: int) -> Payment:
        if self._chain.stores[store].alipay and rng.random() < 0.3:
            return Payment(at, store, WALK_IN, "alipay", "", "", price(rng))
        openid = token("o", 28, self._size.seed, "walk-in", number)
        app = plan.ACQUIRER if rng.random() < 0.1 else plan.OFFICIAL_ACCOUNT
        return Payment(at, store, WALK_IN, "wechat", app, openid, price(rng))

    def _staff(self, rng: random.Random) -> None:
        """Staff walk through doors, test codes and buy their lunch; none of it may count."""
        for person in (p for p in self._people if p.staff):
            for day in range(self._size.first_day, self._size.end_day):
                start = self._times[person.home].arrival(rng, day)
                if start is None or rng.random() < 0.3:
                    continue
                self.log.crossings.append(Crossing(person.home, start, start + HOUR // 2))
                if rng.random() < 0.35:
                    scene = rng.choice(("entrance", "shelf"))
                    self._scan(start, person, scene, person.home)
                if rng.random() < 0.25:
                    self.log.payments.append(_lunch(rng, person, start + 300))


def _lunch(rng: random.Random, person: Person, at: int) -> Payment:
    app = plan.OFFICIAL_ACCOUNT
    return Payment(at, person.home, person.index, "wechat", app, person.account, price(rng))


def price(rng: random.Random) -> int:
    """What a basket costs, in fen: half are below 62 yuan, at most 2,000 yuan."""
    yuan = min(2_000.0, max(3.0, rng.lognormvariate(4.13, 0.75)))
    return int(yuan) * 100 + rng.choice((0, 50, 80, 90, 90, 99))
