"""Output formats."""

from __future__ import annotations

TITLE = "Output formats"
TEXT = """
The result goes to stdout and nothing else does; notes, warnings, errors and progress go to stderr.
A terminal and a pipe get the same words; only colour, lines and width differ.

People read yuan, per cent and local time. Programs read integer fen in fields that end in _fen,
rates as {value, num, den} with a null value when there is nothing to divide by, and RFC 3339 times.
A text cell that a spreadsheet would run as a formula begins with a single quote in csv and tsv.
"""
HEADING = "Formats"
ROWS = [
    ("table", "For people: aligned columns. The default."),
    ("wide", "The same with every column."),
    ("json", "One object: schema, as_of, period, rows, meta, warnings. Fields are only ever added."),
    ("jsonl", "One row a line, as JSON."),
    ("csv", "For spreadsheets; safe against formulas."),
    ("tsv", "One record a line, for cut and awk."),
    ("md", "A Markdown table."),
]
EXAMPLES = ["digitool formats --json", "digitool formats --format tsv --fields format,title"]
