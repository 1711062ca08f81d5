"""No digit that a snippet prints hangs on the last bits of the number."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runpages.authored.cells import MEASURED
from runpages.authored.snippet import Snippet
from runpages.records.store import Library
from runpages.rendering import embeds, ways_table
from runpages.rendering.render import render
from runpages.settings import Settings
from runpages.site import loading

ROOT = Path(__file__).parents[2]
EXEMPT = {
    "closed_form/years": "shows what is left of a number that lost its digits",
    "engine": "computes in 64 bits",
    "same": "shows neighboring numbers with all their digits",
}
"""Snippets whose digits may stand anywhere, each with its reason."""


def on_an_edge(value: float, form: str) -> bool:
    """Whether four units in the last place of float32 change what is written.

    An exact decimal is none: no other processor computes another one.
    """
    exact = value == float(f"{value:.9g}")
    if exact or not math.isfinite(value):
        return False
    margin = 4 * 2.0 ** (math.frexp(value)[1] - 24)
    return format(value - margin, form) != format(value + margin, form)


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (120.55723571777344, ".4f", True),
        (120.55723571777344, ".3f", False),
        (0.18040420114994049, ".4f", False),
        (0.125, ".2f", False),
        (2.9999998807907104, ".0f", False),
        (2.5000002384185791, ".0f", True),
        (math.inf, ".1f", False),
        (1.25000011920929e-07, ".1e", True),
    ],
)
def test_an_edge_is_where_rounding_turns(
    value: float, form: str, expected: bool
) -> None:
    """Near a middle between two decimals, and not the middle itself."""
    assert on_an_edge(value, form) == expected


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are forked")
def test_no_printed_digit_stands_on_an_edge(library: Library, tmp_path: Path) -> None:
    """In no snippet, but for those that are exempt and cells that measure."""
    snippets = {
        str(ROOT / snippet.path): snippet
        for name, snippet in library.snippets.items()
        if name not in EXEMPT
    }
    found = [
        f"{snippets[file].path}:{line}: {value!r} as '{form}'"
        for file, line, value, form in printed([*snippets], tmp_path)
        if on_an_edge(value, form) and line not in measured(snippets[file])
    ]
    assert found == []


def printed(files: list[str], folder: Path) -> Iterator[tuple[str, int, float, str]]:
    """Every number that scripts write, with its line and its format."""
    done = subprocess.run(
        [sys.executable, Path(__file__).parents[1] / "helpers/printing.py", *files],
        env={**os.environ, "MPLBACKEND": "agg", "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({file for file, *_ in lines}) > len(files) / 2
    yield from map(tuple, lines)


def measured(snippet: Snippet) -> set[int]:
    """The lines of cells that measure."""
    return {
        line
        for cell in snippet.cells
        if MEASURED in cell.tags
        for line in range(cell.line, cell.line + cell.source.count("\n") + 1)
    }


def test_no_number_in_a_sentence_stands_on_an_edge(
    library: Library, project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the values that pages write with a format."""
    seen, found = [], []
    of_page, of_way = embeds.Embeds.value, ways_table.Way.value

    def judge(snippet, value, form):
        seen.append(form)
        if form and isinstance(value, float) and snippet not in EXEMPT:
            cells = library.records[snippet]["cpu"].cells
            steady = not any(MEASURED in cell["metadata"]["tags"] for cell in cells)
            if steady and on_an_edge(value, form):
                found.append(f"{snippet}: {value!r} as '{form}'")

    def embed(self, name, form=None, device=None):
        snippet, _ = self.resolver.split(name)
        judge(snippet, of_page(self, name, None, device), form)
        return of_page(self, name, form, device)

    def way(self, name, form=None):
        judge(self.name, of_way(self, name), form)
        return of_way(self, name, form)

    monkeypatch.setattr(embeds.Embeds, "value", embed)
    monkeypatch.setattr(ways_table.Way, "value", way)
    every = loading.every_page(loading.load(ROOT))
    for page in every:
        render(page, every, library)
    assert sum(form is not None for form in seen) > 80
    assert sorted(set(found)) == []
