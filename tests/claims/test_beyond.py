"""Polynomial, ridge, lasso, hidden layer and logistic regression."""

import numpy as np
import pytest
import torch
from night import DEGREES, errors, least_squares, powers, printed, split
from torch import nn


@pytest.fixture
def sklearn():
    """Linear models of scikit-learn: only who runs these tests waits for its import."""
    import sklearn.linear_model

    return sklearn.linear_model


@pytest.mark.parametrize(("cell", "degree"), [("Line", 1), ("Polynomial", 3)])
def test_a_polynomial_is_linear_regression_on_powers(run, cell, degree):
    """Descent arrives where least squares does."""
    found = printed(run("beyond").stdout(cell))
    assert found == pytest.approx(errors(least_squares(degree)), abs=6e-3)


def test_nine_powers_without_a_penalty_overfit(run):
    """The best fit: tiny in training, useless in validation, with large weights."""
    values = run("beyond").values
    train, valid = errors(least_squares(9))
    assert [values["free_train"], values["free_valid"]] == pytest.approx(
        [train, valid], abs=2e-3
    )
    assert max(map(abs, values["free_weights"])) > 100
    assert max(map(abs, values["ridge_weights"])) < 10


def test_ridge_is_that_of_scikit_learn(run, sklearn):
    """Its penalty is not divided by the number of readings: strength times twelve."""
    train, _ = split()
    ridge = sklearn.Ridge(alpha=0.01 * len(train))
    ridge.fit(powers(9)[train, 1:], DEGREES[train])
    values, predicted = run("beyond").values, ridge.predict(powers(9)[:, 1:])
    assert values["ridge_weights"] == pytest.approx(ridge.coef_, abs=5e-3)
    found = printed(run("beyond").stdout("Ridge"))
    assert found == pytest.approx(errors(predicted), abs=7e-3)
    assert found[0] > values["free_train"]
    assert found[1] < values["free_valid"] / 4


def test_lasso_keeps_the_powers_that_scikit_learn_keeps(run, sklearn):
    """Its penalty is halved: it halves the squared errors too."""
    train, _ = split()
    lasso = sklearn.Lasso(alpha=0.03 / 2, max_iter=1_000_000, tol=1e-10)
    lasso.fit(powers(9)[train, 1:], DEGREES[train])
    values = run("beyond").values
    weights = np.array(values["lasso_weights"])
    assert list(np.flatnonzero(weights) + 1) == list(np.flatnonzero(lasso.coef_) + 1)
    assert 0 < len(values["kept"]) < 9
    found = printed(run("beyond").stdout("Lasso"))
    predicted = lasso.predict(powers(9)[:, 1:])
    assert found == pytest.approx(errors(predicted), abs=0.02)
    ridge = sklearn.Ridge(alpha=0.12).fit(powers(9)[train, 1:], DEGREES[train])
    # Almost the same curve, as the page says of the two.
    assert ridge.predict(powers(9)[:, 1:]) == pytest.approx(predicted, abs=0.5)


def test_a_hidden_layer_bends_and_begins_to_overfit(run):
    """Far better than the line; better in training than in validation."""
    line = printed(run("beyond").stdout("Line"))
    train, valid = printed(run("beyond").stdout("Hidden layer"))
    assert valid < line[1] / 2
    assert train < valid


def test_two_linear_layers_in_a_row_are_one():
    """The slope is the product of the weights: no bend without an activation."""
    model = nn.Sequential(nn.Linear(1, 16), nn.Linear(16, 1)).double()
    x = torch.linspace(-1, 1, 5, dtype=torch.float64).unsqueeze(1)
    slope = (model[1].weight @ model[0].weight).item()
    steps = model(x).diff(dim=0).flatten() / 0.5
    assert steps.tolist() == pytest.approx([slope] * 4)


def test_the_curve_turns_in_the_morning(run):
    """Down until about hour eight, then up, as the alternative texts say."""
    A = powers(3)
    train, _ = split()
    weights = np.linalg.lstsq(A[train], DEGREES[train], rcond=None)[0]
    hours = np.linspace(1, 12, 111)
    curve = ((hours - 6) / 6)[:, None] ** np.arange(4) @ weights
    assert 7 < hours[curve.argmin()] < 9.5


def frost() -> tuple[np.ndarray, np.ndarray]:
    """The evenings of the page and their mornings."""
    evening = np.array(
        [-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7], dtype=float
    )
    return evening[:, None], np.array([1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0])


def test_logistic_regression_is_that_of_scikit_learn(run, sklearn):
    """The same weight, bias, even point, and probability."""
    evening, frozen = frost()
    line = sklearn.LogisticRegression(C=np.inf, tol=1e-10).fit(evening, frozen)
    values = run("beyond").values
    W, b = line.coef_[0, 0], line.intercept_[0]
    assert [values["W"], values["b"]] == pytest.approx([W, b], abs=1e-3)
    assert values["even"] == pytest.approx(-b / W, abs=1e-3)
    assert values["odds"] == pytest.approx(np.exp(W), abs=1e-3)
    assert values["tonight"] == pytest.approx(
        line.predict_proba([[1.0]])[0, 1], abs=1e-3
    )
    assert values["right"] == (line.predict(evening) == frozen).sum()


def test_a_line_through_zeros_and_ones_leaves_the_range():
    """Why a probability needs the sigmoid."""
    evening, frozen = frost()
    slope, intercept = np.polyfit(evening[:, 0], frozen, 1)
    assert slope * -4 + intercept > 1.2
    assert slope * 8 + intercept < 0


def test_where_it_is_sure_and_wrong_squares_hardly_learn():
    """The gradient of the squared error dies, that of the cross-entropy does not."""
    gradients = []
    for squares in (True, False):
        output = torch.tensor(10.0, requires_grad=True)
        if squares:
            torch.sigmoid(output).pow(2).backward()
        else:
            nn.BCEWithLogitsLoss()(output, torch.tensor(0.0)).backward()
        gradients.append(output.grad.item())
    assert gradients[0] < 1e-3
    assert gradients[1] > 0.99


def test_a_second_sigmoid_gives_numbers_from_one_half_to_073():
    """At most sigmoid(1), at least sigmoid(0)."""
    twice = torch.sigmoid(torch.sigmoid(torch.tensor([-100.0, 100.0])))
    assert twice.tolist() == pytest.approx([0.5, 0.731], abs=1e-3)


def test_the_ninth_power_of_twelve_is_five_billion():
    """About."""
    ninth_power = 12**9
    assert ninth_power == pytest.approx(5e9, rel=0.05)


def test_separated_evenings_have_no_largest_weight():
    """The loss falls with every larger weight, so there is no minimum."""
    x, y = torch.tensor([-1.0, 1.0]), torch.tensor([1.0, 0.0])
    losses = [nn.BCEWithLogitsLoss()(-w * x, y).item() for w in (1, 5, 10)]
    assert losses == sorted(losses, reverse=True)
    assert len(set(losses)) == 3
