"""One person on one page: identifiers, attributes, household, and why they are one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.identity.households import household_of
from digitool.identity.solve.assertions import BY_CODE, KIND_NAMES, SAME_PERSON, Assertion
from digitool.identity.solve.attributes import BIRTHDAY, NAME, NICKNAME
from digitool.identity.solve.bridges import bridges
from digitool.identity.solve.cluster import solve
from digitool.identity.solve.namespaces import BY_CODE as NAMESPACE
from digitool.identity.solve.namespaces import PROFILE
from digitool.identity.solve.outcome import Clustering
from digitool.identity.solve.rules import RULE_WORDS, ClusterRules
from digitool.identity.stored.finding import FoundIdentifier, describe_ids, members_of
from digitool.identity.stored.loading import load, reach
from digitool.model.ids import Ms, PersonId, identifier_text, person_text
from digitool.model.text import mask_name


class WhyStep(NamedTuple):
    """One line of the answer to why: ``what`` is a kind of statement, joined, bridge, refused, candidate.

    ``words`` is an English template, filled from ``values``; ``at`` is UTC ms, None for conclusions.
    """

    what: str
    a: int
    b: int
    via: int
    rule: str
    words: str
    values: dict[str, str]
    source: str
    at: Ms | None
    operation: int
    revoked: bool = False


def card(connection: Connection, person: PersonId, *, reveal: bool = False) -> dict[str, Any]:
    """The row of ``customer show``; names and ids are masked unless revealed."""
    members = members_of(connection, person)
    packed = json.dumps(members)
    facts = run(connection, "identity", "person_card", {"ids": packed})[0]
    told = run(connection, "identity", "person_attributes", {"ids": packed})
    statements = run(connection, "identity", "person_statements", {"ids": packed})
    shown = [one for one in describe_ids(connection, members, reveal=reveal) if one.ns != _HIDDEN]
    guides = json.loads(facts["guides"])
    return {
        "person": person_text(person),
        "identifiers": [identifier_line(one) for one in shown],
        "first_touch": facts["first_touch"],
        "touches": facts["touches"],
        "payments": facts["payments"],
        "tags": json.loads(facts["tags"]),
        "guide": guides[0] if guides else None,
        "guides": guides,
        "attributes": [_attribute(row["name"], row["value"], reveal) for row in told],
        "household": sorted(person_text(one) for one in household_of(connection, person) if one != person),
        "assertions": sum(1 for row in statements if row["revoked_by"] is None),
    }


_HIDDEN = NAMESPACE[PROFILE].name
"""The shared value of a name, birthday and city is a means, not something to show."""


def identifier_line(one: FoundIdentifier) -> str:
    """``I12 wx_openid wx00 oAb***x9Z``."""
    return " ".join(part for part in (identifier_text(one.identifier), one.ns, one.scope, one.shown) if part)


def _attribute(name: str, value: str, reveal: bool) -> str:
    if not reveal and name in {NAME, NICKNAME}:
        value = mask_name(value)
    elif not reveal and name == BIRTHDAY:
        value = "****" + value[4:5] + "**-**" if len(value) > 5 else "**-**"
    return f"{name}={value}"


def why(connection: Connection, person: PersonId, rules: ClusterRules) -> list[WhyStep]:
    """The statements behind one person, what was concluded from them, and what was refused.

    Clustering is run again over the raw component, so the answer is the reasoning itself and not a
    record of it.
    """
    members = members_of(connection, person)
    packed = json.dumps(members)
    statements = [
        _statement(row) for row in run(connection, "identity", "person_statements", {"ids": packed})
    ]
    found = reach(connection, members, rules.max_degree)
    component = load(connection, found.live)
    joins = _joins(solve(component, rules), set(members))
    joins += _bridges(component.assertions, set(members))
    refused = [_refusal(row) for row in run(connection, "identity", "person_refusals", {"ids": packed})]
    return statements + joins + refused


def _statement(row: StoredRow) -> WhyStep:
    statement = BY_CODE[row["rule"]]
    source = f"{row['file']}:{row['line']}" if row["file"] else ""
    return WhyStep(
        KIND_NAMES[row["kind"]],
        row["a"],
        row["b"],
        0,
        statement.name,
        statement.words,
        {},
        source,
        row["observed_at"] or None,
        row["operation"],
        row["revoked_by"] is not None,
    )


def _joins(outcome: Clustering, members: set[int]) -> list[WhyStep]:
    return [
        WhyStep("joined", one.a, one.b, one.via, one.rule, RULE_WORDS[one.rule], {}, one.words, None, 0)
        for one in outcome.joins
        if one.a in members and one.rule != "direct"
    ]


def _bridges(assertions: Iterable[Assertion], members: set[int]) -> list[WhyStep]:
    edges = [(one.a, one.b) for one in assertions if one.kind == SAME_PERSON and {one.a, one.b} <= members]
    return [
        WhyStep(
            "bridge",
            one.a,
            one.b,
            0,
            "bridge",
            RULE_WORDS["bridge"],
            {"left": str(one.left), "right": str(one.right)},
            "",
            None,
            0,
        )
        for one in bridges(members, edges)
    ]


def _refusal(row: StoredRow) -> WhyStep:
    what = "candidate" if row["score"] is not None else "refused"
    values = {"observed": row["observed"], "limit": row["allowed"]}
    return WhyStep(
        what,
        row["a"],
        row["b"],
        row["via"],
        row["rule"],
        RULE_WORDS[row["rule"]],
        values,
        "",
        None,
        row["operation"],
    )
