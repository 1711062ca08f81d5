"""Moving the fit between devices, the order of additions, and what a step costs."""

import copy
import math
import mmap
import re
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from five_points import RATE, descent

from runpages.editions.markdown import markdown
from runpages.records.record import Record
from runpages.rendering.render import render
from runpages.settings import Site
from runpages.site import loading

ROOT = Path(__file__).parents[2]


def source(record: Record, title: str) -> str:
    """The code of a cell."""
    return record.cell(title)["source"]


def test_the_training_loop_stays_as_it_is(run):
    """The page says: nothing differs but the start."""
    for title in ("Data", "Train", "Result"):
        assert source(run("gpu"), title) == source(run("optimizer"), title)


@pytest.mark.skipif(torch.version.cuda is not None, reason="built with CUDA")
def test_without_cuda_the_name_of_the_device_stops_a_program(run):
    """The page quotes the message; its own block asks before."""
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.zeros(1, device="cuda")
    assert "check_available=True" in source(run("gpu/choose"), "Choose")


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


def test_a_lane_for_each_number_is_one_by_one():
    """The bound with 1000 lanes is that without, and that with 40 far below both."""
    bound = [1000 / lanes + lanes - 2 for lanes in (1, 40, 1000)]
    assert bound[0] == bound[2] == 999
    assert bound[1] < 100


def test_the_unit_is_the_distance_of_neighboring_floats(run):
    """A float32 has 24 significant bits."""
    values = run("gpu").values
    mantissa, _ = math.frexp(values["exact"] / values["unit"] / 2**24)
    assert 0.5 <= mantissa < 1
    assert 2**23 <= values["exact"] / values["unit"] < 2**24


def test_many_points_cost_more_than_few(run):
    """The cost of a step is flat at first and rises in the end."""
    values = run("gpu/cost").values
    assert values["sizes"] == [10**k for k in range(1, 8)]
    assert values["fixed_ms"] == min(values["cpu_ms"]) > 0
    assert values["cpu_ms"][-1] > 2 * values["fixed_ms"]


def test_the_points_dominate_beyond_the_turn(run):
    """The last size that costs less than twice the fixed cost is a tenth of it."""
    values = run("gpu/cost").values
    cost = dict(zip(values["sizes"], values["cpu_ms"], strict=True))
    assert cost[values["turn"] // 10] < 2 * values["fixed_ms"]
    later = [ms for n, ms in cost.items() if n >= values["turn"]]
    assert all(ms >= 2 * values["fixed_ms"] for ms in later)


def test_the_table_has_a_column_for_each_device_of_the_machine(run):
    """The CPU and, where there is one, the accelerator."""
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    devices = ["cpu"] + ([accelerator.type] if accelerator else [])
    assert run("gpu/cost").values["devices"] == devices
    assert columns(run("gpu/cost").stdout("Cost")) == devices


def test_an_accelerator_is_measured_beside_the_cpu(run, monkeypatch, capsys):
    """One that computes nothing stands in for it."""
    chosen = torch.device("meta")
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda **_: chosen)
    monkeypatch.setattr(torch.accelerator, "synchronize", lambda: None)
    blocks = "\n".join(source(run("gpu/cost"), t) for t in ("Choose", "Step", "Cost"))
    exec(blocks.replace("range(1, 8)", "range(1, 3)"), {})
    assert columns(capsys.readouterr().out) == ["cpu", "meta"]


def columns(table: str) -> list[str]:
    """The names above the columns, each of which has a number in every row."""
    head, *rows = table.splitlines()
    names = head.partition("of a step")[2].split()
    for row in rows:
        numbers = row.partition("points")[2].split()
        assert len(numbers) == len(names)
        assert all(float(ms) >= 0 for ms in numbers)
    return names


CPU_MS = [0.2, 0.2, 0.2, 0.5, 1.0, 6.0, 44.0]


def ran(record: Record, device: str, **values: object) -> Record:
    """The record as a device might have made it, with other values."""
    notebook = copy.deepcopy(record.notebook)
    facts = notebook["metadata"]["runpages"]
    facts["device"], facts["device_name"] = device, f"a {device}"
    facts["values"] |= values
    return Record(notebook)


@pytest.fixture
def page_with(settings, library):
    """The page as it reads where a GPU took part that takes this long for a step."""
    pages = loading.every_page(loading.load(settings.root))
    [gpu] = [page for page in pages if page.uri == "gpu.md"]

    def text(device: str = "", milliseconds: list[float] | None = None) -> str:
        records = {
            name: {"cpu": ran(library.records[name]["cpu"], "cpu", **values)}
            for name, values in (("gpu", {}), ("gpu/cost", {"devices": ["cpu"]}))
        }
        if device:
            both = {"devices": ["cpu", device], "cpu_ms": CPU_MS}
            for name, values in (
                ("gpu", {"there": 0.25}),
                ("gpu/cost", {**both, "other_ms": milliseconds}),
            ):
                records[name][device] = ran(records[name]["cpu"], device, **values)
        seen = replace(library, records={**library.records, **records})
        return markdown(render(gpu, pages, seen), Site("", ""))

    return text


def test_without_a_gpu_the_page_shows_none_of_its_numbers(page_with):
    """It says so, and what measures one."""
    text = page_with()
    assert "No GPU took part in this build" in text
    assert "the GPU pays" not in text
    assert "python snippets/gpu/cost.py" in text
    assert (ROOT / "snippets/gpu/cost.py").exists()


@pytest.mark.parametrize("device", ["cuda", "xpu", "mps"])
def test_with_a_gpu_the_page_shows_its_draw_and_its_cost(page_with, device):
    """Whatever its kind."""
    text = page_with(device, [1.0] * 7)
    assert "No GPU took part in this build" not in text
    assert "and the GPU 0.2500" in text
    assert "$W$ on the GPU equals $W$ on the CPU in every bit" in text
    assert "milliseconds of a step" in text


@pytest.mark.parametrize(
    ("gpu_ms", "words"),
    [
        ([1.0] * 7, "the GPU pays from 1,000,000 points on"),  # 1.0 is not below 1.0
        ([0.1] * 7, "the GPU pays from 10 points on"),
        ([0.1] * 6 + [50.0], "the GPU pays at none of these sizes"),
    ],
)
def test_the_page_says_from_where_a_gpu_pays(page_with, gpu_ms, words):
    """From the first size on at and above which its step is the shorter one."""
    assert words in page_with("cuda", gpu_ms)


def test_the_words_for_a_gpu_are_in_torch_itself():
    """No GPU is needed to see that the message that the page quotes is today's."""
    page = (ROOT / "docs" / "gpu.md").read_text("utf-8")
    words = re.search(r"the same mistake gives the message `(.+?)`", page)[1].encode()
    libraries = list((Path(torch.__file__).parent / "lib").glob("*torch_cpu.*"))
    assert any(_holds(library, words) for library in libraries)


def _holds(library: Path, words: bytes) -> bool:
    with (
        library.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as contents,
    ):
        return contents.find(words) >= 0
