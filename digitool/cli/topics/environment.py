"""Environment variables."""

from __future__ import annotations

TITLE = "Environment"
TEXT = """
An option wins over a variable, a variable over digitool.toml, digitool.toml over the default.

No secret is ever read from a variable.
"""
HEADING = "Variables"
ROWS = [
    ("DIGITOOL_WORKSPACE", "The workspace, as -w."),
    ("DIGITOOL_AS_OF", "The moment to answer for, as --as-of."),
    ("DIGITOOL_ACTOR", "Who writes, as the log names it; else the login name, else the user's number."),
    ("DIGITOOL_LANG", "zh or en; else LC_ALL, LC_MESSAGES and LANG decide."),
    ("DIGITOOL_NO_INPUT", "Never ask, as --no-input; CI has the same effect."),
    ("DIGITOOL_BUSY_SECONDS", "How long a command waits for another that is writing; 30."),
    ("NO_COLOR", "No colour when it is not empty."),
    ("FORCE_COLOR", "Colour even in a pipe when it is not empty."),
]
EXAMPLES = ["DIGITOOL_LANG=zh digitool --help", "digitool config explain chain.language"]
