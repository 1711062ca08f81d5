"""The same processor with other kernels: same outputs, true claims, no page fails.

`ATEN_CPU_CAPABILITY`, `ONEDNN_MAX_CPU_ISA` and `MKL_CBWR` stand in for processors that
are not here: with other vectors, without a fused multiply-add, with other orders of
sums. What a snippet prints under one and two threads, fresh interpreters tell.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from verdicts import touched

from runpages import devices as machine
from runpages.authored.cells import MEASURED
from runpages.records.record import Record
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.rendering.render import render
from runpages.settings import Settings
from runpages.site import loading

ROOT = Path(__file__).parents[2]
MAY_DIFFER = {
    "closed_form/subtract": "shows what is left of a number that lost its digits",
    "closed_form/years": "shows what is left of a number that lost its digits",
    "distributed": "counts the steps in which parts give the bits of the whole",
    "engine": "counts the steps in which two engines give the same bits",
    "same": "counts the steps in which ways give the same bits",
    "zero_grad/halves": "counts the steps in which halves give the bits of the whole",
}
"""Snippets about last bits, each with its reason. All others print the same."""

FARTHEST = {
    "ATEN_CPU_CAPABILITY": "default",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
    "MKL_CBWR": "COMPATIBLE",
}
"""Farthest from a processor of today: no vectors, no fused multiply-add."""


def _variants() -> list[dict[str, str]]:
    """Each way to choose kernels, one at a time, as far as this processor goes."""
    levels = ("default", "avx2", "avx512")
    flags = machine._cpuinfo("flags").split()
    here = levels[: 1 + ("avx2" in flags) + ("avx512f" in flags)]
    return [
        *({"ATEN_CPU_CAPABILITY": level} for level in here),
        {"ONEDNN_MAX_CPU_ISA": "AVX2"},
        {"ONEDNN_MAX_CPU_ISA": "SSE41"},
        {"MKL_CBWR": "AVX2"},
        {"MKL_CBWR": "COMPATIBLE"},
    ]


pytestmark = pytest.mark.skipif(
    bool(machine.variant()), reason="these tests choose the kernels themselves"
)
VARIANTS = [
    pytest.param(FARTHEST, id="farthest"),
    *(
        pytest.param(v, id="=".join(*v.items()), marks=pytest.mark.thorough)
        for v in _variants()
    ),
]
CHANGED = any(path.startswith("snippets/") for path in touched())


@pytest.fixture
def elsewhere(
    variant: dict[str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Runner]:
    """What runs snippets under a variant, with a cache of its own."""
    for name, value in variant.items():
        monkeypatch.setenv(name, value)
    runner = Runner(settings)
    assert runner.cache != settings.folder("cache")
    yield runner
    runner.close()


def printed(record: Record) -> str:
    """What a run wrote to standard output, without what it measured."""
    titles = [
        cell["metadata"]["title"]
        for cell in record.cells
        if MEASURED not in cell["metadata"]["tags"]
    ]
    return "".join(map(record.stdout, titles))


@pytest.mark.thorough
@pytest.mark.parametrize("variant", VARIANTS)
def test_snippets_print_the_same_under_other_kernels(
    elsewhere: Runner, library: Library
) -> None:
    """All but those about last bits."""
    there = elsewhere.refresh()()
    assert there.errors == {}
    differ = {
        name.partition("@")[0]
        for name, records in library.records.items()
        if printed(records["cpu"]) != printed(there.records[name]["cpu"])
    }
    assert differ <= set(MAY_DIFFER)


@pytest.mark.thorough
@pytest.mark.parametrize("variant", VARIANTS)
def test_pages_can_be_made_under_other_kernels(
    elsewhere: Runner, settings: Settings
) -> None:
    """No sentence lacks a branch: nothing is divided by a difference of 0."""
    there = elsewhere.refresh()()
    every = loading.every_page(loading.load(ROOT))
    for page in every:
        assert list(render(page, every, there).parts())


def test_every_reason_is_about_a_snippet(library: Library) -> None:
    """The list names nothing that is gone."""
    assert set(MAY_DIFFER) <= set(library.snippets)


def claims(variant: dict[str, str], *options: str) -> None:
    """Run the tests of claims in a process under a variant."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=ROOT,
        env={**os.environ, **variant},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow if CHANGED else pytest.mark.thorough
def test_claims_about_bits_hold_under_other_kernels() -> None:
    """Those that are marked, under the variant that is farthest."""
    files = sorted((ROOT / "tests/claims").glob("test_*.py"))
    marked = [str(file) for file in files if "mark.bits" in file.read_text("utf-8")]
    claims(FARTHEST, *marked, "-m", "bits")


@pytest.mark.thorough
@pytest.mark.parametrize("variant", VARIANTS)
def test_claims_hold_under_other_kernels(variant: dict[str, str]) -> None:
    """All of them."""
    claims(variant, "tests/claims", "-m", "not thorough")
