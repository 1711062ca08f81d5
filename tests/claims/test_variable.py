"""What Variable and .data are, and where they bite."""

import warnings

import numpy as np
import pytest
import torch
from five_points import X, Y
from torch.autograd import Variable

S = np.arange(-40, 41) / 10
SIGMOID = 1 / (1 + np.exp(-S))


def test_variable_returns_a_plain_tensor(run):
    """Exactly torch.Tensor, on the same memory, and every tensor passes for one."""
    values = run("variable/today").values
    assert values["is_tensor"] is True
    assert values["plain_passes"] is True
    assert values["same_memory"] is True


def test_variable_brings_no_warning():
    """Old code goes on running in silence."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Variable(torch.ones(1), requires_grad=True)


def test_size_average_false_is_the_sum_and_warns():
    """The page says: it still works, and the new spelling gives the same number."""
    prediction, y = torch.tensor(X) + 0.25, torch.tensor(Y)
    with pytest.warns(UserWarning, match="size_average"):
        old = torch.nn.MSELoss(size_average=False)(prediction, y)
    assert old == torch.nn.MSELoss(reduction="sum")(prediction, y)
    assert old.item() == pytest.approx(((prediction - y) ** 2).sum().item())


def test_the_figure_shows_the_gradient_at_the_end(run):
    """The number behind W.grad is the derivative on paper, to the printed digits."""
    values = run("variable").values
    errors = values["W"] * X + values["b"] - Y
    # Five errors of size 1 were rounded to float32 and summed up times x.
    assert float(values["gradient"]) == pytest.approx(2 * errors @ X, abs=1e-4)
    assert float(values["number"]) == pytest.approx(values["W"], abs=5e-5)


def test_wrapping_a_result_cuts_it_off(run):
    """backward() through a rewrapped result fails for want of a graph."""
    record = run("variable/rewrap")
    assert record.stdout("Setup").split() == ["before:", "True", "after:", "False"]
    assert "does not require grad" in record.error


def test_clipping_through_data_gives_the_gradient_of_neither_loss():
    """The clipped errors are used; that they were clipped is not known."""
    gradients = {}
    for way in ("clipped", "through data", "not clipped"):
        W = torch.tensor([0.5], requires_grad=True)
        prediction = torch.tensor(X, dtype=torch.float32) * W + 0.7
        if way == "clipped":
            prediction = prediction.clamp(max=1.5)
        elif way == "through data":
            prediction.data.clamp_(max=1.5)
        loss = (prediction - torch.tensor(Y, dtype=torch.float32)).pow(2).sum()
        loss.backward()
        gradients[way] = W.grad.item()
    assert len(set(gradients.values())) == 3
    errors = np.minimum(0.5 * X + 0.7, 1.5) - Y
    assert gradients["through data"] == pytest.approx(2 * errors @ X, rel=1e-6)


def test_the_gradient_is_the_slope_of_the_loss(run):
    """W.grad is the derivative on paper; a nudge h misses it by 55 h squared."""
    values = run("optimizer/slope").values
    errors = values["W"] * X + values["b"] - Y
    assert values["slope"] == pytest.approx(2 * (errors * X).sum(), rel=1e-6)
    assert values["slope"] > 0  # so the step makes W smaller
    gap = values["change"] - values["predicted"]
    # Two losses of about 130 were subtracted: float32 keeps about 1e-5 of them.
    assert gap == pytest.approx((X**2).sum() * 0.1**2, abs=1e-4)


def test_data_is_the_same_memory_out_of_sight(run):
    """A change through .data is not counted; one through .detach() is."""
    values = run("without_variable/memory").values
    assert values["same_memory"] is True
    assert values["watched"] is False
    assert values["seen_through_data"] == 0
    assert values["seen_through_detach"] == 1


def test_data_gives_a_wrong_gradient_in_silence(run):
    """After doubling the stored output, autograd computes 2σ(1 - 2σ) and says nothing.

    The tolerance is some ten roundings of float32 numbers below 2.
    """
    record = run("without_variable/data")
    answer = np.array(record.values["answer"])
    assert record.error is None
    assert answer == pytest.approx(2 * SIGMOID * (1 - 2 * SIGMOID), abs=2e-6)
    assert record.values["slope"] == pytest.approx(SIGMOID * (1 - SIGMOID), abs=2e-6)
    assert record.values["negative"] == (S > 0).sum()


def test_the_wrong_gradient_is_right_for_no_reading(run):
    """For s > 0 it has the wrong sign, whether or not the doubling counts."""
    answer = np.array(run("without_variable/data").values["answer"])
    assert (answer[S > 0] < 0).all()
    assert (SIGMOID * (1 - SIGMOID) > 0).all()


def test_detach_raises_where_data_is_silent(run):
    """The same change through .detach() is caught by the version counter."""
    error = run("without_variable/detach").error
    assert "modified by an inplace operation" in error
    assert "output 0 of Sigmoid" in error


def gradient_after_early_update(deep: bool) -> tuple[float, float]:
    """W.grad for x * W (* V), with W moved before backward() or not at all."""
    found = []
    for early in (True, False):
        W = torch.tensor([2.0], requires_grad=True)
        V = torch.tensor([5.0], requires_grad=True)
        out = 3.0 * W * V if deep else 3.0 * W
        if early:
            W.data += 1.0
            V.data += 1.0
        out.pow(2).sum().backward()
        found.append(W.grad.item())
    return found[0], found[1]


def test_an_update_before_backward_is_safe_only_by_luck():
    """One weight is not stored and goes unharmed; two multiplied are stored."""
    early, right = gradient_after_early_update(deep=False)
    assert early == right
    early, right = gradient_after_early_update(deep=True)
    assert early != right


def test_clipping_through_data_leaves_the_gradient_unclipped():
    """.clamp() stops the gradient where it clips; a change of .data does not."""
    gradients = []
    for hidden in (True, False):
        W = torch.tensor([5.0], requires_grad=True)
        prediction = 2.0 * W
        if hidden:
            prediction.data.clamp_(max=1.0)
        else:
            prediction = prediction.clamp(max=1.0)
        prediction.sum().backward()
        gradients.append(W.grad.item())
    assert gradients == [2.0, 0.0]


def test_assigning_from_data_loses_requires_grad():
    """`W = W.data - ...` is a tensor that autograd does not watch."""
    W = torch.ones(1, requires_grad=True)
    W = W.data - 0.1
    assert not W.requires_grad
