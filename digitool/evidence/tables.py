"""The imports that claims come from, as they are stored."""

from __future__ import annotations

from typing import Optional

from sqlmodel import Field, SQLModel


class ImportFile(SQLModel, table=True):
    """One imported file: a batch. ``rows_in = accepted + rejected + known``.

    What it says counts as long as nobody took back the operation that imported it (``operation.undone_by``).
    """

    __tablename__ = "import_file"

    id: Optional[int] = Field(default=None, primary_key=True)
    operation: int
    file: str
    digest: str = Field(index=True)
    format: str
    rows_in: int
    accepted: int
    rejected: int
    known: int
    period_from: Optional[int] = None
    period_to: Optional[int] = None
