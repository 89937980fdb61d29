"""Formats are found by their modules, named, translated, and never lean on a file's name."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from digitool.errors import NotFoundError
from digitool.model.phones import normalise_phone
from digitool.sources import format_named, formats, known_formats
from digitool.sources.lookalikes import ANSWERS, TABLES
from digitool.sources.registry import WINGS
from digitool.words import chinese
from tests.sources.made import GOOD, recognise


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_recognised_by_content_alone(name: str, tmp_path: Path) -> None:
    """A misleading name changes nothing."""
    (tmp_path / "holiday.png").write_text(GOOD[name])
    assert recognise(tmp_path / "holiday.png")[0].name == name


def test_every_format_says_what_it_is_in_both_languages() -> None:
    """Names are unique; titles, and where to download the file, exist in English and Chinese."""
    found = known_formats()
    assert len({one.name for one in found}) == len(found) >= 17
    for one in found:
        assert one.title_en and not one.title_zh.isascii() and one.kinds
        assert one.where in chinese()


def test_every_lookalike_is_refused_in_both_languages() -> None:
    """The reason and the way out are translated."""
    for known in (*TABLES, *ANSWERS):
        assert known.why in chinese() and known.hint in chinese()
        assert "{file}" in known.why


def test_reasons_of_rejects_are_translated_with_the_same_places() -> None:
    """Every message and hint of a row's refusal has its Chinese, with the same places to fill."""
    import ast

    import digitool.sources as room

    texts: list[str] = []
    for file in Path(room.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                texts += [str(arg.value) for arg in node.args[2:4] if isinstance(arg, ast.Constant)]
    assert len(texts) > 40
    for text in texts:
        assert text in chinese()
        assert places(text) == places(chinese()[text])


def places(template: str) -> set[str]:
    """The names that a template fills."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_an_unknown_format_name_offers_the_nearest() -> None:
    """A slip of the pen is answered with the name that was meant."""
    with pytest.raises(NotFoundError) as caught:
        format_named("wechatpay-trad")
    assert caught.value.values["near"] == "wechatpay-trade"


PHONES = {
    "13800138000": "+8613800138000",
    " 138 0013 8000 ": "+8613800138000",
    "138-0013-8000": "+8613800138000",
    "+8613800138000": "+8613800138000",
    "+86 138 0013 8000": "+8613800138000",
    "008613800138000": "+8613800138000",
    "8613800138000": "+8613800138000",
    "１３８００１３８０００": "+8613800138000",
    "138\u00a00013\u00a08000": "+8613800138000",
    "'13800138000": "+8613800138000",
    "`13800138000": "+8613800138000",
    "\ufeff13800138000": "+8613800138000",
    "(138)00138000": "+8613800138000",
    "19912345678": "+8619912345678",
    "013800138000": "",
    "1.38E+10": "",
    "1.3800138E+10": "",
    "13800138000.0": "",
    "1380013800": "",
    "138001380000": "",
    "12800138000": "",
    "138****8000": "",
    "138******00": "",
    "13800138OOO": "",
    "021-62345678": "",
    "+12125550123": "",
    "+8513800138000": "",
    "": "",
    "——": "",
    "13800138000,13900139000": "",
}


@pytest.mark.parametrize("cell", PHONES)
def test_phone_cells_have_fixed_answers(cell: str) -> None:
    """A phone is read only when nothing has to be guessed, and never as a number."""
    try:
        found = normalise_phone(cell)
    except ValueError:
        found = ""
    assert found == PHONES[cell]
    assert len(PHONES) == 30


def test_no_format_lies_beside_the_wings() -> None:
    """A module that nobody looks for would be a format that is never recognised."""
    folder = Path(formats.__file__).parent
    assert [file.name for file in folder.glob("*.py")] == ["__init__.py"]
    assert {wing.name for wing in folder.iterdir() if (wing / "__init__.py").exists()} == set(WINGS.values())
