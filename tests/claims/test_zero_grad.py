"""What forgetting to zero the gradients does, and where adding them up is right."""

import math

import numpy as np
import pytest
import torch
from five_points import (
    BEST,
    CURVATURES,
    DIRECTIONS,
    RATE,
    X,
    Y,
    descent,
    loss_at,
    start_error,
)

STEPS = np.arange(1000)


def swing() -> np.ndarray:
    """Distances (1000, 2) of the run without zeroing: a swing that never dies.

    e(t+1) - 2e(t) + e(t-1) = -rate * curvature * e(t), with e(1) = e(0)(1 - rate *
    curvature), is solved by cos((t + 1/2) * angle) / cos(angle / 2).
    """
    angle = np.arccos(1 - RATE * CURVATURES / 2)
    return start_error() * np.cos((STEPS[:, None] + 0.5) * angle) / np.cos(angle / 2)


def test_two_backward_passes_add_up(run):
    """The second pass adds the same gradient: exactly double."""
    values = run("zero_grad").values
    assert values["exactly_double"] is True
    assert values["twice"] == 2 * values["once"]


def test_with_zeroing_the_loss_decays_as_predicted(run):
    """Each direction decays by its own factor."""
    values = run("zero_grad").values
    expected = loss_at(descent(STEPS))
    assert values["losses_right"] == pytest.approx(expected, rel=1e-3)


def test_without_zeroing_the_loss_swings_as_predicted(run):
    """No friction: the solution in cosines holds for all 1000 steps.

    Errors of rounding grow with the number of steps, at most to some 1000 times
    the 1e-5 that a loss of 120 is rounded by.
    """
    values = run("zero_grad").values
    expected = loss_at(BEST + swing() @ DIRECTIONS.T)
    assert values["losses_wrong"] == pytest.approx(expected, abs=1e-2)


def test_without_zeroing_many_steps_go_uphill(run):
    """The count agrees with the exact solution, but for angles close to 90 degrees."""
    values = run("zero_grad").values
    errors = swing()
    gradients = CURVATURES * errors
    followed = np.cumsum(gradients, axis=0)
    uphill = ((gradients * followed).sum(axis=1) < 0).sum()
    assert abs(values["uphill"] - uphill) <= 2
    assert values["largest"] > 179


@pytest.mark.bits
def test_forgetting_to_zero_is_momentum_one(run):
    """Multiplying by 1.0 rounds nothing, so every bit agrees at every step."""
    assert run("zero_grad/momentum").values["equal_steps"] == 1000


def test_without_zeroing_stays_bounded_up_to_four_over_the_curvature(run):
    """Two percent below the limit stays finite, two percent above does not."""
    values = run("zero_grad/momentum").values
    assert values["limit"] == pytest.approx(4 / CURVATURES[1], rel=1e-5)
    assert values["finite_below"] is True
    assert values["finite_above"] is False


def test_the_swings_have_the_predicted_length(run):
    """A swing takes 2 pi over the angle that a step turns."""
    values = run("zero_grad/momentum").values
    angle = np.arccos(1 - RATE * CURVATURES / 2)
    lengths = [values["swing_flat"], values["swing_steep"]]
    assert lengths == pytest.approx(2 * math.pi / angle, rel=1e-4)


@pytest.mark.bits
def test_half_batches_add_up_to_the_batch(run):
    """To rounding: gradients of up to 163 are rounded by about 1e-5 each time."""
    values = run("zero_grad/halves").values
    assert values["largest"] < 1e-4
    assert values["equal_steps"] > 0


def test_means_of_unequal_parts_must_be_weighted(run):
    """Sums over the whole size agree with the mean; halved means do not."""
    values = run("zero_grad/halves").values
    errors = values["W"] * X + values["b"] - Y
    shares = 2 * errors * X
    halved = (shares[:3].mean() + shares[3:].mean()) / 2
    assert values["wanted"] == pytest.approx(shares.mean(), abs=1e-5)
    assert values["weighted"] == pytest.approx(values["wanted"], abs=1e-5)
    assert values["halved"] == pytest.approx(halved, abs=1e-5)
    assert abs(values["halved"] - values["wanted"]) > 0.1


