"""Which ways agree in every bit, and what separates the others."""

from pathlib import Path

import pytest
import torch

from runpages.authored.snippet import find
from runpages.editions.markdown import markdown
from runpages.records.record import make
from runpages.records.store import Library
from runpages.rendering.render import render
from runpages.settings import Site
from runpages.site import loading


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
    assert 0 < values["changed"] < 100
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


pytestmark = pytest.mark.bits

ROOT = Path(__file__).parents[2]
X = torch.arange(1.0, 6.0)


def five_slopes():
    """1000 times five factors of the five points: their products are added up."""
    return torch.rand(1000, 5, generator=torch.Generator().manual_seed(0))


def last_early(slopes):
    """First and last, then the others."""
    first, second, third, fourth, last = (slopes * X).unbind(1)
    return (((first + last) + second) + third) + fourth


def first_to_last(slopes):
    """One after another."""
    first, second, third, fourth, last = (slopes * X).unbind(1)
    return (((first + second) + third) + fourth) + last


def fused(slopes):
    """One after another, a product and its sum rounded once."""
    total = slopes[:, 0] * X[0]
    for i in range(1, 5):
        total = (total + slopes[:, i].double() * X[i]).float()
    return total


ORDERS = (first_to_last, last_early, fused)


def test_order_of_sum_holds_for_other_numbers(run):
    """An order that explains every gradient of `sum` explains other sums too."""
    slopes = five_slopes()
    sums = torch.stack([row.sum() for row in slopes * X])
    for count, order in zip(run("same").values["explained"][:3], ORDERS, strict=True):
        assert count < 1000 or torch.equal(sums, order(slopes))


def test_order_of_a_product_of_matrices_holds_for_other_numbers(run):
    """And so does one that explains every gradient of a product of matrices."""
    slopes = five_slopes()
    sums = torch.cat([(row.unsqueeze(0) @ X.unsqueeze(1)).flatten() for row in slopes])
    for count, order in zip(run("same").values["explained"][3:], ORDERS, strict=True):
        assert count < 1000 or torch.equal(sums, order(slopes))


PLAIN, EARLY, FUSED = (
    "adds from first to last",
    "adds the last product to the first, then the others",
    "adds from first to last, with one rounding for a product and its sum",
)
UNKNOWN = "None of these orders explains every gradient of"
OUTCOMES = [
    ([949, 1000, 945], [995, 947, 1000], [f"`sum` {EARLY}.", f"matrices {FUSED}."]),
    ([949, 1000, 945], [1000, 952, 995], [f"`sum` {EARLY}.", f"matrices {PLAIN}."]),
    ([1000, 952, 995], [952, 1000, 995], [f"`sum` {PLAIN}.", f"matrices {EARLY}."]),
    ([999, 952, 1000], [999, 999, 999], [f"`sum` {FUSED}.", f"{UNKNOWN} the product"]),
    (
        [9, 9, 9],
        [1000, 9, 1000],
        [f"{UNKNOWN} `sum`:", f"{PLAIN}, or {FUSED[5:]}, with"],
    ),
]


@pytest.mark.parametrize(("sums", "products", "sentences"), OUTCOMES)
def test_the_page_has_a_sentence_for_every_order(run, sums, products, sentences):
    """One for each program, whatever a processor does."""
    text = page_with(run, explained=sums + products)
    for sentence in sentences:
        assert sentence in text


def test_the_page_says_which_orders_its_run_took(run):
    """One sentence a program, about the orders that explain all of its gradients."""
    explained = run("same").values["explained"]
    text = page_with(run)
    for program, counts in (("`sum`", explained[:3]), ("matrices", explained[3:])):
        known = zip(counts, (PLAIN, EARLY, FUSED), strict=True)
        found = [order[5:] for count, order in known if count == 1000]
        said = f"{program} adds {', or '.join(found)}" if found else f"{UNKNOWN} "
        assert said + ("." if len(found) == 1 else "") in text


@pytest.mark.parametrize(
    ("once", "twice", "changed", "sentence"),
    [
        (999, 996, 3, "Here `SGD` always rounds once."),
        (996, 999, 3, "Here `SGD` always rounds twice."),
        (998, 996, 3, "Here neither explains all of the steps."),
        (999, 999, 0, "Here both round to the same bits at every step."),
    ],
)
def test_the_page_has_a_sentence_for_every_rounding(
    run, once, twice, changed, sentence
):
    """Once, twice, neither, or no difference."""
    given = {"once_right": once, "twice_right": twice, "changed": changed}
    assert sentence in page_with(run, **given)


@pytest.mark.parametrize("steps", [0, 489])
def test_the_page_draws_the_drift_only_where_there_is_some(run, steps):
    """Where SGD rounds as the tutorials' update does, the two never part."""
    values = run("same").values
    place = values["names"].index("W -= rate * W.grad")
    differing = [*values["differing"]]
    differing[place] = steps
    text = page_with(run, differing=differing)
    assert ("so the two never part" in text) == (steps == 0)
    assert ("The difference never exceeds" in text) == (steps > 0)


def page_with(run, **values):
    """The text of the page, were these the values of its run."""
    library = Library(find(ROOT / "snippets", ROOT), ROOT)
    for name in ("same", "same/forever"):
        record = run(name)
        given = values if name == "same" else {}
        facts = {**record.facts, "values": {**record.values, **given}}
        library.records[name] = {"cpu": make(record.cells, facts)}
    every = loading.every_page(loading.load(ROOT))
    same = next(page for page in every if page.uri == "same.md")
    return markdown(render(same, every, library), Site("", ""))


def test_64_bits_are_finer_by_29_bits():
    """52 bits after the point against 23."""
    finer = torch.finfo(torch.float32).eps / torch.finfo(torch.float64).eps
    assert finer == 2**29


def test_drift_is_forgotten(run):
    """Gradient descent pulls both paths to the same line: rounding does not grow."""
    assert run("same").values["largest_drift"] < 1e-6


def test_program_has_not_converged_after_a_thousand_steps(run):
    """What is left is an error of training, ten thousand times that of rounding."""
    gap = abs(run("same/forever").values["away"][1])
    assert gap > 1e4 * run("same").values["off_sgd"]
    assert 0.01 < gap < 0.1  # the second decimal


def test_training_in_32_bits_stops_when_a_step_is_below_half_a_bit(run):
    """An update below half the distance to the next number is rounded away."""
    values = run("same/forever").values
    assert values["stopped"] > 1000
    assert values["update"] <= values["half"] * 1.001
    assert 0 < abs(values["left"]) < 1e-4
