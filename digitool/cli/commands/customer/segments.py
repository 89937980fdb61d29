"""Segments: who is in a group of customers that a file describes"""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.commands.customer import app
from digitool.errors import DigitoolError
from digitool.render import Column

segments = area(__doc__, "segment", app)

_SEGMENT = Column("segment", "Segment")
_PERSONS = Column("persons", "Persons", "int")
_PREVIEW_COLUMNS = (
    Column("part", "Part"),
    Column("conditions", "No.", "list"),
    Column("block", "Block", "int", wide=True),
    Column("key", "Key", wide=True),
    Column("what", "What"),
    _PERSONS,
    Column("left", "Left", "int"),
    Column("share", "Share", "share"),
)
_OVERLAP_COLUMNS = (
    Column("part", "Part", wide=True),
    Column("what", "What"),
    _PERSONS,
    Column("share", "Share", "share"),
)
_LIST_COLUMNS = (
    _SEGMENT,
    Column("name", "Name"),
    Column("tag", "Tag"),
    Column("conditions", "Conditions", "int"),
    Column("description", "Description"),
    Column("problem", "Problem"),
    Column("file", "File", wide=True),
)
_EXPORT_COLUMNS = (Column("person", "Person"), Column("reachable_by", "Reachable by", "list"))
_KEY_COLUMNS = (
    Column("key", "Key"),
    Column("place", "Place"),
    Column("meaning", "Meaning"),
    Column("example", "Example"),
    Column("limits", "Narrowed by", "list", wide=True),
)

SegmentName = Annotated[
    str, Argument(metavar="SEGMENT", help="A name in the workspace's directory segments, or a TOML file.")
]


def members_of(here: Context, connection: Any, name: str) -> Any:  # noqa: ANN401 - `Members`, imported on use
    """Load a segment and find its members at the command's moment."""
    from digitool.segments.finding import load_segment
    from digitool.segments.members import segment_members

    return segment_members(
        connection, load_segment(here.workspace, name), here.as_of, here.workspace.settings
    )


@command(
    segments,
    columns=_PREVIEW_COLUMNS,
    examples=(
        "digitool customer segment preview lapsed_30_90",
        "digitool customer segment preview drafts/gift.toml --json",
    ),
)
def preview(here: Context, segment: SegmentName) -> None:
    """Show how many customers each condition selects, alone and together.

    Then how many satisfy two conditions at once, and how the segment can be reached. Staff are left out.
    Share is of all customers; of two conditions it is of the first; of a way it is of the segment.
    """
    from digitool.segments.members import reachable
    from digitool.segments.preview import preview as rows_of

    with here.reader() as connection:
        members = members_of(here, connection, segment)
        ways = reachable(connection, here.workspace.settings, here.as_of)
    rows = [
        {
            **row,
            "what": here.say(row["what"]) if row["part"] in ("everyone", "segment", "reach") else row["what"],
        }
        for row in rows_of(members, ways)
    ]
    meta = {"segment": members.segment.code, "name": members.segment.name, "persons": len(members)}
    here.answer(rows, meta=meta)


@command(segments, columns=_LIST_COLUMNS, examples=("digitool customer segment list",))
def list_(here: Context) -> None:
    """List the segment files of the workspace, and what is wrong with those that cannot be read."""
    from digitool.cli.app.exits import message_of
    from digitool.segments.finding import DIRECTORY, load_all

    rows: list[dict[str, Any]] = []
    for path, found in load_all(here.workspace):
        if isinstance(found, DigitoolError):
            problem = message_of(found, here.language)
            rows.append({"segment": path.stem, "name": "", "tag": "", "problem": problem, "file": str(path)})
        else:
            rows.append(
                {
                    "segment": found.code,
                    "name": found.name,
                    "tag": found.tag,
                    "conditions": sum(len(block.conditions) for block in found.blocks),
                    "description": found.description,
                    "problem": "",
                    "file": str(path),
                }
            )
    here.note("segment files are in {path}", path=here.workspace.root / DIRECTORY)
    here.answer(rows, empty="there is no segment file yet")


@command(
    segments,
    columns=_EXPORT_COLUMNS,
    examples=(
        "digitool customer segment export lapsed_30_90 --csv -o lapsed.csv",
        "digitool customer segment export new_friends --fields person",
    ),
)
def export(here: Context, segment: SegmentName) -> None:
    """List the customers of a segment by their ids, and how each can be reached.

    Ids such as P12 are all that leaves; digitool customer show says more of one.
    """
    from digitool.model.ids import person_text
    from digitool.segments.members import reachable

    with here.reader() as connection:
        members = members_of(here, connection, segment)
        ways = {
            channel: people.flags
            for channel, people in reachable(connection, here.workspace.settings, here.as_of).items()
        }
    rows = [
        {
            "person": person_text(person),
            "reachable_by": [channel for channel, flags in ways.items() if flags[person]],
        }
        for person in members.persons
    ]
    meta = {"segment": members.segment.code, "name": members.segment.name}
    here.answer(rows, meta=meta, empty="nobody is in this segment")


@command(
    segments, columns=_OVERLAP_COLUMNS, examples=("digitool customer segment overlap high_value new_friends",)
)
def overlap(here: Context, first: SegmentName, second: SegmentName) -> None:
    """Show how many customers are in two segments, and in only one of them."""
    from digitool.segments.preview import overlap_of

    with here.reader() as connection:
        one, other = members_of(here, connection, first), members_of(here, connection, second)
    names = {"first": one.segment.code, "second": other.segment.code}
    rows = [{**row, "what": here.say(row["what"], **names)} for row in overlap_of(one, other)]
    here.answer(rows)


@command(segments, columns=_KEY_COLUMNS, examples=("digitool customer segment keys",))
def keys(here: Context) -> None:
    """List every key of a segment file with an example.

    A comparison is a text: ">=3", "<=30", "30..90" or "0"; money is in yuan, ">=200.00". A condition
    stands in a block [[all]], [[any]] or [[not]]; conditions of one block hold together. A limit narrows
    the other conditions of its block.
    """
    from digitool.forms.form import Key
    from digitool.segments.keys import ASKS, LIMITS, TOP

    places: list[tuple[Key, str, tuple[str, ...]]] = [(key, "file", ()) for key in TOP.values()]
    places += [(one.key, "condition", one.limits) for one in ASKS.values()]
    places += [(key, "limit", ()) for key in LIMITS.values()]
    rows = [
        {
            "key": key.name,
            "place": place,
            "meaning": here.say(key.meaning),
            "example": key.example,
            "limits": list(limits),
        }
        for key, place, limits in places
    ]
    here.answer(rows, zone=here.any_zone)
