"""Calibration: what made the history is found again, what is not there is said to be assumed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitool.campaign.history.customers import customers_of
from digitool.campaign.learning import calibrations, priors
from digitool.campaign.learning.calibrate import Learned, estimate_parameters
from digitool.campaign.learning.calibrations import applied, newest, require_fresh, stale
from digitool.campaign.learning.estimates import Estimate
from digitool.campaign.learning.evidence import gather
from digitool.campaign.learning.model import from_json, to_json
from digitool.campaign.learning.operations import calibrate
from digitool.campaign.models import rhythm
from digitool.campaign.models.bg_nbd import BgNbd
from digitool.campaign.start.starting import Start, start
from digitool.coupons.rules.terms import Terms
from digitool.db.reading import reader
from digitool.errors import ConflictError, NotFoundError, RefusedError
from digitool.model.days import Days
from tests.campaign.chains import FIRST, World, at, made_up_fen, made_up_log

LAW = BgNbd(0.8, 5.0, 0.9, 4.0)
DAYS, CUSTOMERS = 364, 3_000
END = FIRST + DAYS
CHINA = "Asia/Shanghai"


def sold(world: World, customers: int, days: int = DAYS, seed: int = 0) -> None:
    """Fill a world with purchases by `LAW` in three stores; customer n's home is store n % 3 + 1."""
    person, day = made_up_log(customers, days, LAW, seed)
    world.buy(person, day, made_up_fen(person), person % 3 + 1)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A year of 3,000 customers; not to be changed."""
    world = World(tmp_path_factory.mktemp("chain") / "digitool.db", CUSTOMERS + 500)
    sold(world, CUSTOMERS)
    yield world
    world.close()


@pytest.fixture
def own(chain: World, tmp_path: Path) -> Iterator[World]:
    """The same chain for one test alone."""
    world = chain.copy(tmp_path / "digitool.db")
    yield world
    world.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    """A chain with 300 people who have done nothing."""
    world = World(tmp_path / "empty.db", 300)
    yield world
    world.close()


def learned(world: World, day: int = END) -> Learned:
    """What calibration learns by noon of a day."""
    with reader(world.path) as connection:
        return estimate_parameters(gather(connection, at(day), CHINA))


@pytest.fixture(scope="module")
def usual(chain: World) -> Learned:
    """What the chain's year teaches."""
    return learned(chain)


def estimate(found: Learned, parameter: str, scope: str = "") -> Estimate:
    """One row."""
    return next(one for one in found.estimates if (one.parameter, one.scope) == (parameter, scope))


def said(found: Learned) -> str:
    """All warnings as one text."""
    return " | ".join(map(str, found.warnings))


def test_the_law_that_made_the_history_is_found_again(usual: Learned) -> None:
    """Each BG/NBD parameter lies within four standard deviations, with its n and its source."""
    found = usual
    fit = found.model.chain
    z = (fit.parameters.logs - LAW.logs) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(z).max() < 4
    row = estimate(found, "purchase_r")
    assert (row.source, row.n) == ("history", CUSTOMERS)
    assert row.p5 < row.value < row.p95


def test_baskets_are_found_again(usual: Learned) -> None:
    """How baskets differ within (p 5) and between (q 4) customers, and their mean of 80 yuan."""
    law = usual.model.baskets.parameters
    assert law.p == pytest.approx(5.0, rel=0.1)
    assert law.q == pytest.approx(4.0, rel=0.15)
    assert law.mean == pytest.approx(8_000, rel=0.05)


def test_every_parameter_has_a_row_with_a_known_source(usual: Learned) -> None:
    """Each built-in assumption has its row in a calibration, and each interval its value's side."""
    found = usual
    names = {one.parameter for one in found.estimates}
    assert {one.estimate.parameter for one in priors.priors()} <= names
    assert {one.source for one in found.estimates} <= {"history", "holdout", "chain", "prior"}
    assert all(one.p5 <= one.p95 and one.n >= 0 for one in found.estimates)


