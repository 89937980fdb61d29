"""Transcripts: what is written is read again, and what differs is told."""

from __future__ import annotations

import pytest

from .transcript import Entry, Told, Typed, alike, answer, differences, entries, path_of, renewed

FORECAST = Typed((), True, "digitool campaign simulate coupon.toml --json")
FLOW = Typed(("# Why.",), True, "digitool flow rate --json")
GOODS = Typed((), False, "cat > goods.csv <<'CSV'\nA1,20\n\nB2,30\nCSV")


def told(out: dict[str, str], err: dict[str, str] | None = None, code: int = 0) -> tuple[str, ...]:
    """The lines of an answer, from its streams by language."""
    return answer({language: Told(code, out[language], (err or out)[language]) for language in out})


@pytest.mark.parametrize(
    ("out", "lines"),
    [
        ({"en": "", "zh": ""}, ()),
        ({"en": "a\n", "zh": "a\n"}, ("= a",)),
        ({"en": "a\n\n b \n", "zh": "a\n\n b \n"}, ("= a", "=", "=  b ")),
        ({"en": "a", "zh": "a"}, ("= a", "= (no newline at the end)")),
        ({"en": "a\n", "zh": "b\n"}, ("en= a", "zh= b")),
        ({"en": "a\nb\nc\n", "zh": "a\nx\ny\n"}, ("= a", "en= b", "en= c", "zh= x", "zh= y")),
        ({"en": "a\nb\n", "zh": "a\n"}, ("en= a", "en= b", "zh= a")),
    ],
)
def test_streams_of_two_languages(out: dict[str, str], lines: tuple[str, ...]) -> None:
    """Lines that are equal stand once, others by language; blanks and a missing newline are kept."""
    assert told(out, {"en": "", "zh": ""}) == lines


def test_languages_may_not_differ_in_their_exit_code() -> None:
    """An exit code that depends on the language is a fault, not something to record."""
    with pytest.raises(AssertionError, match="exit codes"):
        answer({"en": Told(0, "", ""), "zh": Told(1, "", "")})


def test_a_transcript_is_read_as_it_was_written() -> None:
    """Remarks, here-documents, both streams and exit codes are the same after writing and reading."""
    written = [
        Entry(FLOW, told({"en": "{\n}\n", "zh": "{\n}\n"}, {"en": "note\n", "zh": "注\n"}, 5)),
        Entry(GOODS, ()),
        Entry(FLOW, told({"en": "", "zh": ""})),
    ]
    read = [*entries("\n".join(entry.text for entry in written))]
    assert read == written
    assert (read[0].out, read[0].failed, read[1].failed) == ("{\n}\n", True, False)


def test_a_changed_digit_is_told_with_its_command() -> None:
    """A difference names the command, the line before and the line now, and nothing where all is equal."""
    before = Entry(FLOW, told({"en": "rate 0.25\n", "zh": "rate 0.25\n"}, {"en": "", "zh": ""}))
    now = before._replace(answer=("= rate 0.26",))
    found = differences([before, before], [before, now])
    assert found.splitlines()[:2] == ["# Why.", "$ digitool flow rate --json"]
    assert found.splitlines()[-2:] == ["-= rate 0.25", "+= rate 0.26"]
    assert differences([before], [before]) == ""


@pytest.mark.parametrize(
    ("before", "now", "near"),
    [
        ("en= p95  63.70  788", "en= p95  63.71  788", True),
        ('"p95": 63.7,', '"p95": 63.71,', True),
        ('"p95": 63.7,', '"p95": 63.72,', False),
        ('"p95": 0.3795,', '"p95": 0.3794,', True),
        ('"p95": 0.3795,', '"p95": 0.3793,', False),
        ('"error": 0.01354625516421002', '"error": 0.013546252692043133', True),
        ('"error": 0.01354625516421002', '"error": 0.013546152692043133', False),
        ('"error": 6.231876785306176e-05', '"error": 6.231876785306174e-05', True),
        ('"value": 23.0,', '"value": 23.2,', False),
        ('"value": 23,', '"value": 24,', False),
        ('"value": 2.5, "n": 1', '"value": 2.6, "n": 2', False),
    ],
)
def test_a_forecast_may_round_another_way(before: str, now: str, near: bool) -> None:
    """A fraction of a forecast may differ by one in its last digit; nothing else may."""
    for typed, wanted in ((FORECAST, near), (FLOW, False)):
        recorded, found = Entry(typed, (f"= {before}",)), Entry(typed, (f"= {now}",))
        assert alike(recorded, found) is wanted
        assert (differences([recorded], [found]) == "") is wanted
        assert [*renewed([recorded], [found])] == [recorded if wanted else found]
    assert not alike(Entry(FORECAST, ("= 1.0",)), Entry(FORECAST, ("= 1.0", "= 1.0")))


def test_a_renewal_keeps_to_the_order_of_what_is_typed() -> None:
    """A command that is typed twice has two answers, and a new one is taken as it is found."""
    one, two, new = (Entry(FORECAST, (f"= {number}.0",)) for number in (1, 2, 3))
    assert [*renewed([one, two], [one, two, new])] == [one, two, new]
    assert [*renewed([one, two], [two, one])] == [two, one]


def test_long_differences_are_cut() -> None:
    """Of a long answer the first lines are told, of many commands the first ones, and how many there are."""
    before = Entry(FLOW, tuple(f"= {number}" for number in range(200)))
    now = Entry(FLOW, tuple(f"= {-number}" for number in range(1, 201)))
    found = differences([before] * 30, [now] * 30)
    assert "more lines" in found
    assert found.endswith("... and 18 more commands answer otherwise")


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("digitool flow rate --json", ("flow", "rate")),
        ("digitool --help", ()),
        ("digitool fly", ()),
        ("digitool guide commission why flow", ("guide", "commission", "why")),
        ("cat flow", ()),
    ],
)
def test_the_command_of_a_line(line: str, path: tuple[str, ...]) -> None:
    """A line's command ends where its arguments and options begin."""
    assert path_of(line) == path
