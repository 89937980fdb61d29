"""Requests with every field wrong in every way: each is answered in words, none by a fault."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digitool.communities import requests as communities
from digitool.errors import DigitoolError
from digitool.official_store import requests as official_store
from digitool.official_store.requests import Verb, perform, read_request
from tests.referral.street import DAY, Street

WRONG: tuple[Any, ...] = (
    *(None, "", " ", "\x00", "\u202e", "a" * 201, "P0", "P-1", "I1", "P" + "9" * 18, "P1'", "%", "../x"),
    *(True, -1, 0, 1, 1.5, 2**63, 2**200, -(2**63), math.inf, math.nan),
    *([], [[]], ["x"], [None], ["a" * 99], {}, {"A1": -1}, {"A1": 10**30}, {"A1": "2"}, {"": 1}, {"A1": {}}),
)
RIGHT: Mapping[str, Any] = {
    "run": "PAIR-1",
    "campaign": "PAIR",
    "customer": "P2",
    "community": "wrA",
    "link": "0000-0000-00000",
    "order": "W1",
    "pieces": 1,
    "code": "0000-0000-00000",
    "lines": {"A1": 1},
    "at": "web",
    "from": "web",
    "to": "S001",
    "store": "S001",
    "basket": "B1",
    "pass": "0000-0000-00000",
}
"""What a verb gets in its other fields; those that are not here are left out."""


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A shop with goods and one open group."""
    street = Street(tmp_path_factory.mktemp("lines") / "digitool.db")
    street.stock(A1=5)
    street.offer("PAIR", "group_buy", item="A1", size=2, price_fen=100, window_ms=DAY)
    street.start("PAIR", 1)
    yield street
    assert street.differences() == []
    street.close()


def requests(known: str) -> Iterator[dict[str, Any]]:
    """A request for every wrong value in every field."""
    names = known.split()
    for name in names:
        for value in WRONG:
            yield {**{one: RIGHT[one] for one in names if one in RIGHT}, name: value}


@pytest.mark.parametrize("room", [official_store, communities], ids=["official-store", "referral"])
def test_no_value_in_no_field_is_a_fault(street: Street, room: Any) -> None:
    """Whatever a script sends, it hears what is wrong, or it is done."""
    verbs: Mapping[str, tuple[str, Verb]] = room.VERBS
    call = street.desk()
    for verb, (known, _) in verbs.items():
        for fields in requests(known):
            try:
                line = json.dumps({**fields, "do": verb})
                perform(call, street.connection, read_request(line, verbs), None, verbs)
            except DigitoolError as error:
                assert error.exit > 1
            except Exception as error:
                raise AssertionError(f"{verb} {fields}") from error


def answer(street: Street, verbs: Mapping[str, tuple[str, Verb]], fields: dict[str, Any]) -> tuple[Any, ...]:
    """What a request is answered, without the codes that are drawn for it; nothing is changed."""
    call = replace(street.desk(), dry_run=True)
    try:
        request = read_request(json.dumps(fields), verbs)
        rows = perform(call, street.connection, request, None, verbs)["rows"]
    except DigitoolError as error:
        return error.code, error.message, {name: str(value) for name, value in error.values.items()}
    drawn = {"pickup_code", "pass", "link"}
    return tuple({name: value for name, value in row.items() if name not in drawn} for row in rows)


@pytest.mark.parametrize("room", [official_store, communities], ids=["official-store", "referral"])
def test_null_is_a_field_that_is_not_there(street: Street, room: Any) -> None:
    """Every field of every verb as null is answered as the request without it, needed or not."""
    for verb, (known, _) in room.VERBS.items():
        names = known.split()
        right = {"do": verb, **{one: RIGHT[one] for one in names if one in RIGHT}}
        for name in [*names, "key"]:
            without = {one: value for one, value in right.items() if one != name}
            assert answer(street, room.VERBS, {**right, name: None}) == answer(street, room.VERBS, without)
        if "lines" in names:
            lines = [{"product": "A1", "quantity": None}]
            assert answer(street, room.VERBS, {**right, "lines": lines}) == answer(
                street, room.VERBS, {**right, "lines": [{"product": "A1"}]}
            )
        assert answer(street, room.VERBS, {**right, "colour": None})[0] == "bad_request"


@pytest.mark.parametrize("words", [("official-store", "order", "run"), ("referral", "run")], ids=" ".join)
def test_a_null_key_takes_the_batchs_key(workspace: Path, cli: Any, words: tuple[str, ...]) -> None:
    """A line whose key is null has the key K:n as one without a key has, so that a retry happens once."""
    (workspace / "lines.jsonl").write_text('{"do": "expire", "key": null}\n')
    first = cli(*words, "lines.jsonl", "--key", "shift", cwd=workspace)
    assert first.exit == 0
    assert cli(*words, "lines.jsonl", "--key", "shift", cwd=workspace).out == first.out
    done = cli("sql", "select key from operation where key like 'shift%'", "--json", cwd=workspace).rows
    assert done == [{"key": "shift:1"}]


@pytest.mark.parametrize(
    "line",
    [
        '{"do": "\\ud800"}',
        '{"do": "expire", "key": "\\udc80"}',
        '{"do": "expire", "x\\ud800": 1}',
        "\udcff{}",
    ],
)
def test_text_that_is_none_is_refused(line: str) -> None:
    """Half a character cannot be kept, shown or answered."""
    with pytest.raises(DigitoolError) as refusal:
        read_request(line)
    assert refusal.value.code == "bad_request"


def test_a_file_with_bytes_that_are_no_text_is_read_to_its_end(workspace: Path, cli: Any) -> None:
    """The line with the bytes is refused, from a file as from stdin, and those after it are done."""
    file = workspace / "lines.jsonl"
    file.write_bytes(b'{"do": "expire"}\n\xff\xfe\n{"do": "expire"}\n')
    done = cli("referral", "run", file, cwd=workspace)
    assert done.exit == 3
    assert [json.loads(line)["ok"] for line in done.out.splitlines()] == [True, False, True]
