"""Shared options: one meaning everywhere, written once, accepted after the verb.

Each field of `Options` is an option: its type, its letters, its help and its default. A command asks
for groups of them (`PERIOD`, `OUTPUT`, `WRITE`, `SIMULATE`); every command has `ALWAYS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Optional

from typer import Option

from digitool.model.ids import IdentifierId

EVERYWHERE = "Everywhere"
"""Heading of the options that every command takes."""

_SCOPE = "Period and stores"
_FORM = "Output"
_WRITING = "Writing"
_DRAWS = "Simulation"


@dataclass(frozen=True)
class Options:
    """The shared options of one command as they were typed; None where one was not."""

    store: Annotated[
        Optional[list[str]],
        Option("--store", metavar="CODE", help="Only this store; may be repeated.", rich_help_panel=_SCOPE),
    ] = None
    start: Annotated[
        Optional[str],
        Option(
            "--from",
            metavar="DAY",
            help="First business date: 2026-03-01, today, yesterday, monday.",
            rich_help_panel=_SCOPE,
        ),
    ] = None
    end: Annotated[
        Optional[str],
        Option("--to", metavar="DAY", help="The business date after the last one.", rich_help_panel=_SCOPE),
    ] = None
    on: Annotated[
        Optional[str],
        Option("--on", metavar="DAY", help="One business date.", rich_help_panel=_SCOPE),
    ] = None
    last: Annotated[
        Optional[str],
        Option(
            "--last",
            metavar="7d|4w",
            help="The last full days or weeks; today is not among them.",
            rich_help_panel=_SCOPE,
        ),
    ] = None
    as_of: Annotated[
        Optional[str],
        Option(
            "--as-of",
            metavar="TIME",
            envvar="DIGITOOL_AS_OF",
            help="Answer as if it were this moment (DIGITOOL_AS_OF).",
            rich_help_panel=EVERYWHERE,
        ),
    ] = None
    format: Annotated[
        Optional[str],
        Option(
            "--format",
            metavar="NAME",
            help="table, wide, json, jsonl, csv, tsv or md.",
            rich_help_panel=_FORM,
        ),
    ] = None
    json: Annotated[bool, Option("--json", help="Same as --format json.", rich_help_panel=_FORM)] = False
    csv: Annotated[bool, Option("--csv", help="Same as --format csv.", rich_help_panel=_FORM)] = False
    fields: Annotated[
        Optional[str],
        Option("--fields", metavar="A,B", help="Only these columns, in this order.", rich_help_panel=_FORM),
    ] = None
    sort: Annotated[
        Optional[str],
        Option(
            "--sort", metavar="[-]A", help="Sort by this column; - for largest first.", rich_help_panel=_FORM
        ),
    ] = None
    limit: Annotated[
        Optional[int],
        Option("--limit", metavar="N", help="At most N rows; 0 for all.", rich_help_panel=_FORM),
    ] = None
    output: Annotated[
        Optional[Path],
        Option(
            "-o",
            "--output",
            metavar="PATH",
            help="Write to a file, whose suffix says the format; - for the screen.",
            rich_help_panel=_FORM,
        ),
    ] = None
    force: Annotated[bool, Option("--force", help="Replace a file that exists.", rich_help_panel=_FORM)] = (
        False
    )
    dry_run: Annotated[
        bool,
        Option(
            "-n", "--dry-run", help="Check and show everything, change nothing.", rich_help_panel=_WRITING
        ),
    ] = False
    key: Annotated[
        Optional[str],
        Option(
            "--key",
            metavar="TEXT",
            help="Idempotency key: the same key again gives the first result.",
            rich_help_panel=_WRITING,
        ),
    ] = None
    yes: Annotated[
        bool, Option("-y", "--yes", help="Answer yes to the question.", rich_help_panel=_WRITING)
    ] = False
    no_input: Annotated[
        bool,
        Option(
            "--no-input",
            envvar="DIGITOOL_NO_INPUT",
            help="Never ask; fail where a question would be.",
            rich_help_panel=_WRITING,
        ),
    ] = False
    seed: Annotated[
        Optional[int],
        Option("--seed", metavar="N", help="Same seed, same result, to the byte.", rich_help_panel=_DRAWS),
    ] = None
    runs: Annotated[
        Optional[int], Option("--runs", metavar="N", help="How many runs.", rich_help_panel=_DRAWS)
    ] = None
    workers: Annotated[
        Optional[int],
        Option(
            "--workers",
            metavar="N",
            help="Processes to use; any number gives the same result.",
            rich_help_panel=_DRAWS,
        ),
    ] = None
    workspace: Annotated[
        Optional[Path],
        Option(
            "-w",
            "--workspace",
            metavar="DIR",
            envvar="DIGITOOL_WORKSPACE",
            help="The workspace; else the nearest digitool.toml upwards (DIGITOOL_WORKSPACE).",
            rich_help_panel=EVERYWHERE,
        ),
    ] = None
    quiet: Annotated[bool, Option("-q", "--quiet", help="Fewer notes.", rich_help_panel=EVERYWHERE)] = False
    verbose: Annotated[
        bool, Option("-v", "--verbose", help="More notes, and details of errors.", rich_help_panel=EVERYWHERE)
    ] = False
    progress: Annotated[
        Literal["auto", "none", "json"],
        Option(
            "--progress",
            metavar="auto|none|json",
            help="A bar on a terminal, nothing, or JSON lines.",
            rich_help_panel=EVERYWHERE,
        ),
    ] = "auto"
    color: Annotated[
        Literal["auto", "always", "never"],
        Option(
            "--color", metavar="auto|always|never", help="When to use colour.", rich_help_panel=EVERYWHERE
        ),
    ] = "auto"
    ascii: Annotated[
        bool, Option("--ascii", help="Draw with ASCII characters only.", rich_help_panel=EVERYWHERE)
    ] = False
    lang: Annotated[
        Optional[Literal["zh", "en"]],
        Option(
            "--lang",
            metavar="zh|en",
            help="Language of everything that people read.",
            rich_help_panel=EVERYWHERE,
        ),
    ] = None


Customer = Annotated[
    Optional[IdentifierId], Option("--customer", metavar="ID", help="The customer, such as P12.")
]
"""For commands that a customer may be named to."""

Many = Optional[list[str]]
"""The values of an option that may be repeated."""

STORE = ("store",)
"""Which stores."""
DAYS = ("start", "end", "on", "last")
"""Which business dates, for what is counted for the chain only or belongs to a store by rules."""
PERIOD = (*STORE, *DAYS)
"""Which stores and which business dates."""
OUTPUT = ("format", "json", "csv", "fields", "sort", "limit", "output", "force")
"""How the result is shown, and where it goes."""
CONFIRM = ("dry_run", "yes", "no_input")
"""For commands that ask before they change something."""
WRITE = ("dry_run", "key", "yes", "no_input")
"""For commands that record an operation."""
SIMULATE = ("seed", "runs", "workers")
"""For commands that draw random numbers."""
ALWAYS = ("workspace", "as_of", "quiet", "verbose", "progress", "color", "ascii", "lang")
"""What every command takes."""
