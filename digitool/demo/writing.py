"""Write the demo chain into a directory: settings, mappings, inbox and the exact answers. Pure writing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from digitool.demo.config import mapping_files, settings_toml
from digitool.demo.deeds.drafts import drafts
from digitool.demo.deeds.plan import make_world
from digitool.demo.files.every import inbox_files
from digitool.demo.files.goods import catalogue_csv, receipts_jsonl
from digitool.demo.files.outbox import OutFile
from digitool.demo.truth.summary import truth_of
from digitool.demo.world.goods import CATALOGUE, RECEIPTS
from digitool.demo.world.making import World
from digitool.demo.world.size import DemoSize
from digitool.errors import InputOutputError, UsageError, reason_of
from digitool.workspace.own_files import SETTINGS_FILE

INBOX, MAPPINGS, TRUTH = "inbox", "mappings", "truth.json"


class InboxFile(NamedTuple):
    """A written file and what importing it takes: its mapping and its sensor, None and empty for none."""

    path: Path
    format: str
    mapping: Path | None
    sensor: str


@dataclass(frozen=True)
class DemoFiles:
    """What `build_demo` wrote; ``inbox`` is in the order of import."""

    root: Path
    settings: Path
    inbox: tuple[InboxFile, ...]
    truth: Path


def build_demo(directory: Path, size: DemoSize, world: World | None = None) -> DemoFiles:
    """Write the demo's world, None to have it drawn; equal sizes (with their seed) give equal bytes.

    Raises UsageError (``demo_exists``) when the directory is a workspace or holds an inbox already,
    InputOutputError when it cannot be written.
    """
    for name in (SETTINGS_FILE, INBOX, MAPPINGS, TRUTH):
        if (directory / name).exists():
            raise UsageError(
                "demo_exists",
                "{path} is there already: the demo never writes over anything",
                hint="name another directory",
                try_next="digitool demo DIR",
                path=directory / name,
            )
    world = world or make_world(size)
    files = inbox_files(world)
    try:
        _write_all(directory, dict(_contents(settings_toml(world), files)))
        stores = [store.code for store in world.chain.stores]
        goods = {CATALOGUE: catalogue_csv(), RECEIPTS: receipts_jsonl(stores)}
        _write_all(directory, {**goods, **drafts(size)})
        truth = json.dumps(truth_of(world, files), ensure_ascii=False, indent=1) + "\n"
        _write_all(directory, {TRUTH: truth.encode()})
    except OSError as error:
        raise InputOutputError(
            "demo_unwritable",
            "the demo cannot be written into {path}: {reason}",
            hint="name a directory that you may write to",
            path=directory,
            reason=reason_of(error),
        ) from error
    inbox = tuple(_placed(directory, one) for one in files)
    return DemoFiles(directory, directory / SETTINGS_FILE, inbox, directory / TRUTH)


def _placed(directory: Path, one: OutFile) -> InboxFile:
    mapping = directory / MAPPINGS / one.mapping if one.mapping else None
    return InboxFile(directory / INBOX / one.name, one.format, mapping, one.sensor)


def _contents(settings: str, files: list[OutFile]) -> Iterator[tuple[str, bytes]]:
    yield SETTINGS_FILE, settings.encode()
    for name, text in mapping_files().items():
        yield f"{MAPPINGS}/{name}", text.encode()
    for one in files:
        yield f"{INBOX}/{one.name}", one.data


def _write_all(directory: Path, contents: dict[str, bytes]) -> None:
    """New private files; their directories are made where they are missing."""
    for name, data in contents.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
