"""Every way by gradient descent arrives where the mathematics says."""

import re

import numpy as np
import pytest
import torch
from five_points import BEST, CURVATURES, RATE, X, Y, descent, loss_at

# The ways that take 1000 steps of plain gradient descent at rate 0.001. Add yours here.
DESCENTS = [
    "optimizer",
    "variable",
    "without_variable",
    "no_grad",
    "linear",
    "autograd_grad",
    "by_hand",
    "engine",
]

# A step rounds W and b by at most one unit in the last place (numbers of size 1 to 2).
# Later steps shrink an error by 1 - rate * curvature or more: a geometric series.
TOLERANCE = 2 * np.finfo(np.float32).eps / (RATE * CURVATURES[0])


def test_the_best_line_is_the_one_on_paper():
    """The normal equations of the five points give W = -1.1 and b = 1.2."""
    assert tuple(BEST) == pytest.approx((-1.1, 1.2))
    assert loss_at(BEST) == pytest.approx(0.16)


@pytest.mark.parametrize("way", DESCENTS)
def test_a_way_ends_where_the_decay_predicts(run, way):
    """After 1000 steps each direction has decayed by its own factor."""
    values = run(way).values
    place = descent(1000)
    assert [values["W"], values["b"]] == pytest.approx(place, abs=TOLERANCE)
    # The gradient of the loss at the end is below 1, so it varies no more than this.
    assert values["loss"] == pytest.approx(loss_at(place), abs=TOLERANCE)
    assert values["loss"] > loss_at(BEST)


@pytest.mark.parametrize("way", DESCENTS)
def test_every_printed_row_is_on_the_predicted_path(run, way):
    """Step, W, b, and loss of a row belong together, and to the predicted place."""
    number = r"\s+(-?\d+\.\d+)"
    pattern = rf"step\s+(\d+)\s+W{number}\s+b{number}\s+loss{number}"
    rows = re.findall(pattern, run(way).stdout("Train"))
    assert [int(row[0]) for row in rows] == list(range(0, 1000, 100))
    for step, *printed in rows:
        place = descent(int(step))
        # Four decimals are printed of W and b, three of the loss.
        W, b, loss = map(float, printed)
        assert [W, b] == pytest.approx(place, abs=2e-4)
        assert loss == pytest.approx(loss_at(place), abs=2e-3)


def test_the_intercept_is_still_climbing_at_the_end(run):
    """In the printed rows b grows from one to the next, once the first are over."""
    rows = re.findall(r" b (\S+)", run("optimizer").stdout("Train"))[1:]
    assert [float(b) for b in rows] == sorted(map(float, set(rows)))
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("way", DESCENTS)
def test_a_printed_row_fits_a_phone(run, way):
    """At most 41 letters, what 390 pixels hold without scrolling."""
    assert max(map(len, run(way).stdout("Train").splitlines())) <= 41


def test_an_optimizer_follows_grad_and_nothing_else(run):
    """step() moves by the rate times a gradient written by hand."""
    assert run("optimizer/step").values["p"] == pytest.approx(-0.2)


def test_hour_six_is_on_the_line_learned(run):
    """Six hours of cooling from the temperature at sunset."""
    values = run("optimizer").values
    assert values["hour_six"] == pytest.approx(descent(1000) @ [6, 1], abs=1e-3)
    assert f"{values['hour_six']:.1f} degrees" in run("optimizer").stdout("Predict")


def test_lbfgs_sees_the_loss():
    """It calls for it itself, and does not step without."""
    p = torch.ones(1, requires_grad=True)
    asked = []

    def closure():
        asked.append(1)
        loss = p.pow(2).sum()
        loss.backward()
        return loss

    torch.optim.LBFGS([p]).step(closure)
    assert asked
    with pytest.raises(TypeError, match="closure"):
        torch.optim.LBFGS([p]).step()


def descend(fresh_optimizer: bool, momentum: float) -> tuple[float, float]:
    """Twenty steps, with one optimizer or a fresh one at every step."""
    torch.manual_seed(0)
    parameters = [torch.rand(1, requires_grad=True) for _ in range(2)]
    x, y = torch.tensor(X), torch.tensor(Y)
    optimizer = torch.optim.SGD(parameters, lr=RATE, momentum=momentum)
    for _ in range(20):
        if fresh_optimizer:
            optimizer = torch.optim.SGD(parameters, lr=RATE, momentum=momentum)
        optimizer.zero_grad()
        (x * parameters[0] + parameters[1] - y).pow(2).sum().backward()
        optimizer.step()
    return parameters[0].item(), parameters[1].item()


def test_a_fresh_optimizer_at_every_step_forgets_momentum_only():
    """Plain SGD keeps no memory; SGD with momentum loses it."""
    assert descend(True, momentum=0.0) == descend(False, momentum=0.0)
    assert descend(True, momentum=0.9) == descend(True, momentum=0.0)
    assert descend(True, momentum=0.9) != descend(False, momentum=0.9)


def test_a_rebound_name_leaves_the_optimizer_behind():
    """`W = W * 2` makes a tensor that the optimizer does not hold."""
    W = held = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([W], lr=1.0)
    W = W * 2
    assert optimizer.param_groups[0]["params"][0] is held
    assert W is not held


def test_the_home_figure_is_that_of_the_optimizer(run):
    """The line on the home page ends where the optimizer's page ends."""
    values = run("index").values
    assert [values["W_end"], values["b_end"]] == pytest.approx(
        descent(1000), abs=TOLERANCE
    )
