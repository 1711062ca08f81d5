"""The engine of our own, with PyTorch as its oracle."""

import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from five_points import X, Y, descent, loss_at, start

SNIPPET = Path(__file__).parents[2] / "snippets" / "engine.py"
CELL = re.search(
    r"# %% Engine\n(.*?)\n# %% Start", SNIPPET.read_text("utf-8"), re.DOTALL
)[1]


@pytest.fixture(scope="module")
def value() -> Callable[..., Any]:
    """The class Value of the snippet's cell."""
    names: dict[str, Any] = {}
    exec(CELL, names)
    return names["Value"]


def expression(chance: random.Random, leaves: list[Any]) -> Any:
    """A random expression that uses its leaves, and itself, many times."""
    pool = list(leaves)
    for _ in range(12):
        left, right = chance.choice(pool), chance.choice(pool)
        number = chance.uniform(-2, 2)
        pool.append(
            chance.choice(
                [
                    lambda a, b, n: a + b,
                    lambda a, b, n: a - b,
                    lambda a, b, n: a * b * 0.5,
                    lambda a, b, n: n + a,
                    lambda a, b, n: n * a - n,
                    lambda a, b, n: (a * 0.1) ** 2 + b,
                ]
            )(left, right, number)
        )
    return pool[-1] + pool[-2]


@pytest.mark.parametrize("seed", range(50))
def test_random_expressions_have_the_gradients_of_pytorch(value, seed):
    """Value and every partial derivative, to rounding in float64."""
    numbers = [0.7, -1.3, 2.1]
    ours = [value(n) for n in numbers]
    result = expression(random.Random(seed), ours)
    result.backward()
    theirs = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in numbers]
    oracle = expression(random.Random(seed), theirs)
    oracle.backward()
    assert result.data == pytest.approx(oracle.item(), rel=1e-12)
    for our, their in zip(ours, theirs, strict=True):
        expected = 0.0 if their.grad is None else their.grad.item()
        assert our.grad == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (lambda v: -v, lambda v: -1 * v),
        (lambda v: 1 - v, lambda v: -1 * v + 1),
        (lambda v: v / 2, lambda v: v * 2**-1),
    ],
)
def test_what_it_does_not_know_can_be_written_with_what_it_does(
    value, written, instead
):
    """A TypeError, and an expression with the value and slope of PyTorch."""
    W = value(3.0)
    with pytest.raises(TypeError):
        written(W)
    result = instead(W)
    result.backward()
    theirs = torch.tensor(3.0, requires_grad=True)
    oracle = written(theirs)
    oracle.backward()
    assert (result.data, W.grad) == (oracle.item(), theirs.grad.item())


def test_it_has_fewer_than_sixty_lines():
    """The promise of the page, blank lines and comments included."""
    assert len(CELL.strip().splitlines()) < 60


def test_the_fit_is_where_exact_descent_is(run):
    """In float64, rounding is a thousand times too small to be seen here."""
    values = run("engine").values
    assert [values["W"], values["b"]] == pytest.approx(descent(1000), abs=1e-12)
    assert values["loss"] == pytest.approx(loss_at(descent(1000)), abs=1e-12)


@pytest.mark.bits
def test_both_engines_agree_to_rounding(run):
    """Counts are for all 1000 steps; differences are a few units in the last place."""
    values = run("engine").values
    assert 0 <= values["equal_at_once"] <= 1000
    assert 0 <= values["equal_one_by_one"] <= 1000
    # Rounding of 1e-16 a step, in a sum that decays by 0.0017 a step at the slowest.
    assert values["largest"] < 2.3e-16 / 0.0016


def test_a_value_used_twice_collects_both_uses(run):
    """The derivative of a times a is two a."""
    assert run("engine").stdout("Twice").split()[-1] == str(2 * 3.0)


def test_the_figure_shows_the_gradient_on_paper(run):
    """Twice the residual, times x for the slope and times one for the height."""
    values = run("engine").values
    residual = 2.0 * 0.5 + 0.75 - (-1.1)
    weight, _, bias, _, of_residual, _ = values["gradients"]
    assert of_residual == pytest.approx(2 * residual)
    assert bias == pytest.approx(2 * residual)
    assert weight == pytest.approx(2 * residual * 2.0)


def test_parents_are_older(value):
    """The order of birth is an order in which each result comes after its parents."""
    W, b = (value(n) for n in start())
    loss = sum(
        (xi * W + b - yi) ** 2 for xi, yi in zip(X.tolist(), Y.tolist(), strict=True)
    )
    assert all(p.born < v.born for v in loss.ancestors() for p in v.parents)


def test_pytorch_numbers_its_operations_in_the_order_of_birth():
    """Later operations have higher sequence numbers."""
    W = torch.ones(1, requires_grad=True)
    first = W * 2
    second = first + 1
    third = second**2
    numbers = [t.grad_fn._sequence_nr() for t in (first, second, third)]
    assert numbers == sorted(set(numbers))


def test_the_order_of_discovery_passes_on_too_early(value):
    """A parent that is reached first may still wait for a second contribution."""
    W = value(1.0)
    early = 1.0 * W
    late = 2.0 * early
    loss = early + late
    loss.grad = 1.0
    for found in (loss, early, late):  # as the parents are met
        for parent, slope in zip(found.parents, found.slopes, strict=True):
            parent.grad += slope * found.grad
    assert W.grad == 1.0
    W.grad = early.grad = late.grad = 0.0
    loss.backward()
    assert W.grad == 3.0


def test_backward_twice_is_neither_once_nor_twice(value):
    """What lies between the loss and W still holds its gradient from the first pass."""
    W = value(3.0)
    loss = ((2.0 * W + 1.0) - 4.0) ** 2
    loss.backward()
    once = W.grad
    loss.backward()
    assert W.grad not in (once, 2 * once)


def test_a_new_loss_each_time_adds_up(value):
    """With a fresh graph the second pass adds exactly the gradient again."""
    W = value(3.0)
    (W**2).backward()
    (W**2).backward()
    assert W.grad == 2 * (2 * 3.0)


def test_long_sums_are_no_deeper_than_the_loop(value):
    """More points than Python allows nested calls."""
    W = value(1.0)
    n = sys.getrecursionlimit() + 100
    sum(W for _ in range(n)).backward()
    assert W.grad == n