def test_small_stores_lean_on_the_chain(own: World) -> None:
    """A new store with thirty customers is pulled to the chain and says so."""
    newcomers = np.arange(CUSTOMERS + 1, CUSTOMERS + 31)
    own.open_store(4, "S004")
    own.buy(newcomers, END - 60, 5_000, 4)
    found = learned(own)
    small, large = estimate(found, "purchase_r", "S004"), estimate(found, "purchase_r", "S001")
    assert (small.source, small.n) == ("chain", 30)
    assert large.source == "history"
    assert small.p95 / small.p5 > large.p95 / large.p5


def test_twenty_customers_are_too_few_and_it_says_so(empty: World) -> None:
    """Twenty customers leave the built-in prior standing, with a warning that counts them."""
    empty.buy(np.arange(1, 21), FIRST + np.arange(20), 5_000)
    found = learned(empty, FIRST + 60)
    assert estimate(found, "purchase_r").source == "prior"
    assert "only 20 customers with 0 repeat purchases" in said(found)
    assert "one store" in said(found)


def test_without_purchases_there_is_nothing_to_learn(empty: World) -> None:
    """A workspace without purchases gets an error that says what to import."""
    with pytest.raises(NotFoundError) as error:
        learned(empty)
    assert error.value.code == "no_purchases"
    assert error.value.try_next == "digitool import FILE"


def test_what_is_not_known_is_said_to_be_assumed(usual: Learned) -> None:
    """Without coupons and holdouts their rows are priors and two warnings say so."""
    found = usual
    for name in ("redemption_rate", "uplift_log_ratio", "view_rate", "opt_out", "referral_r0"):
        assert (estimate(found, name).source, estimate(found, name).n) == ("prior", 0)
    assert "redemption rates are built-in" in said(found)
    assert "assumed, not measured" in said(found)


def coupons(world: World, stocks: int, rate: float, holders: int = 150, seed: int = 3) -> int:
    """Past coupon stocks of one shape: holders who buy in 14 days redeem with a chance; how many did."""
    rng = np.random.default_rng(seed)
    buys = {(row[0], row[1]) for row in world.rows("SELECT party, day FROM purchase")}
    uses = 0
    for number in range(stocks):
        day = FIRST + 60 + 30 * number
        chosen = rng.choice(CUSTOMERS, holders, replace=False) + 1
        terms = Terms("amount", 500, total=holders, valid_days=14, public=True)
        codes = world.stock(f"STOCK{number}", chosen.tolist(), day, terms)
        for customer, code in zip(chosen.tolist(), codes):
            days = [when for when in range(day, day + 14) if (customer, when) in buys]
            if days and rng.random() < rate:
                world.redeem(code, customer, days[0], 6_000)
                uses += 1
    return uses


def test_redemption_rates_are_of_holders_who_bought(own: World) -> None:
    """Six stocks redeemed by 60% of the holders who bought give 60%, and each stock its own row."""
    uses = coupons(own, 6, 0.6)
    found = learned(own)
    row = estimate(found, "redemption_rate")
    assert (row.source, sum(found.model.redeemed)) == ("history", uses)
    assert row.p5 < 0.6 < row.p95
    assert estimate(found, "redemption_rate", "STOCK3").source == "history"


def test_running_coupons_do_not_count_as_refused(own: World) -> None:
    """A stock whose validity is not over has no rate yet: its quick users would look like all of them."""
    own.stock("NEW", [1, 2, 3], END - 2, Terms("amount", 500, total=9, valid_days=14))
    assert learned(own).model.redeemed == ()


def test_delays_are_found_again(own: World) -> None:
    """Coupons used on day 0 to 13 give a median within those days, from history."""
    uses = coupons(own, 6, 0.9)
    row = estimate(learned(own), "redemption_delay_days")
    assert (row.source, row.n) == ("history", uses)
    assert 1 < row.value < 14


