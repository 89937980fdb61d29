"""Keep bindings true together with the roll-ups, in the transaction that changes facts or persons."""

from __future__ import annotations

from digitool.db.port import Connection
from digitool.flow.recount import Recount
from digitool.guides.binding.stored import everyone, is_known, refresh, sync_rules
from digitool.workspace.settings import Settings


class Keeper(Recount):
    """A `Recount` that folds the bindings of everybody it counted again, too.

    When the roster or the binding policy changed since, everybody's are folded.
    """

    def __init__(self, connection: Connection, operation: int, settings: Settings) -> None:
        super().__init__(connection, operation)
        self._changed = sync_rules(connection, settings)

    def finish(self) -> None:
        """Count every touched person again, then fold bindings."""
        super().finish()
        if self._changed or is_known(self._connection):
            persons = everyone(self._connection) if self._changed else self.concerned()
            refresh(self._connection, persons)
