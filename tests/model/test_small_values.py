"""The smallest rooms of the ground floor: keys, sets of ids, rates, scenes and regions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.id_set import IdSet
from digitool.model.keys import ORDER, key64
from digitool.model.regions import plain_region
from digitool.model.results import Rate
from digitool.model.scenes import CODE, PHYSICAL, SCENES, scene_name

IDS = st.lists(st.integers(1, 300) | st.integers(1, 70_000), max_size=40)
PART = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)

_PROVINCES = """
    北京市=北京 天津市=天津 上海市=上海 重庆市=重庆 河北省=河北
    山西省=山西 辽宁省=辽宁 吉林省=吉林 黑龙江省=黑龙江 江苏省=江苏
    浙江省=浙江 安徽省=安徽 福建省=福建 江西省=江西 山东省=山东
    河南省=河南 湖北省=湖北 湖南省=湖南 广东省=广东 海南省=海南
    四川省=四川 贵州省=贵州 云南省=云南 陕西省=陕西 甘肃省=甘肃
    青海省=青海 台湾省=台湾 内蒙古自治区=内蒙古 广西壮族自治区=广西 西藏自治区=西藏
    宁夏回族自治区=宁夏 新疆维吾尔自治区=新疆 香港特别行政区=香港 澳门特别行政区=澳门
"""
PROVINCES = dict(pair.split("=") for pair in _PROVINCES.split())


@given(st.lists(IDS, max_size=6))
def test_a_set_of_ids_is_a_set(batches: list[list[int]]) -> None:
    """Whatever is added, in whatever order: the same members, and the new ones told once, as they came."""
    ours, theirs = IdSet(), set[int]()
    for batch in batches:
        news = list(dict.fromkeys(number for number in batch if number not in theirs))
        assert ours.add_new(batch) == news
        theirs.update(batch)
        assert len(ours) == len(theirs) and list(ours) == sorted(theirs)
    probes = {*theirs, *(number + 1 for number in theirs), 0, 1, 1023, 1024, 10**9}
    assert {number for number in probes if number in ours} == probes & theirs


def test_an_empty_set_of_ids() -> None:
    """It holds nothing, not even the first id, and adding nothing tells nothing."""
    ids = IdSet()
    assert (len(ids), list(ids), 1 in ids, ids.add_new([]), ids.add_new(iter([7, 7]))) == (
        0,
        [],
        False,
        [],
        [7],
    )


@given(st.lists(PART, min_size=1, max_size=4), st.lists(PART, min_size=1, max_size=4))
def test_other_parts_have_another_key(one: list[str], other: list[str]) -> None:
    """A key fits a signed integer of 64 bits, is told again alike, and knows where its parts end."""
    key = key64(*one)
    assert -(2**63) <= key < 2**63 and key == key64(*one)
    assert (key == key64(*other)) is (one == other)


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("wechatpay:4200001234",), -504_690_189_724_269_194),
        (("a", "bc"), -6_302_140_858_635_145_382),
        (("ab", "c"), 4_920_574_407_684_334_916),
        ((ORDER, "订单", ""), -7_065_168_569_576_360_062),
        (("",), -1_970_711_489_451_281_740),
    ],
)
def test_keys_are_those_that_databases_hold(parts: tuple[str, ...], key: int) -> None:
    """The digest never changes, on no machine: rows of years ago are found by it."""
    assert key64(*parts) == key


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_a_rate_is_its_quotient(num: int, den: int) -> None:
    """To six places, and between zero and one where the part is one of the whole."""
    value = Rate(num, den).value
    assert value is not None and abs(value - num / den) <= 5e-7 * max(1, abs(num / den) * 1e-9) + 5e-7
    assert not 0 <= num <= den or 0 <= value <= 1


def test_a_rate_of_nothing_is_none() -> None:
    """Nothing out of nothing is no rate, and not 0%; none out of some is 0."""
    assert (Rate(0, 0).value, Rate(3, 0).value, Rate(0, 7).value, Rate(1, 3).value) == (
        None,
        None,
        0.0,
        0.333333,
    )


def test_scenes_have_the_codes_that_are_stored() -> None:
    """The order is for ever: a new scene goes to the end, because rows hold its place."""
    assert SCENES[:10] == (
        *("car_park", "entrance", "shelf", "pay", "scan_and_go", "item_code"),
        *("mini_program", "guide", "group", "share"),
    )
    assert [scene_name(CODE[scene]) for scene in SCENES] == [*SCENES]
    assert [CODE[scene] for scene in SCENES] == [*range(1, len(SCENES) + 1)]


@pytest.mark.parametrize("code", [0, -1, len(SCENES) + 1])
def test_what_is_no_scene_is_not_taken_for_one(code: int) -> None:
    """0 is stored for none: it is never read as the last of the scenes."""
    with pytest.raises(KeyError):
        scene_name(code)


def test_physical_scenes_are_scenes_of_stores() -> None:
    """Where somebody stands in or before a store; what is opened on a phone is none."""
    assert set(SCENES) > PHYSICAL and not PHYSICAL & {"mini_program", "share", "group", "item_code"}


@pytest.mark.parametrize(("full", "plain"), PROVINCES.items())
def test_every_province_loses_its_ending(full: str, plain: str) -> None:
    """All 34, with the ending and without, with blanks around: the same short name."""
    assert plain_region(full) == plain_region(plain) == plain_region(f" {full}\u3000") == plain


@pytest.mark.parametrize(
    "name", ["", "North", "华东大区", "市", "省", "沙市", "A省", "East China  ", "自治区"]
)
def test_other_regions_stay(name: str) -> None:
    """A chain's own names are kept, and a name of two signs is no ending with a sign before it."""
    assert plain_region(name) == " ".join(name.split())


def test_short_names_are_told_apart() -> None:
    """No two provinces fall together."""
    assert len({plain_region(full) for full in PROVINCES}) == len(PROVINCES) == 34
