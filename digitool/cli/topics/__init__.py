"""Help topics, one file each: ``TEXT`` paragraphs and ``ROWS`` of a table; all of it templates."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from digitool.cli.app.invocation import Invocation
from digitool.cli.app.pages import Page, overview
from digitool.errors import NotFoundError
from digitool.model.text import mask_value, nearest


def names() -> list[str]:
    """All topics, as they are typed."""
    files = Path(__file__).parent.glob("*.py")
    return sorted(file.stem.replace("_", "-") for file in files if not file.name.startswith("_"))


def page_for(words: Sequence[str], invocation: Invocation) -> str:
    """The page of a topic, or of a command. Raises NotFoundError with the nearest topic."""
    if not words:
        return overview(invocation.language)
    if len(words) == 1 and words[0] in names():
        return _topic(words[0], invocation.language)
    page = _command(words, invocation)
    if page is not None:
        return page
    known = names()
    near = nearest(words[0], known)
    raise NotFoundError(
        "no_such_topic",
        "there is no topic and no command {topic}",
        hint="did you mean {near}?" if near else "the topics are: {known}",
        try_next="digitool help {near}" if near else "digitool --help",
        topic=mask_value(" ".join(words)),
        near=near,
        known=", ".join(known),
    )


def _topic(name: str, language: str) -> str:
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    page = Page(language)
    page.title(module.TITLE)
    page.text(module.TEXT)
    page.table(module.HEADING, module.ROWS)
    page.examples(module.EXAMPLES)
    return str(page)


def _command(words: Sequence[str], invocation: Invocation) -> str | None:
    """A command's own page: what ``digitool WORDS --help`` shows; None when there is none."""
    from digitool.cli.app.lazy import root

    group, parent = root(), None
    command, context = group, group.context_class(group, info_name="digitool", obj=invocation)
    for word in words:
        if word not in getattr(command, "members", {}):
            return None
        name, command, _ = command.resolve_command(context, [word])
        parent = context
        context = command.context_class(command, info_name=name, parent=parent)
    return str(context.get_help())
