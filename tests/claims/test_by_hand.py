"""The gradient on paper, why errors are squared, and a check by differences."""

import numpy as np
import pytest
import torch
from five_points import BEST, A, X, Y, loss_at, start


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


def test_the_line_of_the_figure_has_the_gradient_that_a_pencil_finds(run):
    """Residuals of -0.5, 0.1, 0.3, 1.1 and 2 give 30 and 6; 20 come from the last."""
    residuals = -0.5 * X - Y
    assert residuals == pytest.approx([-0.5, 0.1, 0.3, 1.1, 2.0])
    assert paper(np.array([-0.5, 0.0])) == pytest.approx([30, 6])
    assert "30.0 for W, 6.0 for b" in run("by_hand/squares").stdout("Gradients")
    pulls = run("by_hand/squares").values["pulls"]
    assert pulls == pytest.approx(2 * residuals * X, abs=1e-5)
    assert pulls[-1] == pytest.approx(sum(pulls) * 2 / 3, rel=1e-5)


def test_the_largest_square_is_larger_than_the_others_together():
    """That of the fifth reading, as the figure's alternative text says."""
    areas = (-0.5 * X - Y) ** 2
    assert areas[-1] > sum(areas[:-1])


def test_under_bell_shaped_noise_the_best_line_is_the_most_likely():
    """No line nearby makes the readings more likely than the one of least squares."""
    from scipy import stats  # it takes a second

    def likelihood(place: np.ndarray) -> float:
        return float(stats.norm.logpdf(A @ place - Y, scale=0.2).sum())

    turns = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    nearby = BEST + 0.01 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    assert max(map(likelihood, nearby)) < likelihood(BEST)


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
