"""One key of ``digitool.toml``, and policies: dataclasses whose fields are keys of one table."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any, NamedTuple

from digitool.workspace.kinds import Reader


class Key(NamedTuple):
    """One key. ``meaning`` is an English template; ``example`` is TOML; None: no default."""

    name: str
    read: Reader
    meaning: str
    default: Any
    example: str
    required: bool = False


class Table(NamedTuple):
    """One table: ``single`` ([chain]), ``named`` ([stores.S001]) or ``list`` ([[bills]])."""

    shape: str
    meaning: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        """A key by name."""
        return next((key for key in self.keys if key.name == name), None)


def setting(default: Any, read: Reader, meaning: str, example: str) -> Any:  # noqa: ANN401 - as dataclasses.field
    """A field of a policy: its default, how TOML is read, what it means, and the TOML of an example value."""
    return field(default=default, metadata={"read": read, "meaning": meaning, "example": example})


def policy_table(policy: type) -> Table:
    """The table of a policy: its meaning is the first line of the docstring, its keys are the fields."""
    meaning = (policy.__doc__ or "").strip().splitlines()[0].rstrip(".")
    return Table("single", meaning, tuple(_key(one) for one in fields(policy)))


def _key(one: Any) -> Key:  # noqa: ANN401 - dataclasses.Field of any kind
    example = f"{one.name} = {one.metadata['example']}"
    return Key(one.name, one.metadata["read"], one.metadata["meaning"], one.default, example)
