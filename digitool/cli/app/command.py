"""How a command is declared: a short typed function, plus the shared option groups that it wants.

    app = area(__doc__)

    @command(app, PERIOD, columns=_COLUMNS, examples=("digitool flow rate --last 7d",))
    def rate(here: Context, by: Annotated[Literal["store", "day"], Option("--by", help="...")] = "store"
    ) -> None:
        '''Share of visits that we can name.'''
        here.answer(rows_by(by))

The docstring is the help page; its paragraphs are templates of the catalogue. A command returns None
or an exit code. What follows from the declaration is said once (`Context.answer`): the schema by the path,
the columns, the moment, the zone; so is that a dry run changed nothing. The columns are declared, so that
what is asked of them (``--fields``, ``--sort``) is looked at before the command runs, as is where the answer
goes (`digitool.cli.app.output`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar, Union, get_type_hints

import typer

from digitool.cli.app.coerce import typed
from digitool.cli.app.context import Context
from digitool.cli.app.lazy import Leaf
from digitool.cli.app.options import ALWAYS, OUTPUT, Options
from digitool.cli.app.output import Documents, opened
from digitool.render.result import Column

Function = TypeVar("Function", bound=Callable[..., Any])


class AnswerColumns:
    """Columns that only the answer tells. For commands that change nothing."""


BY_ANSWER: Final = AnswerColumns()

OPERATION: Final = Column("operation", "Operation", wide=True)
"""The recorded write behind a row."""

Columns = Union[
    tuple[Column, ...],
    Mapping[str, tuple[Column, ...]],
    Callable[[Mapping[str, Any]], tuple[Column, ...]],
    AnswerColumns,
    None,
]
"""The columns of a command's rows: by its option ``--by``, or how they follow from its parameters; None
without rows."""


def area(doc: str | None, name: str = "", within: typer.Typer | None = None) -> typer.Typer:
    """The typer application of a command module, or of verbs with a name within another one.

    The first line of ``doc`` is the summary.
    """
    found = typer.Typer(help=doc, rich_markup_mode=None, add_completion=False)
    if within is not None:
        within.add_typer(found, name=name, help=doc)
    return found


def command(
    app: typer.Typer,
    *groups: Sequence[str],
    examples: Sequence[str],
    name: str = "",
    columns: Columns = None,
    operation: bool = True,
    documents: Documents | None = None,
) -> Callable[[Function], Function]:
    """Register a function as a command that takes its own options and the given shared groups.

    The function's first parameter receives the `Context`. ``name`` is needed only where the function
    cannot be called like the verb (``import``). ``examples`` close the help page and are run by tests.
    ``columns`` are those of the rows that it shows in any format (`OUTPUT`). Where it records an operation
    (`WRITE`), that of the operation is added unless ``operation`` is false. ``documents`` are the suffixes
    of texts that it writes instead.
    """

    def register(function: Function) -> Function:
        form = () if columns is None else OUTPUT
        wanted = [field for group in (*groups, form, ALWAYS) for field in group]
        recorded = operation and "key" in wanted
        declared = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        own, made = zip(*map(typed, declared)) if declared else ((), ())

        def run(ctx: typer.Context, **values: Any) -> object:  # noqa: ANN401 - as parsed
            options = Options(**{field: values.pop(field) for field in wanted})
            rows = columns_by(columns, values, recorded=recorded)
            suffixes = tuple(one for one, by in (documents or {}).items() if not by or values[by] is not None)
            with opened(options, ctx.obj, rows, suffixes, _paths(values)) as output:
                here = Context(ctx.obj, options, output, writes="key" in wanted)
                values |= {one.name: by.value(values[one.name]) for one, by in zip(own, made) if by}
                code: object = function(here, **values)
                if options.dry_run:
                    here.note("dry run: nothing was changed")
                return code

        parameters = [_PARSER, *own, *(shared_parameters()[field] for field in wanted)]
        parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        verb = name or function.__name__.strip("_").replace("_", "-")
        text = inspect.getdoc(function) or ""
        app.command(verb, help=text, epilog="\n".join(examples), cls=Leaf)(run)
        return function

    return register


def columns_by(declared: Columns, values: Mapping[str, Any], *, recorded: bool) -> tuple[Column, ...] | None:
    """The columns of a command's rows by its parameters; None where only the answer tells."""
    if isinstance(declared, tuple):
        named = any(column.key == OPERATION.key for column in declared)
        return (*declared, OPERATION) if recorded and not named else declared
    if isinstance(declared, Mapping):
        return declared[values["by"]]
    return declared(values) if callable(declared) else None


def _paths(values: Mapping[str, Any]) -> list[Path]:
    """The files and folders that a command's own parameters name."""
    many = (one if isinstance(one, (list, tuple)) else [one] for one in values.values())
    return [one for each in many for one in each if isinstance(one, Path)]


_PARSER = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)


@lru_cache(maxsize=1)
def shared_parameters() -> dict[str, inspect.Parameter]:
    """The fields of `Options` as parameters that typer understands, by name."""
    kinds = get_type_hints(Options, include_extras=True)
    return {
        field.name: inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=kinds[field.name]
        )
        for field in Options.__dataclass_fields__.values()
    }
