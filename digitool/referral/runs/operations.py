"""Run a mechanic live: start a run, let people act in it, let the clock act. One transaction each.

A run is its list of events; every write folds them with the mechanic's pure step, appends the new event
and carries out what follows (`runs.following`). What the clock has done by now is written first and
on its own, so that a refused act cannot undo it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from digitool.coupons.holdouts import require_treated
from digitool.db.clock import require_forward
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import insert
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, Phrase
from digitool.model.ids import NO_MOMENT, IdentifierId, identifier_text
from digitool.model.references import require_number
from digitool.model.text import mask_value
from digitool.official_store.orders.placing import require_customer
from digitool.referral.campaigns import find_campaign, require_mechanic, require_running, require_way
from digitool.referral.mechanics.shape import RUNS, TICK, Declined, Effect, Event, Glance, Step, replay
from digitool.referral.runs.following import Run, carry_out_in
from digitool.referral.terms import mechanic_of, stored_terms
from digitool.workspace.desk import Desk

_OWN_REF = ("pay", "quit", "return")
"""Events that speak of a seat's own order unless they name one."""


class Act(NamedTuple):
    """What somebody wants to do in a run."""

    run: str
    kind: str
    who: IdentifierId
    ref: str = ""
    amount_fen: int = 0


class _NothingDue(Exception):
    """The clock has done nothing: leave no operation behind."""


@dataclass(frozen=True)
class Loaded:
    """A run with its mechanic, terms, events and the state that they fold to."""

    row: StoredRow
    campaign: StoredRow
    mechanic: Any
    terms: Any
    events: list[Event]
    now: Step[Any]

    def step(self, event: Event) -> Step[Any]:
        """What one more event would do."""
        done: Step[Any] = self.mechanic.step(self.terms, self.now.state, event)
        return done

    def after(self, done: Step[Any]) -> After:
        """What follows from a step, and how the run stands then."""
        return After(done.effects, self.mechanic.glance(self.terms, done.state))


class After(NamedTuple):
    """What follows from a step, and how the run stands then."""

    effects: tuple[Effect, ...]
    seen: Glance


def start_run(
    desk: Desk, campaign: str, who: IdentifierId, ref: str = "", mechanic: str = ""
) -> dict[str, Any]:
    """Start a run that any customer may start: open a group, a bargain, a packet.

    ``ref`` is the order's own number, if it has one; ``mechanic`` is the one whose own command asks (empty:
    any). Raises UsageError, NotFoundError, ConflictError, RefusedError.
    """
    if ref:
        require_number(ref)

    def act(work: Work) -> dict[str, Any]:
        row = find_campaign(work.connection, campaign)
        require_way(row, RUNS)
        if mechanic:
            require_mechanic(row, mechanic)
        return {"rows": [start_in(work, desk, row, who, ref)]}

    return desk.write("referral.start", {"campaign": campaign, "who": who, "ref": ref}, act)


def start_in(work: Work, desk: Desk, row: StoredRow, who: IdentifierId, ref: str = "") -> dict[str, Any]:
    """Start a run of a campaign (its row) inside a write of the caller, who has asked whether it may be
    started so; the run's row.
    """
    require_running(row, desk.at)
    require_customer(work.connection, who)
    require_treated(work.connection, row["of_campaign"], who, desk.at)
    code = _new_code(work, row["code"])
    mechanic, terms = mechanic_of(row["mechanic"]), _terms(row, code)
    event = Event(desk.at, "start", who, ref or f"{code}-1")
    done = mechanic.opening(terms, event)
    seen = mechanic.glance(terms, done.state)
    run = _insert_run(work, code, row, event, event.at + terms.window_ms, seen.places)
    return _keep(work, desk, run, event, 1, After(done.effects, seen))


def act_in_run(desk: Desk, asked: Act, way: str = RUNS) -> dict[str, Any]:
    """Join, pay, help, open, quit ... in a run of a campaign that goes by ``way``.

    Raises UsageError, NotFoundError, ConflictError with the rule, RefusedError for a run of another way
    or ``held_out``.
    """
    if asked.ref:
        require_number(asked.ref)
    try:
        return _act(desk, asked, way)
    except ConflictError:
        if not desk.dry_run:  # a refused act is rolled back; what the clock did by then is not
            tick(replace(desk, key=None), asked.run)
        raise


def _act(desk: Desk, asked: Act, way: str) -> dict[str, Any]:
    def act(work: Work) -> dict[str, Any]:
        loaded = load(work.connection, asked.run)
        require_way(loaded.campaign, way)
        require_customer(work.connection, asked.who)
        require_forward(desk.at, loaded.events[-1].at if loaded.events else NO_MOMENT)
        if all(event.who != asked.who for event in loaded.events):  # who is in it already may end it
            require_treated(work.connection, loaded.campaign["of_campaign"], asked.who, desk.at)
        place = len(loaded.events) + 1
        ref = asked.ref or ("" if asked.kind in _OWN_REF else f"{asked.run}-{place}")
        event = Event(desk.at, asked.kind, asked.who, ref, asked.amount_fen)
        done = loaded.step(event)
        if done.refusal is not None:
            raise refused(done.refusal, asked.run)
        row = _keep(work, desk, run_of(loaded), event, place, loaded.after(done))
        return {"rows": [row]}

    return desk.write(f"referral.run.{asked.kind}", asked._asdict(), act)


