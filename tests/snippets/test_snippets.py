"""Every snippet, as a reader runs it, prints what the pages show."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import verdicts

from runpages.authored.cells import MEASURED
from runpages.authored.page import below
from runpages.authored.snippet import find
from runpages.authored.sweep import varied
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.rendering.render import render
from runpages.settings import load
from runpages.site import loading

ROOT = Path(__file__).parents[2]
SETTINGS = load(ROOT)
SNIPPETS = find(SETTINGS.folder("snippets"), ROOT)
VARIED = varied(below(SETTINGS.folder("docs"), SETTINGS.root), SNIPPETS)
OWN = {page.snippet for page in loading.every_page(loading.load(ROOT))}
SLOWEST = "distributed"
"""It starts four interpreters more: three times as long as any other."""


def _asked(name: str) -> Any:
    """A snippet as a parameter: of a page's own program, or one that was touched."""
    own = name in OWN and name != SLOWEST
    asked = own or SNIPPETS[name].path in verdicts.touched()
    return pytest.param(name, marks=() if asked else pytest.mark.thorough)


@pytest.mark.slow
@pytest.mark.parametrize("name", [_asked(name) for name in SNIPPETS])
def test_a_fresh_interpreter_prints_what_the_record_holds(
    run: Callable[[str], Record], thorough: bool, tmp_path: Path, name: str
) -> None:
    """With one thread, and thoroughly with two as well; what is measured may differ."""
    record = run(name)
    wanted = 2 if thorough else 1
    for number in range(verdicts.confirmed(record), wanted):
        done = _run(ROOT / SNIPPETS[name].path, tmp_path, str(number + 1))
        assert done.returncode == (1 if record.error else 0), done.stderr
        assert re.fullmatch(_expected(record), done.stdout), done.stdout
        if record.error:
            assert record.error.splitlines()[0] in done.stderr
        verdicts.confirm(record, number + 1)


@pytest.mark.thorough
@pytest.mark.parametrize("name", VARIED)
def test_a_position_of_a_slider_is_what_its_program_prints(
    run: Callable[[str], Record], tmp_path: Path, name: str
) -> None:
    """A fresh interpreter runs the program with that number, as it is copied."""
    record = run(name)
    program = tmp_path / "program.py"
    program.write_text(VARIED[name].source, "utf-8")
    done = _run(program, tmp_path, "1")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(_expected(record), done.stdout), done.stdout


def _run(file: Path, folder: Path, count: str) -> subprocess.CompletedProcess[str]:
    """Run a program as a reader does, in an empty folder, with so many threads."""
    threads = dict.fromkeys(["OMP_NUM_THREADS", "MKL_NUM_THREADS"], count)
    quiet = {"MPLBACKEND": "agg", "PYTHONUNBUFFERED": "1"}
    temporary = {"TMPDIR": str(folder)}  # torchrun leaves its own behind
    return subprocess.run(
        [sys.executable, file],
        cwd=mkdtemp(dir=folder),
        env={**os.environ, **threads, **quiet, **temporary},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def _expected(record: Record) -> str:
    """A pattern for standard output: exact, but for cells that measure."""
    return "".join(
        r"[\s\S]*"
        if MEASURED in cell["metadata"]["tags"]
        else re.escape(record.stdout(cell["metadata"]["title"]))
        for cell in record.cells
    )


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_declares_what_it_imports(name: str) -> None:
    """Its metadata pins torch as the site does, and names matplotlib if it draws."""
    source = SNIPPETS[name].source
    pins = (ROOT / "requirements.txt").read_text("utf-8").split()
    torch = next(pin for pin in pins if pin.startswith("torch=="))
    assert f'"{torch}"' in source
    declared = SNIPPETS[name].dependencies
    draws = re.search(r"^\s*(import|from) matplotlib\b", source, re.MULTILINE)
    assert ("matplotlib" in declared) == bool(draws)
    assert "numpy" in declared  # torch warns without it


def test_every_snippet_is_shown(library: Library) -> None:
    """No snippet without a page that shows something of its run."""
    order = loading.every_page(loading.load(ROOT))
    used = [render(page, order, library).used for page in order]
    assert set(SNIPPETS) - set().union(*used) == set()


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_program_holds_nothing_for_the_text_alone(name: str) -> None:
    """What sentences need is the last cell, which no page shows: nobody copies it."""
    program, _, rest = SNIPPETS[name].source.partition("\n# %% In the text\n")
    assert not re.search(r"# *for the (text|page)", program, re.IGNORECASE)
    assert "# %%" not in rest
    assert not (rest and name in OWN), "a page's own program is its notebook"


def test_the_cell_for_the_text_is_shown_nowhere() -> None:
    """Neither its code nor what it prints."""
    for page in loading.every_page(loading.load(ROOT)):
        assert ":In the text" not in page.text
