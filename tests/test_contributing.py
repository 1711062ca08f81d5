"""The page that says how to add a way is followed to the letter."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/contributing.md"
FILE = re.compile(r'^``` \{ \.(\w+) title="([^"]+)" \}\n(.*?)^```$', re.M | re.S)
LEFT = (".git", ".venv", "site", ".*_cache", "*.egg-info", "__pycache__")


@pytest.fixture
def copy(tmp_path: Path, library) -> Path:
    """A copy of the project, with records, so that only what is new is run."""
    root = tmp_path / "copy"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*LEFT))
    return root


def follow(root: Path) -> None:
    """Do what the page says: write the files, add the line to the navigation."""
    for kind, name, text in FILE.findall(PAGE.read_text("utf-8")):
        if kind == "diff":
            text = added(text, (root / name).read_text("utf-8"))
        (root / name).write_text(text, "utf-8")


def added(diff: str, text: str) -> str:
    """The text with the one line that a diff adds, after the line before it there."""
    before, new = re.search(r"^ (.*)\n\+(.*)$", diff, re.M).groups()
    assert text.count(f"{before}\n") == 1
    return text.replace(f"{before}\n", f"{before}\n{new}\n")


def call(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run a module of this environment in the copy."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


@pytest.mark.slow
def test_the_four_steps_add_a_way(copy):
    """The new page is built, the home page compares it, and its claim holds."""
    follow(copy)
    done = call(copy, "mkdocs", "build", "--strict", "--site-dir", "built")
    assert done.returncode == 0, done.stderr
    assert "With Adam" in (copy / "built/adam/index.html").read_text("utf-8")
    assert 'href="adam/"' in (copy / "built/index.html").read_text("utf-8")
    tests = ["tests/claims/test_adam.py", "tests/test_pages.py"]
    only = ["-k", "adam and not copied", "-p", "no:cacheprovider"]
    done = call(copy, "pytest", *tests, *only)
    assert done.returncode == 0, done.stdout
