"""The rule of each kind of fact: one table of it, and no order of claims that could matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.cli.topics import counting
from digitool.db.schema import ddl
from digitool.evidence.kinds import Claim, FactKind, combined, each_largest, largest, smallest, span

from .test_claims import KINDS, SAID

TABLES = {str(table.name): table for table in ddl.declared_tables()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_a_kind_is_as_its_tables_are_declared(kind: FactKind) -> None:
    """A fact is a row of its table, a fact and an import a row of the table beside it."""
    for name in (kind.table, f"{kind.table}_told"):
        assert set(kind.columns) <= set(TABLES[name].columns.keys())
    unique = {frozenset(one.name for one in TABLES[kind.table].primary_key)}
    unique |= {frozenset([one.name]) for one in TABLES[kind.table].columns if one.unique}
    assert frozenset(kind.keys) in unique
    assert {one.name for one in TABLES[f"{kind.table}_told"].primary_key} == {*kind.keys, "batch"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_no_order_and_no_grouping_of_claims_matters(kind: FactKind) -> None:
    """What counts of all claims is what counts of any two halves of them, whichever came first."""
    said = SAID.get(kind.table, st.just(()))

    @given(claims=st.lists(said, min_size=1, max_size=6), data=st.data())
    def walk(claims: list[tuple[object, ...]], data: st.DataObject) -> None:
        told = [Claim(one, batch, 1) for batch, one in enumerate(claims, 1)]
        mixed = data.draw(st.permutations(told))
        cut = data.draw(st.integers(1, len(mixed)))
        halves = [combined(kind, part) for part in (mixed[:cut], mixed[cut:]) if part]
        assert kind.counts(mixed) == kind.counts(told)
        assert kind.counts(halves) == kind.counts(told)

    walk()


def test_the_help_has_the_rule_of_every_kind() -> None:
    """One table says which claim counts."""
    assert sorted((kind.table, kind.rule) for kind in KINDS) == counting.ROWS
    assert all(rule.endswith(".") and rule[0].isupper() for _name, rule in counting.ROWS)


def test_the_rules_by_hand() -> None:
    """Largest and smallest compare column by column, no value being least; spans and columns add up."""
    claims = [Claim(said, batch, 1) for batch, said in enumerate([(None, 9), (2, 1), (2, 3)], 1)]
    assert (largest(claims), smallest(claims)) == ((2, 3), (None, 9))
    assert span([Claim((3, 5), 1, 1), Claim((1, 4), 2, 1)]) == (1, 5)
    assert each_largest([Claim((3, "a"), 1, 1), Claim((1, "b"), 2, 1)]) == (3, "b")


def test_the_earliest_import_that_says_what_counts_stands_for_it() -> None:
    """Where none says all of it, the earliest of all."""
    kind = FactKind("t", "k INTEGER", ("a", "b"), each_largest, "The larger.")
    one, other, both = Claim((1, 0), 1, 7), Claim((0, 1), 2, 8), Claim((1, 1), 3, 9)
    assert combined(kind, [one, other, both]) == both
    assert combined(kind, [other, one]) == Claim((1, 1), 1, 7)
