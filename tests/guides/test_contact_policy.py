"""May this customer be written to: flags, eras, budgets, one person, one message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.guides.contact.policy import (
    CHANNELS,
    FLAGS,
    SEND,
    checks,
    choose_guide,
    is_quiet,
    limits_on,
    verdict,
)
from digitool.model.days import day_date, day_number, parse_instant
from digitool.workspace.policies.contact import ContactPolicy
from tests.guides.hall import DAY, LOOSE, Hall, why


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A hall with twenty customers; its books must be clean when a test ends."""
    hall = Hall(tmp_path / "digitool.db")
    yield hall
    differences = hall.differences()
    hall.close()
    assert differences == []


def day(text: str) -> int:
    """The day number of an ISO date."""
    return day_number(date.fromisoformat(text))


def test_one_person_five_guides_one_send(hall: Hall) -> None:
    """The same customer seen by five guides is one person, five relations, one send."""
    for number, guide in enumerate("abcde", 1):
        hall.hold(guide, number)
        if number > 1:
            hall.merge(number, 1)
    rows = hall.rows(range(1, 6))
    assert [(row["customer"], row["decision"]) for row in rows] == [("P1", "send")]
    assert hall.connection.execute("SELECT count(*) FROM relation").fetchone()[0] == 5
    plan = hall.record(range(1, 6))
    assert (plan["customers"], plan["send"]) == (1, 1)


def test_peers_defect_of_the_fixed_cap(hall: Hall) -> None:
    """Private-domain 4.1 no. 9 and section 5 no. 4: a cap fixed at 4 a month is wrong; the era decides."""
    hall.hold("a", 1)
    seen = {}
    for moment in ("2021-03-20 12:00", "2023-03-20 12:00", "2026-03-20 12:00"):
        hall.at = parse_instant(moment)
        hall.connection.execute("UPDATE relation SET added_at = 1")
        for days_ago in (2, 5, 8, 11):
            hall.contact(1, days_ago)
        seen[moment[:4]] = why(hall.rows([1])).get("P1", "send")
    assert seen == {"2021": "platform_cap", "2023": "send", "2026": "send"}


def test_era_of_the_sending_day_counts(hall: Hall) -> None:
    """The rule is that of the day on which the message goes out, which may lie after now."""
    hall.hold("a", 1)
    hall.at = parse_instant("2025-11-16 12:00")
    hall.connection.execute("UPDATE relation SET added_at = 1")
    assert hall.plan([1]).era.limits["per_customer_day"] == 1
    later = hall.plan([1], at=parse_instant("2025-11-17 12:00"))
    assert later.era.limits["per_customer_month_days"] is True


@pytest.mark.parametrize(("month", "length"), [("2026-02", 28), ("2026-03", 31), ("2028-02", 29)])
def test_the_cap_of_today_is_the_length_of_the_month(month: str, length: int) -> None:
    """Since 2025-11-17 a customer may receive as many broadcasts a month as it has days."""
    platform = limits_on("wecom", day(f"{month}-15"), LOOSE)[0]
    assert platform.most == length
    assert (str(day_date(platform.since)), day_date(platform.until).day) == (f"{month}-01", length)


@pytest.mark.parametrize(("cap", "most"), [("week", 7), ("day", 1)])
def test_the_corp_may_tighten_the_cap(cap: str, most: int) -> None:
    """What WeCom is set to counts on top of the month, and only in the era that offers it."""
    policy = ContactPolicy(wecom_cap=cap)
    assert most in [
        one.most for one in limits_on("wecom", day("2026-03-02"), policy) if one.rule[:5] == "wecom"
    ]
    assert len(limits_on("wecom", day("2021-03-02"), policy)) == 3


