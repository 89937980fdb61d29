"""What a person may say about a file that the file itself does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from digitool.model.days import CHINA
from digitool.sources.mapping.mapping import Mapping as TableMapping


@dataclass(frozen=True)
class ReadOptions:
    """The options of one import; most fields have a command-line option of the same name.

    ``zone`` is the IANA zone of local times where the format does not fix one, ``zones`` those of people
    counters by their code. ``sensor`` names the
    counter of a file without a device id. ``at`` (UTC ms) and ``every_ms`` give the time of uplinks
    that carry none: the first reading, and the step to the next; ``at`` is also when a list of customers
    was taken. ``full`` says that the list holds all customers of its guides. ``corp_id`` and ``appid`` scope
    WeCom and WeChat ids. ``guide`` owns a list of bare ids. ``by_order_no`` takes WeChat Pay rows
    whose transaction id a spreadsheet destroyed, keyed on the merchant's order number.
    """

    zone: str = CHINA
    zones: Mapping[str, str] = field(default_factory=dict)
    sensor: str = ""
    at: int | None = None
    every_ms: int = 0
    corp_id: str = ""
    appid: str = ""
    guide: str = ""
    by_order_no: bool = False
    full: bool = False
    mapping: TableMapping | None = None

    def zone_of(self, sensor: str) -> str:
        """The zone of a people counter's local times: its own, else the chain's."""
        return self.zones.get(sensor, self.zone)
