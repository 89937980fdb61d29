"""WeCom: every guide's customers in pages of 100, one page saved twice, and the group of the first store.

Layout: formats research section 5. Times are epoch seconds; a unionid is there only for customers
whose account is bound to the open platform.
"""

from __future__ import annotations

import json
from typing import Any

from digitool.demo.files.outbox import OutFile
from digitool.demo.world.clock import epoch
from digitool.demo.world.draws import token
from digitool.demo.world.happenings import Added, Joined
from digitool.demo.world.making import World
from digitool.demo.world.people import Person

PAGE = 100
OVERLAP = 40
_TAGS = ("etDEMO0001", "etDEMO0002", "etDEMO0003")


def contact_pages(world: World) -> list[OutFile]:
    """``batch/get_by_user`` answers, guide by guide; then one that overlaps the longest."""
    files: list[OutFile] = []
    overlapping: list[Added] = []
    for place, guide in enumerate(world.chain.guides):
        mine = [added for added in world.added if added.guide == place]
        parts = [mine[start : start + PAGE] for start in range(0, len(mine), PAGE)] or [[]]
        for number, part in enumerate(parts, 1):
            cursor = token("", 24, world.size.seed, guide.userid, number) if number < len(parts) else ""
            files.append(_page(world, part, f"wecom_{guide.userid}_{number}.json", cursor))
        overlapping = max(overlapping, mine[:OVERLAP], key=len)
    again = _page(world, overlapping, "wecom_again.json", "")
    return [*files, again._replace(known=len(overlapping))]


def _page(world: World, part: list[Added], name: str, cursor: str) -> OutFile:
    contacts = [_contact(world, added) for added in part]
    page = {"errcode": 0, "errmsg": "ok", "external_contact_list": contacts, "next_cursor": cursor}
    return OutFile(name, "wecom-contacts", _json(page), len(part))


def _contact(world: World, added: Added) -> dict[str, Any]:
    person, guide = world.people[added.person], world.chain.guides[added.guide]
    store = world.chain.stores[guide.store]
    follow = {
        "userid": guide.userid,
        "remark": "",
        "description": "",
        "createtime": epoch(added.at),
        "tag_id": [_TAGS[added.person % 3]] if added.person % 5 < 2 else [],
        "remark_mobiles": [person.phone] if added.person % 4 == 0 else [],
        "oper_userid": guide.userid,
        "add_way": added.way,
        "state": f"{store.code}-guide" if added.way == 1 else "",
    }
    return {"external_contact": _customer(person), "follow_info": follow}


def _customer(person: Person) -> dict[str, Any]:
    customer = {
        "external_userid": person.external,
        "name": person.name,
        "avatar": "https://example.invalid/a/0",
        "type": 1,
        "gender": 2 if person.female else 1,
    }
    return {**customer, "unionid": person.unionid} if person.unionid else customer


def group_chat(world: World) -> list[OutFile]:
    """One ``groupchat/get`` answer: the first guide owns the group."""
    owner = world.chain.guides[0]
    start = epoch(min((joined.at for joined in world.joined), default=0))
    staff = {"userid": owner.userid, "type": 1, "join_time": start, "join_scene": 1}
    chat = {
        "chat_id": token("wr", 32, world.size.seed, "chat"),
        "name": f"{world.chain.stores[0].name}福利群",
        "owner": owner.userid,
        "create_time": start,
        "notice": "",
        "member_list": [staff, *(_member(world, joined) for joined in world.joined)],
        "admin_list": [{"userid": world.chain.guides[1].userid}],
        "member_version": token("", 32, world.size.seed, "version"),
    }
    data = _json({"errcode": 0, "errmsg": "ok", "group_chat": chat})
    return [OutFile("wecom_groupchat.json", "wecom-groups", data, 2 + len(world.joined), known=1)]


def _member(world: World, joined: Joined) -> dict[str, Any]:
    person = world.people[joined.person] if joined.person >= 0 else None
    member = {
        "userid": joined.external,
        "type": 2,
        "join_time": epoch(joined.at),
        "join_scene": joined.scene,
        "group_nickname": "",
        "name": person.name if person else "群友",
    }
    if person and person.unionid:
        member["unionid"] = person.unionid
    return {**member, "invitor": {"userid": world.chain.guides[0].userid}} if joined.scene == 1 else member


def _json(page: dict[str, Any]) -> bytes:
    return (json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode()
