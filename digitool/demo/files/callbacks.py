"""WeCom's callbacks of the last weeks as a server keeps them, decrypted: who was added, who was lost.

Layout: formats research section 5. Some are there twice, because WeCom repeats a delivery that was not
answered in time.
"""

from __future__ import annotations

from digitool.demo.files.outbox import OutFile
from digitool.demo.world import plan
from digitool.demo.world.clock import DAY, epoch
from digitool.demo.world.happenings import Added, Lost
from digitool.demo.world.making import World
from digitool.demo.world.online import TOLD_DAYS

REPEAT_EVERY = 17
"""Every so many events, one was delivered twice."""

SCANNED = 1
_CHANGES = {"customer": "del_follow_user", "guide": "del_external_contact"}


def callbacks(world: World) -> list[OutFile]:
    """One file of all events in the order of time."""
    start = (world.size.end_day - TOLD_DAYS) * DAY
    told = [(one.at, _added(world, one)) for one in world.added if one.at >= start]
    told += [(one.at, _lost(world, one)) for one in world.lost]
    events = [text for _, text in sorted(told)]
    repeated = events[::REPEAT_EVERY]
    text = "".join(events + repeated)
    if not events:
        return []
    rows = len(events) + len(repeated)
    return [OutFile("wecom_events.xml", "wecom-events", text.encode(), rows, known=len(repeated))]


def _added(world: World, one: Added) -> str:
    store = world.chain.stores[world.chain.guides[one.guide].store].code
    state = f"{store}-guide" if one.way == SCANNED else ""
    return _event(world, one.at, one.person, one.guide, "add_external_contact", f"<State>{state}</State>")


def _lost(world: World, one: Lost) -> str:
    return _event(world, *one[:3], _CHANGES[one.by], "")


def _event(world: World, at: int, person: int, guide: int, change: str, more: str) -> str:
    fields = {
        "ToUserName": plan.CORP_ID,
        "FromUserName": "sys",
        "CreateTime": str(epoch(at)),
        "MsgType": "event",
        "Event": "change_external_contact",
        "ChangeType": change,
        "UserID": world.chain.guides[guide].userid,
        "ExternalUserID": world.people[person].external,
    }
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    return f"<xml>{inner}{more}</xml>\n"
