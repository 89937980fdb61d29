"""Every command has a help page, in both languages, that ends with a command one can type."""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from itertools import pairwise
from typing import Any

import pytest

from digitool.cli.app.catalogue import entries
from digitool.cli.app.lazy import LazyGroup, root
from digitool.cli.entry import run


@lru_cache(maxsize=1)
def commands() -> list[tuple[str, ...]]:
    """The paths of all commands, groups and leaves, loaded through the real tree."""
    return [path for path, _ in _tree((), root())]


@lru_cache(maxsize=1)
def leaves() -> dict[tuple[str, ...], Any]:
    """Every leaf command by its path."""
    return {path: one for path, one in _tree((), root()) if not isinstance(one, LazyGroup)}


def _tree(path: tuple[str, ...], group: LazyGroup) -> list[tuple[tuple[str, ...], Any]]:
    found: list[tuple[tuple[str, ...], Any]] = []
    for name, member in group.members.items():
        command = member.load()
        found.append(((*path, name), command))
        if isinstance(command, LazyGroup):
            found += _tree((*path, name), command)
            found += [((*path, name), command.plain())] if command.plain else []
    return found


def page(*words: str) -> str:
    """What a help command prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert run([*words]) == 0
    return out.getvalue()


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_help_ends_with_an_example(path: tuple[str, ...]) -> None:
    """A help page runs in English and Chinese, and its last line is a digitool command."""
    for language in ("en", "zh"):
        text = page(*path, "--help", "--lang", language)
        assert "digitool " + " ".join(path) in text.splitlines()[0]
        assert "digitool " in text.rstrip().splitlines()[-1]


@pytest.mark.parametrize("path", list(leaves()), ids=" ".join)
def test_chinese_help_has_no_english_sentence(path: tuple[str, ...]) -> None:
    """Every explanation of a Chinese help page is Chinese."""
    text = page(*path, "--help", "--lang", "zh").split("示例")[0]
    lines = [line.strip() for line in text.splitlines()[1:]]
    english = [line for line in lines if re.match(r"[A-Z][a-z]+( [a-z]+){3,}", line)]
    assert english == []


@pytest.mark.parametrize("path", list(leaves()), ids=" ".join)
def test_examples_are_parsed_by_their_own_command(path: tuple[str, ...]) -> None:
    """Each example of a command uses only commands and options that exist."""
    examples = (leaves()[path].epilog or "").splitlines()
    assert examples
    for example in examples:
        words = shlex.split(re.split(r"[|;>&]", example.strip().removeprefix('eval "$(').rstrip(')"'))[0])
        assert words[0] == "digitool"
        command = leaves()[_leaf(tuple(words[1:]))]
        known = {option for param in command.params for option in [*param.opts, *param.secondary_opts]}
        valued = {
            option for param in command.params if not getattr(param, "is_flag", True) for option in param.opts
        }
        used = {
            word.split("=")[0]
            for before, word in pairwise(words)
            if word.startswith("-") and before not in valued
        }
        assert used <= known | {"-h", "--help", "-"}


def _leaf(words: tuple[str, ...]) -> tuple[str, ...]:
    for length in range(len(words), 0, -1):
        if words[:length] in leaves():
            return words[:length]
    raise AssertionError(f"no command in {words}")


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_arguments_are_named_once(path: tuple[str, ...]) -> None:
    """No usage line doubles its dots or brackets: CODE... and [ITEM], not CODE...... or [[ITEM]]."""
    usage = page(*path, "--help").split("\n\n")[0]
    assert "......" not in usage and "[[" not in usage


def test_the_overview_lists_every_command() -> None:
    """The overview names each file of cli/commands once."""
    for language in ("en", "zh"):
        text = page("--help", "--lang", language)
        for name in entries():
            assert len(re.findall(rf"(?m)^  {re.escape(name)}\s{{2}}", text)) == 1, name


def test_shared_options_mean_the_same_everywhere() -> None:
    """An option that two commands share by name has one help text, unless it is a command's own."""
    from digitool.cli.app.command import shared_parameters
    from digitool.cli.app.options import Options

    kinds = shared_parameters()
    assert set(kinds) == set(Options.__dataclass_fields__)
    for path, command in leaves().items():
        for param in command.params:
            if param.name in kinds and param.param_type_name == "option":
                info = kinds[param.name].annotation.__metadata__[0]
                assert param.help == info.help, (path, param.name)


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_help_in_every_way(word: str) -> None:
    """-h, --help and help show the same page, and so do help COMMAND and COMMAND --help."""
    assert page(word) == page("--help")
    assert page("help", "config", "show") == page("config", "show", "-h")


def test_bounds_of_an_option_hold() -> None:
    """A number outside the bounds that an option declares is refused with 2 before anything else is read."""
    refused = []
    for path, command in leaves().items():
        for param in command.params:
            low, high = getattr(param, "min", None), getattr(param, "max", None)
            outside = [low - 1 if low is not None else None, high + 1 if high is not None else None]
            for value in (one for one in outside if one is not None):
                errors = io.StringIO()
                with redirect_stderr(errors):
                    code = run([*path, f"{max(param.opts, key=len)}={value}", "--lang", "en"])
                assert code == 2 and str(value) in errors.getvalue(), (path, param.name, errors.getvalue())
                assert low is not None, "an option with an upper bound alone needs words of its own"
                refused.append(param.name)
    assert len(refused) > 10
