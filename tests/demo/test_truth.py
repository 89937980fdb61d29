"""The exact answers on worlds small enough to count on fingers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from digitool.demo.truth.summary import truth_of
from digitool.demo.world import plan
from digitool.demo.world.clock import HOUR, MINUTE
from digitool.demo.world.happenings import Added, Payment
from digitool.demo.world.making import World
from tests.demo.worlds import NINE, STAFF, counter, pay, people, scan, world_of


def totals(world: World) -> dict[str, Any]:
    """The chain's totals."""
    found: dict[str, Any] = truth_of(world, [])["totals"]
    return found


@pytest.mark.parametrize(("gap", "visits"), [(3 * HOUR - 1, 1), (3 * HOUR, 2)])
def test_three_hours_part_two_visits(gap: int, visits: int) -> None:
    """A touch three hours after the last one starts another visit, a second earlier it does not."""
    world = world_of([scan(NINE, 0), scan(NINE + gap, 0)])
    assert totals(world)["visits_digitized"] == visits


def test_a_chain_of_short_gaps_is_one_visit() -> None:
    """The gap is measured from one touch to the next, not from the first."""
    world = world_of([scan(NINE + n * 2 * HOUR, 0) for n in range(5)])
    assert totals(world)["visits_digitized"] == 1


def test_a_payment_alone_makes_nobody_known() -> None:
    """A payer whom nothing else names has no digitized visit and an unmatched payment."""
    answers = truth_of(world_of(payments=[pay(NINE, 0)]), [])
    assert answers["totals"]["visits_digitized"] == 0
    assert answers["unmatched"]["never_seen"] == {"payments": 1, "amount_fen": 100}


def test_a_later_touch_makes_an_earlier_payment_digitized() -> None:
    """Known means known at any time before the report, under the identifier that paid."""
    apart = scan(NINE + 5 * HOUR, 0, "mini_program", plan.MINI_PROGRAM)
    assert totals(world_of([apart], [pay(NINE, 0)]))["transactions_digitized"] == 0
    world = world_of([scan(NINE + 5 * HOUR, 0)], [pay(NINE, 0)])
    assert totals(world)["transactions_digitized"] == 1
    assert totals(world)["visits_digitized"] == 2


def test_a_unionid_joins_two_apps() -> None:
    """A person seen under both appids is one, and her payment under either is known."""
    touches = [scan(NINE, 0, "mini_program", plan.MINI_PROGRAM), scan(NINE, 0)]
    answers = truth_of(world_of(touches, [pay(NINE, 0)]), [])
    assert answers["persons"]["known"]["value"] == 1
    assert answers["totals"]["transactions_digitized"] == 1


def test_without_a_unionid_two_apps_are_two_persons() -> None:
    """Nobody can tell that two openids without a unionid are one human being."""
    who = [replace(person, unionid="") for person in people()]
    touches = [scan(NINE, 0, "mini_program", plan.MINI_PROGRAM), scan(NINE, 0)]
    assert truth_of(world_of(touches, who=who), [])["persons"]["known"]["value"] == 2


def test_online_touches_are_no_visit() -> None:
    """Opening the mini-program makes a person known but places her nowhere."""
    answers = truth_of(world_of([scan(NINE, 0, "mini_program", plan.MINI_PROGRAM)]), [])
    assert (answers["persons"]["known"]["value"], answers["totals"]["visits_digitized"]) == (1, 0)


@pytest.mark.parametrize(("way", "visits"), [(1, 1), (16, 0)])
def test_only_a_scanned_guide_is_a_visit(way: int, visits: int) -> None:
    """Who scans a guide's code stands in the store; who follows an acquisition link may be anywhere."""
    answers = truth_of(world_of(added=[Added(NINE, 0, 0, way)]), [])
    assert answers["persons"]["known"]["value"] == 1
    assert answers["totals"]["visits_digitized"] == visits


def test_staff_never_count() -> None:
    """Scans and payments of staff are no visit, no transaction and no known person."""
    answers = truth_of(world_of([scan(NINE, STAFF)], [pay(NINE, STAFF)]), [])
    assert answers["totals"]["visits_digitized"] == answers["totals"]["transactions"] == 0
    assert answers["persons"]["known"]["value"] == 0
    assert answers["scenes"] == [row for row in answers["scenes"] if row["touches"] == 0]


def test_revoked_payments_are_no_transactions() -> None:
    """What was taken back at the till was never sold, and proves no visit."""
    world = world_of([scan(NINE, 0, "mini_program")], [pay(NINE, 0, revoked=True)])
    assert (totals(world)["transactions"], totals(world)["visits_digitized"]) == (0, 0)


def test_every_unmatched_payment_has_its_cause() -> None:
    """Nobody named, an appid of somebody else, an openid never seen: each is counted apart."""
    nameless = Payment(NINE, 0, -1, "alipay", "", "", 300)
    world = world_of(payments=[nameless, pay(NINE, 0, plan.ACQUIRER), pay(NINE, 1)])
    unmatched = truth_of(world, [])["unmatched"]
    assert {cause: row["payments"] for cause, row in unmatched.items() if cause != "exact"} == {
        "no_payer_id": 1,
        "other_appid": 1,
        "never_seen": 1,
    }


def test_a_silent_sensor_takes_its_hour_from_both_sides() -> None:
    """An hour without rows of one sensor counts neither people nor visits of the whole store."""
    counters = [counter("A", [None, *[1] * 12]), counter("B", [1] * 13)]
    found = totals(world_of([scan(NINE, 0), scan(NINE + 4 * HOUR, 1)], counters=counters))
    assert (found["open_hours"], found["valid_hours"], found["traffic"]) == (13, 12, 24)
    assert (found["visits_digitized"], found["visits_digitized_all_hours"]) == (1, 2)


def test_zeros_are_believed_while_nobody_buys() -> None:
    """Three still hours are a quiet afternoon until the till sells in one of them."""
    counters = [counter("A", [1, 0, 0, 0, *[1] * 9]), counter("B", [1] * 13)]
    assert totals(world_of(counters=counters))["valid_hours"] == 13
    selling = world_of(payments=[pay(NINE + 2 * HOUR, 0)], counters=counters)
    assert totals(selling)["valid_hours"] == 10


def test_two_still_hours_are_believed() -> None:
    """Two hours of zeros stay valid even though the till sells."""
    counters = [counter("A", [1, 0, 0, *[1] * 10]), counter("B", [1] * 13)]
    selling = world_of(payments=[pay(NINE + HOUR, 0)], counters=counters)
    assert totals(selling)["valid_hours"] == 13


def test_a_visit_belongs_to_the_hour_it_starts_in() -> None:
    """A visit that starts before opening is not counted, however long it goes on."""
    world = world_of([scan(NINE - MINUTE, 0, "car_park"), scan(NINE + MINUTE, 0)])
    assert (totals(world)["visits_digitized"], totals(world)["visits_digitized_all_hours"]) == (0, 1)


def test_new_persons_are_credited_to_the_first_scene() -> None:
    """Only the first scene of a person gains her; every scene counts her once."""
    touches = [scan(NINE, 0), scan(NINE + 60, 0, "shelf"), scan(NINE + 90, 0, "shelf")]
    rows = {row["scene"]: row for row in truth_of(world_of(touches), [])["scenes"] if row["store"] == ""}
    assert (rows["entrance"]["new_persons"], rows["shelf"]["new_persons"]) == (1, 0)
    assert (rows["shelf"]["touches"], rows["shelf"]["persons"]) == (2, 1)
