"""A large scan log for the benchmarks: touches in time order, identities skewed as in real life."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

HEADER = "ref,at,store,touchpoint,namespace,scope,identity,scene\n"
SCENES = ("entrance", "shelf", "pay", "car_park", "mini_program")
BEIJING = timezone(timedelta(hours=8))


def settings(stores: int) -> str:
    """The digitool.toml of a chain with so many stores."""
    return '[chain]\nname = "Benchmark"\n' + "".join(
        f'[stores.S{number:03d}]\nopen = "09:00-22:00"\n' for number in range(1, stores + 1)
    )


def write_touches(path: Path, rows: int, *, stores: int = 20, days: int = 60, first: int = 0) -> None:
    """Write ``rows`` touches of about ``rows / 5`` identities; ``first`` numbers the first event."""
    draw = random.Random(first + 5)
    start = datetime(2026, 1, 1, 9, tzinfo=BEIJING) + timedelta(days=days if first else 0)
    step = days * 86_400 / rows
    identities = max(rows // 5, 1)
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for number in range(rows):
            at = (start + timedelta(seconds=int(number * step))).isoformat()
            store, kind = int(draw.random() * stores) + 1, int(draw.random() * 5)
            who = int(identities * draw.random() ** 2)
            place = "" if kind == 4 else f"S{store:03d}"
            out.write(
                f"E{first + number:09d},{at},{place},T{store:03d}-{SCENES[kind]},"
                f"wx_openid,wx0000000000000abc,oSYNTH{who:022d},{SCENES[kind]}\n"
            )
