"""What is kept of people, and how."""

from __future__ import annotations

TITLE = "Privacy"
TEXT = """
Everything stays in the workspace. digitool opens no network connection, sends nothing about its use
and starts no background process.

A phone is never stored: the database holds a keyed digest (HMAC-SHA-256) and a mask such as
138****8000. The key is in digitool.key, readable by you alone. Who has the database without the key
learns no phone; who has the key can test guesses. Keep a copy of the key apart from the backups.
The database knows its key by a fingerprint, and no command uses another one with it.

Mobiles, telephones that are written as such, id-card numbers and e-mail addresses are masked or refused
wherever a text is kept or printed: names, reasons, titles, order numbers, file names, actors, errors. An
order whose number is somebody's phone keeps its mask and a keyed digest. Account names of guides stay as
WeCom has them, and a message to customers may name the shop's own telephone.

Codes of coupons, pickups and exit passes are told once, and again by the same key; the log and what an
operation records hold only where they are kept.

Phones are never arguments, because other users of a computer can see those. Reports of failures
hold no values and no messages.
"""
HEADING = "Files"
ROWS = [
    ("digitool.toml", "Settings, including staff identifiers; private (0600)."),
    ("digitool.db", "The database, private (0600)."),
    ("digitool.key", "The key, private (0600); never in a backup unless you ask."),
    ("backups/", "Whole copies of the database and the settings."),
    ("rejects/", "Rows that could not be taken, as they stood in your files. Delete them when corrected."),
]
EXAMPLES = ["digitool doctor"]
