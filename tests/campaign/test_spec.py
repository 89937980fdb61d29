"""Campaign files: what is read, what is refused, and that every refusal says where and how to mend it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.file.kinds import Range, Worth
from digitool.campaign.file.reading import build, changed, key_path, read_campaign
from digitool.campaign.file.schema import MECHANICS, TABLES
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.file.template import template
from digitool.errors import UsageError
from digitool.forms.form import all_keys
from digitool.model.days import day_number

HEAD = '[campaign]\nname = "t"\nstart = 2026-05-08\ndays = 14\n[costs]\nmargin = "30%"\n'
COUPON = '[coupon]\nvalue = "20.00"\n'
SAMPLES = Path(__file__).parents[2] / "sample_configs" / "campaigns"


def read(text: str) -> CampaignFile:
    """A campaign from the text of its file."""
    return build(tomli.loads(text, parse_float=Decimal), text, Path("t.toml"))


def refused(text: str) -> UsageError:
    """The refusal of a file."""
    with pytest.raises(UsageError) as caught:
        read(text)
    return caught.value


def test_a_file_is_read_into_fen_basis_points_and_days() -> None:
    """Money, shares, dates and ranges come out in the units of the model."""
    spec = read(HEAD + COUPON + 'min_spend = 100\n[assume]\nlift = "5%..15%"\nbrought_by_seed = 1.5\n')
    assert spec.coupon is not None
    assert spec.coupon.value == Worth("amount", 2_000)
    assert spec.coupon.min_spend == 10_000
    assert spec.costs.margin == 3_000
    assert spec.campaign.start == day_number(date(2026, 5, 8))
    assert spec.campaign.holdout == 1_000
    assert spec.assume.lift == Range(0.05, 0.15)
    assert spec.assume.brought_by_seed == Range(1.5, 1.5)
    assert list(spec.mechanics) == ["coupon"]


def test_every_mechanic_has_a_new_file_that_the_parser_takes() -> None:
    """A written file passes as it is, in both languages, alone and with all mechanics together."""
    for names in [[one] for one in MECHANICS] + [list(MECHANICS)]:
        for language in ("en", "zh"):
            spec = read(template(names, language, 'a "b" c', 20_600))
            assert list(spec.mechanics) == [one for one in MECHANICS if one in names]
            assert spec.campaign.name == 'a "b" c'


def test_every_commented_key_of_a_new_file_is_an_example_that_can_be_read() -> None:
    """Taking the # away from any one line never breaks the file, but where two lines then contradict."""
    lines = template(list(MECHANICS), "en", "t", 20_600).split("\n")
    table = ""
    tried = 0
    for number, line in enumerate(lines):
        if line.removeprefix("# ").startswith("["):
            table = line.removeprefix("# ").strip("[]")
        name = line.removeprefix("# ").split(" = ")[0]
        if line.startswith("# ") and f"{table}.{name}" in all_keys(TABLES):
            text = "\n".join([*lines[:number], line.removeprefix("# "), *lines[number + 1 :]])
            text = text.replace(f"# [{table}]", f"[{table}]")
            if (table, name) not in {("assume", "redemption_of_buyers"), ("coupon", "stock")}:
                read(text)
            tried += 1
    assert tried > 40


