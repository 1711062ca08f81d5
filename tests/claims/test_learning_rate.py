"""Learning rates: what the curvature predicts is what the runs do."""

import math
from itertools import pairwise

import pytest
from five_points import BEST, CURVATURES, DIRECTIONS, X, Y, descent, loss_at, start

ROOT = math.sqrt(60**2 - 200)
SMALLEST, LARGEST = 60 - ROOT, 60 + ROOT
"""The eigenvalues of ((110, 30), (30, 10)): half the trace, and the root."""


def test_eigenvalues_are_those_of_the_five_points(run):
    """The Hessian is 2 times the sums of x squared, x and 1."""
    values = run("learning_rate").values
    assert values["smallest"] == pytest.approx(SMALLEST, rel=1e-4)  # 32 bits
    assert values["largest"] == pytest.approx(LARGEST, rel=1e-6)


def test_limit_and_best_rate_follow_from_the_eigenvalues(run):
    """2 / largest, and 2 / (smallest + largest), which is exactly 1/60 here."""
    values = run("learning_rate").values
    assert values["limit"] == pytest.approx(2 / LARGEST, rel=1e-6)
    assert values["best"] == pytest.approx(1 / 60, rel=1e-6)


def test_no_rate_has_a_smaller_factor_than_the_best_one(run):
    """The larger of the two factors is smallest at the best rate."""
    values = run("learning_rate").values

    def worst(rate):
        return max(abs(1 - rate * SMALLEST), abs(1 - rate * LARGEST))

    best = values["best"]
    assert 1 - best * values["smallest"] == pytest.approx(worst(best), rel=1e-4)
    assert worst(best) < min(worst(best * 0.99), worst(best * 1.01))


def test_loss_is_inf_before_it_is_nan(run):
    """A squared residual overflows at half the exponent that W needs."""
    values = run("learning_rate").values
    assert 0 < values["step_inf"] < values["step_nan"] <= 1000
    assert values["step_nan"] == pytest.approx(2 * values["step_inf"], rel=0.05)


def test_losses_follow_the_factors(run):
    """Below the limit the loss ends lower, above it higher or as nan."""
    lines = run("learning_rate").stdout("Result").splitlines()[1:]
    for line in lines:
        rate, *_, early, late = line.split()
        first, last = float(early), float(late)
        assert (last < first) == (float(rate) < 2 / LARGEST)


def test_a_lower_rate_is_ahead_of_the_best_one_early(run):
    """After 10 and after 100 steps, in the table of the page."""
    lines = run("learning_rate").stdout("Result").splitlines()[1:]
    rows = [[float(number) for number in line.split()] for line in lines]
    lower, best = (next(r for r in rows if r[0] == rate) for rate in (0.01, 0.0167))
    assert lower[3] < best[3]
    assert lower[4] < best[4]


def test_steps_are_predicted(run):
    """But for a few at the best rate, where the errors of both directions add up."""
    assert run("learning_rate/steps").values["largest_gap"] < 0.02


def test_original_rate_needs_more_than_its_thousand_steps(run):
    """It needs several times as many, and many times those of the best rate."""
    values = run("learning_rate/steps").values
    assert values["original"] > 4 * 1000
    assert values["original"] > 10 * values["fastest"]


def test_lower_rate_can_win_from_a_lucky_start(run):
    """The best rate is best for the worst start, not for each one."""
    lines = run("learning_rate/steps").stdout("Predict").splitlines()
    steps = [int(line.split()[3]) for line in lines]
    best = run("learning_rate/steps").values["fastest"]
    assert min(steps) < best < 1.1 * min(steps)
    assert run("learning_rate/steps").values["slightly_less"] == min(steps)


