"""Every snippet, as a reader runs it, prints what the pages show."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

import pytest

from runpages.authored.cells import MEASURED
from runpages.authored.snippet import find
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.rendering.render import render
from runpages.settings import load
from runpages.site import loading

ROOT = Path(__file__).parent.parent
SETTINGS = load(ROOT)
SNIPPETS = find(SETTINGS.folder("snippets"), ROOT)
Runs = dict[str, list[subprocess.CompletedProcess[str]]]


@pytest.fixture(scope="module")
def fresh(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Runs:
    """Two runs of each snippet under test, each by an interpreter of its own."""
    asked = [item for item in request.session.items if "fresh" in item.fixturenames]
    names = [item.callspec.params["name"] for item in asked]

    root = tmp_path_factory.mktemp("fresh")  # the factory is not for threads

    def start(name: str) -> list[subprocess.CompletedProcess[str]]:
        return [_run(name, Path(mkdtemp(dir=root))) for _ in range(2)]

    with ThreadPoolExecutor(SETTINGS.cores) as pool:
        return dict(zip(names, pool.map(start, names), strict=True))


def _run(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    one_thread = dict.fromkeys(["OMP_NUM_THREADS", "MKL_NUM_THREADS"], "1")
    quiet = {"MPLBACKEND": "agg", "PYTHONUNBUFFERED": "1"}
    temporary = {"TMPDIR": str(folder.parent)}  # torchrun leaves its own behind
    return subprocess.run(
        [sys.executable, ROOT / SNIPPETS[name].path],
        cwd=folder,
        env={**os.environ, **one_thread, **quiet, **temporary},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", SNIPPETS)
def test_a_fresh_interpreter_prints_what_the_record_holds(
    fresh: Runs, run: Callable[[str], Record], name: str
) -> None:
    """Twice in a row; what is measured may differ."""
    record = run(name)
    for done in fresh[name]:
        assert done.returncode == (1 if record.error else 0), done.stderr
        assert re.fullmatch(_expected(record), done.stdout), done.stdout
        if record.error:
            assert record.error.splitlines()[0] in done.stderr


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