def test_weekdays_are_found_again(empty: World) -> None:
    """A chain that sells twice as much on Saturdays knows it, and a plain Tuesday is average."""
    rng = np.random.default_rng(2)
    days = np.arange(FIRST, FIRST + 140)
    counts = rng.poisson(np.where(rhythm.weekdays(days) == 5, 40, 20))
    day = np.repeat(days, counts)
    empty.buy(rng.integers(1, 301, day.size), day, 5_000)
    found = learned(empty, FIRST + 140)
    assert estimate(found, "weekday_saturday").value == pytest.approx(2 / (8 / 7), rel=0.12)
    assert estimate(found, "weekday_tuesday").value == pytest.approx(7 / 8, rel=0.12)


def test_a_window_of_weekends_expects_more(empty: World) -> None:
    """The calibration of a window is centred on its known days."""
    model = from_json(to_json(priors.model()))
    busy = rhythm.Rhythm(weekday=(0.9, 0.9, 0.9, 0.9, 0.9, 1.25, 1.25))
    calibration = priors.calibration()
    saturday = FIRST + int(np.argmax(rhythm.weekdays(np.arange(FIRST, FIRST + 7)) == 5))
    found = calibrations.for_window(calibration, busy, saturday, 2)
    assert found.shock.centre == pytest.approx(np.log(1.25))
    assert calibrations.for_window(calibration, model.rhythm, saturday, 2).shock.centre == 0.0


def test_answers_tell_guides_apart(own: World) -> None:
    """The guide whose customers answer more has the better views; neither level is claimed to be measured."""
    for person in range(1, 101):
        own.message(person, "good", END - 30, replied=person <= 40)
        own.message(person + 100, "poor", END - 30, replied=person <= 5)
    found = learned(own)
    good, poor = (found.model.views[name] for name in ("good", "poor"))
    assert good[0] / good[1] > 0.5 > 0.25 > poor[0] / poor[1]
    assert (estimate(found, "answer_rate", "good").n, estimate(found, "view_rate").source) == (100, "prior")


def test_customers_who_leave_after_a_message_are_its_opt_outs(own: World) -> None:
    """Two of a hundred messages drove a customer away within a week; a later leaver is not theirs."""
    for person in range(1, 101):
        own.add(
            person, "lisi", FIRST, *((END - 28,) if person < 3 else (END - 10,) if person == 3 else ()), by=""
        )
        own.message(person, "lisi", END - 30)
    own.connection.execute("UPDATE relation SET lost_by = 'customer' WHERE lost_at IS NOT NULL")
    found = learned(own)
    row = estimate(found, "opt_out")
    assert (row.source, row.n) == ("history", 100)
    assert found.model.opt_out.a == 3.0


def test_finished_holdouts_measure_the_uplift(own: World) -> None:
    """A campaign that doubled purchases is found, as a holdout's, spread over those who saw it."""
    audience = list(range(1, CUSTOMERS + 1))
    day = END + 1
    plan = Start("double", day, day + 14, audience, 2_000)
    start(own.desk(END), plan)
    treated = [row[0] for row in own.rows("SELECT customer FROM campaign_member WHERE arm = 'treated'")]
    rng = np.random.default_rng(8)
    own.buy(rng.choice(audience, 900), day + rng.integers(0, 14, 900), 5_000)
    own.buy(rng.choice(treated, 720), day + rng.integers(0, 14, 720), 5_000)
    own.buy(1, day + 14, 100)
    found = learned(own, day + 20)
    row = estimate(found, "uplift_log_ratio")
    assert (row.source, row.n, found.model.uplift.holdouts) == ("holdout", CUSTOMERS, 1)
    assert row.value == pytest.approx(np.log(1 + 1 / 0.4), abs=0.35)
    assert "assumed" not in said(found)