def test_an_era_counts_for_itself(hall: Hall) -> None:
    """The month of 4 ends with its era: from 2022-05-13 on a customer may receive one a day again."""
    hall.hold("a", 1, at=1)
    hall.at = parse_instant("2022-05-01 12:00")
    for days in range(4):
        hall.record([1], at=hall.at + days * DAY)
    assert why(hall.rows([1], at=parse_instant("2022-05-12 12:00"))) == {"P1": "platform_cap"}
    assert why(hall.rows([1], at=parse_instant("2022-05-13 12:00"))) == {}


def test_opt_out_works_at_once(hall: Hall) -> None:
    """A refusal of this very moment keeps the message back, whatever was agreed before."""
    hall.hold("a", 1, 2, 3)
    hall.word(1, "give", days_ago=1)
    hall.word(1, "withdraw")
    hall.word(2, "withdraw", "wecom")
    hall.word(3, "withdraw", "sms")
    assert why(hall.rows([1, 2, 3])) == {"P1": "opted_out", "P2": "opted_out"}
    hall.word(1, "give")
    assert why(hall.rows([1]))["P1"] == "opted_out"  # said at the same moment, the no weighs more
    hall.at += 1000
    hall.word(1, "give")
    assert why(hall.rows([1])) == {}


def test_a_refusal_of_any_identifier_is_the_persons(hall: Hall) -> None:
    """Who refused under one account is not written to under another; a list's refusal counts too."""
    hall.hold("a", 1, 2, 4)
    hall.merge(3, 1)
    hall.word(3, "withdraw")
    hall.connection.execute(
        "INSERT INTO membership (identifier, at, member, consent, store, batch, line)"
        " VALUES (2, 5, 1, 0, 0, 0, 0)"
    )
    assert why(hall.rows([1, 2, 4])) == {"P1": "opted_out", "P2": "opted_out"}


def test_complaint_cools_down(hall: Hall) -> None:
    """After a complaint nothing is sent for complaint_days days, then again."""
    hall.hold("a", 1, 2)
    hall.policy(complaint_days=30)
    hall.word(1, "complaint", days_ago=29)
    hall.word(2, "complaint", days_ago=30)
    assert why(hall.rows([1, 2])) == {"P1": "complaint"}


def test_budget_counts_all_channels(hall: Hall) -> None:
    """The chain's budget counts messages of every channel in any seven days, by person."""
    hall.policy(most_in_7_days=3)
    hall.hold("a", 1, 2)
    hall.merge(3, 1)
    for channel, customer, days_ago in ((1, 1, 1), (3, 3, 3), (5, 1, 6), (1, 2, 7), (1, 2, 8), (1, 2, 9)):
        hall.contact(customer, days_ago, channel=channel)
    rows = hall.rows([1, 2])
    assert why(rows) == {"P1": "week_budget"}
    assert rows[0]["rule"] == "contact.most_in_7_days"


def test_a_plan_for_later_counts_today(hall: Hall) -> None:
    """What is planned for a later day of the month counts already: a cap does not break tomorrow."""
    hall.at = parse_instant("2021-03-02 12:00")
    hall.hold("a", 1)
    hall.connection.execute("UPDATE relation SET added_at = 1")
    for days in (20, 21, 22, 23):
        hall.record([1], at=hall.at + days * DAY)
    assert why(hall.rows([1])) == {"P1": "platform_cap"}
    assert why(hall.rows([1], at=parse_instant("2021-04-02 12:00"))) == {}


def test_one_message_a_day_of_one_member(hall: Hall) -> None:
    """In the first era a member sends a customer one message a day; another member may still send."""
    hall.at = parse_instant("2021-03-02 12:00")
    hall.hold("a", 1, 2)
    hall.hold("b", 2)
    hall.connection.execute("UPDATE relation SET added_at = 1")
    hall.contact(1, guide="a")
    hall.contact(2, guide="a")
    rows = hall.rows([1, 2])
    assert why(rows) == {"P1": "platform_cap"}
    assert rows[1]["guide"] == "b"


