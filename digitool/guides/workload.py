"""What guides have on their hands: customers added today, and customers held."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.guides.roster import Post
from digitool.model.ids import Ms


class Workload(NamedTuple):
    """What a guide has: customers added on her business day so far, and customers held now."""

    today: int = 0
    held: int = 0


def workloads(connection: Connection, guides: Sequence[Post], at: Ms) -> dict[str, Workload]:
    """What each guide has at an instant: additions of her business day so far, and customers."""
    since = json.dumps({post.guide.userid: post.day_start(at) for post in guides})
    rows = run(connection, "guides", "guide_loads", {"since": since, "at": at})
    return {row["guide"]: Workload(row["today"], row["held"]) for row in rows}
