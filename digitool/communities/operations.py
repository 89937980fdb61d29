"""What changes: leaders are appointed, rounds opened, orders taken, goods handed out and leaders settled.

A leader's round is a run of the mechanic `community_round`: its events, money and replays are those of
every other mechanic. The pickup code of an order is an HMAC under the workspace key, so that nothing
but the order itself is stored.
"""

from __future__ import annotations

from typing import Any

from digitool.coupons.codes import BITS, format_code, parse_code
from digitool.db.port import Connection, StoredRow
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError
from digitool.model.ids import IdentifierId, identifier_text
from digitool.model.text import mask_value, meant
from digitool.official_store.orders.placing import require_customer
from digitool.official_store.stock.levels import check_pieces
from digitool.referral.campaigns import find_campaign, require_way
from digitool.referral.chance import secret_seed
from digitool.referral.mechanics.shape import ROUNDS
from digitool.referral.runs import operations as runs
from digitool.referral.runs.operations import Act, Loaded, load
from digitool.workspace.desk import Desk

_LEADER = (
    "SELECT * FROM community_leader WHERE chat = :chat AND since <= :at AND (until IS NULL OR until > :at)"
    " ORDER BY id DESC LIMIT 1"
)
"""Who leads a group at a moment."""


def appoint_leader(desk: Desk, chat: str, leader: IdentifierId, store: str = "") -> dict[str, Any]:
    """Make a customer the leader of a group from now on; the one before her ends.

    Raises NotFoundError for a group, customer or store that is not there.
    """
    if store:
        desk.settings.require_store(store)

    def act(work: Work) -> dict[str, Any]:
        group = find_group(work.connection, chat)
        require_customer(work.connection, leader)
        work.connection.execute(
            "UPDATE community_leader SET until = ? WHERE chat = ? AND until IS NULL", (desk.at, group["id"])
        )
        work.connection.execute(
            "INSERT INTO community_leader (chat, leader, store, since, operation) VALUES (?, ?, ?, ?, ?)",
            (group["id"], leader, store, desk.at, work.seq),
        )
        row = {"community": chat, "name": group["name"], "leader": identifier_text(leader), "store": store}
        return {"rows": [row]}

    return desk.write("community.appoint", {"chat": chat, "leader": leader, "store": store}, act)


def open_round(desk: Desk, campaign: str, chat: str) -> dict[str, Any]:
    """Open a campaign's round in a community, under its leader: the only way in which one begins.

    Raises NotFoundError, ConflictError without a leader, RefusedError for a campaign of another mechanic,
    a budget that is used up or a leader who has had the most that she may have.
    """

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        offered = find_campaign(connection, campaign)
        require_way(offered, ROUNDS)
        group = find_group(connection, chat)
        leader = connection.execute(_LEADER, {"chat": group["id"], "at": desk.at}).fetchone()
        if leader is None:
            raise ConflictError(
                "no_leader",
                "the community {community} has no leader",
                hint="appoint one first",
                try_next="digitool community appoint {community} --customer ID",
                community=chat,
            )
        row = runs.start_in(work, desk, offered, leader["leader"])
        connection.execute(
            "INSERT INTO community_run (run, chat, leader, store)"
            " SELECT id, ?, ?, ? FROM referral_run WHERE code = ?",
            (group["id"], leader["leader"], leader["store"], row["run"]),
        )
        return {"rows": [{**row, "community": chat}]}

    return desk.write("community.open", {"campaign": campaign, "chat": chat}, act)


def order_round(
    desk: Desk, run: str, customer: IdentifierId, pieces: int, number: str = ""
) -> dict[str, Any]:
    """A neighbour orders and pays; the row shows the pickup code. Raises ConflictError after the cut-off."""
    price = _price(desk, run)
    asked = Act(run, "order", customer, number, check_pieces(pieces, run) * price)
    result = _act(desk, asked)
    ref = result["rows"][0]["effects"][-1]["order"]
    row = {**result["rows"][0], "order": ref, "pickup_code": pickup_code(desk, run, ref)}
    return {**result, "rows": [row]}


def pickup_round(desk: Desk, run: str, code: str) -> dict[str, Any]:
    """Hand an order out for its code, once. Raises NotFoundError for a code of another round."""
    ref, who = _by_code(desk, run, code)
    return _act(desk, Act(run, "pickup", who, ref))


def give_back_round(desk: Desk, run: str, number: str) -> dict[str, Any]:
    """Refund an order within the return window, once."""
    with desk.reading() as connection:
        found = [o for o in _round(connection, run).now.state.orders if o.ref == number]
    if not found:
        raise NotFoundError(
            "no_such_round_order",
            "there is no order {order} in {run}",
            hint="look at the round",
            try_next="digitool referral show {run}",
            order=mask_value(number) or "-",
            run=run,
        )
    return _act(desk, Act(run, "return", found[0].who, number))


def arrive_round(desk: Desk, run: str) -> dict[str, Any]:
    """The goods of a round are there: neighbours may pick up."""
    return _act(desk, Act(run, "arrive", _leader(desk, run)))


def settle_round(desk: Desk, run: str) -> dict[str, Any]:
    """Settle the leader's share of a round, once, after the return window; a doubtful one waits, held."""
    return _act(desk, Act(run, "settle", _leader(desk, run)))


def share_is_held(desk: Desk, run: str) -> bool:
    """Whether the leader's share of a round waits for a decision."""
    with desk.reading() as connection:
        row = connection.execute(
            "SELECT 1 FROM referral_reward WHERE side = 'leader' AND ref = ? AND state = 'held'", (run,)
        ).fetchone()
    return row is not None


def _act(desk: Desk, asked: Act) -> dict[str, Any]:
    return runs.act_in_run(desk, asked, ROUNDS)


def pickup_code(desk: Desk, run: str, ref: str) -> str:
    """The code for which an order is handed out."""
    return format_code(int(secret_seed(desk.secret, f"pickup:{run}:{ref}"), 16) % (1 << BITS))


def find_group(connection: Connection, chat: str) -> StoredRow:
    """A customer group by its chat id. Raises NotFoundError with the nearest one."""
    row: StoredRow | None = connection.execute("SELECT * FROM group_chat WHERE chat = ?", (chat,)).fetchone()
    if row is not None:
        return row
    raise NotFoundError(
        "no_such_group",
        "there is no customer group {community}",
        try_next="digitool community list",
        community=mask_value(chat) or "-",
        **meant(
            chat,
            [one[0] for one in connection.execute("SELECT chat FROM group_chat ORDER BY id")],
            "import the groups first",
        ),
    )


def _round(connection: Connection, run: str) -> Loaded:
    """A run that is a round. Raises RefusedError for a run of another mechanic, NotFoundError."""
    loaded = load(connection, run)
    require_way(loaded.campaign, ROUNDS)
    return loaded


def _price(desk: Desk, run: str) -> int:
    with desk.reading() as connection:
        return int(_round(connection, run).terms.price_fen)


def _leader(desk: Desk, run: str) -> IdentifierId:
    with desk.reading() as connection:
        return IdentifierId(_round(connection, run).row["owner"])


def _by_code(desk: Desk, run: str, code: str) -> tuple[str, IdentifierId]:
    try:
        wanted = format_code(parse_code(code))
    except ValueError:
        wanted = ""
    with desk.reading() as connection:
        orders = _round(connection, run).now.state.orders
    for one in orders:
        if pickup_code(desk, run, one.ref) == wanted:
            return one.ref, one.who
    raise NotFoundError(
        "wrong_code", "no order of {run} has this pickup code", hint="check the code and the round", run=run
    )
