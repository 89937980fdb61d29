"""Command groups that know their members by name and load one only when it is called.

``commands`` holds stubs: a name and a line of help. `resolve_command` replaces the one stub that was
called by the real command, so ``digitool flow rate`` imports one module and builds one parser. Help
pages are our own (`pages`), because typer's wrap by characters and speak English only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias, cast

import typer
from typer.core import TyperCommand, TyperGroup

from digitool.cli.app.catalogue import Entry, entries
from digitool.cli.app.coerce import attach_readers
from digitool.cli.app.invocation import Invocation
from digitool.cli.app.options import EVERYWHERE
from digitool.cli.app.pages import Page, overview
from digitool.errors import UsageError

ParserContext: TypeAlias = Any
"""typer's parsing context; its base class is private to typer, so it cannot be named here."""


Verb = tuple[str, str]
"""The name of a member of an area, and its line of help."""


class Member(NamedTuple):
    """One command of a group before it is loaded."""

    name: str
    summary: str
    load: Callable[[], TyperCommand | TyperGroup]


class Leaf(TyperCommand):
    """A command that does something; ``epilog`` holds its examples, one a line.

    ``verbs`` are those of the area that it is, if it is one.
    """

    verbs: Sequence[Verb] = ()

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - typer's own signature
        super().__init__(*args, **settings)
        attach_readers(self.params)

    def parse_args(self, ctx: ParserContext, args: list[str]) -> list[str]:
        """Note the command path for error messages, then parse."""
        _note_path(ctx)
        return super().parse_args(ctx, args)

    def get_help_option(self, ctx: ParserContext) -> Any:  # noqa: ANN401 - typer's option
        """``-h, --help``, read without pydantic."""
        return _light(super().get_help_option(ctx))

    def format_help(self, ctx: ParserContext, formatter: Any) -> None:  # noqa: ANN401 - typer's formatter
        """Write the help page in the reader's language."""
        page = Page(_language(ctx))
        arguments: list[Any] = [param for param in self.params if param.param_type_name == "argument"]
        page.usage(ctx.command_path, [*map(_argument_usage, arguments), page.say("[OPTIONS]")])
        page.text(self.help or "")
        page.table("Verbs", [(name, page.line(summary)) for name, summary in self.verbs])
        page.table("Arguments", [(_argument_name(param), param.help or "") for param in arguments])
        for heading, rows in _option_rows(self.params).items():
            page.table(heading, rows)
        page.examples((self.epilog or "").splitlines())
        formatter.write(str(page))


class LazyGroup(TyperGroup):
    """A group of members that are loaded on use.

    ``plain`` makes the command that the group itself is where no member is called: ``import FILE``.
    """

    def __init__(
        self,
        name: str,
        members: Sequence[Member],
        plain: Callable[[], Leaf] | None = None,
        **settings: Any,  # noqa: ANN401
    ) -> None:
        stubs: dict[str, Any] = {one.name: TyperCommand(one.name, help=one.summary) for one in members}
        super().__init__(name=name, commands=stubs, invoke_without_command=True, **settings)
        self.members = {one.name: one for one in members}
        self.plain = plain
        self.loaded: set[str] = set()

    def resolve_command(self, ctx: ParserContext, args: list[str]) -> Any:  # noqa: ANN401
        """Replace the called stub by its command. Raises UsageError with the nearest names."""
        name = args[0]
        if name not in self.members and not ctx.resilient_parsing:
            raise self._unknown(ctx, name)
        if name in self.members and name not in self.loaded:
            self.commands[name] = self.members[name].load()
            self.loaded.add(name)
        found = self.commands.get(name)
        if isinstance(found, LazyGroup) and found.plain and not set(args[1:2]) & found.members.keys():
            return name, found.plain(), args[1:]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: ParserContext) -> Any:  # noqa: ANN401 - what the command returns
        """Run the called member. Raises UsageError when none was called."""
        found = super().invoke(ctx)
        if ctx.invoked_subcommand is None and not ctx.resilient_parsing:
            raise UsageError(
                "no_command",
                "{path} needs one of: {members}",
                try_next="{path} --help",
                path=ctx.command_path,
                members=", ".join(self.members),
            )
        return found

    def parse_args(self, ctx: ParserContext, args: list[str]) -> list[str]:
        """Note the command path for error messages, then parse."""
        _note_path(ctx)
        return super().parse_args(ctx, args)

    def get_help_option(self, ctx: ParserContext) -> Any:  # noqa: ANN401 - typer's option
        """``-h, --help``, read without pydantic."""
        return _light(super().get_help_option(ctx))

    def format_help(self, ctx: ParserContext, formatter: Any) -> None:  # noqa: ANN401
        """Write the help page: the overview for the program, the verbs for an area."""
        if ctx.parent is None:
            formatter.write(overview(_language(ctx)))
            return
        page = Page(_language(ctx))
        page.usage(ctx.command_path, ["VERB", page.say("[OPTIONS]")])
        page.text(self.help or "")
        page.table("Verbs", [(one.name, page.line(one.summary)) for one in self.members.values()])
        page.table("Options", [_HELP_ROW])
        page.examples([f"{ctx.command_path} {next(iter(self.members))} --help"])
        formatter.write(str(page))

    def _unknown(self, ctx: ParserContext, name: str) -> UsageError:
        near = get_close_matches(name, self.members, n=3)
        return UsageError(
            "no_such_command",
            "{path} has no command {name}",
            hint="did you mean {near}?" if near else "the commands are: {members}",
            try_next=f"{{path}} {near[0]} --help" if near else "{path} --help",
            path=ctx.command_path,
            name=name,
            near=", ".join(near),
            members=", ".join(self.members),
        )


