"""The gradient on paper, to the last bit and by differences."""

import numpy as np
import pytest
import torch
from five_points import A, X, Y, loss_at, start


def paper(place: np.ndarray) -> np.ndarray:
    """Twice the residuals, weighted by x and by one."""
    residual = A @ place - Y
    return np.array([2 * (residual * X).sum(), 2 * residual.sum()])


def test_the_formula_is_the_gradient():
    """Against autograd in float64, at a few places."""
    x, y = torch.tensor(X), torch.tensor(Y)
    for place in (start(), np.array([-1.1, 1.2]), np.array([3.0, -7.0])):
        W, b = torch.tensor(place).requires_grad_().unbind()
        loss = (x * W + b - y).pow(2).sum()
        ours = [g.item() for g in torch.autograd.grad(loss, [W, b])]
        assert paper(place) == pytest.approx(ours, abs=1e-12)


def test_multiplied_out_it_is_the_same_on_paper():
    """The sums of the data are 55, 15, -42.5 and -10.5."""
    W, b = start()
    sums = [2 * (55 * W + 15 * b + 42.5), 2 * (15 * W + 5 * b + 10.5)]
    assert paper(start()) == pytest.approx(sums)


@pytest.mark.bits
def test_counts_of_equal_steps_are_possible(run):
    """Each formula was compared at all of the 1000 steps."""
    values = run("by_hand/compare").values
    for name in ("residuals", "dot", "sums"):
        assert 0 <= values[f"{name}_equal"] <= 1000


@pytest.mark.bits
def test_the_residuals_agree_more_often_than_the_sums(run):
    """Autograd computes with residuals too; the sums round in other places."""
    values = run("by_hand/compare").values
    assert values["residuals_equal"] > values["sums_equal"]


def test_other_bits_are_not_worse_bits(run):
    """Both ways of writing the gradient are about as far from float64."""
    values = run("by_hand/compare").values
    assert 0.1 < values["residuals_worst"] / values["sums_worst"] < 10


def test_errors_are_of_the_size_of_rounding(run):
    """Sums of size 170 in float32 against gradients that shrink to 0.1."""
    values = run("by_hand/compare").values
    eps = np.finfo(np.float32).eps
    # A few roundings of the largest term, relative to the smallest gradient.
    assert values["sums_worst"] < 8 * 170 * eps / 0.05
    assert values["residuals_worst"] < 8 * 3 * eps / 0.05


def test_doubling_changes_no_bit():
    """Two times a float is exact, so the 2 may stand inside or outside the sum."""
    numbers = torch.randn(1000, generator=torch.Generator().manual_seed(0))
    assert torch.equal((2 * numbers) / 2, numbers)
    assert torch.equal((2 * numbers).sum(), 2 * numbers.sum())


def test_the_slope_is_wrong_by_55_h():
    """For this loss the error of a forward difference is exact."""
    place = start()
    for h in (1.0, 0.1, 0.01):
        slope = (loss_at(place + np.array([h, 0])) - loss_at(place)) / h
        assert slope - paper(place)[0] == pytest.approx(55 * h, rel=1e-6)


def test_a_smaller_step_helps_only_down_to_a_point(run):
    """In float64 the measured errors follow 55 h first, and rounding at the end."""
    values = run("by_hand/differences").values
    scale = 55 / abs(paper(start())[0])
    for h, error in zip(values["steps"], values["errors_64"], strict=True):
        if h > 1e-6:
            assert error == pytest.approx(scale * h, rel=1e-2)
    assert values["errors_64"][-1] > 0.01
    assert 1e-10 < values["best_h_64"] < 1e-6
    assert values["best_h_64"] < values["best_h_32"]
    assert values["smallest_64"] < values["smallest_32"]


def test_a_step_below_the_last_bit_measures_nothing(run):
    """In float32, W + 1e-8 is W, and the slope is zero: wrong by all of it."""
    assert np.float32(start()[0]) + np.float32(1e-8) == np.float32(start()[0])
    assert run("by_hand/differences").values["tiny_32"] == 1.0


def test_a_row_times_a_column_is_a_square():
    """Its sum is not that of the five products, and nothing warns."""
    x, residual = torch.tensor(X), torch.tensor(Y)
    square = x * residual[:, None]
    assert square.shape == (5, 5)
    assert square.sum().item() != pytest.approx((x * residual).sum().item())


def test_gradcheck_asks_for_float64():
    """It passes in float64 and says in float32 that the precision is too low."""

    def loss(W):
        return (torch.tensor(X).to(W) * W - torch.tensor(Y).to(W)).pow(2).sum()

    W = torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(loss, W)
    single = W.detach().float().requires_grad_()
    with pytest.warns(UserWarning, match="double precision"):
        torch.autograd.gradcheck(loss, single, raise_exception=False)


def test_autograd_and_paper_end_on_the_same_numbers(run):
    """The last digits may depend on the processor, and only they."""
    ours, theirs = run("by_hand").values, run("autograd_grad").values
    for name in ("W", "b", "loss"):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-5)