def test_owner_then_last_contact_then_least_to_send(hall: Hall) -> None:
    """The owner of the binding writes; else who was in contact last; else who has least to send."""
    for guide in ("a", "b", "c"):
        hall.hold(guide, 1, 2, 3, 4, 5)
    hall.bind("b", 1)
    hall.contact(2, 5, guide="a")
    hall.contact(2, 3, guide="c")
    rows = hall.rows(range(1, 6))
    assert [(row["guide"], row["reason"]) for row in rows] == [
        ("b", "owner"),
        ("c", "last_contact"),
        ("a", "least_to_send"),
        ("a", "least_to_send"),
        ("b", "least_to_send"),
    ]


def test_guides_who_left_do_not_send(hall: Hall) -> None:
    """A guide who has left sends nothing; her customers go to others who hold them, or to nobody."""
    hall.hold("a", 1, 2)
    hall.hold("b", 2)
    hall.leaves("a", day("2026-03-02"))
    rows = hall.rows([1, 2])
    assert why(rows) == {"P1": "unreachable"}
    assert rows[1]["guide"] == "b"


def test_guides_have_limits_of_their_own(hall: Hall) -> None:
    """A guide sends at most guide_per_day messages, those of today included; the rest is skipped."""
    hall.policy(guide_per_day=3)
    hall.hold("a", *range(1, 7))
    hall.contact(20, guide="a")
    rows = hall.rows(range(1, 7))
    assert Counter(row["decision"] for row in rows) == {"send": 2, "skip": 4}
    assert set(why(rows).values()) == {"guide_full"}


def test_a_bound_customer_waits_for_her_guide(hall: Hall) -> None:
    """When the owner is full nobody else writes to her customer."""
    hall.policy(guide_per_day=1)
    hall.hold("a", 1, 2)
    hall.hold("b", 1, 2)
    for customer in (1, 2):
        hall.bind("a", customer)
    assert why(hall.rows([1, 2])) == {"P2": "guide_full"}


@pytest.mark.parametrize(
    ("hour", "quiet"), [(8, True), (9, False), (20, False), (21, True), (23, True), (0, True)]
)
def test_quiet_hours(hall: Hall, hour: int, quiet: bool) -> None:
    """From quiet_from to quiet_to, over midnight, nobody is written to."""
    hall.hold("a", 1)
    hall.at = parse_instant(f"2026-03-03 {hour:02d}:00:00")
    assert why(hall.rows([1])) == ({"P1": "quiet_hours"} if quiet else {})
    assert is_quiet(hour * 60, ContactPolicy()) == quiet
    assert not is_quiet(hour * 60, ContactPolicy(quiet_from=9, quiet_to=9))


def test_subscribe_needs_a_consent_for_each_message(hall: Hall) -> None:
    """One consent is one message: planned, used, and the next plan skips; a withdrawal ends the rest."""
    hall.word(1, "give", "subscribe")
    hall.word(2, "give", "subscribe", n=5)
    assert why(hall.rows([1, 2, 3], channel="subscribe")) == {"P3": "no_consent"}
    hall.record([1, 2, 3], channel="subscribe")
    assert why(hall.rows([1, 2], channel="subscribe")) == {"P1": "no_consent"}
    hall.word(2, "withdraw", "subscribe")
    hall.at += 1000
    hall.word(2, "give", "wecom")
    assert why(hall.rows([2], channel="subscribe")) == {"P2": "opted_out"}
    hall.word(2, "give", "subscribe")
    hall.at += 1000
    hall.record([2], channel="subscribe")
    assert why(hall.rows([2], channel="subscribe")) == {"P2": "no_consent"}


def test_text_messages_need_a_yes(hall: Hall) -> None:
    """Silence is a no for commercial text messages, and the text says how to refuse."""
    hall.connection.execute("INSERT INTO identifier_namespace (code, name) VALUES (6, 'phone')")
    hall.connection.execute("UPDATE identifier SET ns = 6 WHERE id < 4")
    hall.word(1, "give", "sms")
    found = why(hall.rows([1, 2, 4], channel="sms", text="tea 拒收请回复R"))
    assert found == {"P2": "no_consent", "P4": "no_consent"}


