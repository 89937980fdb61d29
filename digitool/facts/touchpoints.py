"""Touchpoint ids, made when a touchpoint is first seen."""

from __future__ import annotations

from typing import NamedTuple

from digitool.db.port import Connection
from digitool.facts.sync import store_ids
from digitool.model.ids import StoreId
from digitool.model.personal import mask_personal
from digitool.model.scenes import CODE, PHYSICAL
from digitool.workspace.settings import Settings


class Unplaced(Exception):
    """A touch that names a store or scene which the settings do not know; ``what`` says which."""

    def __init__(self, what: str, value: str) -> None:
        super().__init__(what)
        self.what = what
        self.value = value


class Located(NamedTuple):
    """A touchpoint as one file means it."""

    code: str
    scene: str
    store: str
    physical: bool | None = None


class Touchpoints:
    """Looks touchpoints up by what a file says: code, scene and store, the last two optional."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings
        self._stores = store_ids(connection)
        self._names = {store.name: store.code for store in settings.stores.values() if store.name}
        self._known: dict[Located, int] = {}
        self._codes: dict[int, str] = {}
        self._by_code: dict[str, list[int]] = {}
        for row in connection.execute("SELECT id, code FROM touchpoint ORDER BY id"):
            self._place(row["id"], row["code"])

    def id(self, located: Located) -> int:
        """The id; raises `Unplaced` for an unknown store or scene, or when no scene is said anywhere."""
        found = self._known.get(located)
        if found is None:
            found = self._known[located] = self._find(located)
        return found

    def moved(self, touchpoint: int) -> tuple[int, ...]:
        """Other places of the same code: a file told again after the settings moved it names one of them."""
        return tuple(one for one in self._by_code[self._codes[touchpoint]] if one != touchpoint)

    def _place(self, touchpoint: int, code: str) -> None:
        if touchpoint not in self._codes:
            self._codes[touchpoint] = code
            self._by_code.setdefault(code, []).append(touchpoint)

    def store_code(self, code_or_name: str) -> str:
        """The code of a store by code or by name; another text as it is."""
        return self._names.get(code_or_name, code_or_name)

    def store(self, code_or_name: str) -> StoreId:
        """A store id by code or by name; raises `Unplaced`."""
        code = self.store_code(code_or_name)
        if code not in self._stores:
            raise Unplaced("store", code_or_name)
        return self._stores[code]

    def _find(self, located: Located) -> int:
        known = self._settings.touchpoints.get(located.code)
        if known is None:
            located = located._replace(code=mask_personal(located.code))
        scene = located.scene or (known.scene if known else "")
        store = located.store or (known.store if known else "")
        if scene not in CODE:
            raise Unplaced("scene" if scene else "touchpoint", scene or located.code)
        store_id = self.store(store) if store else 0
        physical = located.physical
        if physical is None:
            physical = known.physical if known and known.scene == scene else scene in PHYSICAL
        self._connection.execute(
            "INSERT INTO touchpoint (code, scene, store, physical) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (located.code, CODE[scene], store_id, physical),
        )
        row = self._connection.execute(
            "SELECT id FROM touchpoint WHERE code = ? AND scene = ? AND store = ?",
            (located.code, CODE[scene], store_id),
        ).fetchone()
        found = int(row["id"])
        self._place(found, located.code)
        return found
