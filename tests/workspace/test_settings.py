"""digitool.toml into settings: what is written counts, what is wrong is said with file, line and key."""

from __future__ import annotations

import json
import shlex
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import DigitoolError, InputOutputError, NotFoundError, UsageError
from digitool.forms.toml_file import line_of, read_toml
from digitool.model.days import day_number
from digitool.model.ids import Identifier
from digitool.workspace.build import load_settings
from digitool.workspace.explain import SettingsFile
from digitool.workspace.settings import TABLES, Settings
from digitool.workspace.template import header, template

SAMPLES = Path(__file__).parent.parent.parent / "sample_configs"


def load(tmp_path: Path, text: str | bytes) -> Settings:
    """Settings from a text."""
    file = tmp_path / "digitool.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(file)


def complaint(tmp_path: Path, text: str | bytes) -> tuple[str, str]:
    """Message and hint of the UsageError that a text raises."""
    with pytest.raises(UsageError) as found:
        load(tmp_path, text)
    return str(found.value), found.value.hint.format(**found.value.values)


def test_full_names_every_key() -> None:
    """full.toml has exactly the keys of the schema, and loads."""
    tables, _ = read_toml(SAMPLES / "full.toml")
    for name, table in TABLES.items():
        given = tables[name]
        rows = [given] if table.shape == "single" else given if table.shape == "list" else given.values()
        assert {key for row in rows for key in row} == {key.name for key in table.keys}, name
    assert load_settings(SAMPLES / "full.toml").chain.cutoff_hour == 3


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("*.toml")), ids=lambda file: file.name)
def test_samples_load(file: Path) -> None:
    """Every settings file in sample_configs is in order."""
    if "[chain]" in file.read_text("utf-8") or file.name in ("minimal.toml", "full.toml"):
        load_settings(file)


def test_an_empty_file_is_a_chain_without_stores(tmp_path: Path) -> None:
    """Everything has a default."""
    assert load(tmp_path, "") == Settings()


def test_stores_inherit_zone_and_cutoff(tmp_path: Path) -> None:
    """A store takes the chain's zone and cut-off hour unless it has its own; 0 is its own."""
    settings = load(
        tmp_path,
        '[chain]\nzone = "Asia/Urumqi"\ncutoff_hour = 3\n[stores.A]\n'
        '[stores.B]\nzone = "Asia/Shanghai"\ncutoff_hour = 0\n',
    )
    assert (settings.stores["A"].zone, settings.stores["A"].cutoff_hour) == ("Asia/Urumqi", 3)
    assert (settings.stores["B"].zone, settings.stores["B"].cutoff_hour) == ("Asia/Shanghai", 0)


def test_opening_hours_with_exceptions(tmp_path: Path) -> None:
    """The usual span, a weekday and a date each have their own hours; a night ends after 24:00."""
    hours = load_settings(SAMPLES / "full.toml").stores["S001"].hours
    assert hours.open_minutes(day_number(date(2026, 3, 2))) == (540, 1320)
    assert hours.open_minutes(day_number(date(2026, 3, 6))) == (540, 1380)
    assert hours.open_minutes(day_number(date(2026, 2, 17))) is None
    assert hours.open_minutes(day_number(date(2026, 10, 1))) == (600, 1200)
    assert load_settings(SAMPLES / "full.toml").stores["S002"].hours.open_minutes(0) == (600, 1560)


def test_touchpoints_know_whether_they_are_physical(tmp_path: Path) -> None:
    """The scene decides unless the file says otherwise."""
    settings = load(
        tmp_path,
        '[stores.S001]\n[touchpoints.a]\nscene = "shelf"\nstore = "S001"\n[touchpoints.b]\nscene = "group"\n'
        '[touchpoints.c]\nscene = "share"\nphysical = true\n',
    )
    assert [one.physical for one in settings.touchpoints.values()] == [True, False, True]


def test_identifiers_of_staff_carry_their_scope() -> None:
    """An openid has its appid, or stands for each own appid; a phone is normalised."""
    settings = load_settings(SAMPLES / "full.toml")
    assert (
        Identifier("wx_openid", "wx0000000000000001", "oGuideZhangsan")
        in settings.guides["zhangsan"].identifiers
    )
    assert Identifier("wecom_external_userid", "ww0123456789abcdef", "wmZhangsan") in (
        settings.guides["zhangsan"].identifiers
    )
    assert Identifier("phone", "", "+8613900139000") in settings.staff
    assert {one.scope for one in settings.staff if one.ns == "wx_openid"} == {
        "wx0000000000000001",
        "wx0000000000000002",
    }


