"""What an import format is: how it is recognised, how it is read, and what a person is told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from digitool.model.days import CHINA
from digitool.model.ids import Ms
from digitool.model.records import Items
from digitool.sources.file.opening import Document
from digitool.sources.mapping.mapping import TableMapping


@dataclass(frozen=True)
class ReadOptions:
    """The options of one import; most fields have a command-line option of the same name.

    ``zone`` is the IANA zone of local times where the format does not fix one, ``zones`` those of people
    counters by their code. ``sensor`` names the counter of a file without a device id. ``at`` (UTC ms) and
    ``every_ms`` give the time of uplinks that carry none: the first reading, and the step to the next; ``at``
    is also when a list of customers was taken. ``full`` says that the list holds all customers of its guides.
    ``corp_id``, ``appid`` and ``programme`` scope WeCom ids, WeChat ids and member numbers. ``guide`` owns a
    list of bare ids. ``by_order_no`` takes WeChat Pay rows whose transaction id a spreadsheet destroyed,
    keyed on the merchant's order number.
    """

    zone: str = CHINA
    zones: Mapping[str, str] = field(default_factory=dict)
    sensor: str = ""
    at: Ms | None = None
    every_ms: int = 0
    corp_id: str = ""
    appid: str = ""
    programme: str = ""
    guide: str = ""
    by_order_no: bool = False
    full: bool = False
    mapping: TableMapping | None = None

    def zone_of(self, sensor: str) -> str:
        """The zone of a people counter's local times: its own, else the chain's."""
        return self.zones.get(sensor, self.zone)


@dataclass(frozen=True)
class Format:
    """One import format.

    ``name`` is stable for scripts. ``kinds`` names the record classes that it yields. ``sniff`` says
    how sure it is that a document is in this format (0 no, 100 certain); it may raise DataError to
    refuse a file that is nearly right. ``read`` yields records, rejects, skips and warnings in the
    order of lines, and raises DataError to refuse the whole file. ``needs`` names the fields of
    `ReadOptions` without which it cannot read. ``where`` tells where the file is downloaded, as an
    English template.
    """

    name: str
    title_en: str
    title_zh: str
    kinds: tuple[str, ...]
    sniff: Callable[[Document], int]
    read: Callable[[Document, ReadOptions], Items]
    needs: tuple[str, ...] = ()
    where: str = ""
