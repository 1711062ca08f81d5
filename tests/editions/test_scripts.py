"""A script runs where there is nothing but what its metadata asks for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runpages.records.store import Library

ROOT = Path(__file__).parents[2]
# Where the Makefile finds the build of torch without CUDA, a tenth of the size.
INDEX = re.search(r"TORCH_INDEX \?= (\S+)", (ROOT / "Makefile").read_text("utf-8"))[1]
CI = os.environ.get("CI") == "true"


def run(*command: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program without what this environment has installed."""
    return subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def python(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds what one script asks for."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "here", folder=folder)
    windows = os.name == "nt"
    python = folder / "here" / ("Scripts/python.exe" if windows else "bin/python")
    needed = library.snippets["optimizer"].requirements
    options = ["--extra-index-url", INDEX, "--retries", "1", "--timeout", "15"]
    done = run(python, "-m", "pip", "install", "-q", *options, *needed, folder=folder)
    if done.returncode and not CI:
        pytest.skip(f"pip found no way to install {needed}: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr
    return python


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["optimizer", "closed_form", "engine"])
def test_a_script_runs_in_the_environment_that_it_asks_for(
    python: Path, built: Path, tmp_path: Path, name: str, library: Library
):
    """In an empty folder, from the file that the site offers, to the same output."""
    (tmp_path / "taken.py").write_bytes((built / f"snippets/{name}.py").read_bytes())
    done = run(python, "-I", "taken.py", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == library.records[name]["cpu"].stdout()


def test_every_script_says_what_it_needs(library: Library):
    """All ask for torch, and for matplotlib where they draw."""
    for name, snippet in library.snippets.items():
        needed = {re.split("==", r)[0] for r in snippet.requirements}
        assert {"torch", "numpy"} <= needed, name
        if "matplotlib" in snippet.source.split("///")[2]:
            assert "matplotlib" in needed, name
