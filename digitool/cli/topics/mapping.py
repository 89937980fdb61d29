"""What a mapping may say: the fields of each kind of table."""

from __future__ import annotations

from digitool.sources.mapping.mapping import ABOUT_SOMEBODY, KINDS, WHOSE, Fields

TITLE = "Mappings: any other table"
TEXT = """
A mapping is a small TOML file that says which column of a table holds what. import --learn FILE proposes
one; saved as FILE.toml beside the file, or in the folder mappings of the workspace, it is found by itself.

Fields that say who a row is about: identity (of the kind that namespace under [identity] names), openid,
unionid, external_userid, member_no, email, phone. A row may have several: the first one that is filled, in
this order, stands for the row, and all of them are said to be the same person. An openid counts within its
app: [identity] scope says which where no identity column is mapped, else --appid or the only one in
own_appids; without any the file is refused.

Below are the fields of each kind; those before the brackets must be there.
"""
HEADING = "Kinds of tables"


def _listed(kind: str, fields: Fields) -> str:
    needed = [*fields.required, *(["/".join(WHOSE)] if kind in ABOUT_SOMEBODY else [])]
    others = [one for one in fields.optional if kind not in ABOUT_SOMEBODY or one not in WHOSE]
    return f"{' '.join(needed)} [{' '.join(others)}]"


ROWS = [(kind, _listed(kind, fields)) for kind, fields in KINDS.items()]
EXAMPLES = ["digitool import --learn pos.csv", "digitool import pos.csv --mapping pos.csv.toml"]
