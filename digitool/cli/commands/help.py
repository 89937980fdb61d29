"""Topics: exit codes, environment, formats, formulas, privacy, examples"""

from __future__ import annotations

import sys
from typing import Annotated

from typer import Argument

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context

app = area(__doc__)


@command(app, examples=("digitool help exit-codes", "digitool help flow rate"))
def help(
    here: Context,
    topic: Annotated[
        list[str] | None, Argument(metavar="TOPIC", help="A topic, or a command such as flow rate.")
    ] = None,
) -> None:
    """Show a topic, or the help page of a command.

    Topics are exit-codes, environment, formats, formulas, privacy and examples.
    """
    from digitool.cli.topics import page_for

    sys.stdout.write(page_for(topic or [], here.invocation) + "\n")
