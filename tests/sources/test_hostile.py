"""Whatever happens to a good file, the outcome is records, rejects, or a refusal; never a traceback."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.errors import DataError, DigitoolError, UsageError
from digitool.model.records import Reject, Skip, Warn
from digitool.sources import Item, read, recognise_document
from digitool.sources.file.opening import open_document
from digitool.sources.file.rejects import seen_through
from digitool.sources.mapping.learning import propose_mapping
from tests.sources.made import ALIPAY, GOOD, OPTIONS, document, items, recognise, wechat_bill, wechat_row

BINARY = [text.encode() for text in GOOD.values()] + [
    ALIPAY.encode("gbk"),
    GOOD["youzan-orders"].encode("utf-16"),
]


def outcome(data: bytes) -> list[Item] | DigitoolError:
    """What becomes of a file: everything that was read, or the refusal."""
    made = document(data)
    try:
        return list(read(made, recognise_document(seen_through(made)), OPTIONS))
    except (DataError, UsageError) as refused:
        assert refused.hint and str(refused)
        return refused


def rows_of(found: list[Item]) -> list[Item]:
    """Items that stand for rows."""
    return [item for item in found if not isinstance(item, Warn)]


LONG = {
    "bill": wechat_bill([wechat_row(n % 60) for n in range(120)]).encode(),
    "gbk": ALIPAY.encode("gbk") + b"",
    "touches": (GOOD["touches"] + "".join(GOOD["touches"].split("\n", 1)[1] for _ in range(200))).encode(),
    "scans": (GOOD["item-scans"] * 1 + GOOD["item-scans"].split("\n", 1)[1] * 60).encode(),
    "wecom": (GOOD["wecom-contacts"] + "\n").encode() * 20,
    "hikvision": GOOD["hikvision"].encode() * 8,
}


@pytest.mark.parametrize("name", LONG)
def test_a_file_cut_anywhere_is_refused_or_a_clear_prefix(name: str) -> None:
    """At every 1,000th byte (and some others) a cut gives the rows before it, a reject, or a refusal."""
    whole = rows_of(outcome(LONG[name]))  # type: ignore[arg-type]
    cuts = chain(
        range(1_000, len(LONG[name]), 1_000), range(1, 40), range(len(LONG[name]) - 40, len(LONG[name]))
    )
    for cut in cuts:
        found = outcome(LONG[name][:cut])
        if isinstance(found, DigitoolError):
            continue
        taken = [item for item in rows_of(found) if not isinstance(item, Reject)]
        strange = [item for item in taken if item not in whole]
        assert len(strange) <= 1, f"cut at {cut}"
        assert len(taken) - len(strange) <= len(whole)


@pytest.mark.parametrize("name", ["bill", "gbk"])
def test_a_cut_bill_never_passes_for_a_whole_one(name: str) -> None:
    """A format with a footer is taken whole or not at all."""
    whole = LONG[name]
    for cut in range(500, len(whole) - 200, 97):
        assert isinstance(outcome(whole[:cut]), DigitoolError)


JUNK = [
    b'"',
    b"\0",
    b",",
    b"\n",
    b"\r",
    b"\xff",
    b"\x80",
    b"`",
    b"1E9",
    b"-",
    b"{",
    b"}",
    b"<",
    b"null",
    b"=",
    b"\t",
    b";",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(BINARY), st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_mutated_files_only_give_records_rejects_or_refusals(good: bytes, seed: int, times: int) -> None:
    """Bytes removed, doubled, swapped or replaced by junk never escape as another kind of error."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(times):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.randrange(1, 12))
        change: Callable[[bytes], bytes] = chance.choice(
            [lambda cut: b"", lambda cut: cut * 2, lambda cut: chance.choice(JUNK), lambda cut: cut[::-1]]
        )
        data[at:until] = change(bytes(data[at:until]))
    found = outcome(bytes(data))
    if isinstance(found, list):
        lines = [item.line for item in rows_of(found)]  # type: ignore[union-attr]
        assert lines == sorted(lines)
        for item in found:
            if isinstance(item, Reject):
                assert item.code and item.message.format(column=item.column, value=item.value)
                assert item.hint.format(column=item.column, value=item.value) and item.cells
            assert not isinstance(item, Skip) or item.code


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_kindly(data: bytes) -> None:
    """Noise is no format, and says so."""
    found = outcome(data)
    assert isinstance(found, DigitoolError) or found == []


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "errcode",
                        "external_contact_list",
                        "external_contact",
                        "follow_user",
                        "userid",
                        "external_userid",
                        "group_chat",
                        "member_list",
                        "data",
                        "full_order_info_list",
                        "uplinks",
                        "total_in",
                        "device_info",
                        "time_info",
                        "logics_data",
                        "logics",
                        "success",
                        "code",
                        "line_total_data",
                        "object",
                        "list",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_with_our_keys_only_gives_records_rejects_or_refusals(value: object) -> None:
    """Keys that are known with values of any shape never break a reader."""
    import json

    outcome(json.dumps(value).encode())


def test_deep_json_is_refused() -> None:
    """A thousand nested lists are no answer of anybody."""
    found = outcome(b"[" * 100_000)
    assert isinstance(found, DataError) and found.code == "bad_json"


def test_half_an_alert_repeated_is_refused_quickly() -> None:
    """Alerts that never end do not make the reader search for ever."""
    found = outcome(b"<EventNotificationAlert peopleCounting>" * 50_000)
    assert isinstance(found, DataError) and found.code == "bad_xml"


def test_phones_and_control_characters_in_rejects_are_masked() -> None:
    """What a reject shows is masked and cannot drive a terminal; its cells stand as they were."""
    rows = [wechat_row(1, 交易状态="13800138000\x1b[31m")]
    (reject,) = items(wechat_bill(rows))
    assert isinstance(reject, Reject)
    assert "13800138000" not in reject.value and "\x1b" not in reject.value and "138****8000" in reject.value
    assert "\x1b[31m" in reject.cells[9]


@pytest.mark.parametrize(
    ("first", "shown"),
    [
        ("甲,乙\x1b[31m", "甲 | 乙"),
        ("数量,渠道2,13800138000", "数量 | 渠道2 | 138****8000"),
        ("张三,13988889999,zhang.san@x.com,上海市浦东新区", "xx | 99999999999 | xxxxx.xxx@x.xxx | xxxxxxx"),
        ("李四,110101199003077897", "xx | 999999999999999999"),
    ],
)
def test_an_unknown_table_shows_its_header_but_no_row_of_people(
    tmp_path: Path, first: str, shown: str
) -> None:
    """The header helps to see what was exported; of a first row without one only its shape is shown."""
    path = tmp_path / "x\x1b[31m.csv"
    path.write_text(f"{first}\n1,2\n")
    with pytest.raises(DataError) as caught:
        recognise(path)
    assert caught.value.code == "unknown_format" and shown in str(caught.value)
    assert "\x1b" not in str(caught.value)
    with pytest.raises(DataError) as untaught:
        propose_mapping(open_document(path))
    assert untaught.value.code == "not_learned" and shown in str(untaught.value)


def test_an_unknown_text_shows_tags_or_a_shape(tmp_path: Path) -> None:
    """Of XML that is in no format its tags are shown, of any other text the shape of its first line."""
    for text, shown in (
        ("<note><to>张三 13800138000</to></note>", "<note> <to>"),
        ("张三的电话是 13800138000", "xxxxxx 99999999999"),
    ):
        path = tmp_path / "note.txt"
        path.write_text(text)
        with pytest.raises(DataError) as caught:
            recognise(path)
        assert shown in str(caught.value)
