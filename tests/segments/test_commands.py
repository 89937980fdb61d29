"""Segments and tags from the command line, in English and Chinese."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Cli

TIME = ("--as-of", "2026-03-05T12:00:00+08:00")


def test_preview_counts_conditions_overlaps_and_ways(cli: Cli, chain: Path) -> None:
    """Rows name everyone, each condition alone and together, each pair, the segment, and how to reach it."""
    (chain / "segments" / "two.toml").write_text(
        '[[all]]\norders = ">=1"\n[[all]]\ntags_any = ["母婴"]\n[[not]]\nguide = "wangwu"\n', "utf-8"
    )
    done = cli("customer", "segment", "preview", "two", "--json", *TIME, cwd=chain)
    assert done.exit == 4 and "wangwu" in done.err
    (chain / "segments" / "two.toml").write_text(
        '[[all]]\norders = ">=1"\n[[all]]\ntags_any = ["母婴"]\n', "utf-8"
    )
    done = cli("customer", "segment", "preview", "two", "--json", *TIME, cwd=chain)
    assert done.exit == 0 and done.json["schema"] == "digitool.customer.segment.preview/1"
    told = [(row["part"], row["conditions"], row["key"], row["persons"], row["left"]) for row in done.rows]
    assert told == [
        ("everyone", [], "", 3, None),
        ("all", ["1"], "orders", 2, 2),
        ("all", ["2"], "tags_any", 1, 1),
        ("overlap", ["1", "2"], "", 1, None),
        ("segment", [], "two", 1, 1),
        ("reach", [], "wecom", 1, None),
        ("reach", [], "group", 0, None),
        ("reach", [], "openid", 0, None),
        ("reach", [], "phone", 1, None),
    ]
    assert done.rows[3]["share"] == {"value": 0.5, "num": 1, "den": 2}


def test_preview_reads_in_chinese(cli: Cli, chain: Path) -> None:
    """Headings and what is counted are Chinese; a file by path works as a name does."""
    path = chain / "segments" / "friends.toml"
    done = cli("customer", "segment", "preview", path, *TIME, "--lang", "zh", cwd=chain)
    assert done.exit == 0
    for word in ("全部客户", "本客群", "是导购的企业微信好友", "占比", "剩余", "guide = zhangsan"):
        assert word in done.out


def test_export_gives_ids_and_nothing_else_of_a_person(cli: Cli, chain: Path) -> None:
    """Exported are P ids and channels; no phone, no external id, no name."""
    done = cli("customer", "segment", "export", "friends", "--csv", *TIME, cwd=chain)
    assert done.exit == 0
    head, *rows = done.out.splitlines()
    assert head == "person,reachable_by" and len(rows) == 3
    assert all(row.startswith("P") for row in rows)
    assert "138" not in done.out and "wm" not in done.out


def test_overlap_of_two_segments_adds_up(cli: Cli, chain: Path) -> None:
    """First only + both + second only = any."""
    done = cli("customer", "segment", "overlap", "high_value", "friends", "--json", *TIME, cwd=chain)
    counted = {row["part"]: row["persons"] for row in done.rows}
    assert counted == {"first": 0, "both": 1, "second": 2, "any": 3}


def test_list_shows_a_broken_file_with_its_problem(cli: Cli, chain: Path) -> None:
    """One file that cannot be read does not hide the others."""
    (chain / "segments" / "bad.toml").write_text("[[all]]\nordres = 1\n", "utf-8")
    done = cli("customer", "segment", "list", "--json", "--lang", "zh", cwd=chain)
    rows = {row["segment"]: row for row in done.rows}
    assert done.exit == 0 and list(rows) == ["bad", "friends", "high_value"]
    assert "bad.toml:2" in rows["bad"]["problem"] and "orders" in rows["bad"]["problem"]
    assert (rows["high_value"]["tag"], rows["high_value"]["conditions"]) == ("高价值", 1)


def test_an_unknown_segment_is_told_with_the_nearest(cli: Cli, chain: Path) -> None:
    """Exit 4, the name meant, and the command that lists all."""
    done = cli("customer", "segment", "preview", "freinds", "--json", cwd=chain)
    assert done.exit == 4
    assert (done.error["code"], done.error["try"]) == ("no_such_segment", "digitool customer segment list")
    assert "friends" in done.error["hint"]


def test_keys_lists_every_condition_in_chinese(cli: Cli, tmp_path: Path) -> None:
    """Each key has a Chinese meaning and an example, without any workspace."""
    from digitool.segments.keys import ASKS, LIMITS, TOP

    done = cli("customer", "segment", "keys", "--json", "--lang", "zh", cwd=tmp_path)
    assert {row["key"] for row in done.rows} == {*ASKS, *LIMITS, *TOP}
    assert all(not row["meaning"].isascii() for row in done.rows)


def test_tags_by_rule_show_in_the_list_and_on_the_card(cli: Cli, chain: Path) -> None:
    """Refresh, list, coverage and show tell of the same tag."""
    done = cli("customer", "tag", "refresh", "--json", *TIME, cwd=chain)
    assert (done.exit, done.rows[0]["added"], done.rows[0]["customers"]) == (0, 1, 1)
    assert cli("customer", "tag", "refresh", "--json", *TIME, cwd=chain).rows[0]["added"] == 0
    listed = cli("customer", "tag", "list", "--kind", "rule", "--json", *TIME, cwd=chain).rows
    assert [(row["tag"], row["persons"]) for row in listed] == [("高价值", 1)]
    person = cli("customer", "segment", "export", "high_value", "--json", *TIME, cwd=chain).rows[0]["person"]
    card = cli("customer", "show", person, "--json", *TIME, cwd=chain).rows[0]
    assert card["tags"] == ["母婴", "金卡", "高价值"]


def test_coverage_by_guide_store_and_chain(cli: Cli, chain: Path) -> None:
    """Each row is a rate with its evidence; a store's customers are those of its guides."""
    rows = cli("customer", "tag", "coverage", "--json", *TIME, cwd=chain).rows
    assert {row["guide"]: (row["store"], row["rate"]["num"], row["rate"]["den"]) for row in rows} == {
        "lisi": ("", 2, 3),
        "zhangsan": ("S001", 1, 1),
    }
    rows = cli("customer", "tag", "coverage", "--by", "store", "--json", *TIME, cwd=chain).rows
    assert [(row["store"], row["customers"], row["tagged"]) for row in rows] == [
        ("S001", 1, 1),
        ("S002", 0, 0),
    ]
    done = cli("customer", "tag", "coverage", "--by", "chain", "--lang", "zh", *TIME, cwd=chain)
    assert "66.7% (2/3)" in done.out and "打标率" in done.out
