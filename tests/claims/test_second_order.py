"""Newton arrives in one step; LBFGS wants a closure, and a line search."""

import numpy as np
import pytest
import torch
from five_points import BEST, CURVATURES, A, Y, loss_at, start

EPSILON = 2.0**-23  # of float32
LOST = EPSILON * CURVATURES[1] / CURVATURES[0]  # what solving may cost, relatively


def gradient_at(place):
    """Of the sum of squares, on paper."""
    return 2 * A.T @ (A @ place - Y)


def robust_loss(place):
    """The loss that is straight far out."""
    return np.sqrt((A @ place - Y) ** 2 + 1).sum()


def newton_on_robust_loss(place):
    """One step, with the derivatives of sqrt(r^2 + 1) on paper."""
    residual = A @ place - Y
    root = np.sqrt(residual**2 + 1)
    return place - np.linalg.solve((A.T / root**3) @ A, A.T @ (residual / root))


def test_one_newton_step_arrives(run):
    """W and b are the best line after a single step."""
    values = run("second_order").values
    assert [values["W"], values["b"]] == pytest.approx(BEST, abs=10 * LOST)
    assert values["loss"] == pytest.approx(loss_at(BEST), abs=1e-6)
    assert values["hour_six"] == pytest.approx([6, 1] @ BEST, abs=100 * LOST)


def test_curvatures_are_those_of_the_points(run):
    """Eigenvalues and condition number agree with float64."""
    values = run("second_order").values
    assert values["flattest"] == pytest.approx(CURVATURES[0], rel=LOST)
    assert values["steepest"] == pytest.approx(CURVATURES[1], rel=LOST)
    assert values["condition"] == pytest.approx(CURVATURES[1] / CURVATURES[0], rel=LOST)


def test_newton_leaves_downhill_by_the_angle_on_the_page(run):
    """The angle between minus the gradient and the way to the minimum."""
    downhill, newton = -gradient_at(start()), BEST - start()
    lengths = np.linalg.norm(downhill) * np.linalg.norm(newton)
    expected = np.degrees(np.arccos(downhill @ newton / lengths))
    assert run("second_order").values["angle"] == pytest.approx(expected, abs=0.01)


@pytest.mark.bits
def test_lbfgs_calls_the_closure_more_than_once_and_arrives(run):
    """One step, several calls, the best line."""
    values = run("second_order/lbfgs").values
    assert values["calls"] > 1
    assert [values["W"], values["b"]] == pytest.approx(BEST, abs=1e-4)


def test_the_defaults_are_those_of_the_page():
    """No line search, 100 pairs, at most 20 iterations in a step."""
    settings = torch.optim.LBFGS([torch.zeros(1)]).defaults
    assert settings["line_search_fn"] is None
    assert settings["history_size"] == 100
    assert settings["max_iter"] == 20


def test_step_returns_the_loss_before_it_moved(run):
    """What LBFGS returns is the loss of the start."""
    values = run("second_order/lbfgs").values
    assert values["returned"] == pytest.approx(loss_at(start()), rel=1e-5)
    assert values["loss"] < 0.2


def test_a_missing_closure_is_named(run):
    """The message says which argument is missing."""
    error = run("second_order/no_closure").error
    assert "missing 1 required positional argument: 'closure'" in error


def test_a_closure_that_returns_nothing_fails_on_none(run):
    """The message speaks of float and NoneType, not of the closure."""
    error = run("second_order/nothing_returned").error
    assert error.startswith("TypeError")
    assert "NoneType" in error


def test_newton_runs_away_where_the_loss_is_straight(run):
    """The loss grows with every step, as the derivatives on paper predict."""
    losses = run("second_order/robust").values["newton_losses"]
    assert losses[0] < losses[1] < losses[2]
    places = [start(), newton_on_robust_loss(start())]
    expected = [robust_loss(place) for place in places]
    assert losses[:2] == pytest.approx(expected, rel=1e-3)


@pytest.mark.bits
def test_lbfgs_needs_its_line_search_there(run):
    """Without one the loss explodes; with one it ends where no slope is left."""
    values = run("second_order/robust").values
    start, *_, fifth = values["losses_without"][:5]
    assert fifth > 100 * start
    assert values["end_without"] > start
    assert max(values["losses_with"][3:]) < start
    place = BEST
    for _ in range(20):  # from nearby, Newton's steps on paper settle
        place = newton_on_robust_loss(place)
    assert values["end_with"] == pytest.approx(robust_loss(place), rel=1e-5)
