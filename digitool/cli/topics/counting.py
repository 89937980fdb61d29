"""Which of several claims counts: the rule of each kind of fact."""

from __future__ import annotations

from digitool.ingest.undoing import kinds

TITLE = "What counts when several files tell of the same"
TEXT = """
Each row that is taken is a claim: which import, which line, what it says. What counts follows from all
claims of imports that were not taken back, by one rule for each kind of fact. So it depends on which claims
there are, never on the order of the files, on how they were cut, or on how often they were imported.

A till that names no payment and a bill that names no receipt tell of the same sales. Of one store and
business day they are matched by amount and time ([reconcile] minutes): where there is no other choice they
are one; where a till says that they were paid by this provider, and there are as many of both, they are one
each in time order, and nobody's member is carried over. Of what is left as many sales count as the side with
more of them tells, those of the side that [reconcile] counts names first; the others are open in digitool
reconcile, and digitool reconcile same or not-same decides.

An import can be taken back exactly (import undo), and let count again (import redo). Where two files say
what cannot both be, digitool check contradictions names both; taking the wrong one back puts it right.
"""
HEADING = "Kinds of facts"
ROWS = sorted((kind.table, kind.rule) for kind in kinds())
EXAMPLES = ["digitool import list", "digitool import undo 3 --dry-run", "digitool check contradictions"]
