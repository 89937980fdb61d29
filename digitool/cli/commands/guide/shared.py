"""The command group of guides; each ``_guide_<topic>.py`` beside this file adds its verbs to it."""

from __future__ import annotations

from digitool.cli.app.command import area

SUMMARY = "Guides: who owns which customer, whom to contact today, who earned what"

app = area(SUMMARY)
