"""Momentum and Adam in the valley, against the recurrences on paper."""

import numpy as np
import pytest
import torch
from five_points import BEST, CURVATURES, DIRECTIONS, RATE, A, Y, start, start_error

FLAT, STEEP = CURVATURES
CONDITION = STEEP / FLAT


def heavy_ball(rate, momentum, steps):
    """W and b along the exact path: each direction swings alone."""
    error, velocity = start_error(), np.zeros(2)
    path = [error]
    for _ in range(steps):
        velocity = momentum * velocity + CURVATURES * error
        error = error - rate * velocity
        path.append(error)
    return BEST + np.array(path) @ DIRECTIONS.T


def slowest_factor(rate, momentum, curvature):
    """By what a step multiplies the error in the end, in one direction."""
    step = [[1 + momentum - rate * curvature, -momentum], [1, 0]]
    return abs(np.linalg.eigvals(np.array(step))).max()


def arrival(path):
    """The step from which both stay within 0.001."""
    return np.flatnonzero(abs(path - BEST).max(axis=1) > 0.001)[-1] + 1


def test_momentum_arrives_where_plain_descent_has_not(run):
    """After the same 1000 steps momentum is at least a thousand times closer."""
    far = [abs(run(name).values["b"] - BEST[1]) for name in ("optimizer", "momentum")]
    assert far[0] > 0.1
    assert far[1] < far[0] / 1000
    hour_six = run("momentum").values["hour_six"]
    assert hour_six == pytest.approx([6, 1] @ BEST, abs=1e-3)


def test_the_recurrence_predicts_the_run(run):
    """The exact path with momentum 0.9 passes through the printed place."""
    line = run("momentum").stdout("Train").splitlines()[1].split()
    place = heavy_ball(RATE, 0.9, 100)[-1]
    assert [float(line[3]), float(line[5])] == pytest.approx(place, abs=2e-4)


def test_only_the_optimizer_line_changed(run):
    """Momentum is one argument."""
    codes = [
        "".join(run(name).cell("Train")["source"]) for name in ("optimizer", "momentum")
    ]
    assert codes[1] == codes[0].replace(
        "lr=learning_rate", "lr=learning_rate, momentum=0.9"
    )


def test_agreeing_gradients_add_up_to_ten():
    """With a constant gradient the velocity approaches g / (1 - 0.9)."""
    velocities = [0.0]
    for _ in range(500):
        velocities.append(0.9 * velocities[-1] + 1.0)
    assert velocities[1:4] == pytest.approx([1, 1.9, 2.71])
    assert velocities[-1] == pytest.approx(10)


def test_swings_shrink_by_the_root_of_momentum_up_to_a_curvature():
    """Across the valley each step leaves sqrt(0.9); beyond it, more is left."""
    edge = (1 + 0.9**0.5) ** 2 / RATE
    for curvature in (10.0, STEEP, 1000.0, 0.99 * edge):
        factor = slowest_factor(RATE, 0.9, curvature)
        assert factor == pytest.approx(0.9**0.5)
    assert slowest_factor(RATE, 0.9, 1.01 * edge) > 0.9**0.5


def test_the_limit_goes_up_with_momentum():
    """Stable below 2 (1 + momentum) / steepest, unstable above."""
    for momentum in (0.0, 0.5, 0.9):
        limit = 2 * (1 + momentum) / STEEP
        assert slowest_factor(0.999 * limit, momentum, STEEP) < 1
        assert slowest_factor(1.001 * limit, momentum, STEEP) > 1


def test_adam_moves_every_parameter_by_the_learning_rate(run):
    """The first step of Adam has the size of the rate, whatever the gradient."""
    values = run("momentum/race").values
    # The difference of two floats near 1 is known to one unit in the last place.
    moves = [values["adam_first_W"], values["adam_first_b"]]
    assert moves == pytest.approx([-0.001, -0.001], abs=2.0**-23)


def test_the_default_of_adam_is_a_thousandth():
    """The rate that people copy."""
    assert torch.optim.Adam([torch.zeros(1)]).defaults["lr"] == 0.001


def test_adam_has_not_arrived_after_1000_steps(run):
    """At rate 0.001 it has covered less than 1, and W had further to go."""
    values = run("momentum/race").values
    assert values["start_W"] == pytest.approx(start()[0])
    assert 0.5 < values["start_W"] - values["adam_W"] < 1 < start()[0] - BEST[0]


