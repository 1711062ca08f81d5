"""Two processes learn the same line as one; two settings learn another."""

import ast
import re

import numpy as np
import pytest
import torch
from five_points import BEST, A, X, Y, descent, start


def gradients(run) -> dict[str, np.ndarray]:
    """The gradients that the page prints, by the name before them."""
    rows = re.findall(
        r"(.+?) +dW +(\S+) +db +(\S+)", run("distributed").stdout("Average")
    )
    return {name: np.array([float(dW), float(db)]) for name, dW, db in rows}


def gradient(points: slice) -> np.ndarray:
    """The exact gradient of the sum of squares over these points, at the start."""
    rows = A[points]
    return 2 * rows.T @ (rows @ start() - Y[points])


def weighted(weights: list[float]) -> np.ndarray:
    """The line with the least weighted sum of squares."""
    rows = A * np.array(weights)[:, None]
    return np.linalg.solve(rows.T @ A, rows.T @ Y)


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("process 0", gradient(slice(0, 3))),
        ("process 1", gradient(slice(3, 5))),
        ("average", gradient(slice(0, 5)) / 2),
        ("2 x average", gradient(slice(0, 5))),
        ("all five points", gradient(slice(0, 5))),
    ],
)
def test_gradients_of_the_parts_add_up(run, name, exact):
    """Each printed gradient is the exact one, to the four digits that are printed."""
    assert gradients(run)[name] == pytest.approx(exact, abs=1e-2)


def test_the_order_of_summation_costs_a_few_roundings(run):
    """A sum of five terms is off by at most five roundings of their absolute sum."""
    values = run("distributed").values
    largest = np.abs(2 * A * (A @ start() - Y)[:, None]).sum(axis=0).max()
    # Twice, since both sums round; the terms themselves take some three roundings.
    assert values["largest_difference"] <= 2 * (5 + 3) * 2**-24 * largest
    assert 0 < values["same_steps"] <= 1000


def test_two_processes_learn_what_one_learns(run):
    """The rounded paths stay close, because each step shrinks their distance."""
    values = run("distributed").values
    assert values["apart"] <= 1e-5
    assert values["same_line"] is (values["apart"] == 0)
    assert [values["W"], values["b"]] == pytest.approx(descent(1000), abs=1e-5)


def test_two_processes_average_to_the_gradient_of_all_points(run):
    """What DistributedDataParallel leaves in .grad, times the number of processes."""
    values = run("distributed").values
    exact = gradient(slice(0, 5))
    # A sum of five terms of at most 100 or so: a few roundings of 1e-5.
    assert [values["first_W"], values["first_b"]] == pytest.approx(exact, abs=1e-4)
    printed = gradients(run)["all five points"]
    assert [values["first_W"], values["first_b"]] == pytest.approx(printed, abs=1e-2)


def test_one_process_prints(run):
    """Eleven lines, from step 0 to step 1000: the other process is silent."""
    lines = run("distributed").stdout("Run").splitlines()
    steps = [int(line.split()[1]) for line in lines]
    assert steps == list(range(0, 1001, 100))


def test_the_average_of_two_means_is_another_line(run):
    """Unequal shares weigh their points by 1/6 and 1/4."""
    values = run("distributed").values
    # float32 with a condition number below 100: some 1e-5.
    expected = weighted([1 / 6, 1 / 6, 1 / 6, 1 / 4, 1 / 4])
    assert [values["means_W"], values["means_b"]] == pytest.approx(expected, abs=1e-4)
    assert [values["all_W"], values["all_b"]] == pytest.approx(BEST, abs=1e-4)
    assert abs(values["means_W"] - values["all_W"]) > 1e-3


def test_the_sampler_deals_one_point_twice(run):
    """Six places for five points: one comes twice, and the line moves."""
    values = run("distributed").values
    assert sorted(values["times_dealt"]) == [1, 1, 1, 1, 2]
    expected = weighted(values["times_dealt"])
    assert [values["padded_W"], values["padded_b"]] == pytest.approx(expected, abs=1e-4)
    assert abs(values["padded_W"] - values["all_W"]) > 1e-3


def test_dropping_what_is_left_over_drops_the_same_each_time():
    """Unless the epoch is set."""
    from torch.utils.data import DistributedSampler

    samplers = [
        DistributedSampler(range(5), 2, rank, drop_last=True) for rank in (0, 1)
    ]
    epochs = [{i for sampler in samplers for i in sampler} for _ in range(3)]
    assert len(epochs[0]) == 4
    assert epochs[0] == epochs[1] == epochs[2]
    left_out = []
    for epoch in range(9):
        for sampler in samplers:
            sampler.set_epoch(epoch)
        left_out.append({*range(5)} - {i for sampler in samplers for i in sampler})
    assert any(one != left_out[0] for one in left_out)


def test_the_changes_for_gpus_fit_the_program(run, settings):
    """Each line that the page removes is in the program; what it adds is Python."""
    program = run("distributed").values["program"].splitlines()
    page = (settings.root / settings.docs / "distributed.md").read_text("utf-8")
    diff = re.search(r"```[^\n]*diff[^\n]*\n(.*?)```", page, re.DOTALL)[1].splitlines()
    removed = [line[1:] for line in diff if line.startswith("-")]
    assert removed
    assert all(any(line.startswith(old) for line in program) for old in removed)
    ast.parse("\n".join(line[1:] for line in diff if line.startswith("+")))


def test_the_shares_are_three_and_two():
    """The first process gets the odd point, as tensor_split does."""
    assert [len(part) for part in np.array_split(X, 2)] == [3, 2]


def test_a_process_without_points_adds_nothing_to_a_sum():
    """The sum over no points has gradient 0; the mean over none is not a number."""
    W = torch.ones(1, requires_grad=True)
    squares = (torch.ones(0) * W).pow(2)
    squares.sum().backward()
    assert W.grad.item() == 0
    assert squares.mean().isnan()
