"""Every snippet, as a reader runs it, prints what the pages show."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from executor.record import Record
from executor.settings import load
from executor.snippet import MEASURED, find

ROOT = Path(__file__).parent.parent
SETTINGS = load(ROOT)
SNIPPETS = find(SETTINGS.folder("snippets"), ROOT)
Runs = dict[str, list[subprocess.CompletedProcess[str]]]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Two runs of each snippet, each by an interpreter and in a folder of its own."""

    def start(name: str) -> list[subprocess.CompletedProcess[str]]:
        return [_run(name, tmp_path_factory.mktemp("empty")) for _ in range(2)]

    with ThreadPoolExecutor(SETTINGS.cores) as pool:
        return dict(zip(SNIPPETS, pool.map(start, SNIPPETS), strict=True))


def _run(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    one_thread = dict.fromkeys(["OMP_NUM_THREADS", "MKL_NUM_THREADS"], "1")
    return subprocess.run(
        [sys.executable, ROOT / SNIPPETS[name].path],
        cwd=folder,
        env={**os.environ, **one_thread, "MPLBACKEND": "agg", "PYTHONUNBUFFERED": "1"},
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
    for package in ("matplotlib", "numpy"):
        if re.search(rf"^\s*(import|from) {package}\b", source, re.MULTILINE):
            assert package in SNIPPETS[name].dependencies


def test_every_snippet_is_shown(library: object) -> None:
    """No snippet without a page that names it."""
    pages = "".join(file.read_text("utf-8") for file in (ROOT / "docs").glob("**/*.md"))
    assert [name for name in SNIPPETS if name not in pages] == []