def test_one_step_is_enough_after_standardizing(run):
    """Both eigenvalues are 2n, so a rate of 1/2n makes both factors zero."""
    record = run("learning_rate/standardized")
    assert record.values["smallest"] == pytest.approx(10, rel=1e-5)
    assert record.values["largest"] == pytest.approx(10, rel=1e-5)
    assert record.values["slope"] == pytest.approx(-1.1, abs=1e-5)
    assert record.values["intercept"] == pytest.approx(1.2, abs=1e-5)
    assert record.values["hour_six"] == pytest.approx(-1.1 * 6 + 1.2, abs=1e-5)
    _, first, second = record.stdout("Train").splitlines()
    assert first.split()[2:] == second.split()[2:]


def test_best_factor_is_that_of_the_condition_number(run):
    """(k - 1) / (k + 1), and the limit is 1/k above the best rate."""
    values = run("learning_rate").values
    ratio = LARGEST / SMALLEST
    assert values["condition"] == pytest.approx(ratio, rel=1e-4)
    factor = 1 - values["best"] * values["smallest"]
    assert factor == pytest.approx((ratio - 1) / (ratio + 1), rel=1e-6)
    margin = values["limit"] / values["best"] - 1
    assert margin == pytest.approx(1 / ratio, rel=1e-3)


def test_slightly_above_the_limit_the_loss_grows_by_the_fast_factor(run):
    """Squared at each step, once the other direction has nothing left to lose."""
    record = run("learning_rate")
    line = record.stdout("Result").splitlines()[-2].split()
    rate, fast, *losses = float(line[0]), *map(float, line[2:])
    assert record.values["limit"] < rate == pytest.approx(record.values["above"])
    growth = (losses[1] / losses[0]) ** (1 / 90)  # from step 10 to step 100
    assert growth == pytest.approx(fast**2, rel=1e-3)


def test_twice_the_rate_halves_the_steps(run):
    """Until right before the limit: so do the first five rates of the table."""
    lines = run("learning_rate/steps").stdout("Predict").splitlines()
    steps = [int(line.split()[3]) for line in lines]
    for slower, faster in pairwise(steps[:6]):
        assert slower / faster == pytest.approx(2, rel=0.02)
    assert steps[-1] > 5 * steps[5]


def test_the_intercept_is_what_hardly_moves():
    """In the flat direction b rises while W falls, by less than a third of it."""
    flat_W, flat_b = DIRECTIONS[:, 0]
    assert flat_W * flat_b < 0
    assert abs(flat_W) < abs(flat_b) / 3
    off_W, off_b = abs(descent(1000) - BEST)
    assert off_W < 0.05
    assert off_b > 3 * off_W


def test_the_rate_chosen_by_trying_is_the_largest_that_works(run):
    """The next larger rate explodes, and the losses of smaller ones are higher."""
    values = run("learning_rate/tries").values
    tried, reached = values["tried"], values["reached"]
    place = tried.index(values["chosen"])
    assert tried[place] < 2 / LARGEST < tried[place - 1]
    assert reached[place - 1] > loss_at(start())
    assert reached[place:] == sorted(reached[place:])
    assert reached[0] == math.inf
    assert 1e18 < reached[1] < 1e19  # times 10 to the power 18


def test_the_losses_of_the_tries_are_those_on_paper(run):
    """Each direction shrinks by its factor, twenty times."""
    values = run("learning_rate/tries").values
    error = DIRECTIONS.T @ (start() - BEST)
    for rate, loss in zip(values["tried"][2:], values["reached"][2:], strict=True):
        left = error * (1 - rate * CURVATURES) ** 20
        expected = loss_at(BEST + DIRECTIONS @ left)
        assert loss == pytest.approx(expected, rel=1e-4)


def test_a_scheduler_brings_single_points_to_rest(run):
    """At a constant rate the loss stays above the smallest; annealed, it arrives."""
    values = run("learning_rate/scheduler").values
    smallest = ((BEST[0] * X + BEST[1] - Y) ** 2).sum()
    assert values["constant"] > 1.1 * smallest
    assert values["annealed"] == pytest.approx(smallest, rel=1e-2)
