"""``digitool campaign lint``: what law and platforms forbid, before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.commands.campaign import app
from digitool.errors import Exit
from digitool.render import Column

_COLUMNS = (
    Column("rule", "Rule"),
    Column("severity", "Severity"),
    Column("where", "Where"),
    Column("message", "What is wrong"),
    Column("alternative", "What is allowed"),
    Column("source", "Source", wide=True),
)


@command(
    app,
    columns=_COLUMNS,
    examples=(
        "digitool campaign lint spring.toml",
        "digitool campaign lint spring.toml --format wide --json",
    ),
)
def lint(
    here: Context,
    files: Annotated[list[Path], Argument(metavar="FILE...", help="Campaign files.")],
) -> int:
    """What law and platform rules forbid in a campaign, by its first day and surface.

    Every finding names its rule, its place, its source and a lawful way. The exit code is 6 when a
    campaign is refused; warnings and notes do not refuse.
    """
    from digitool.campaign.file.lint import forbidden
    from digitool.campaign.file.lint import lint as findings_of
    from digitool.campaign.file.reading import read_campaign

    findings = [one for file in files for one in findings_of(read_campaign(file), here.language)]
    rows = [one._asdict() for one in findings]
    here.answer(rows, empty="nothing forbids it")
    refused = forbidden(findings)
    if refused:
        here.note("findings that refuse this campaign: {n}", n=len(refused))
    return Exit.REFUSED if refused else Exit.OK
