"""Which ways agree in every bit, and what separates the others."""

import pytest
import torch


def way(record, name):
    """In how many steps a way differs from SGD, and by how much at most."""
    values = record.values
    place = values["names"].index(name)
    return values["differing"][place], values["largest"][place]


def test_ten_ways_are_compared_over_a_thousand_steps(run):
    """The page speaks of nine others, and of 999 pairs of neighboring steps."""
    values = run("same").values
    assert len(values["names"]) == len(values["differing"]) == 10
    assert way(run("same"), "SGD") == (0, 0.0)


@pytest.mark.parametrize(
    "name", ["SGD(foreach=True)", "W.sub_(W.grad, alpha=rate)", "gradient by hand"]
)
def test_ways_that_round_alike_stay_within_a_few_last_bits(run, name):
    """What they round is the same; a fused operation may still round once less."""
    assert way(run("same"), name)[1] <= 2**-22  # four last bits of a number below 1


def test_data_is_the_update_without_it(run):
    """`.data` hides an update from autograd; the arithmetic is the same."""
    record = run("same")
    assert way(record, "W.data -= rate * W.grad.data") == way(
        record, "W -= rate * W.grad"
    )


def test_ways_in_32_bits_are_closer_to_one_another_than_to_64_bits(run):
    """The premise of 'which one is right': none of them."""
    values = run("same").values
    assert values["off_sgd"] < values["off_truth"]


def test_roundings_are_the_only_difference_between_the_updates(run):
    """From equal numbers, one of the two roundings explains nearly every step."""
    values = run("same").values
    assert max(values["once_right"], values["twice_right"]) >= 990


def test_example_rounds_to_the_two_neighbors_of_the_exact_result(run):
    """If the roundings differ, they lie on different sides, no farther than a gap."""
    values = run("same").values
    once, twice, gap = (values[n] for n in ("off_once", "off_twice", "gap"))
    assert abs(once) <= 1e9 * gap / 2 * 1.0001  # the nearest is within half a gap
    assert once == twice or once * twice < 0


def test_first_rounding_carries_the_result_past_the_middle(run):
    """The middle of the two neighbors lies between the exact result and `twice`."""
    values = run("same").values
    once, twice = values["off_once"], values["off_twice"]
    assert once == twice or 0 <= (once + twice) / 2 / twice < 1


def five_products():
    """1000 gradients of the slope of the five points, each as its five terms."""
    generator = torch.Generator().manual_seed(0)
    return torch.rand(1000, 5, generator=generator) * torch.arange(1.0, 6.0)


def last_early(terms):
    """First and last, then the others."""
    first, second, third, fourth, last = terms.unbind(1)
    return (((first + last) + second) + third) + fourth


def first_to_last(terms):
    """One after another."""
    first, second, third, fourth, last = terms.unbind(1)
    return (((first + second) + third) + fourth) + last


def test_order_of_sum_holds_for_other_numbers(run):
    """Where the page says in which order `sum` adds, any five numbers obey."""
    explained = run("same").values["explained"]
    terms = five_products()
    sums = torch.stack([row.sum() for row in terms])
    for count, order in zip(explained[:2], (first_to_last, last_early), strict=True):
        assert (count == 1000) == torch.equal(sums, order(terms))


def test_order_of_a_product_of_matrices_holds_for_other_numbers(run):
    """And in which order a product of matrices adds."""
    explained = run("same").values["explained"]
    terms = five_products()
    ones = torch.ones(5, 1)
    sums = torch.cat([(row.unsqueeze(0) @ ones).flatten() for row in terms])
    for count, order in zip(explained[2:], (first_to_last, last_early), strict=True):
        assert (count == 1000) == torch.equal(sums, order(terms))


def test_64_bits_are_finer_by_29_bits():
    """52 bits after the point against 23."""
    finer = torch.finfo(torch.float32).eps / torch.finfo(torch.float64).eps
    assert finer == 2**29


def test_drift_is_forgotten(run):
    """Gradient descent pulls both paths to the same line: rounding does not grow."""
    assert run("same").values["largest_drift"] < 1e-6


def test_program_has_not_converged_after_a_thousand_steps(run):
    """What is left is an error of training, ten thousand times that of rounding."""
    gap = abs(run("same_forever").values["gap"])
    assert gap > 1e4 * run("same").values["largest_drift"]
    assert 0.01 < gap < 0.1  # the second decimal


def test_training_in_32_bits_stops_when_a_step_is_below_half_a_bit(run):
    """An update below half the distance to the next number is rounded away."""
    values = run("same_forever").values
    assert values["stopped"] > 1000
    assert values["update"] <= values["half"] * 1.001
    assert 0 < abs(values["left"]) < 1e-4
