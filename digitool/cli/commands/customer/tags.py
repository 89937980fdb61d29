"""Tags: who has which, tags by rule, and how much of each guide's customers is tagged"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Optional

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import STORE, WRITE
from digitool.cli.commands.customer import app
from digitool.render import Column

tags = area(__doc__, "tag", app)

_TAG = Column("tag", "Tag")
_REFRESH_COLUMNS = (
    _TAG,
    Column("rule", "Rule"),
    Column("customers", "Customers", "int"),
    Column("added", "Newly tagged", "int"),
    Column("removed", "No longer tagged", "int"),
)
_LIST_COLUMNS = (
    _TAG,
    Column("kind", "Kind"),
    Column("group", "Tag group"),
    Column("persons", "Persons", "int"),
    Column("share", "Share", "share"),
    Column("guides", "Guides", "int"),
    Column("placements", "Placements", "int", wide=True),
)
_COVERAGE_COLUMNS = (
    Column("guide", "Guide"),
    Column("name", "Name"),
    Column("store", "Store"),
    Column("customers", "Customers", "int"),
    Column("tagged", "Tagged", "int"),
    Column("rate", "Tagged share", "rate"),
    Column("tagged_by_anybody", "Tagged by anybody", "int"),
)


@command(
    tags,
    WRITE,
    columns=_REFRESH_COLUMNS,
    examples=("digitool customer tag refresh", "digitool customer tag refresh high_value --dry-run"),
)
def refresh(
    here: Context,
    segment: Annotated[
        Optional[list[str]],
        Argument(metavar="SEGMENT", help="Only the rules of these segment files; all by default."),
    ] = None,
) -> None:
    """Apply tags by rule: customers of a segment file with a tag get it, others lose it.

    Run it every morning. The same moment again changes nothing. Without names the tags of files that are
    gone are taken away too.
    """
    from digitool.segments.finding import load_rules
    from digitool.segments.operations import refresh_tags

    rules = load_rules(here.workspace, segment or ())
    done = refresh_tags(here.desk, rules, every=not segment)
    here.answer(
        done,
        meta={"operation": done["operation"]},
        empty="no segment file puts a tag; add tag at the top of one",
    )


@command(
    tags,
    columns=_LIST_COLUMNS,
    examples=("digitool customer tag list", "digitool customer tag list --kind rule"),
)
def list_(
    here: Context,
    kind: Annotated[
        Optional[Literal["corp", "personal", "rule"]], Option("--kind", help="Only tags of this kind.")
    ] = None,
) -> None:
    """List tags with the customers who have them, each counted once however many guides put them.

    Share is of all customers. Corp and personal tags are put by people, the others by rule.
    """
    from digitool.segments.members import customers
    from digitool.segments.metrics import tag_rows

    with here.reader() as connection:
        rows = tag_rows(connection, here.as_of, len(customers(connection)))
    rows = [row for row in rows if kind in (None, row["kind"])]
    here.answer(rows, empty="nobody has a tag")


@command(
    tags,
    STORE,
    columns=_COVERAGE_COLUMNS,
    examples=("digitool customer tag coverage --sort rate", "digitool customer tag coverage --by store"),
)
def coverage(
    here: Context,
    by: Annotated[
        Literal["guide", "store", "chain"], Option("--by", help="One row per guide, store, or for the chain.")
    ] = "guide",
) -> None:
    """Show how many of each guide's customers have a tag from her, and from anybody.

    Of a store or the chain a customer counts once, and is tagged when anybody tagged her. Tags by rule do
    not count.
    """
    rows = _by_guide(here) if by == "guide" else _by_place(here, by)
    here.answer(rows, empty="no guide has a customer")


def _by_guide(here: Context) -> list[dict[str, Any]]:
    from digitool.segments.metrics import coverage as of_guides

    guides = here.workspace.settings.guides
    found = here.ask(of_guides, here.as_of)
    rows = []
    for one in found:
        known = guides.get(one.guide)
        store = known.store if known else ""
        if not here.options.store or store in here.stores:
            name = known.name if known else ""
            rate = (one.tagged, one.customers)
            rows.append({**one._asdict(), "name": name, "store": store, "rate": rate})
    return rows


def _by_place(here: Context, by: str) -> list[dict[str, Any]]:
    from digitool.segments.metrics import coverage_total

    guides = here.workspace.settings.guides.values()
    places: list[tuple[str, list[str] | None]] = [
        (store, [one.userid for one in guides if one.store == store]) for store in here.stores
    ]
    if by == "chain":
        named = [guide for _store, members in places for guide in members or ()]
        places = [("", named if here.options.store else None)]
    rows = []
    with here.reader() as connection:
        for store, members in places:
            customers, tagged = coverage_total(connection, here.as_of, members)
            rows.append(
                {
                    "store": store,
                    "customers": customers,
                    "tagged": tagged,
                    "rate": (tagged, customers),
                    "tagged_by_anybody": tagged,
                }
            )
    return rows