def test_a_weight_used_twice_collects_two_shares(run):
    """Each use of W in W * W adds the other factor, 3."""
    assert run("zero_grad/uses").stdout("Uses").split() == ["W.grad:", "6.0"]


@pytest.mark.bits
def test_where_zero_grad_goes_does_not_matter(run):
    """Three places give the same bits; between backward() and step() nothing moves."""
    values = run("zero_grad/place").values
    assert values["same_bits"] is True
    assert values["moved"] is False


def test_none_skips_and_zero_coasts(run):
    """With momentum 0.9, zero goes on by 0.9, 0.81, ... of the first step."""
    record = run("zero_grad/none")
    assert record.values["stays"] is True
    assert "grad: None" in record.stdout("None")
    coasting = -0.1 * np.cumsum(np.cumprod([1, 0.9, 0.9, 0.9]))
    assert record.values["with_zero"] == pytest.approx(coasting, abs=1e-6)


def test_without_zeroing_the_loss_swings_to_the_end(run):
    """Between nearly nothing and the start, in the last steps as in the first."""
    values = run("zero_grad").values
    wrong, right = values["losses_wrong"], values["losses_right"]
    assert values["lowest"] == min(wrong) < 1
    assert values["highest"] == max(wrong) < 1.1 * wrong[0]
    assert max(wrong[-20:]) > 100
    assert min(wrong[-20:]) < 10
    assert right[999] < 0.2


def largest_root(momentum: float, curvature: float) -> float:
    """The size of the larger root r: e(t) = r ** t solves a step with momentum."""
    return max(abs(np.roots([1, -(1 + momentum - RATE * curvature), momentum])))


@pytest.mark.parametrize("curvature", CURVATURES)
def test_only_without_friction_a_swing_never_shrinks(curvature):
    """Momentum 0.9 comes to rest, momentum 1.0 does not."""
    assert largest_root(0.9, curvature) < 1
    assert largest_root(1.0, curvature) == pytest.approx(1)


def places(zeroing: bool, optimizer: str = "SGD", **settings: float) -> torch.Tensor:
    """W and b (1000, 2) after each step of an optimizer, with and without zeroing."""
    torch.manual_seed(0)
    x, y = torch.tensor(X).float(), torch.tensor(Y).float()
    W, b = (torch.rand(1, requires_grad=True) for _ in range(2))
    make = getattr(torch.optim, optimizer)([W, b], **settings)
    seen = []
    for _ in STEPS:
        if zeroing:
            make.zero_grad()
        (x * W + b - y).pow(2).sum().backward()
        make.step()
        seen.append([W.item(), b.item()])
    return torch.tensor(seen)


def test_with_weight_decay_forgetting_is_not_momentum_one():
    """The first step is the same; at the second the decay has been added up too."""
    forgotten = places(False, lr=RATE, weight_decay=0.1)
    momentum = places(True, lr=RATE, weight_decay=0.1, momentum=1.0)
    assert torch.equal(forgotten[0], momentum[0])
    apart = (forgotten - momentum).abs().amax(dim=1)
    assert apart[1] > 1e-6  # some ten times what rounding moves
    assert apart[-1] > 0.1


def test_forgetting_to_zero_with_momentum_ends_in_nan():
    """Two velocities, one on top of the other: the swing grows."""
    assert places(False, lr=RATE, momentum=0.9)[-1].isnan().all()


def test_forgetting_to_zero_with_adam_stays_far_away():
    """With zeroing it arrives; without, it is far off most of the time."""
    best = torch.tensor(BEST)
    off = (places(False, "Adam", lr=0.05) - best).norm(dim=1)
    assert off[500:].median() > 1
    assert (places(True, "Adam", lr=0.05)[-1] - best).abs().max() < 1e-3
