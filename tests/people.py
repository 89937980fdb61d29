"""Customers that tests put into a workspace without importing a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from digitool.db.connection import connect
from digitool.identity.stored.registry import Registry
from digitool.model.ids import Identifier
from digitool.workspace.keys import read_key


def move_in(workspace: Path, customers: int, *, chat_of: str = "", members: tuple[str, ...] = ()) -> None:
    """Give a workspace customers P1, P2, ... with an openid each, and after them holders of member numbers.

    With ``chat_of``, the userid of a guide, it has her customer group wrA too.
    """
    ids = [Identifier("wx_openid", "wx01", f"oCustomer{n + 1}") for n in range(customers)]
    ids += [Identifier("member_no", "", number) for number in members]
    with closing(connect(workspace / "digitool.db")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        Registry(connection, read_key(workspace / "digitool.key")).ids(ids)
        if chat_of:
            connection.execute(
                "INSERT INTO group_chat (chat, name, owner, status, created_at, batch)"
                " VALUES ('wrA', 'A', ?, '0', 0, 0)",
                (chat_of,),
            )
        connection.execute("COMMIT")
