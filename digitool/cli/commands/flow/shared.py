"""The parser of the area ``digitool flow``; modules beside this one put their commands into it."""

from __future__ import annotations

from digitool.cli.app.command import area

app = area("Customer flow: how many of the people who came do we know")
"""The group ``digitool flow``."""
