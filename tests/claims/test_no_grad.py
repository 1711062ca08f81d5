"""What torch.no_grad() switches off, what it leaves on, and the mistakes around it."""

import warnings

import pytest
import torch
from five_points import X, Y

x, y = torch.tensor(X), torch.tensor(Y)


def parameter() -> torch.Tensor:
    """One number that needs a gradient."""
    return torch.tensor([0.5], dtype=torch.float64, requires_grad=True)


def loss_of(W: torch.Tensor) -> torch.Tensor:
    """The squared errors of a line through the origin."""
    return (x * W - y).pow(2).sum()


def test_a_recorded_update_adds_two_operations_a_step(run):
    """One subtraction each for W and b stays in the graph; without it nothing does."""
    values = run("no_grad/graph").values
    constant, growing = values["constant"], values["growing"]
    assert constant[0] == 5 + 2  # those of the loss, and where gradients are stored
    assert constant == constant[:1] * len(growing)
    assert growing == [constant[0] + 2 * step for step in range(len(growing))]


def test_recording_the_update_does_not_change_what_is_learned(run):
    """Both loops arrive at the same W, up to rounding."""
    values = run("no_grad/graph").values
    assert values["recorded_W"] == pytest.approx(values["not_recorded_W"], abs=1e-6)


def test_the_old_numbers_hang_on_the_new_ones():
    """backward() through a recorded update reaches the very first tensor."""
    first = W = parameter()
    for _ in range(3):
        W.retain_grad()
        loss_of(W).backward()
        W = W - 0.001 * W.grad
    first.grad = None
    W.sum().backward()
    assert first.grad is not None


def test_a_result_inside_has_no_past_and_w_is_unchanged(run):
    """The block marks what is computed in it, and nothing else."""
    printed = run("no_grad/graph").stdout("Inside").split()
    assert printed[:3] == ["outside:", "True", "MulBackward0"]
    assert printed[3:6] == ["inside:", "False", "None"]
    assert printed[6:] == ["W:", "True"]


def test_a_change_inside_is_counted(run):
    """Autograd raises where a number that it still needs was changed."""
    assert "has been modified by an inplace operation" in run("no_grad/notice").error


def test_none_is_what_an_optimizer_sets():
    """zero_grad() sets .grad to None unless told otherwise."""
    W = parameter()
    loss_of(W).backward()
    torch.optim.SGD([W], lr=0.001).zero_grad()
    assert W.grad is None


def test_sgd_ends_on_the_same_numbers(run):
    """The last digits may depend on the processor, and only they."""
    ours, theirs = run("no_grad").values, run("optimizer").values
    for name in ("W", "b", "loss"):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-5)


def test_an_update_outside_the_block_is_refused():
    """A leaf that needs a gradient cannot be changed in place while recording."""
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        parameter().sub_(1.0)


def test_a_new_tensor_made_inside_needs_no_gradient():
    """Rebinding W inside the block makes the next backward() fail."""
    W = parameter()
    loss_of(W).backward()
    with torch.no_grad():
        W = W - 0.001 * W.grad
    with pytest.raises(RuntimeError, match="does not require grad"):
        loss_of(W).backward()


def test_rebinding_one_name_alone_leaves_it_without_a_gradient():
    """The other name still has the loss recorded, and backward() runs."""
    W, b = parameter(), parameter()
    with torch.no_grad():
        W = W - 0.001
    (x * W + b - y).pow(2).sum().backward()
    assert W.grad is None
    assert b.grad is not None


def test_what_is_made_inside_and_not_computed_may_need_a_gradient():
    """A fresh leaf that asks for it, and the parameters of a model."""
    with torch.no_grad():
        assert torch.rand(1, requires_grad=True).requires_grad
        assert torch.nn.Linear(1, 1).weight.requires_grad
        assert not (torch.rand(1, requires_grad=True) * 2).requires_grad


@pytest.mark.parametrize("inside", [True, False])
def test_only_rebinding_outside_the_block_brings_the_warning(inside):
    """Reading .grad warns of a tensor that a recorded operation made."""
    W = parameter()
    loss_of(W).backward()
    with torch.set_grad_enabled(not inside):
        W = W - 0.001 * W.grad
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert W.grad is None
    warned = [w for w in caught if "not a leaf Tensor" in str(w.message)]
    assert len(warned) == (not inside)


def test_a_loss_computed_inside_has_no_past():
    """The forward pass inside the block fails with the same message."""
    W = parameter()
    with torch.no_grad():
        loss = loss_of(W)
    with pytest.raises(RuntimeError, match="does not require grad"):
        loss.backward()


def test_the_block_needs_parentheses():
    """The class itself is no context manager."""
    with pytest.raises(TypeError), torch.no_grad:
        pass


def test_eval_goes_on_recording():
    """model.eval() switches layers such as dropout, not autograd."""
    model = torch.nn.Sequential(torch.nn.Linear(1, 100), torch.nn.Dropout(0.5))
    assert (model(torch.ones(1, 1)) == 0).any()
    evaluated = model.eval()(torch.ones(1, 1))
    assert not (evaluated == 0).any()
    assert evaluated.requires_grad


def test_alpha_scales_what_is_subtracted():
    """sub_ with alpha is W minus alpha times the other."""
    W = torch.tensor([1.0])
    assert W.sub_(torch.tensor([2.0]), alpha=0.25).item() == 0.5


def test_a_leaf_is_what_no_recorded_operation_made():
    """Computed is not enough: only what was recorded is no leaf."""
    W = parameter()
    with torch.no_grad():
        unrecorded = W * 2
    assert W.is_leaf
    assert unrecorded.is_leaf
    assert (torch.ones(1) * 2).is_leaf
    assert not (W * 2).is_leaf
