"""Item-code scan log (one item, one code): who scanned which bottle, and whether it was the first time.

There is no public standard for this log; the layout is digitool's own. A first scan is a touch at the
item's product, not a purchase. A repeat of a bottle that was scanned before adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digitool.model.ids import Identifier
from digitool.model.records import Item, Items, Profile, Skip, Touch
from digitool.model.text import clean
from digitool.sources.file import problems
from digitool.sources.file.cells import ident, moment
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import Row, each, find_table, has_columns
from digitool.sources.format import Format, ReadOptions

NEEDED = ("scan_time", "code", "application_id", "product_code", "openid", "unionid", "result")
SCENE = "item_code"


def sniff(document: Document) -> int:
    """The header of the layout."""
    return 100 if has_columns(document, NEEDED) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Touches of first scans, a profile where openid and unionid come together, skips of repeats."""
    return each(find_table(document, NEEDED), _parser(options))


def _parser(options: ReadOptions) -> Callable[[Row], Iterator[Item]]:
    def parse(row: Row) -> Iterator[Item]:
        result = row.get("result")
        at = moment(row, options.zone, "scan_time")
        code, product = ident(row, "code"), ident(row, "product_code")
        ids = _ids(row, options)
        if result == "repeat":
            yield Skip(row.line, "repeat_scan")
        elif result == "first":
            yield Touch(row.line, at, f"item:{product}", ids[0], SCENE, "", code)
            if len(ids) > 1:
                yield Profile(row.line, at, ids, city=clean(row.get("city"))[:60])
        else:
            raise problems.unknown_state("result", result, hint="It should be first or repeat.")

    return parse


def _ids(row: Row, options: ReadOptions) -> tuple[Identifier, ...]:
    openid, unionid = ident(row, "openid", required=False), ident(row, "unionid", required=False)
    ids = (Identifier("wx_openid", options.appid, openid), Identifier("wx_unionid", "", unionid))
    found = tuple(one for one in ids if one.value)
    if not found:
        raise problems.names_nobody("openid")
    return found


FORMAT = Format(
    name="item-scans",
    title_en="Item-code scan log",
    title_zh="一物一码扫码记录",
    kinds=("Touch", "Profile"),
    sniff=sniff,
    read=read,
    where="Your item-code service: scans with the columns scan_time, code, product_code, openid, ...",
)