def root() -> LazyGroup:
    """The program: every file of ``cli/commands`` as a lazy member."""
    members = [Member(one.name, one.summary, _loader(one)) for one in entries().values()]
    return LazyGroup("digitool", members, context_settings={"help_option_names": ["-h", "--help"]})


def _loader(entry: Entry) -> Callable[[], TyperCommand | TyperGroup]:
    def load() -> TyperCommand | TyperGroup:
        module = import_module(entry.module)
        for topic in getattr(module, "TOPICS", ()):
            import_module(f"{entry.module}.{topic}")  # adds its verbs
        app: typer.Typer = module.app
        if not app.registered_groups and [one.name for one in app.registered_commands] == [entry.name]:
            return build_parser(app.registered_commands[0])
        return area(app, entry.name, entry.summary)

    return load


def area(app: typer.Typer, name: str, summary: str) -> LazyGroup:
    """A typer application as a lazy group; typer itself would build all its parsers at once.

    A command with the area's own name is what the area does without a verb.
    """
    members, plain = [], None
    for info in app.registered_commands:
        if info.name == name:
            plain = info
            continue
        text = (info.help or "").strip().split("\n\n")[0]
        members.append(Member(str(info.name), " ".join(text.split()), _builder(info)))
    for group in app.registered_groups:
        inner, inner_name, line = group.typer_instance, str(group.name), str(group.help)
        if inner is not None:
            members.append(Member(inner_name, line, _nester(inner, inner_name, line)))
    verbs = [(one.name, one.summary) for one in members]
    return LazyGroup(name, members, None if plain is None else _plain(plain, verbs), help=summary)


def _plain(info: Any, verbs: Sequence[Verb]) -> Callable[[], Leaf]:  # noqa: ANN401 - typer's record
    def build() -> Leaf:
        found = cast(Leaf, build_parser(info))
        found.verbs = verbs
        return found

    return build


def _builder(info: Any) -> Callable[[], TyperCommand | TyperGroup]:  # noqa: ANN401 - typer's record
    return lambda: build_parser(info)


def _nester(app: typer.Typer, name: str, summary: str) -> Callable[[], TyperCommand | TyperGroup]:
    return lambda: area(app, name, summary)


def build_parser(info: Any) -> TyperCommand:  # noqa: ANN401 - typer's record of a command
    """The parser of one registered command."""
    single = typer.Typer(rich_markup_mode=None, add_completion=False)
    single.registered_commands = [info]
    return cast(TyperCommand, typer.main.get_command(single))


def _light(option: Any) -> Any:  # noqa: ANN401 - typer's option, or None
    if option is not None:
        attach_readers([option])
    return option


def _note_path(ctx: ParserContext) -> None:
    if isinstance(ctx.obj, Invocation):
        ctx.obj.path = ctx.command_path


def _language(ctx: ParserContext) -> str:
    return ctx.obj.language if isinstance(ctx.obj, Invocation) else "en"


_HELP_ROW = ("-h, --help", "Show this help; every area and verb has its own.")


def _argument_name(param: Any) -> str:  # noqa: ANN401 - typer's parameter
    name = str(param.metavar or param.name).upper().strip("[].")
    return f"{name}..." if param.nargs == -1 else name


def _argument_usage(param: Any) -> str:  # noqa: ANN401
    return _argument_name(param) if param.required else f"[{_argument_name(param)}]"


def _option_rows(params: Sequence[Any]) -> dict[str, list[tuple[str, str]]]:
    """Options by heading: the command's own first, then the shared ones."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for param in params:
        if param.param_type_name == "option" and not param.hidden:
            names = ", ".join(sorted([*param.opts, *param.secondary_opts], key=len))
            places = "" if param.is_flag or param.count else " " + _metavar(param)
            heading = param.rich_help_panel or "Options"
            groups.setdefault(heading, []).append((names + places, param.help or ""))
    groups.setdefault(EVERYWHERE, []).append(("-h, --help", "Show this help."))
    return groups


def _metavar(param: Any) -> str:  # noqa: ANN401
    choices = getattr(param.type_descriptor, "choices", None)
    return str(param.metavar or ("|".join(choices) if choices else param.name.upper()))
