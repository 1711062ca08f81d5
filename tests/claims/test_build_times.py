"""What the page on builds says of them, held against what was measured."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOUND = json.loads((ROOT / "benchmarks/build.json").read_text("utf-8"))
SIZES = sorted({row["pages"] for row in FOUND["rows"]})
TIMES = ("cold", "warm", "prose", "code")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that writes the tables."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import table

    yield table
    for name in ("table", "tools", "corpus"):
        sys.modules.pop(name, None)


def test_the_tables_are_those_of_the_measurement(table: Any):
    """No number in them was typed: they are written from what was measured."""
    assert (ROOT / "benchmarks/build.md").read_text("utf-8") == (
        table.tables(FOUND) + "\n"
    )


def test_every_size_is_measured(table: Any):
    """Five numbers of pages; the other tools build up to thirty."""
    assert SIZES == [3, 10, 30, 100, 300]
    peers = {tool.name for tool in table_tools() if tool.peer}
    for size in SIZES:
        measured = {r["tool"] for r in FOUND["rows"] if r["pages"] == size}
        assert measured - {"this site", "plain Material"} == (
            peers if size <= 30 else set()
        )


def table_tools() -> list[Any]:
    """The tools that the benchmark knows."""
    return sys.modules["tools"].TOOLS


@pytest.mark.parametrize("size", [s for s in SIZES if s <= 30])
@pytest.mark.parametrize("time", TIMES)
def test_no_other_tool_is_faster(size: int, time: str):
    """In every row and column; plain Material runs nothing, and is none of them."""
    rows = {r["tool"]: r[time] for r in FOUND["rows"] if r["pages"] == size}
    rows.pop("plain Material")
    assert min(rows, key=rows.__getitem__) == "this site"


@pytest.mark.parametrize(("size", "most"), [(10, 1.2), (100, 1.45)])
def test_a_cold_build_costs_imports_cells_and_pages(table: Any, size: int, most: float):
    """And, for many pages, a process for each run."""
    cold = table.row(FOUND, "this site", size)["cold"]
    assert cold <= most * table.floor(FOUND, size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("time", ["warm", "prose"])
def test_with_nothing_stale_a_build_costs_what_plain_pages_cost(
    table: Any, size: int, time: str
):
    """Little more; up to a third, with three hundred pages."""
    plain = table.row(FOUND, "plain Material", size)[time]
    most = 1.15 if size <= 100 else 1.34
    assert table.row(FOUND, "this site", size)[time] <= most * plain


@pytest.mark.parametrize("size", SIZES)
def test_a_served_page_waits_for_its_own_cells(table: Any, size: int):
    """The plain build, the cells of the page, and three tenths of a second.

    With three hundred pages, half as much again.
    """
    most = 1 if size <= 100 else 1.5
    row = table.row(FOUND, "this site", size)
    plain = table.row(FOUND, "plain Material", size)["code"]
    assert row["serving"] <= most * plain + row["cells"] / size + 0.3


def test_the_cost_of_a_page_and_the_memory_stay_flat(table: Any):
    """From 30 to 300 pages."""
    rows = {size: table.row(FOUND, "this site", size) for size in (30, 100, 300)}

    def each(a: int, b: int) -> float:
        return (rows[b]["cold"] - rows[a]["cold"]) / (b - a)

    assert each(100, 300) <= 1.25 * each(30, 100)
    assert rows[300]["memory"] <= 1.25 * rows[30]["memory"]