def test_flags_weigh_in_order() -> None:
    """A refusal is named before a cap, and staff before everything."""
    limits = limits_on("wecom", day("2026-03-02"), ContactPolicy())
    names = [one.reason for one in checks("wecom", limits)]
    full = [999] * len(limits)
    for place in range(len(FLAGS)):
        flags = [int(n >= place) for n in range(len(FLAGS))]
        assert names[verdict(flags, full, limits) - 1] == FLAGS[place]
    assert names[verdict([0] * len(FLAGS), full, limits) - 1] == "platform_cap"
    assert verdict([0] * len(FLAGS), [0] * len(limits), limits) == SEND


@given(st.data(), st.sampled_from(sorted(CHANNELS)), st.integers(16_000, 25_000))
def test_arrays_and_single_customers_agree(data: st.DataObject, channel: str, on: int) -> None:
    """The simulation's columns and the live plan's single customers get the same verdicts."""
    limits = limits_on(channel, on, ContactPolicy())
    n = data.draw(st.integers(1, 8))
    flags = [data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)) for _ in FLAGS]
    counts = [data.draw(st.lists(st.integers(0, 40), min_size=n, max_size=n)) for _ in limits]
    column = verdict([np.array(one, bool) for one in flags], [np.array(one) for one in counts], limits)
    single = [verdict([f[k] for f in flags], [c[k] for c in counts], limits) for k in range(n)]
    assert np.asarray(column).tolist() == single


@given(
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.sets(st.sampled_from("abcdef")),
    st.sampled_from("abcdef "),
    st.sampled_from("abcdef "),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9)),
)
def test_only_who_is_free_is_chosen(
    holders: list[str], busy: set[str], owner: str, last: str, load: dict[str, int]
) -> None:
    """Whoever is chosen holds the customer and is free; a busy owner is not replaced."""
    free = [one for one in holders if one not in busy]
    chosen = choose_guide(holders, free, owner, last, load)
    assert chosen is None or chosen in free
    if owner in holders:
        assert chosen == (owner if owner in free else None)
    else:
        assert (chosen is None) == (not free)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 45), st.sampled_from([1, 1, 1, 2, 3])), min_size=5, max_size=30),
    st.sampled_from(["2021-03-01 12:00", "2022-05-01 12:00", "2025-11-01 12:00", "2026-02-01 12:00"]),
    st.integers(1, 4),
)
def test_never_above_any_cap(
    tmp_path_factory: pytest.TempPathFactory, sends: list[tuple[int, int]], start: str, week: int
) -> None:
    """However plans follow each other, for today or later, no customer ever gets more than any cap."""
    hall = Hall(tmp_path_factory.mktemp("hall") / "digitool.db", 3, ContactPolicy(most_in_7_days=week))
    hall.at = begin = parse_instant(start)
    hall.hold("a", 1, 2, 3, at=1)
    for days, customer in sends:
        if "P" + str(customer) not in why(hall.rows([customer], at=begin + days * DAY)):
            hall.record([customer], at=begin + days * DAY)
    differences = hall.differences()
    for customer in (1, 2, 3):
        days_sent = [row[0] for row in hall.contacts(customer)]
        for first in days_sent:
            assert sum(first <= one < first + 7 for one in days_sent) <= week
            assert sum(first <= one < first + 30 for one in days_sent) <= ContactPolicy().most_in_30_days
            platform = [one for one in limits_on("wecom", first, LOOSE) if one.reason == "platform_cap"]
            for limit in platform:
                assert sum(limit.since <= one <= limit.until for one in days_sent) <= limit.most
    hall.close()
    assert differences == []
