"""Completion for your shell"""

from __future__ import annotations

import sys
from typing import Annotated, Literal

from typer import Argument

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context

app = area(__doc__)


@command(app, examples=('eval "$(digitool completion bash)"', "digitool completion zsh"))
def completion(
    here: Context,
    shell: Annotated[Literal["bash", "zsh", "fish"], Argument(metavar="SHELL", help="Your shell.")],
) -> None:
    """Print the script that completes digitool's commands and options.

    For bash, put the first example into ~/.bashrc. For zsh, write the script to a file named
    _digitool in a directory of your fpath. For fish, to ~/.config/fish/completions/digitool.fish.
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined] # not marked

    script = get_completion_script(prog_name="digitool", complete_var="_DIGITOOL_COMPLETE", shell=shell)
    sys.stdout.write(script + "\n")
