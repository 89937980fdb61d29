"""Stable 64-bit keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitool.ledger.chart import Account
from digitool.model.keys import key64, keys64

TEXTS = st.text(max_size=12)


def test_keys_that_are_stored_never_change() -> None:
    """The same text has the same key in every release: databases hold it."""
    assert key64("wx_openid", "wx1", "o1") == -2992760864524934026
    assert Account("gross_sales", "store").id == key64("gross_sales", "store") == -3679597572475256879


@given(st.lists(TEXTS, max_size=3).map(tuple), st.lists(TEXTS, max_size=5))
def test_many_keys_are_the_keys_of_each(parts: tuple[str, ...], values: list[str]) -> None:
    """The quick way to many keys gives those of the plain one."""
    assert keys64(parts, values) == [key64(*parts, value) for value in values]
