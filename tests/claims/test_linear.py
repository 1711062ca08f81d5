"""nn.Linear, its loss, and the shapes (5,) and (5, 1)."""

import numpy as np
import pytest
import torch
from five_points import BEST, RATE, A, X, Y, descent, start
from torch import nn

inputs, targets = torch.tensor(X)[:, None], torch.tensor(Y)[:, None]


def test_a_row_from_a_column_is_a_square(run):
    """Broadcasting makes 25 differences of five predictions and five targets."""
    printed = run("linear/shapes").stdout("Difference")
    assert printed.splitlines()[0].endswith("(5, 1)")
    assert printed.splitlines()[1].endswith("(5, 5)")


def test_the_square_is_fitted_by_the_mean(run):
    """The slope vanishes and the line lies at the mean of y."""
    values = run("linear/shapes").values
    # Five times the gradient: the slow direction has decayed to (1 - 0.0085) ** 1000.
    assert values["wrong_W"] == pytest.approx(0, abs=1e-3)
    assert values["wrong_b"] == pytest.approx(Y.mean(), abs=2e-3)
    assert values["mean_y"] == pytest.approx(Y.mean())


def test_the_column_is_fitted_by_the_line(run):
    """With targets of shape (5, 1) the line is on its way to the best one."""
    values = run("linear/shapes").values
    assert values["right_W"] == pytest.approx(-1.1, abs=0.1)
    assert values["right_b"] == pytest.approx(1.2, abs=0.3)


def test_the_grid_holds_the_largest_difference(run):
    """The alternative text quotes a difference between prediction and target."""
    values = run("linear/shapes").values
    prediction = X * values["right_W"] + values["right_b"]
    differences = np.abs(prediction[:, None] - Y[None, :])
    assert values["largest"] == pytest.approx(differences.max(), abs=1e-5)


def test_the_loss_of_the_square_splits_as_on_paper():
    """All pairs: five times the distance to the mean, and a constant."""
    p = A @ start()
    pairs = ((p[:, None] - Y[None, :]) ** 2).sum()
    mean = Y.mean()
    split = 5 * ((p - mean) ** 2).sum() + 5 * ((Y - mean) ** 2).sum()
    assert pairs == pytest.approx(split)


def test_mseloss_warns_of_different_shapes(run):
    """The warning is on the page; a difference written by hand is silent."""
    outputs = run("linear/shapes").cell("Warn")["outputs"]
    assert any("Using a target size" in output.get("text", "") for output in outputs)
    outputs = run("linear/shapes").cell("Learn")["outputs"]
    assert [output["name"] for output in outputs] == ["stdout"]


def test_the_optimizer_is_given_the_weight_and_the_bias():
    """model.parameters() lists both, and nothing else."""
    model = nn.Linear(1, 1)
    listed = list(model.parameters())
    assert len(listed) == 2
    assert listed[0] is model.weight
    assert listed[1] is model.bias


def test_weight_is_outputs_by_inputs_and_starts_between_minus_one_and_one():
    """One feature: the bound is one over the root of one."""
    assert nn.Linear(3, 2).weight.shape == (2, 3)
    model = nn.Linear(1, 10_000)
    assert model.weight.abs().max() <= 1
    assert model.weight.min() < -0.9 < 0.9 < model.weight.max()


def test_the_mean_is_a_fifth_of_the_sum():
    """reduction="mean" divides loss and gradient by the five points."""
    gradients = []
    for reduction in ("sum", "mean"):
        weight = torch.ones(1, 1, dtype=torch.float64, requires_grad=True)
        nn.MSELoss(reduction=reduction)(inputs @ weight, targets).backward()
        gradients.append(weight.grad.item())
    assert gradients[0] == pytest.approx(5 * gradients[1])


def test_copy_makes_no_link():
    """The numbers are copied; changing the source later changes nothing."""
    model, W = nn.Linear(1, 1), torch.ones(1, 1)
    with torch.no_grad():
        model.weight.copy_(W)
    W.add_(1.0)
    assert model.weight.item() == 1.0


def test_forward_runs_no_hooks():
    """Calling the model runs hooks, calling its forward does not."""
    model, calls = nn.Linear(1, 1), []
    model.register_forward_hook(lambda *_: calls.append(1))
    model.forward(torch.ones(1, 1))
    assert calls == []
    model(torch.ones(1, 1))
    assert calls == [1]


def test_squeeze_takes_a_batch_of_one_away():
    """.squeeze() leaves no dimension, .squeeze(1) leaves the batch."""
    output = nn.Linear(1, 1)(torch.ones(1, 1))
    assert output.squeeze().shape == ()
    assert output.squeeze(1).shape == (1,)


def test_linear_ends_on_the_numbers_of_the_bare_optimizer(run):
    """The last digits may depend on the processor, and only they."""
    ours, theirs = run("linear").values, run("optimizer").values
    assert ours["learning_rate"] == RATE
    for name, expected in zip(("W", "b"), descent(1000), strict=True):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-5)
        assert ours[name] == pytest.approx(expected, abs=1e-3)


def test_the_class_learns_the_best_line(run):
    """Its layer's weight and bias are W and b."""
    values = run("linear/line_class").values
    found = [values["slope"], values["intercept"]]
    assert found == pytest.approx(BEST, abs=1e-3)


def test_hour_six_is_predicted(run):
    """One row in, one number out."""
    hour_six = run("linear").values["hour_six"]
    assert hour_six == pytest.approx(descent(1000) @ [6, 1], abs=1e-3)


def test_the_class_lists_the_parameters_of_its_layer(run):
    """Assigned to self, the layer's weight and bias are found."""
    names = run("linear/line_class").values["names"]
    assert names == ["linear.weight", "linear.bias"]


def test_two_features_have_a_weight_each(run):
    """In the order of the columns; clouds keep the ground warm."""
    values = run("linear/two_features").values
    columns = np.column_stack([X, [0.2, 0.2, 0.9, 0.5, 0.1], np.ones(5)])
    expected = np.linalg.lstsq(columns, Y, rcond=None)[0]
    found = [values["per_hour"], values["per_cloud"], values["at_start"]]
    assert found == pytest.approx(expected, abs=1e-3)
    assert values["per_cloud"] > 0
