"""Turn option texts into values with the standard library.

From 0.29 typer loads pydantic (60 ms of processor time, more than the rest of the program's start)
to read any value of a command. The kinds of values that digitool's commands take need six short
functions. Where this version of typer has no place to put them, typer's own reading stays.

Amounts, shares and customers are annotated with their types of `model.ids`: the parser reads a text or a
number, and `typed` says how the value is made of it before the command runs.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, Optional, Union, get_args, get_origin

from digitool.errors import UsageError
from digitool.model.ids import BasisPoints, Fen, IdentifierId
from digitool.model.text import mask_value, meant

NO_FEN: Final = Fen(0)
"""An amount that is not named."""
NO_SHARE: Final = BasisPoints(0)
"""A share that is not named."""

_PLAIN = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?", re.ASCII)
"""A number as people type it: no exponent, no full-width digit, no space."""

_FALSE = frozenset({"", "0", "no", "off", "false", "n", "f"})


def attach_readers(params: Sequence[Any]) -> None:
    """Give each typer parameter of a known kind our reader instead of typer's."""
    for param in params:
        kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
        read = reader(kind)
        if read is not None and hasattr(param, "get_runtime_param"):
            param.get_runtime_param = _Reader(read).itself


def reader(kind: Any) -> Callable[[str, str], object] | None:  # noqa: ANN401 - any annotation
    """The function (option name, text) -> value of a kind, None for kinds that typer must read."""
    if get_origin(kind) is list:
        return reader(get_args(kind)[0])
    if get_origin(kind) is Literal:
        choices = [str(choice) for choice in get_args(kind)]
        return lambda name, text: _choice(name, text, choices)
    return _KINDS.get(kind) if isinstance(kind, type) else None


class _Reader:
    """Stands where typer keeps its value reader."""

    def __init__(self, read: Callable[[str, str], object]) -> None:
        self.read = read

    def itself(self) -> _Reader:
        """What typer asks an option for: its reader."""
        return self

    def coerce(self, value: object, param: Any, ctx: object) -> object:  # noqa: ANN401
        """One value, or each of several; None stays None (an empty tuple where several may come)."""
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        name = max(param.opts, key=len) if param.param_type_name == "option" else param.name.upper()
        if several and isinstance(value, (list, tuple)):
            return tuple(_bounded(name, self.read(name, item), param) for item in value)
        return _bounded(name, self.read(name, value) if isinstance(value, str) else value, param)


def _bounded(name: str, value: object, param: Any) -> object:  # noqa: ANN401 - typer's parameter
    """A value that lies within the bounds of its option, which this version of typer leaves to its reader."""
    require_within(name, value, getattr(param, "min", None), getattr(param, "max", None))
    return value


def require_within(name: str, value: object, low: float | None, high: float | None) -> None:
    """Check a number against the least and the most that its option declares. Raises UsageError."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    if (low is not None and value < low) or (high is not None and value > high):
        if high is None:
            message = "{option} takes {low} or more, not {value}"
        elif low is None:
            message = "{option} takes at most {high}, not {value}"
        else:
            message = "{option} takes {low} to {high}, not {value}"
        raise UsageError("out_of_range", message, option=name, low=low, high=high, value=value)


def _text(name: str, text: str) -> str:
    return text


def _path(name: str, text: str) -> Path:
    if "\0" in text:
        raise UsageError("bad_path", "{option}: a path has no NUL character", option=name)
    return Path(text)


def _whole(name: str, text: str) -> int:
    plain = text.strip()
    if not re.fullmatch(r"[+-]?\d{1,18}", plain, re.ASCII):
        raise UsageError(
            "not_a_number", "{option} takes a whole number, not {value}", option=name, value=mask_value(text)
        )
    return int(plain)


def _real(name: str, text: str) -> float:
    if not _PLAIN.fullmatch(text):
        raise UsageError(
            "not_a_number", "{option} takes a number, not {value}", option=name, value=mask_value(text)
        )
    return float(text)


def _flag(name: str, text: str) -> bool:
    return text.strip().lower() not in _FALSE


def _choice(name: str, text: str, choices: list[str]) -> str:
    if text in choices:
        return text
    raise UsageError(
        "bad_choice",
        "{option} takes {choices}, not {value}",
        option=name,
        choices=", ".join(choices),
        value=mask_value(text),
        **meant(text, choices),
    )


_KINDS: dict[type, Callable[[str, str], object]] = {
    str: _text,
    Path: _path,
    int: _whole,
    float: _real,
    bool: _flag,
}


class Typed(NamedTuple):
    """How the value of a parameter is made: by which function, its option, and its default if it has one."""

    make: Callable[[str, Any, Any], object]
    option: str
    default: object

    def value(self, read: object) -> object:
        """The value of what the parser read. Raises UsageError that names the option."""
        return self.default if read is None else self.make(self.option, read, self.default)


def typed(parameter: inspect.Parameter) -> tuple[inspect.Parameter, Typed | None]:
    """A parameter as the parser is to read it, and how its value is then made; None where it is read already.

    A parameter with a type of `_TYPES` has its name and help in an `Option`. Its own default, which may be of
    that type, never comes to the parser.
    """
    annotation, told = parameter.annotation, None
    if get_origin(annotation) is Annotated:
        annotation, told, *_ = get_args(annotation)
    optional = get_origin(annotation) in (Union, UnionType)
    kind = get_args(annotation)[0] if optional else annotation
    if told is None or kind not in _TYPES:
        return parameter, None
    raw, make = _TYPES[kind]
    names = [name for name in (told.default, *(told.param_decls or ())) if isinstance(name, str)]
    required = parameter.default is parameter.empty
    read = parameter.replace(
        annotation=Annotated[raw if required else Optional[raw], told],
        default=parameter.empty if required else None,
    )
    return read, Typed(make, max(names, key=len), parameter.default)


def _fen(option: str, text: str, default: object) -> Fen:
    """Yuan as fen. An empty text is no amount: a script whose variable is unset must not sell for nothing."""
    from digitool.model.amounts import read_amount

    return read_amount(text, option)


def _basis_points(option: str, percent: float, default: object) -> BasisPoints:
    """A share in per cent as basis points. Raises UsageError for more than two decimals."""
    share = round(percent * 100)
    if abs(share - percent * 100) > 1e-6:
        raise UsageError(
            "bad_percent",
            "{option} takes at most two decimals, not {value}",
            hint="for example: {option} 7.5",
            option=option,
            value=percent,
        )
    return BasisPoints(share)


def _customer(option: str, text: str, default: object) -> object:
    """``P12`` or ``I12`` as the identifier's id; an empty text names nobody, where that may be."""
    from digitool.model.typed_ids import read_customer

    if not text and default is not inspect.Parameter.empty:
        return default
    return read_customer(text)


_TYPES: dict[object, tuple[type, Callable[[str, Any, Any], object]]] = {
    Fen: (str, _fen),
    BasisPoints: (float, _basis_points),
    IdentifierId: (str, _customer),
}
"""What the parser reads for a type of `model.ids`, and how its value is made of that."""
