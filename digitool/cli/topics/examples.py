"""Commands to begin with."""

from __future__ import annotations

TITLE = "Examples"
TEXT = """
Begin with a chain that digitool makes up, then with your own files.
"""
HEADING = "Commands"
ROWS = [
    ("digitool demo", "A chain with three stores, in a minute."),
    ("digitool init my-chain", "A workspace of your own."),
    ("digitool import FILE -n", "What a file would change, without changing it."),
    ("digitool import FILE", "Take it."),
    ("digitool flow rate --last 7d", "How many of the people who came do we know?"),
    ("digitool flow funnel --last 4w", "Where are they lost?"),
    ("digitool check", "Recompute everything that must hold."),
]
EXAMPLES = ["digitool help formulas"]