def test_every_key_is_documented_with_a_readable_example() -> None:
    """Meaning and example of each key: the example is TOML for this very key, and its reader takes it."""
    for table in TABLES.values():
        for key in table.keys:
            assert key.meaning
            key.read(tomli.loads(key.example)[key.name])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "[coupn]\n", 7, ["did you mean coupon"]),
        (HEAD + '[coupon]\nvalu = "3"\n', 8, ["coupon.valu", "did you mean value"]),
        (HEAD.replace('"30%"', "30") + COUPON, 6, ["costs.margin", '"30%"']),
        (HEAD.replace('"30%"', "0.3") + COUPON, 6, ["costs.margin", '"30%"']),
        (HEAD.replace('"30%"', '"130%"') + COUPON, 6, ["between 0.01% and 100%"]),
        (HEAD + COUPON + '[assume]\nredemption = "150%"\n', 10, ["between 0% and 100%"]),
        (HEAD + COUPON + '[assume]\nredemption = "20%..10%"\n', 10, ["wrong way round"]),
        (HEAD + '[coupon]\nvalue = "0"\n', 8, ["above zero"]),
        (HEAD + "[coupon]\n", 7, ["needs value"]),
        (HEAD, 1, ["no mechanic"]),
        (HEAD + "[group_buy]\nsize = 1\nlist_price = 59\nprice = 39\n", 8, ["one buyer is no group"]),
        (HEAD + "[group_buy]\nsize = 3\nlist_price = 39\nprice = 59\n", 10, ["not above the list price"]),
        (
            HEAD + '[bargain]\nlist_price = 100\nfloor = 5\nhelpers = 23\npath = "geometric"\n',
            10,
            ["23 helpers", "24 are needed"],
        ),
        (
            HEAD + '[bargain]\nlist_price = 100\nfloor = 0\nhelpers = 23\npath = "geometric"\n',
            9,
            ["never comes to nothing"],
        ),
        (HEAD + "[bargain]\nlist_price = 50\nfloor = 50\nhelpers = 3\n", 9, ["below the list price"]),
        (HEAD + COUPON + 'budget = "10.00"\n', 9, ["10.00 yuan", "one coupon of 20.00"]),
        (HEAD.replace("days = 14", 'days = 14\nbudget = "10.00"') + COUPON, 5, ["one coupon of 20.00"]),
        (HEAD + '[red_packet]\ntotal = "0.04"\npeople = 5\n', 8, ["less than one fen"]),
        (HEAD.replace('name = "t"\n', "") + COUPON, 1, ["needs name"]),
        (HEAD.replace("2026-05-08", '"soon"') + COUPON, 3, ["must be a date"]),
    ],
)
def test_what_cannot_work_is_refused_with_file_line_and_example(
    text: str, line: int, words: list[str]
) -> None:
    """Each mistake has its own sentence, at its own line, with exit 2."""
    error = refused(text)
    said = str(error)
    assert said.startswith(f"t.toml:{line}: "), said
    assert all(word in said for word in words), said
    assert error.exit == 2


@pytest.mark.parametrize(
    ("table", "example"),
    [
        ("[bargain]\nlist_price = 50\nfloor = 60\nhelpers = 3\n", 'floor = "25.00"'),
        ("[group_buy]\nsize = 3\nlist_price = 40\nprice = 59\n", 'price = "20.00"'),
    ],
)
def test_a_price_that_cannot_be_has_an_example_that_can(table: str, example: str) -> None:
    """The hint fits the file's own list price and stands on one line."""
    assert refused(HEAD + table).values["example"] == example


def test_a_bargain_with_just_enough_helpers_is_taken() -> None:
    """24 helpers of 12% bring 100 to 5 yuan, as the closed form says; 0 takes what the cut needs."""
    for helpers in (24, 0):
        text = f'[bargain]\nlist_price = 100\nfloor = 5\nhelpers = {helpers}\npath = "geometric"\n'
        assert read(HEAD + text).bargain is not None


def test_a_key_can_be_varied_without_touching_the_rest() -> None:
    """`changed` re-reads one key, checks it, and leaves the file's own object alone."""
    spec = read(HEAD + COUPON)
    other = changed(spec, {"coupon.value": "35", "budget": 500})
    assert other.coupon is not None
    assert other.coupon.value == Worth("amount", 3_500)
    assert other.campaign.budget == 50_000
    assert spec.coupon is not None
    assert spec.coupon.value == Worth("amount", 2_000)
    with pytest.raises(UsageError, match="one coupon of 600"):
        changed(spec, {"coupon.value": "600", "budget": 500})


def test_keys_are_found_by_their_path_and_the_nearest_is_named() -> None:
    """A bare key is the campaign's own; a slip gets a suggestion."""
    assert key_path("budget") == ("campaign", "budget")
    assert key_path("coupon.value") == ("coupon", "value")
    with pytest.raises(UsageError) as caught:
        key_path("coupon.valu")
    assert caught.value.values["near"] == "coupon.value"


def test_positions_of_keys_are_known() -> None:
    """A linter can point at any key, at its table where the key is not written."""
    spec = read(HEAD + COUPON)
    assert spec.line("coupon", "value") == 8
    assert spec.line("coupon", "budget") == 7
    assert spec.line("bargain") == 1


@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    """Any TOML is either a campaign or a UsageError, never anything else."""
    try:
        tables = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    try:
        build(tables, text, Path("t.toml"))
    except UsageError:
        return


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_samples_are_good_campaigns(path: Path) -> None:
    """Each sample is read without complaint and is named like its file."""
    assert read_campaign(path).campaign.name == path.stem
