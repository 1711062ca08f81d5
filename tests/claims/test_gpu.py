"""Moving the fit between devices, the order of additions, and what a step costs."""

import copy
import math
from dataclasses import replace

import pytest
from five_points import RATE, descent

from executor.pages import read
from executor.record import Record
from executor.render import render


def source(record: Record, title: str) -> str:
    """The code of a cell."""
    return record.cell(title)["source"]


def test_the_training_loop_stays_as_it_is(run):
    """The page says: character for character the loop of the first page."""
    assert source(run("gpu"), "Train") == source(run("optimizer"), "Train")


def test_the_same_start_learns_the_same_line(run):
    """Drawing on the CPU and moving changes nothing: same program, same bits."""
    moved, plain = run("gpu").values, run("optimizer").values
    assert (moved["W"], moved["b"]) == (plain["W"], plain["b"])
    assert moved["learning_rate"] == RATE
    # 1000 rounded steps of a contraction stay within some 1e-6 of the exact ones.
    assert [moved["W"], moved["b"]] == pytest.approx(descent(1000), abs=1e-5)


def test_the_chosen_device_is_the_default(run):
    """Tensors are made on the device that was chosen, whatever it is."""
    assert run("gpu/choose").values["on_device"] is True


def test_a_tensor_left_behind_raises_without_a_gpu(run):
    """The meta device finds what stayed on the CPU."""
    error = run("gpu/forgotten").error
    assert error.startswith("RuntimeError")
    assert "device meta is not on the expected device cpu" in error


def test_the_cpu_draws_the_same_number_twice(run):
    """On the CPU the two generators of the page are one."""
    values = run("gpu").values
    assert values["there"] == values["here"]


def test_the_order_of_additions_changes_the_sum(run):
    """More lanes, fewer roundings in a row: fewer different sums, smaller errors."""
    values = run("gpu").values
    assert values["different"] > values["lanes_different"] > 1
    assert values["worst"] > values["lanes_worst"] > 0


def test_the_errors_respect_the_bounds(run):
    """Within (n - 1) u sum and (n/k + k - 2) u sum: 999 and 63 roundings in a row."""
    values = run("gpu").values
    rounding = 2**-24 * values["exact"] / values["unit"]  # one addition, in units
    assert values["worst"] <= 999 * rounding
    assert values["lanes_worst"] <= (1000 / 40 + 40 - 2) * rounding


def test_the_unit_is_the_distance_of_neighboring_floats(run):
    """A float32 has 24 significant bits."""
    values = run("gpu").values
    mantissa, _ = math.frexp(values["exact"] / values["unit"] / 2**24)
    assert 0.5 <= mantissa < 1
    assert 2**23 <= values["exact"] / values["unit"] < 2**24


def test_many_points_cost_more_than_few(run):
    """The cost of a step is flat at first and rises in the end."""
    values = run("gpu").values
    assert values["sizes"] == [10**k for k in range(1, 8)]
    assert values["fixed_ms"] == min(values["milliseconds"]) > 0
    assert values["milliseconds"][-1] > 2 * values["fixed_ms"]


def test_the_points_dominate_beyond_the_turn(run):
    """The last size that costs less than twice the fixed cost is a tenth of it."""
    values = run("gpu").values
    cost = dict(zip(values["sizes"], values["milliseconds"], strict=True))
    assert cost[values["turn"] // 10] < 2 * values["fixed_ms"]
    later = [ms for n, ms in cost.items() if n >= values["turn"]]
    assert all(ms >= 2 * values["fixed_ms"] for ms in later)


def on_a_gpu(record: Record) -> Record:
    """The record as a GPU might have made it: one size more, another draw."""
    notebook = copy.deepcopy(record.notebook)
    facts = notebook["metadata"]["executor"]
    facts["device"], facts["device_name"] = "cuda", "a GPU"
    facts["values"]["sizes"] += [10**8]
    facts["values"]["milliseconds"] += [3.0]
    facts["values"]["there"] = 0.25
    return Record(notebook)


@pytest.mark.parametrize("gpu", [False, True])
def test_the_page_speaks_of_a_gpu_only_when_one_ran(project, library, gpu):
    """With a run on a GPU the page gains its draw and its column of the table."""
    pages = read(project.root / project.docs, project.root)
    runs = dict(library.records["gpu"])
    runs = {"cpu": runs["cpu"]} | ({"cuda": on_a_gpu(runs["cpu"])} if gpu else {})
    seen = replace(library, records={**library.records, "gpu": runs})
    text = render(pages["gpu.md"], list(pages.values()), seen).markdown
    assert ("and the GPU 0.2500" in text) is gpu
    assert ("| 100,000,000 |  | 3.00 |" in text) is gpu
    assert ("No GPU took part in this build" in text) is not gpu
