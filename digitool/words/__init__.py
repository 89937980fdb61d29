"""The zh/en catalogue: English templates in the code, their Chinese in ``words/zh/*.py``.

``say("{n} rows", "zh", n=3)`` translates the template, then fills it. A template without a Chinese
text falls back to English, and a test fails for it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules


def say(template: str, language: str, **values: object) -> str:
    """The template in a language (``zh`` or ``en``), filled with values."""
    if language == "zh":
        template = chinese().get(template, template)
    return template.format(**values) if values else template


@lru_cache(maxsize=1)
def chinese() -> dict[str, str]:
    """All Chinese texts by English template; each room keeps its own file."""
    from digitool.words import zh

    texts: dict[str, str] = {}
    for module in iter_modules(zh.__path__):
        texts.update(import_module(f"digitool.words.zh.{module.name}").TEXT)
    return texts
