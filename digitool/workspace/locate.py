"""Find the workspace: the option, the environment, else the nearest ``digitool.toml`` upwards."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from digitool.db.places import BACKUPS
from digitool.errors import WorkspaceError
from digitool.workspace.own_files import DATABASE_FILE, KEY_FILE, REJECTS, SETTINGS_FILE
from digitool.workspace.settings import Settings


@dataclass(frozen=True)
class Workspace:
    """A workspace's directory; settings and key are read when they are first needed."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """Where the settings are."""
        return self.root / SETTINGS_FILE

    @property
    def database(self) -> Path:
        """Where the database is."""
        return self.root / DATABASE_FILE

    @property
    def key_file(self) -> Path:
        """Where the key is."""
        return self.root / KEY_FILE

    @property
    def backups(self) -> Path:
        """Where backups go."""
        return self.root / BACKUPS

    @property
    def rejects(self) -> Path:
        """Where rejected rows go."""
        return self.root / REJECTS

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises UsageError."""
        from digitool.workspace.build import load_settings

        return load_settings(self.settings_file)

    @cached_property
    def key(self) -> bytes:
        """The key, once it is known to be the database's own: there is no other door to it.

        Raises WorkspaceError for a missing or another key, or without a database, InputOutputError.
        """
        from digitool.db.history import key_print_of
        from digitool.db.reading import reader
        from digitool.workspace.keys import key_for

        with reader(self.database) as connection:
            needed = key_print_of(connection)
        return key_for(self.key_file, needed)


def find_root(option: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The workspace's directory, None when there is none. An explicit one is taken as it is."""
    explicit = option or (Path(environ["DIGITOOL_WORKSPACE"]) if environ.get("DIGITOOL_WORKSPACE") else None)
    if explicit is not None:
        return explicit if (explicit / SETTINGS_FILE).is_file() else None
    here = Path.cwd()
    return next((one for one in (here, *here.parents) if (one / SETTINGS_FILE).is_file()), None)


def find_workspace(option: Path | None = None, environ: Mapping[str, str] | None = None) -> Workspace:
    """The workspace to use. Raises WorkspaceError when there is none."""
    environ = os.environ if environ is None else environ
    root = find_root(option, environ)
    if root is not None:
        return Workspace(root)
    asked = option or environ.get("DIGITOOL_WORKSPACE")
    if asked:
        raise WorkspaceError(
            "no_workspace",
            "{path} is not a workspace: it has no digitool.toml",
            hint="create one there, or name another directory",
            try_next="digitool init {path}",
            path=asked,
        )
    raise WorkspaceError(
        "no_workspace",
        "there is no workspace here: no digitool.toml in this directory or above it",
        hint="create one, or name one with -w DIR",
        try_next="digitool init",
    )
