"""Accuracy on synthetic records where 8% of persons share a phone, in both variants."""

from __future__ import annotations

import pytest

from digitool.identity.solve.cluster import solve
from digitool.identity.solve.namespaces import UNIONID

from .synthetic import score, synthetic

PERSONS = 4_000


@pytest.mark.parametrize("same_surname", [False, True], ids=["variant A", "variant B"])
@pytest.mark.parametrize("unionid_share", [0.0, 0.3], ids=["no unionids", "some unionids"])
def test_precision_and_recall(same_surname: bool, unionid_share: float) -> None:
    """Pair precision is at least 0.99 at recall 0.56, the recall of joining on phone alone."""
    truth = synthetic(PERSONS, seed=7, same_surname=same_surname, unionid_share=unionid_share)
    precision, recall = score(truth, solve(truth.component).persons)
    assert precision >= 0.99
    assert recall >= 0.56


def test_no_merge_across_two_unionids() -> None:
    """Nobody ends with two unionids, however alike the household is."""
    truth = synthetic(PERSONS, seed=11, same_surname=True, unionid_share=0.9)
    for person in solve(truth.component).persons:
        assert sum(truth.component.nodes[one].ns == UNIONID for one in person) <= 1
        assert len({truth.unionid[one] for one in person if one in truth.unionid}) <= 1