def test_best_rates_are_those_on_paper(run):
    """Rates, momentum and shrinking factors follow from the curvatures."""
    values = run("momentum/race").values
    assert values["plain_rate"] == pytest.approx(2 / (FLAT + STEEP), rel=1e-5)
    root = CONDITION**0.5
    assert values["plain_shrink"] == pytest.approx((CONDITION - 1) / (CONDITION + 1))
    assert values["momentum_shrink"] == pytest.approx((root - 1) / (root + 1), rel=1e-5)


def test_momentum_turns_the_condition_number_into_its_root(run):
    """At Polyak's settings both directions shrink by the promised factor."""
    values = run("momentum/race").values
    for curvature in CURVATURES:
        factor = slowest_factor(values["momentum_rate"], values["beta"], curvature)
        # A double root: rounding enters it with the square root of its size.
        assert factor == pytest.approx(values["momentum_shrink"], abs=2e-3)


def test_arrivals_are_those_of_the_exact_paths(run):
    """Steps until within 0.001, to a step or two, of exact arithmetic."""
    values = run("momentum/race").values
    plain = heavy_ball(values["plain_rate"], 0.0, 1000)
    polyak = heavy_ball(values["momentum_rate"], values["beta"], 1000)
    assert values["plain_steps"] == pytest.approx(arrival(plain), abs=2)
    assert values["momentum_steps"] == pytest.approx(arrival(polyak), abs=2)
    assert values["momentum_steps"] < values["adam_steps"] < values["plain_steps"]


def test_the_first_steps_at_the_best_settings_leave_more_than_the_share(run):
    """Two roots that coincide: like k times rho to the k, so it arrives later."""
    values = run("momentum/race").values
    share = values["momentum_shrink"]
    promised = np.log(0.001 / np.abs(start() - BEST).max()) / np.log(share)
    assert values["momentum_steps"] > promised + 10
    steps = np.arange(10, 60)
    path = heavy_ball(values["momentum_rate"], values["beta"], 60) - BEST
    slow = np.abs(path @ DIRECTIONS)[10:60].max(axis=1) / (steps * share**steps)
    assert slow.max() < 1.5 * slow.min()


def test_a_wide_range_of_rates_is_as_good_for_adam(run):
    """From 0.4 to 1 each arrives within a fifth of the steps of the page's rate."""
    shown = run("momentum/race").values["adam_steps"]
    for rate in (0.4, 0.6, 0.7, 0.8, 0.9, 1.0):
        torch.manual_seed(0)
        p = torch.rand(2, requires_grad=True)
        optimizer = torch.optim.Adam([p], lr=rate)
        path = []
        for _ in range(400):
            path.append(p.detach().clone())
            optimizer.zero_grad()
            (torch.tensor(A).float() @ p - torch.tensor(Y).float()).pow(
                2
            ).sum().backward()
            optimizer.step()
        assert arrival(torch.stack(path).numpy()) == pytest.approx(shown, rel=0.2)


def scatter(rate, momentum):
    """By how much W differs among 500 runs with batches of 8, after 150 steps."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(100, generator=generator)
    y = -1.1 * x + torch.randn(100, generator=generator)
    W = torch.full((500, 1), -1.1, requires_grad=True)  # one a run
    optimizer = torch.optim.SGD([W], lr=rate, momentum=momentum)
    for _ in range(150):
        batch = torch.randint(100, (500, 8), generator=generator)
        optimizer.zero_grad()
        (x[batch] * W - y[batch]).pow(2).mean(dim=1).sum().backward()
        optimizer.step()
    return W.std().item()


@pytest.mark.slow
def test_with_mini_batches_momentum_scatters_three_times_as_far():
    """The root of 1 / (1 - momentum); a tenth of the rate takes it back."""
    plain, momentum = scatter(0.03, 0.0), scatter(0.03, 0.9)
    assert momentum / plain == pytest.approx((1 / (1 - 0.9)) ** 0.5, rel=0.2)
    assert scatter(0.003, 0.9) == pytest.approx(plain, rel=0.2)


def test_momentum_climbs_before_it_falls(run):
    """At its best settings the loss first rises above that of the start."""
    assert run("momentum/race").values["momentum_highest"] > 500