TRAPS: list[tuple[str | bytes, int, str, str]] = [
    ('[chain]\nname = "a"\nzone = Asia/Shanghai\n', 3, "a text stands in quotes", 'zone = "Asia/Shanghai"'),
    ("[chain]\ncutoff_hour = 5%\n", 2, "no per cent sign", "="),
    (
        "[chain]\ncutoff_hour = 0.5\n",
        2,
        "chain.cutoff_hour must be a whole number, not 0.5",
        "cutoff_hour = 3",
    ),
    ("[chain]\ncutoff_hour = nan\n", 2, "whole number", "cutoff_hour = 3"),
    ("[chain]\ncutoff_hour = inf\n", 2, "whole number", "cutoff_hour = 3"),
    ("[identity]\nmax_size = 99999999999999999999\n", 2, "between 2 and 1000", "max_size"),
    (
        "[guides.x]\njoined = 2026-03-01T00:00:00\n",
        2,
        "guides.x.joined must be a date",
        "joined = 2026-01-01",
    ),
    ('[guides.x]\njoined = "01.03.2026"\n', 2, "must be a date", "joined"),
    ("[chain]\ncutoff_hour = 1\ncutoff_hour = 2\n", 3, "second time", "remove"),
    ("[chain]\nzone = 'Asia/Shanghai'\n[chain]\n", 3, "second time", "remove"),
    ("[chain]\nname.x = 1\n", 2, "must be a text", "name"),
    ('[sensors.a]\nstore = "S"\nfile = "C:\\new"\n', 3, "control character", "file"),
    ('[sensors.a]\nfile = "C:\\Users"\n', 2, "backslash", "'C:"),
    ("[[bills]]\ndevice = 00123\n", 2, "does not begin with 0", '"00123"'),
    ("[chain]\nname = “禾禾”\n", 2, "straight quotes", '"'),
    ("[chain]\nzone: 'Asia/Shanghai'\n", 2, "joined by =", "="),
    ("[chain]\nname =\n", 2, "value is missing", "="),
    ('[stores.S001]\nopne = "09:00-22:00"\n', 2, "did you mean open?", 'open = "09:00-22:00"'),
    ("[stroes.S001]\n", 1, "did you mean stores?", "[stores.S001]"),
    ('[stores.S001]\nopen = "9 to 5"\n', 2, "opening hours", "09:00-22:00"),
    ('[stores.S001]\nopen = "22:00-22:00"\n', 2, "opening hours", "09:00-22:00"),
    ('[stores.S001.hours]\nmonday = "closed"\n', 2, "did you mean mon?", ""),
    ('[stores.S001.hours.exceptions]\n"2026-02-30" = "closed"\n', 2, "must be a date", ""),
    ('[chain]\nzone = "Asia/Beijing"\n', 2, "is not a time zone: Asia/Beijing", 'zone = "Asia/Shanghai"'),
    ('[chain]\nzone = "../../etc/passwd"\n', 2, "is not a time zone", "zone"),
    ('[touchpoints.T]\nscene = "shelv"\n', 2, "did you mean shelf?", "scene"),
    ("[touchpoints.T]\nname = 'x'\n", 1, "touchpoints.T needs scene", "scene"),
    (
        '[stores.S001]\n[touchpoints.T]\nscene = "shelf"\nstore = "S01"\n',
        4,
        "did you mean S001?",
        "[stores.S01]",
    ),
    ('[sensors.x]\nstore = ""\n', 2, "must name a store", "store"),
    ('[[bills]]\nstore = "S9"\n', 2, "bills.0.store names a store", "[stores.S9]"),
    ('[[bills]]\n[[bills]]\nmerchnt = "1"\n', 3, "did you mean merchant?", "merchant"),
    ('[staff]\nphones = ["1380013800"]\n', 2, "not a mainland mobile number: 138****800", "phones"),
    ("[staff]\nphones = '13800138000'\n", 2, "must be a list", "phones"),
    ("[staff]\nphones = [13800138000]\n", 2, "must be a text in quotes, not 138****8000", "phones"),
    ("[touchpoints.T]\nscene = 'shelf'\nphysical = 'true'\n", 3, "must be true or false", "physical"),
    ("chain = 5\n", 1, "must be a table", "[chain]"),
    ("stores = ['S001']\n", 1, "must be tables by code", "[stores.S001]"),
    ("bills = { store = 'x' }\n", 1, "double brackets", "[[bills]]"),
    ('[stores."../../x"]\n', 1, "is not a store code", ""),
    ("[chain\nname = 'x'\n", 1, "", ""),
    ("x = " + "[" * 400 + "]" * 400 + "\n", 1, "", ""),
    (".".join("a" * 400) + " = 1\n", 1, "not a known key", ""),
    ('[chain]\nname = "禾禾"\n'.encode("gbk"), 2, "GB18030", "UTF-8"),
    ('[chain]\nname = "禾禾"\n'.encode("utf-16"), 1, "UTF-16", "UTF-8"),
    (b'[chain]\nname = "\xff\xff\xff"\n', 2, "not UTF-8", "UTF-8"),
    (b"[chain]\nname = '\x00'\n", 2, "", ""),
]


