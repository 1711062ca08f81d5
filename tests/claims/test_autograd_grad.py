"""Gradients as return values: torch.autograd.grad, torch.func.grad and vmap."""

import numpy as np
import pytest
import torch
from five_points import BEST, CURVATURES, DIRECTIONS, A, X, Y, descent, loss_at
from torch.func import functional_call, grad

x, y = torch.tensor(X), torch.tensor(Y)


def squared_errors(W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """The loss of this site."""
    return (x * W + b - y).pow(2).sum()


def leaf() -> torch.Tensor:
    """One number that needs a gradient."""
    return torch.tensor([0.5], dtype=torch.float64, requires_grad=True)


def test_nothing_is_stored(run):
    """After 1000 steps W still has no .grad."""
    assert run("autograd_grad").stdout("Result").splitlines()[-1] == "W.grad is None"


def test_hour_six_is_predicted_from_where_the_descent_ends(run):
    """Six hours of the slope, and the intercept."""
    hour_six = run("autograd_grad").values["hour_six"]
    assert hour_six == pytest.approx([6, 1] @ descent(1000), abs=1e-3)


def test_the_functional_form_ends_on_the_same_numbers(run):
    """The last digits may depend on the processor, and only they."""
    ours, theirs = run("autograd_grad/functional").values, run("autograd_grad").values
    for name in ("W", "b", "loss"):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-5)


def test_gradients_of_the_points_add_up_to_the_gradient(run):
    """The derivative of a sum is the sum of the derivatives."""
    values = run("autograd_grad/functional").values
    # Terms of size 3 in float32: eight digits, five of them added.
    assert sum(values["pulls_W"]) == pytest.approx(values["grad_W"], abs=5e-6)
    assert sum(values["pulls_b"]) == pytest.approx(values["grad_b"], abs=5e-6)


def test_each_point_has_the_gradient_on_paper(run):
    """Twice the residual times x, and twice the residual."""
    values = run("autograd_grad/functional").values
    residual = A @ [values["W"], values["b"]] - Y
    assert values["pulls_W"] == pytest.approx(2 * residual * X, abs=1e-5)
    assert values["pulls_b"] == pytest.approx(2 * residual, abs=1e-5)


def test_near_the_minimum_the_pulls_balance(run):
    """Single points still pull harder than their sum."""
    values = run("autograd_grad/functional").values
    by_W = np.array(values["pulls_W"])
    assert by_W.min() < 0 < by_W.max()
    stronger = np.abs(by_W) > abs(values["grad_W"])
    assert values["stronger"] == stronger.sum() > 1


def test_the_arrows_point_across_the_valley():
    """On the grid of the figure nearly all gradients lie near the steep direction."""
    W, b = np.meshgrid(np.linspace(-1.7, 0.7, 13), np.linspace(0.2, 1.8, 9))
    away = np.stack([W.ravel(), b.ravel()], axis=1) - BEST
    gradient = away @ DIRECTIONS * CURVATURES  # along the flat and the steep direction
    cosine = np.abs(gradient[:, 1]) / np.linalg.norm(gradient, axis=1)
    assert (cosine > np.cos(np.radians(20))).mean() > 0.9


def test_the_gradient_on_the_whole_plane_is_that_of_the_loss():
    """The field drawn is the slope of the loss, by differences."""
    place, h = np.array([0.3, 0.4]), 1e-6
    by_W, by_b = grad(squared_errors, argnums=(0, 1))(*torch.tensor(place))
    for slope, step in ((by_W, [h, 0]), (by_b, [0, h])):
        rise = loss_at(place + step) - loss_at(place - step)
        assert slope.item() == pytest.approx(rise / (2 * h), rel=1e-6)


def test_an_unused_tensor_is_an_error(run):
    """autograd.grad refuses what the loss does not depend on."""
    assert (
        "appears to not have been used in the graph"
        in run("autograd_grad/unused").error
    )


def test_asking_twice_is_an_error():
    """The first call frees the recording; one list asks for both."""
    W, b = leaf(), leaf()
    loss = squared_errors(W, b)
    torch.autograd.grad(loss, W)
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        torch.autograd.grad(loss, b)
    assert len(torch.autograd.grad(squared_errors(W, b), [W, b])) == 2


def test_one_gradient_comes_in_a_tuple():
    """Even a single tensor gives a tuple of one."""
    W = leaf()
    gradients = torch.autograd.grad(squared_errors(W, leaf()), W)
    assert isinstance(gradients, tuple)
    assert len(gradients) == 1


def test_func_grad_differentiates_by_the_first_argument_unless_told():
    """argnums is 0 by default."""
    W, b = leaf().detach(), leaf().detach()
    first = grad(squared_errors)(W, b)
    both = grad(squared_errors, argnums=(0, 1))(W, b)
    assert torch.equal(first, both[0])


def test_func_grad_refuses_backward_and_python_numbers():
    """The two worlds do not mix, and only tensors are differentiated."""

    def mixed(W):
        squared_errors(W, W).backward()
        return squared_errors(W, W)

    with pytest.raises(RuntimeError, match="backward"):
        grad(mixed)(leaf())
    with pytest.raises(ValueError, match="must be Tensor"):
        grad(squared_errors)(0.5, 0.5)


def test_functional_call_takes_the_parameters_as_an_argument():
    """A model can be differentiated by a dictionary of tensors."""
    model = torch.nn.Linear(1, 1)
    parameters = {name: torch.ones_like(p) for name, p in model.named_parameters()}
    output = functional_call(model, parameters, torch.ones(1, 1))
    assert output.item() == 2.0


@pytest.mark.filterwarnings("ignore:The .grad attribute")
def test_backward_fills_grad_only_where_a_gradient_was_asked_for():
    """Not that of what lies between the loss and the leaves."""
    W = leaf()
    prediction = W * 2
    prediction.pow(2).sum().backward()
    assert W.grad is not None
    assert prediction.grad is None


def test_backward_frees_the_stored_numbers_and_not_the_graph():
    """The links from result to result stay; what they need does not."""
    power = leaf().pow(2)
    assert power.grad_fn._saved_self.item() == 0.5
    power.sum().backward()
    assert power.grad_fn.next_functions[0][0] is not None
    with pytest.raises(RuntimeError, match="have already been freed"):
        _ = power.grad_fn._saved_self
