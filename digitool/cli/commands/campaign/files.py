"""Write and explain campaign files"""

from __future__ import annotations

from typing import Annotated, Optional

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.commands.campaign import app
from digitool.errors import UsageError
from digitool.model.ids import Day
from digitool.model.personal import mask_personal
from digitool.model.text import mask_value, meant
from digitool.render import Column

_DAYS_AHEAD = 7


@command(
    app,
    ("output", "force"),
    documents={"toml": ""},
    examples=(
        "digitool campaign new --mechanic coupon --mechanic guide_message -o spring.toml",
        "digitool campaign new --mechanic group_buy",
    ),
)
def new(
    here: Context,
    mechanic: Annotated[
        Optional[list[str]],
        Option(
            "--mechanic",
            metavar="NAME",
            help="What the campaign does; may be repeated. digitool campaign explain lists them.",
        ),
    ] = None,
    name: Annotated[
        str, Option("--name", metavar="TEXT", help="Name of the campaign; else made of its mechanics.")
    ] = "",
) -> None:
    """Write a campaign file: every key, with its meaning, ready to be changed.

    What the mechanics need is set to an example, everything else stands as a comment. The window begins
    a week from today.
    """
    from digitool.campaign.file.schema import MECHANICS
    from digitool.campaign.file.template import template

    wanted = mechanic or ["coupon"]
    for one in wanted:
        if one not in MECHANICS:
            raise UsageError(
                "no_such_mechanic",
                "there is no mechanic {name}",
                name=mask_value(one),
                **meant(one, list(MECHANICS), "the mechanics are: {known}"),
                known=", ".join(MECHANICS),
            )
    path = here.output.path
    stem = path.stem if path else "-".join(wanted).replace("_", "-")
    text = template(wanted, here.language, mask_personal(name or stem), Day(here.today + _DAYS_AHEAD))
    here.output.write_text(text)
    if path is not None:
        here.note("next: digitool campaign simulate {path}", path=str(path))


_EXPLAIN_COLUMNS = (
    Column("key", "Key"),
    Column("meaning", "Meaning"),
    Column("default", "Default"),
    Column("example", "Example"),
    Column("required", "Required", "flag", wide=True),
    Column("live", "When it runs", wide=True),
)


@command(
    app,
    columns=_EXPLAIN_COLUMNS,
    examples=("digitool campaign explain coupon.value", "digitool campaign explain group_buy"),
)
def explain(
    here: Context,
    key: Annotated[str, Argument(metavar="[KEY]", help="A key such as coupon.value, or a table.")] = "",
) -> None:
    """Explain the keys of campaign files: what each means, its default, and how it is written.

    --format wide also says what a start does about each, so that a campaign runs as it was forecast.
    """
    from digitool.campaign.file.reading import key_path
    from digitool.campaign.file.schema import TABLES
    from digitool.campaign.file.template import written_default
    from digitool.campaign.start.honouring import ROWS, WAYS

    if key.endswith(".toml"):
        raise UsageError(
            "not_a_key",
            "{name} is a file; explain takes a key or a table",
            hint="check a file with: digitool campaign lint FILE",
            try_next="digitool campaign lint {name}",
            name=key,
        )
    table, name = (key, "") if key in TABLES or not key else key_path(key)
    wanted = [
        (place, one)
        for place, keys in TABLES.items()
        for one in keys.keys
        if table in ("", place) and name in ("", one.name)
    ]
    live = dict(ROWS) if here.output.for_people else {}
    rows = [
        {
            "key": f"{place}.{one.name}",
            "meaning": here.say(one.meaning),
            "default": written_default(one),
            "example": one.example,
            "required": one.required,
            "live": here.say(live[WAYS[place][one.name]]) if live else WAYS[place][one.name],
        }
        for place, one in wanted
    ]
    here.answer(rows, zone=here.any_zone)
