"""Find out how to read a file: its format, its mapping if it needs one, and the read options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from digitool.errors import DataError, DigitoolError
from digitool.ingest.outcome import HOLDS, ImportOptions
from digitool.sources.file.opening import Document, open_document
from digitool.sources.file.rejects import seen_through
from digitool.sources.file.rows import first_names, header_name
from digitool.sources.format import Format, ReadOptions
from digitool.sources.mapping.mapped import canonical
from digitool.sources.mapping.mapping import KINDS, TableMapping, load_mapping
from digitool.sources.mapping.telltales import about_another
from digitool.sources.registry import format_named, recognise_document
from digitool.workspace.inputs import reading
from digitool.workspace.locate import Workspace


class Chosen(NamedTuple):
    """A document and how to read it."""

    document: Document
    format: Format
    options: ReadOptions
    mapping: TableMapping | None


def choose(workspace: Workspace, path: Path, options: ImportOptions) -> Chosen:
    """Open a file and decide how to read it.

    A mapping comes from the option, from ``FILE.toml`` beside the file, or from the workspace's
    ``mappings`` folder when its columns are all in the header; of several the one that reads most of
    the columns. Raises DataError, NotFoundError.
    """
    document = seen_through(open_document(reading(path), options.encoding))
    mapping = _mapping(workspace, path, document, options)
    chosen = _format(document, options, mapping)
    _check_expected(document, chosen, options)
    if mapping is None and chosen.name in KINDS:
        mapping = canonical(document, chosen.name)
    read_options = _read_options(workspace, path, document, options, mapping)
    return Chosen(document, chosen, read_options, read_options.mapping)


def check_whole_lists(paths: Iterable[Path], options: ImportOptions) -> None:
    """Before any of several full lists is imported: each must be whole. Raises DataError ``not_full``.

    A file that cannot be read for another reason says so when its turn comes.
    """
    from digitool.sources.formats.messages.wecom_contacts import check_whole

    for path in paths:
        try:
            document = seen_through(open_document(reading(path), options.encoding))
            check_whole(document)
        except DigitoolError as error:
            if error.code == "not_full":
                raise


def _check_expected(document: Document, chosen: Format, options: ImportOptions) -> None:
    if options.expected and not set(HOLDS[options.expected]) & set(chosen.kinds):
        raise DataError(
            "holds_something_else",
            "{file} is a file of {format}, which holds no {expected}",
            hint="leave the word out to import what the file holds",
            file=document.name,
            format=chosen.name,
            expected=options.expected,
        )


def _format(document: Document, options: ImportOptions, mapping: TableMapping | None) -> Format:
    if options.format:
        return format_named(options.format)
    if options.mapping is not None and mapping is not None:
        return format_named(mapping.kind)
    try:
        found = recognise_document(document)
    except DataError as error:
        if mapping is None or error.code not in ("unknown_format", "unsure_kind"):
            raise
        return format_named(mapping.kind)
    return format_named(mapping.kind) if mapping is not None and found.name in KINDS else found


def _mapping(
    workspace: Workspace, path: Path, document: Document, options: ImportOptions
) -> TableMapping | None:
    if options.mapping is not None:
        return load_mapping(reading(options.mapping))
    beside = path.with_name(f"{path.name}.toml")
    if beside.is_file():
        return load_mapping(reading(beside))
    if document.shape != "table":
        return None
    found = [
        mapping
        for mapping in map(load_mapping, map(reading, sorted((workspace.root / "mappings").glob("*.toml"))))
        if any(_fits(mapping, names) for names in first_names(document))
    ]
    return max(found, key=lambda mapping: len(mapping.columns), default=None)


def _fits(mapping: TableMapping, names: list[str]) -> bool:
    """Whether a kept mapping describes a table with this header: one of customers none of something else."""
    wanted = {header_name(column) for column in mapping.columns.values()}
    return wanted <= set(names) and not about_another(mapping.kind, names)


def _read_options(
    workspace: Workspace, path: Path, document: Document, options: ImportOptions, mapping: TableMapping | None
) -> ReadOptions:
    chain = workspace.settings.chain
    zones = {sensor.code: sensor.zone for sensor in workspace.settings.sensors.values()}
    known: dict[str, object] = {"zone": chain.zone, "zones": zones, "corp_id": chain.corp_id}
    known["programme"] = chain.programme
    appids = [str(options.read["appid"])] if options.read.get("appid") else chain.own_appids
    scopes: dict[str, Sequence[str]] = {
        "wx_openid": appids,
        "member_no": [chain.programme] if chain.programme else [],
        "wecom_external_userid": [chain.corp_id] if chain.corp_id else [],
    }
    if mapping is not None:
        from digitool.sources.mapping.scoping import in_scope

        known["mapping"] = in_scope(mapping, scopes, document.name)
    if chain.own_appids:
        known["appid"] = chain.own_appids[0]
    sensor = _sensor_of(workspace, path)
    if sensor:
        known["sensor"] = sensor
    asked = {key: value for key, value in options.read.items() if value}
    return ReadOptions(**{**known, **asked})


def _sensor_of(workspace: Workspace, path: Path) -> str:
    """The sensor whose ``file`` pattern in the settings fits the file's name."""
    for sensor in workspace.settings.sensors.values():
        if sensor.file and Path(path.name).match(sensor.file):
            return sensor.code
    return ""