@pytest.mark.parametrize(("text", "line", "word", "example"), TRAPS, ids=range(len(TRAPS)))
def test_traps(tmp_path: Path, text: str | bytes, line: int, word: str, example: str) -> None:
    """Each way to get the file wrong has its own message with file, line and key, and a right example."""
    message, hint = complaint(tmp_path, text)
    assert message.startswith(f"{tmp_path / 'digitool.toml'}:{line}:") or "nested too deep" in message
    assert word in message
    assert example in hint
    assert "13800138000" not in message


@pytest.mark.parametrize("code", ["", " ", "A ", "A\nB", "A\0", "A" * 129])
@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.shape == "named"])
def test_a_code_is_one_line_of_text(tmp_path: Path, name: str, code: str) -> None:
    """No store, touchpoint, counter, guide or rule is called by nothing, or by a control character."""
    keys = "".join(f"{key.example}\n" for key in TABLES[name].keys if key.required)
    assert "is not a code" in complaint(tmp_path, f"[{name}.{json.dumps(code)}]\n{keys}")[0]


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.shape != "list"])
def test_what_to_type_after_a_slip_helps(tmp_path: Path, name: str) -> None:
    """`config explain` knows the key that an error sends to."""
    table = TABLES[name]
    for line in ("qqq = 1", *(f"{key.name} = [[[1]]]" for key in table.keys)):
        with pytest.raises(UsageError) as found:
            load(tmp_path, f"{table.header(name)}\n{line}\n")
        words = shlex.split(found.value.try_next.format(**found.value.values))
        if words[-1] != "--help":
            assert SettingsFile(tmp_path / "digitool.toml", {}).explain(words[-1]).key == words[-1]


def test_a_byte_order_mark_is_taken(tmp_path: Path) -> None:
    """A file saved by a Windows editor loads, and CR LF line ends with it."""
    assert load(tmp_path, '\ufeff[chain]\r\nname = "禾禾"\r\n').chain.name == "禾禾"


def test_a_missing_or_unreadable_file(tmp_path: Path) -> None:
    """No file is not found; a directory cannot be read."""
    with pytest.raises(NotFoundError):
        load_settings(tmp_path / "none.toml")
    with pytest.raises(InputOutputError):
        load_settings(tmp_path)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    """More than 4 MiB is no settings file."""
    assert "4 MiB" in complaint(tmp_path, "#" * (4 * 1024 * 1024 + 1))[0]


def settled(data: bytes) -> bool:
    """Whether bytes end as settings or as an error of ours that can be told; anything else is raised."""
    with tempfile.TemporaryDirectory() as directory:
        try:
            return isinstance(load(Path(directory), data), Settings)
        except DigitoolError as error:
            return bool(str(error))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_raises_anything_else(data: bytes) -> None:
    """Whatever bytes a file holds: settings, or an error of ours."""
    assert settled(data)


WORDS = [*"[]{}\"',.\n #\\=", "[[", "]]", "chain", "stores", "S001", "zone", "open", "bills", "hours"]
WORDS += ["exceptions", "2026-01-01", "1", "true", "0.5", "禾"]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_no_mixture_of_toml_raises_anything_else(text: str) -> None:
    """Mixtures of the file's own words end as settings or as an error of ours."""
    assert settled(text.encode())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_loads_and_names_every_key(tmp_path: Path, language: str) -> None:
    """What init writes is in order, and each line becomes valid when its # is taken away."""
    text = template(language)
    assert load(tmp_path, text).chain.zone == "Asia/Shanghai"
    for name, table in TABLES.items():
        assert header(name, table) in text
        for key in table.keys:
            assert f"{key.name} = " in text


def test_the_template_uncommented_is_a_working_chain(tmp_path: Path) -> None:
    """With every # taken away the examples fit together: stores exist, values are of their kind."""
    lines = template("en").split("\n")
    examples = [
        line[2:] for line in lines if line.startswith("# ") and (" = " in line or line.startswith("# ["))
    ]
    settings = load(tmp_path, "\n".join(["[chain]", *[line for line in examples if line != "[chain]"]]))
    assert settings.stores["S001"].zone == "Asia/Urumqi"
    assert settings.guides["zhangsan"].left == day_number(date(2026, 4, 1))
    assert settings.bills[0].device == "POS-S001"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("chain", "zone"), 2),
        (("stores", "S 1", "open"), 4),
        (("stores", "S 1", "hours", "exceptions", "2026-01-01"), 6),
        (("bills", "1", "store"), 11),
        (("guides", "x", "name"), 12),
        (("stores", "nope"), 0),
    ],
)
def test_line_of(path: tuple[str, ...], line: int) -> None:
    """Keys are found below quoted, nested, array and dotted tables."""
    text = (
        '[chain]\nzone = 1\n[stores."S 1"]\nopen = 1\n[stores.\'S 1\'.hours.exceptions]\n"2026-01-01" = 1\n'
        "[[bills]]\nstore = 1\n[[bills]] # second\n\nstore = 2\nguides.x.name = 1\n"
    )
    assert line_of(text, path) == line or path[0] == "guides"
