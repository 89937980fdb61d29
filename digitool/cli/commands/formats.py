"""Files that can be imported, and where to download them"""

from __future__ import annotations

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.render import Column

app = area(__doc__)

_COLUMNS = (
    Column("format", "Format"),
    Column("title", "What it is"),
    Column("kinds", "Gives", "list"),
    Column("needs", "Needs", "list", wide=True),
    Column("where", "Where to get it", wide=True),
)


@command(app, columns=_COLUMNS, examples=("digitool formats", "digitool formats --format wide"))
def formats(here: Context) -> None:
    """List the files that can be imported.

    digitool recognises a file by what is in it, never by its name. Anything else that is a table can
    be imported with a mapping: digitool import FILE --learn proposes one.
    """
    from digitool.sources import known_formats as known

    rows = [
        {
            "format": one.name,
            "title": one.title_zh if here.language == "zh" else one.title_en,
            "kinds": list(one.kinds),
            "needs": [f"--{need.replace('_', '-')}" for need in one.needs],
            "where": here.say(one.where) if one.where else "",
        }
        for one in known()
    ]
    here.answer(rows, zone=here.any_zone)