def tick(desk: Desk, run: str) -> dict[str, Any]:
    """Write down what the clock has done to a run; nothing when it has done nothing."""

    def act(work: Work) -> dict[str, Any]:
        result = _tick(work, desk, run)
        if not result["rows"]:
            raise _NothingDue
        return result

    try:
        return desk.write("referral.tick", {"run": run}, act)
    except _NothingDue:
        return {"rows": []}


def tick_all(desk: Desk) -> dict[str, Any]:
    """End every run whose time is over: failed groups refund, packets return what is left."""

    def act(work: Work) -> dict[str, Any]:
        late = work.connection.execute(
            "SELECT code FROM referral_run WHERE ended = '' AND deadline <= ? ORDER BY id", (desk.at,)
        ).fetchall()
        rows = [row for (code,) in late for row in _tick(work, desk, code)["rows"]]
        return {"rows": rows}

    return desk.write("referral.tick", {"run": "*"}, act)


def load(connection: Connection, code: str) -> Loaded:
    """A run with everything that decides its next step. Raises NotFoundError."""
    row = connection.execute("SELECT * FROM referral_run WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise NotFoundError(
            "no_such_run", "there is no run {run}", hint="look at the runs of a campaign",
            try_next="digitool referral runs", run=mask_value(code) or "-",
        )  # fmt: skip
    campaign = connection.execute(
        "SELECT * FROM referral_campaign WHERE id = ?", (row["campaign"],)
    ).fetchone()
    mechanic = mechanic_of(campaign["mechanic"])
    terms = _terms(campaign, code)
    events = [
        Event(*one)
        for one in connection.execute(
            "SELECT at, kind, who, ref, amount_fen FROM referral_event WHERE run = ? ORDER BY place",
            (row["id"],),
        )
    ]
    return Loaded(row, campaign, mechanic, terms, events, replay(mechanic, terms, events))


def run_of(loaded: Loaded) -> Run:
    """The run as those who carry out effects need it."""
    return Run(loaded.row["id"], loaded.row["code"], loaded.campaign["code"], loaded.campaign["item"])


def refused(refusal: Declined, run: str) -> ConflictError:
    """A mechanic's refusal as an error: code, rule, what was seen, what is allowed."""
    return ConflictError(
        refusal.code,
        "{run}: not taken, for the rule: {rule}",
        hint="look at the run first",
        try_next="digitool referral show {run}",
        run=run,
        rule=Phrase(refusal.rule, {}),
        observed=refusal.observed,
        limit=refusal.limit,
    )


def _tick(work: Work, desk: Desk, run: str) -> dict[str, Any]:
    loaded = load(work.connection, run)
    event = Event(desk.at, TICK)
    done = loaded.step(event)
    if loaded.row["ended"] or done.state == loaded.now.state:
        return {"rows": []}
    row = _keep(work, desk, run_of(loaded), event, len(loaded.events) + 1, loaded.after(done))
    return {"rows": [row]}


def _keep(work: Work, desk: Desk, run: Run, event: Event, place: int, after: After) -> dict[str, Any]:
    """Append the event, carry out its effects, bring the run's row up to the state; how it stands."""
    effects, seen = after
    work.connection.execute(
        "INSERT INTO referral_event (run, place, at, kind, who, ref, amount_fen, operation)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (run.id, place, *event, work.seq),
    )
    carry_out_in(work, desk, run, place, effects)
    taken = seen.people if seen.places else 0
    work.connection.execute(
        "UPDATE referral_run SET taken = ?, ended = ? WHERE id = ? AND (taken <> ? OR ended <> ?)",
        (taken, seen.ended, run.id, taken, seen.ended),
    )
    return describe(run, seen, effects)


def describe(run: Run, seen: Glance, effects: tuple[Effect, ...] = ()) -> dict[str, Any]:
    """A run as a row: state, people of places, price, and what followed from the last step."""
    return {
        "run": run.code,
        "campaign": run.campaign,
        "state": seen.ended or "open",
        "people": seen.people,
        "places": seen.places,
        "price_fen": seen.price_fen,
        "effects": [
            {"kind": one.kind, "customer": identifier_text(one.who) if one.who else None,
             "amount_fen": one.amount_fen, "pieces": one.pieces, "order": one.ref}
            for one in effects
        ],
    }  # fmt: skip


def _terms(campaign: StoredRow, run: str) -> Any:  # noqa: ANN401 - the mechanic's own
    """The campaign's terms for one run: where chance decides, every run has a seed of its own."""
    terms = stored_terms(campaign["mechanic"], campaign["terms"])
    return replace(terms, seed=f"{terms.seed}:{run}") if hasattr(terms, "seed") else terms


def _new_code(work: Work, campaign: str) -> str:
    count = work.connection.execute(
        "SELECT count(*) FROM referral_run JOIN referral_campaign AS c ON c.id = campaign WHERE c.code = ?",
        (campaign,),
    ).fetchone()[0]
    return f"{campaign}-{count + 1}"


def _insert_run(work: Work, code: str, campaign: StoredRow, event: Event, deadline: int, places: int) -> Run:
    number = insert(
        work.connection,
        "INSERT INTO referral_run (code, campaign, owner, opened_at, deadline, places, taken, ended)"
        " VALUES (?, ?, ?, ?, ?, ?, 0, '')",
        (code, campaign["id"], event.who, event.at, deadline, places),
    )
    return Run(number, code, campaign["code"], campaign["item"])
