"""Exit codes: the contract with scripts."""

from __future__ import annotations

TITLE = "Exit codes"
TEXT = """
Every command ends with one of these codes. A code that is not listed means failure.

With --json an error is one JSON object on stderr; its field exit is the same number.
"""
HEADING = "Codes"
ROWS = [
    ("0", "Done, or already done."),
    ("1", "A fault of digitool; a report without personal data was written."),
    ("2", "Usage: a wrong option or value, or a confirmation that nobody could give."),
    ("3", "Data: some rows were rejected and the rest was done; with --strict nothing was."),
    ("4", "Not found: a store, a person, a coupon, a file."),
    ("5", "Conflict: already redeemed, sold out, a key reused with other parameters."),
    ("6", "Refused by a rule of law, of a platform or of the workspace."),
    ("7", "Busy: another process is writing. Trying again helps."),
    ("8", "Integrity: a check failed or a file is damaged. Restore a backup."),
    ("9", "Input or output: disk full, permission missing, output broken."),
    ("10", "No workspace here, it needs digitool migrate, or its key is another one."),
    ("11", "A target was missed."),
    ("130", "Interrupted with Ctrl-C."),
    ("141", "The reader closed the pipe."),
    ("143", "Terminated."),
]
EXAMPLES = ["digitool check; echo $?"]
