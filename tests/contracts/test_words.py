"""The zh/en catalogue: nothing that a person reads is left without Chinese, nothing is left over."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

from digitool.cli.app.pages import paragraphs
from digitool.words import chinese, say, zh

from .templates import all_strings, companies, sentences, templates

_PLACE = re.compile(r"\{(\w+)[^{}]*\}")


def _places(text: str) -> Counter[str]:
    return Counter(_PLACE.findall(re.sub(r"\{\w+, [^{}]*\}", "", text)))


def test_every_template_has_chinese() -> None:
    """Each message, hint, help text and heading in the source has a Chinese text."""
    known = chinese()
    missing = sorted({f"{one.place}: {one.text}" for one in templates() if one.text not in known})
    assert missing == []


def test_every_sentence_has_chinese() -> None:
    """A text that reaches people by a way that `templates` does not know is found by being a sentence."""
    known = {" ".join(text.split()) for text in chinese()}
    missing = sorted({f"{one.place}: {one.text}" for one in sentences() if not _known(one.text, known)})
    assert missing == []


def test_texts_in_company_of_translated_ones_have_chinese() -> None:
    """Where half of a column, or of what calls of one name are given, is translated, all of it is."""
    known = chinese()
    missing = {
        f"{one.place}: {one.text}"
        for texts in companies()
        if 2 * sum(one.text in known for one in texts) >= len(texts)
        for one in texts
        if one.text not in known
    }
    assert sorted(missing) == []


def _known(text: str, known: set[str]) -> bool:
    """Whether all of a text is in the catalogue: as it stands, by its paragraphs, or by its first line."""
    first = text.split("\n")[0]
    return {" ".join(text.split()), first, first.rstrip(".")} & known != set() or {
        " ".join(one.split()) for one in paragraphs(text)
    } <= known


def test_translations_keep_their_places() -> None:
    """A Chinese text has exactly the {places} of its English template."""
    wrong = {
        english for english, text in chinese().items() if _places(english).keys() != _places(text).keys()
    }
    assert wrong == set()


def test_no_chinese_text_is_unused() -> None:
    """Each English template of the catalogue stands somewhere in the source."""
    assert sorted(set(chinese()) - all_strings()) == []


def test_no_template_is_translated_twice_in_different_words() -> None:
    """Two rooms that share a template agree on its Chinese."""
    seen: dict[str, str] = {}
    clashes = []
    for module in iter_modules(zh.__path__):
        for english, text in import_module(f"{zh.__name__}.{module.name}").TEXT.items():
            if seen.setdefault(english, text) != text:
                clashes.append(english)
    assert clashes == []


def test_chinese_texts_use_chinese_punctuation() -> None:
    """A comma, colon or question mark between Chinese characters is a Chinese one."""
    wrong = [text for text in chinese().values() if re.search("[\u4e00-\u9fff][,:;?!][\u4e00-\u9fff]", text)]
    assert wrong == []


def test_say_fills_places_after_translating() -> None:
    """A value never changes which template is looked up, and braces in a value stay."""
    assert say("there is no store {store}", "zh", store="{x}") == "没有门店 {x}"
    assert say("there is no store {store}", "en", store="{x}") == "there is no store {x}"
