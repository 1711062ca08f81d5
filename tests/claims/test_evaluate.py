"""Residuals, R², errors of the slope, validation and early stopping."""

import numpy as np
import pytest
from five_points import BEST, A, X, Y
from night import DEGREES, errors, least_squares, powers, printed

PREDICTED = A @ BEST


@pytest.fixture
def stats():
    """SciPy's statistics: only who runs these tests waits for its import."""
    from scipy import stats

    return stats


@pytest.fixture
def metrics():
    """Scores of scikit-learn."""
    from sklearn import metrics

    return metrics


def test_the_program_fits_the_best_line(run):
    """W is in degrees an hour, b in degrees at sunset; the residuals sum to zero."""
    values = run("evaluate").values
    assert [values["W"], values["b"]] == pytest.approx(BEST, abs=1e-5)
    assert values["residuals"] == pytest.approx(PREDICTED - Y, abs=1e-5)
    assert sum(values["residuals"]) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("mae", "mean_absolute_error"),
        ("rmse", "root_mean_squared_error"),
        ("r2", "r2_score"),
    ],
)
def test_scores_are_those_of_scikit_learn(run, metrics, name, measure):
    """For the line, and for the baseline that answers the mean."""
    measure = getattr(metrics, measure)
    values = run("evaluate").values
    assert values[name] == pytest.approx(measure(Y, PREDICTED), abs=1e-5)
    baseline = np.full(5, Y.mean())
    assert values[f"baseline_{name}"] == pytest.approx(measure(Y, baseline), abs=1e-5)


def test_right_values_at_wrong_hours_have_a_negative_r2(run, metrics):
    """Worse than the mean."""
    expected = metrics.r2_score(Y, Y[::-1])
    assert run("evaluate").values["shuffled_r2"] == pytest.approx(expected, abs=1e-4)
    assert expected < 0


def test_r2_of_the_least_squares_line_is_the_squared_correlation(run):
    """On its own readings, and only there."""
    assert run("evaluate").values["r2"] == pytest.approx(
        np.corrcoef(X, Y)[0, 1] ** 2, abs=1e-5
    )


def test_a_gentle_arch_can_have_a_high_r2(run, stats):
    """The best line through squares of 30 to 40, which bend at every point."""
    x = np.arange(30.0, 41)
    expected = stats.linregress(x, x**2).rvalue ** 2
    assert expected > 0.99
    assert run("evaluate/overfitting").values["gentle_r2"] == pytest.approx(expected)


def test_standard_errors_are_those_of_textbooks(run, stats):
    """The Hessian gives what the formulas for one feature give."""
    values, found = run("evaluate").values, stats.linregress(X, Y)
    assert values["error_W"] == pytest.approx(found.stderr, rel=1e-4)
    spread = ((X - X.mean()) ** 2).sum()
    assert values["error_W"] == pytest.approx((values["variance"] / spread) ** 0.5)
    assert values["error_b"] == pytest.approx(found.intercept_stderr, rel=1e-4)


def test_the_interval_holds_the_slope_and_not_zero(run, stats):
    """Student's t with three degrees of freedom; W is below zero at both ends."""
    values = run("evaluate").values
    assert values["t"] == pytest.approx(stats.t.ppf(0.975, 3), abs=1e-3)
    found = stats.linregress(X, Y)
    assert found.slope + values["t"] * found.stderr < 0


def test_hour_six_is_predicted_with_the_error_of_line_and_reading(run):
    """The textbook's interval for a new reading."""
    values = run("evaluate").values
    noise = ((PREDICTED - Y) ** 2).sum() / 3
    spread = np.sqrt(noise * (1 + 1 / 5 + (6 - 3) ** 2 / 10))
    assert values["hour_six"] == pytest.approx(BEST @ [6, 1], abs=1e-5)
    assert values["spread"] == pytest.approx(spread, rel=1e-4)
    assert values["low"] < values["hour_six"] < values["high"]


def test_a_line_through_the_night_leaves_an_arch(run):
    """Below zero at the start, far below at the end, above in between."""
    values = run("evaluate/overfitting").values
    slope, intercept = np.polyfit(np.arange(1, 25), DEGREES, 1)
    residuals = slope * np.arange(1, 25) + intercept - DEGREES
    assert values["residuals"] == pytest.approx(residuals, abs=1e-6)
    assert max(residuals[:3]) < 0
    assert min(residuals[10:18]) > 0
    assert max(residuals[-3:]) < -1
    assert values["r2"] == pytest.approx(1 - residuals.var() / DEGREES.var())


def test_training_errors_only_fall_and_validation_errors_turn(run):
    """Each degree against numpy's least squares; more is not better for long."""
    values = run("evaluate/overfitting").values
    expected = [errors(least_squares(degree)) for degree in range(1, 10)]
    assert values["train_errors"] == pytest.approx([e[0] for e in expected], abs=1e-6)
    assert values["valid_errors"] == pytest.approx([e[1] for e in expected], abs=1e-6)
    assert values["train_errors"] == sorted(values["train_errors"], reverse=True)
    best = values["best_degree"]
    assert 1 < best < 9
    assert values["valid_errors"][0] > values["valid_errors"][best - 1]
    assert values["valid_errors"][-1] > 2 * values["valid_errors"][0]


def test_the_printed_errors_are_those_of_the_fits(run):
    """Two decimals of each."""
    for degree, line in enumerate(
        run("evaluate/overfitting").stdout("Degrees").splitlines(), 1
    ):
        assert printed(line) == pytest.approx(errors(least_squares(degree)), abs=6e-3)


def test_stopping_early_keeps_the_best_weights(run):
    """The best of all checks until the stop; training on makes it worse."""
    values = run("evaluate/early_stopping").values
    steps, errors = values["steps"], values["valid_errors"]
    checks = errors[: steps.index(values["stopped"]) + 1]
    assert values["best"] == min(checks)
    assert steps[checks.index(min(checks))] == values["best_step"]
    assert values["stopped"] == values["best_step"] + 300
    assert errors[-1] > 2 * values["best"]
    assert f"{values['best']:.2f}" in run("evaluate/early_stopping").stdout("Keep")


def test_the_training_error_goes_on_falling(run):
    """At every check, to the end, as the figure's alternative text says."""
    errors = run("evaluate/early_stopping").values["train_errors"]
    assert errors == sorted(errors, reverse=True)


def test_the_same_error_has_a_higher_r2_where_targets_vary_more(metrics):
    """R² depends on the spread of the targets."""
    noise = PREDICTED - Y
    larger = metrics.r2_score(10 * Y, 10 * Y + noise)
    assert larger > metrics.r2_score(Y, Y + noise)


def test_powers_of_the_hour_stay_small():
    """Brought near -1 to 1."""
    assert np.abs(powers(9)).max() <= 1
