"""What identity stores: identifiers, the log of assertions, and what follows from them.

``identifier.person``, ``refusal``, ``candidate``, ``household_member`` and ``identifier_flag`` are
derived: `stored.resolve.recompute` keeps them equal to what the standing assertions say, ``check`` compares.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index, told_beside
from digitool.db.schema.people import People
from digitool.db.schema.triggers import Trigger
from digitool.db.schema.walls import Changing, walls


class IdentifierNamespace(SQLModel, table=True):
    """Names of namespace codes, for people who read the database by hand."""

    __tablename__ = "identifier_namespace"

    code: int = Field(primary_key=True)
    name: str = Field(unique=True)


class IdentifierScope(SQLModel, table=True):
    """Scopes (appid, corp id, programme) by small number; the empty scope is 0 and has no row."""

    __tablename__ = "identifier_scope"

    id: int = Field(primary_key=True)
    name: str = Field(unique=True)


class Identifier(SQLModel, table=True):
    """One value in one namespace; ``person`` is the smallest id of its cluster.

    A phone's or e-mail's ``value`` is an HMAC under the workspace key and ``mask`` is what may be
    shown; elsewhere ``mask`` is null. Identifiers are found by `IdentifierKey`.
    """

    __tablename__ = "identifier"
    __table_args__ = (partial_index("identifier_person", "person", where="person != id"),)

    id: int = Field(primary_key=True)
    ns: int
    scope: int
    value: str
    mask: Optional[str] = None
    person: int


class IdentifierKey(SQLModel, table=True):
    """The id of an identifier by the digest of its namespace, scope and value.

    A table of its own takes 9 bytes less per identifier than a unique column does.
    """

    __tablename__ = "identifier_key"

    key: int = Field(primary_key=True)
    identifier: int


class IdentifierWithdrawn(SQLModel, table=True):
    """An identifier that nothing speaks of any more, with its key: named again, it has its number back."""

    __tablename__ = "identifier_withdrawn"

    key: int = Field(primary_key=True)
    id: int = Field(unique=True)
    ns: int
    scope: int
    value: str
    mask: Optional[str] = None


class Assertion(SQLModel, table=True):
    """One statement about two identifiers, ``a`` < ``b``; only its time span and ``revoked_by`` change.

    ``operation`` is 0 for imports, else the operation that stated it (its actor and reason are there);
    ``revoked_by`` is the operation that took it back. ``batch`` and ``line`` are of the first sighting.
    """

    __tablename__ = "assertion"
    __table_args__ = (
        Index("assertion_b", "b"),
        partial_index("assertion_operation", "operation", where="operation != 0"),
        CLUSTERED,
    )

    a: int = Field(primary_key=True)
    b: int = Field(primary_key=True)
    kind: int = Field(primary_key=True)
    rule: int = Field(primary_key=True)
    operation: int = Field(primary_key=True, default=0)
    observed_at: int
    seen_at: int
    batch: int
    line: int
    revoked_by: Optional[int] = None


class Attribute(SQLModel, table=True):
    """What a source said of an identifier's bearer; every value is kept with its time span (UTC ms)."""

    __tablename__ = "attribute"
    __table_args__ = (CLUSTERED,)

    identifier: int = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    observed_at: int
    seen_at: int
    batch: int
    line: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Refusal(SQLModel, table=True):
    """Identifiers that were not joined; ``via`` is the value they share, 0 for a direct statement."""

    __tablename__ = "refusal"
    __table_args__ = (Index("refusal_b", "b"), CLUSTERED)

    a: int = Field(primary_key=True)
    b: int = Field(primary_key=True)
    via: int = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    observed: str
    allowed: str
    operation: int


class Candidate(SQLModel, table=True):
    """Two records that may be one person; ``evidence`` is what agrees and what differs."""

    __tablename__ = "candidate"
    __table_args__ = (Index("candidate_b", "b"), CLUSTERED)

    a: int = Field(primary_key=True)
    b: int = Field(primary_key=True)
    via: int = Field(primary_key=True)
    score: int
    evidence: str
    operation: int


class HouseholdMember(SQLModel, table=True):
    """A person (as `Identifier` names her today) who shares the value ``hub`` with others."""

    __tablename__ = "household_member"
    __table_args__ = (Index("household_person", "person"), CLUSTERED)

    hub: int = Field(primary_key=True)
    person: int = Field(primary_key=True)
    reason: str


class IdentifierFlag(SQLModel, table=True):
    """An identifier that merges with nobody: ``staff``, ``blocked`` or ``quarantined``."""

    __tablename__ = "identifier_flag"

    identifier: int = Field(primary_key=True)
    flag: str


class IdentityRules(SQLModel, table=True):
    """The limits under which persons were last computed (one row), so that a change recomputes all."""

    __tablename__ = "identity_rules"

    id: int = Field(primary_key=True)
    rules: str


VIEWS: tuple[str, ...] = (
    "CREATE VIEW shared_home AS SELECT m.hub, m.person FROM household_member AS m"
    " WHERE NOT EXISTS (SELECT 1 FROM household_member AS o WHERE o.hub = m.hub LIMIT 1 OFFSET 10)",
)
"""``shared_home``: the persons of a value that is a home, which no value of more than ten persons is. Those
whom a chain of such values joins are one household (`households`).
"""

TOLD = [told_beside(model) for model in (Assertion, Attribute)]
"""What further imports state, and what imports stated that were taken back."""

CHANGING: Changing = {IdentifierNamespace: (), IdentifierScope: ()}
"""The names behind the numbers of identifiers stay."""

TRIGGERS: tuple[Trigger, ...] = walls(CHANGING)

PEOPLE: People = {
    Identifier: ("id", "person"),
    IdentifierWithdrawn: ("id",),
    IdentifierKey: ("identifier",),
    Assertion: ("a", "b"),
    Attribute: ("identifier",),
    Refusal: ("a", "b", "via"),
    Candidate: ("a", "b", "via"),
    HouseholdMember: ("hub", "person"),
    IdentifierFlag: ("identifier",),
}
"""Columns that hold identifiers."""
