"""Rows of scans and sales that name one person by several ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitool.errors import UsageError
from digitool.ingest.outcome import FileOutcome
from digitool.sources.file.opening import open_document
from digitool.sources.mapping.learning import mapping_toml, propose_mapping

from .chain import ask, load, table

IDS = ("openid", "unionid", "external_userid", "member_no", "email", "phone")
VALUES = dict(zip(IDS, ("oAb1", "uAb1", "wmAb1", "M1", "a@b.example", "13800138000")))
HEADS = {
    "touches": ("at,touchpoint", "2026-03-01 09:00:00,S001-shelf"),
    "purchases": ("at,order_no,amount,store", "2026-03-01 09:00:00,T1,10.00,S001"),
}


def mapped(root: Path, kind: str, rows: list[dict[str, str]], extra: str = "") -> FileOutcome:
    """Import rows with these ids, all columns of ids mapped."""
    head, start = HEADS[kind]
    path = table(
        root / f"{kind}.csv",
        f"{head},{','.join(IDS)}",
        [f"{start},{','.join(row.get(name, '') for name in IDS)}" for row in rows],
    )
    columns = "\n".join(f'{name} = "{name}"' for name in (*head.split(","), *IDS))
    mapping = root / f"{kind}.toml"
    mapping.write_text(f'kind = "{kind}"\n[columns]\n{columns}\n{extra}', "utf-8")
    return load(root, path, mapping=mapping)


@pytest.mark.parametrize("kind", HEADS)
def test_all_ids_of_a_row_are_one_person(chain: Path, kind: str) -> None:
    """All ids of a scan or a sale are stated as one person, whose own ids are joined; again it is known.

    A typed phone or e-mail does not join anybody by itself: the guards of a customer list's row hold.
    """
    outcome = mapped(chain, kind, [VALUES])
    assert (outcome.accepted, outcome.rejected) == (1, 0)
    assert ask(chain, "SELECT count(*) FROM assertion WHERE kind = 1") == [(5,)]
    own = ask(
        chain,
        "SELECT count(DISTINCT person), count(*) FROM identifier i"
        " JOIN identifier_namespace n ON n.code = i.ns WHERE n.name NOT IN ('phone', 'email')",
    )
    assert own == [(1, 4)]
    assert mapped(chain, kind, [VALUES]).known == 1


@pytest.mark.parametrize("kind", HEADS)
def test_an_empty_column_falls_through_to_the_next(chain: Path, kind: str) -> None:
    """The first id that a row has stands for it; a mark for nothing is no id."""
    outcome = mapped(chain, kind, [{"openid": "-", "unionid": "uAb1", "phone": "13800138000"}])
    assert outcome.rejected == 0
    column, facts = ("identifier", "touch") if kind == "touches" else ("buyer", "purchase")
    found = ask(
        chain,
        f"SELECT n.name FROM {facts} f JOIN identifier i ON i.id = f.{column}"
        " JOIN identifier_namespace n ON n.code = i.ns",
    )
    assert found == [("wx_unionid",)]


def test_a_scan_without_any_id_is_refused_and_one_of_an_unknown_place_says_nothing(chain: Path) -> None:
    """A row that names nobody is rejected; what a rejected row says of who is who is not kept."""
    outcome = mapped(chain, "touches", [{}])
    assert [reject.code for reject in outcome.rejects] == ["no_identity"]
    text = (chain / "touches.csv").read_text("utf-8").replace("S001-shelf,,,,,,", "nowhere,oAb1,uAb1,,,,")
    (chain / "touches.csv").write_text(text, "utf-8")
    lost = load(chain, chain / "touches.csv", mapping=chain / "touches.toml")
    assert lost.accepted == 0
    assert ask(chain, "SELECT count(*) FROM assertion") == [(0,)]


@pytest.mark.parametrize("kind", HEADS)
def test_an_openid_counts_within_the_only_app(chain: Path, kind: str) -> None:
    """The scope of a mapped openid is the chain's only app, a member number's its programme."""
    mapped(chain, kind, [VALUES])
    scopes = dict(
        ask(
            chain,
            "SELECT n.name, s.name FROM identifier i JOIN identifier_namespace n ON n.code = i.ns"
            " JOIN identifier_scope s ON s.id = i.scope",
        )
    )
    assert (scopes["wx_openid"], scopes["member_no"], scopes["wecom_external_userid"]) == (
        "wxmadeup",
        "club",
        "wwmadeup",
    )


@pytest.mark.parametrize("kind", HEADS)
def test_an_openid_of_one_of_several_apps_is_refused(chain: Path, kind: str) -> None:
    """Where the chain has two apps the file is refused, and a scope in the mapping says which it is."""
    settings = chain / "digitool.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('["wxmadeup"]', '["wxmadeup", "wxother"]'), "utf-8"
    )
    with pytest.raises(UsageError) as caught:
        mapped(chain, kind, [VALUES])
    assert caught.value.code == "no_scope"
    mapped(chain, kind, [VALUES], '[identity]\nscope = "wxother"\n')
    found = ask(chain, "SELECT name FROM identifier_scope WHERE name LIKE 'wx%'")
    assert found == [("wxother",)]


def test_every_id_of_a_scan_log_is_learnt(tmp_path: Path) -> None:
    """A log with openid, unionid and phone is proposed with all three, not with the first of them."""
    path = table(
        tmp_path / "log.csv",
        "扫码时间,触点编号,openid,unionid,手机号",
        ["2026-03-01 09:00:00,S001-shelf,oA,uA,13800138000"],
    )
    mapping = propose_mapping(open_document(path))
    assert mapping.kind == "touches"
    assert {"openid", "unionid", "phone"} <= mapping.columns.keys()
    assert 'unionid = "unionid"' in mapping_toml(mapping)
