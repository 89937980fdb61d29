"""Find segment files: by name in the workspace, or by path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from digitool.errors import DigitoolError, NotFoundError
from digitool.forms.toml_file import read_toml
from digitool.model.text import mask_value, meant
from digitool.segments.spec import Segment, read_segment
from digitool.workspace.inputs import reading
from digitool.workspace.locate import Workspace

DIRECTORY = "segments"


def load_segment(workspace: Workspace, name_or_path: str | Path) -> Segment:
    """The segment NAME of ``<workspace>/segments/NAME.toml``, or of the file at a path.

    Raises NotFoundError with the nearest name, UsageError with file, line and key.
    """
    path = find_file(workspace, str(name_or_path))
    tables, text = read_toml(reading(path))
    return read_segment(tables, text, path)


def find_file(workspace: Workspace, asked: str) -> Path:
    """The file of a segment: a path where it looks like one, else a name in the workspace."""
    if "/" in asked or "\\" in asked or asked.endswith(".toml"):
        return Path(asked)
    path = workspace.root / DIRECTORY / f"{asked}.toml"
    if path.is_file():
        return path
    known = [one.stem for one in segment_files(workspace)]
    raise NotFoundError(
        "no_such_segment",
        "there is no segment {name}",
        try_next="digitool customer segment list",
        name=mask_value(asked),
        **meant(asked, known, "put its file here: {path}"),
        path=path,
    )


def segment_files(workspace: Workspace) -> list[Path]:
    """The segment files of a workspace, by name."""
    return sorted((workspace.root / DIRECTORY).glob("*.toml"))


def load_rules(workspace: Workspace, names: Sequence[str] = ()) -> list[Segment]:
    """The named segments, or every segment file of the workspace that puts a tag.

    Raises NotFoundError, UsageError.
    """
    if names:
        return [load_segment(workspace, name) for name in dict.fromkeys(names)]
    every = [load_segment(workspace, path) for path in segment_files(workspace)]
    return [one for one in every if one.tag]


def load_all(workspace: Workspace) -> list[tuple[Path, Segment | DigitoolError]]:
    """Every segment file of a workspace, with what is wrong with it where it cannot be read."""
    found: list[tuple[Path, Segment | DigitoolError]] = []
    for path in segment_files(workspace):
        try:
            found.append((path, load_segment(workspace, path)))
        except DigitoolError as error:
            found.append((path, error))
    return found
