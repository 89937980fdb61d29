"""Dated rules: every number has a source and a time in force, and a day finds its era."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool import rules
from digitool.model.days import day_number
from digitool.rules import reader

EVERY = [rule for name in reader.families() for rule in reader.family(name)]


def day(text: str) -> int:
    """The day number of an ISO date."""
    return day_number(date.fromisoformat(text))


def test_there_are_rules_for_every_platform() -> None:
    """WeCom, official accounts, subscribe messages, text messages, handover and red packets have files."""
    wanted = {"wecom_broadcast", "service_account", "subscribe_message", "sms", "handover", "red_packet"}
    assert wanted <= set(reader.families())


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: f"{rule.id}@{rule.valid_from}")
def test_every_rule_says_where_it_comes_from(rule: rules.Rule) -> None:
    """Each era has a source, a meaning in both languages, and a validity that ends after it begins."""
    assert len(rule.source) > 10
    assert rule.name and re.search("[\u4e00-\u9fff]", rule.name_zh)
    assert rule.said("zh") == rule.name_zh and rule.said("en") == rule.name
    assert rule.valid_to is None or rule.valid_from < rule.valid_to


def test_rules_stand_in_the_file_of_their_name() -> None:
    """An id is the file's name, alone or with a part after a dot."""
    wrong = [rule.id for name in reader.families() for rule in reader.family(name)
             if rule.id.split(".")[0] != name]  # fmt: skip
    assert wrong == []


def test_eras_of_one_rule_do_not_overlap() -> None:
    """On no day do two eras of one rule hold."""
    for rule_id in {rule.id for rule in EVERY}:
        eras = rules.eras(rule_id)
        for before, after in pairwise(eras):
            assert before.valid_to is not None and before.valid_to <= after.valid_from, rule_id


def test_broadcast_eras() -> None:
    """4 a month until 2022-05, then 1 a day, and days of the month from 2025-11-17 on."""
    assert rules.at("wecom_broadcast", day("2021-06-01")).number("per_customer_month") == 4
    assert rules.at("wecom_broadcast", day("2022-05-12")).number("per_customer_month") == 4
    assert rules.at("wecom_broadcast", day("2022-05-13")).number("per_customer_day") == 1
    assert rules.at("wecom_broadcast", day("2025-11-16")).number("per_customer_day") == 1
    assert rules.at("wecom_broadcast", day("2025-11-17")).limits["per_customer_month_days"] is True


def test_a_day_before_the_first_era_takes_the_nearest() -> None:
    """A day without a rule is judged by the nearest era, not by none."""
    assert rules.at("wecom_broadcast", day("2001-01-01")) == rules.eras("wecom_broadcast")[0]
    assert rules.at("wecom_broadcast", day("2099-01-01")) == rules.eras("wecom_broadcast")[-1]


@given(st.integers(0, 40_000), st.sampled_from(sorted({rule.id for rule in EVERY})))
def test_an_era_that_holds_is_found(number: int, rule_id: str) -> None:
    """Whenever an era holds on a day it is the one that is found."""
    holding = [rule for rule in rules.eras(rule_id) if rule.holds(number)]
    assert not holding or rules.at(rule_id, number) == holding[0]


def test_unknown_rules_are_an_error() -> None:
    """A rule that does not exist is a KeyError, also in a file that does."""
    for name in ("nothing", "wecom_broadcast.nothing", "../errors", ""):
        with pytest.raises(KeyError):
            rules.at(name, 0)


def test_limits_cannot_be_changed() -> None:
    """What is read once is shared, so nobody can write to it."""
    with pytest.raises(TypeError):
        rules.at("sms", 0).limits["per_call"] = 1  # type: ignore[index]
