"""One version, in one place, told alike everywhere."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import digitool
from tests.conftest import Cli

ROOT = Path(__file__).parent.parent.parent


def test_version_is_told_alike(cli: Cli) -> None:
    """The constant, the command and the installed package agree."""
    assert cli("--version").out == f"digitool {digitool.__version__}\n"
    assert version("digitool") == digitool.__version__


def test_version_is_a_release_number() -> None:
    """The version has three numbers, and the package root holds nothing but it."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", digitool.__version__)
    text = (ROOT / "digitool" / "__init__.py").read_text("utf-8")
    assert "import" not in text


def test_the_changelog_has_a_section_for_what_is_new() -> None:
    """CHANGELOG.md keeps an Unreleased section, and it is not empty."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    section = text.split("## [Unreleased]")[1].split("\n## ")[0]
    assert section.strip()