def test_prospects_have_a_law_of_their_own(own: World) -> None:
    """People added who buy after five weeks on average have rates near that, not the buyers'."""
    rng = np.random.default_rng(4)
    people = np.arange(CUSTOMERS + 1, CUSTOMERS + 401)
    wait = 1 + rng.exponential(35, people.size).astype(int)
    for person, days in zip(people.tolist(), wait.tolist()):
        own.add(person, "lisi", END - 180)
        if days < 180:
            own.buy(person, END - 180 + days, 5_000)
    law = learned(own).model.prospects.parameters
    assert law.r / law.alpha == pytest.approx(1 / 5, rel=0.25)


def test_a_calibration_is_stored_with_its_uncertainty(own: World, usual: Learned) -> None:
    """What is read back is what was learned: model, rows, span and operation."""
    result = calibrate(own.desk(END))
    stored = newest(own.connection)
    assert stored is not None
    assert (stored.operation, stored.data_to) == (result["operation"], END)
    assert to_json(stored.model) == to_json(usual.model)
    assert [one.parameter for one in stored.estimates] == [row["parameter"] for row in result["rows"]]


def test_a_calibration_is_idempotent_by_key_and_a_dry_run_keeps_nothing(own: World) -> None:
    """The same key gives the first result and stores no second one."""
    calibrate(own.desk(END, dry_run=True))
    assert newest(own.connection) is None
    first = calibrate(own.desk(END, key="monthly"))
    own.buy(1, END + 3, 100)
    assert calibrate(own.desk(END + 4, key="monthly")) == first
    assert len(own.rows("SELECT id FROM campaign_calibration")) == 1
    with pytest.raises(ConflictError):
        own.desk(END, key="monthly").write("campaign.other", {}, lambda _work: {})


def test_a_calibration_is_not_edited(own: World) -> None:
    """What a forecast rested on cannot be changed afterwards."""
    calibrate(own.desk(END))
    with pytest.raises(Exception, match="stays"):
        own.connection.execute("UPDATE campaign_calibration SET data_to = 0")


def test_a_calibration_ages_with_the_data(own: World) -> None:
    """Up to date it is silent, after newer purchases it warns, after four weeks of them it refuses."""
    calibrate(own.desk(END))
    assert stale(own.connection, newest(own.connection)) is None
    own.buy(1, END + 9, 100)
    assert "10 days" in str(stale(own.connection, newest(own.connection)))
    own.buy(1, END + 40, 100)
    with pytest.raises(RefusedError) as error:
        require_fresh(own.connection, newest(own.connection))
    assert (error.value.code, error.value.try_next) == ("calibration_old", "digitool campaign calibrate")


def test_without_a_calibration_the_built_in_one_is_named(own: World) -> None:
    """No calibration is a warning, and forecasts run on priors."""
    assert newest(own.connection) is None
    assert "built-in" in str(require_fresh(own.connection, None)[0])


def test_a_roster_gets_segments_that_share_what_is_unknown(own: World) -> None:
    """One segment for each store with a fit and one for prospects; each has its own law."""
    own.add(CUSTOMERS + 1, "lisi", END - 90)
    calibrate(own.desk(END))
    stored = newest(own.connection)
    roster = customers_of(own.connection, None, at(END))
    customers, calibration = applied(stored, roster, Days(END, END + 14))
    assert stored is not None
    assert len(calibration.purchases) == 4
    assert calibration.purchases[customers.segment[-1]].parameters == stored.model.prospects.parameters
    home = roster.stores[customers.store[0]]
    assert calibration.purchases[customers.segment[0]].parameters == stored.model.stores[home].parameters


def test_built_in_assumptions_survive_storage() -> None:
    """A model read back from JSON is the same model, laws and uncertainties."""
    text = to_json(priors.model())
    assert to_json(from_json(text)) == text


def test_every_built_in_number_has_a_source() -> None:
    """Each prior says where its number was taken from."""
    rows: list[Any] = priors.priors()
    assert len({one.estimate.parameter for one in rows}) == len(rows) >= 20
    assert all(len(one.reference) > 10 for one in rows)
