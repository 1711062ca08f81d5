"""The page that says how to add a way is followed to the letter."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/contributing.md"
FILE = re.compile(r'^``` \{ \.(\w+) title="([^"]+)" \}\n(.*?)^```$', re.M | re.S)
TITLE = "Adam: ∇² & “co”, *w* < b [1]"
NAVIGATION = ["tests/site/test_site_static.py", "tests/editions/test_editions.py"]
NAVIGATION += ["tests/browser/test_site.py", "tests/claims/test_pages.py"]
OTHERS = ["tests/site/test_links.py", "tests/site/test_seen.py"]
OTHERS += ["tests/editions/test_export.py", "tests/editions/test_notebooks.py"]
OTHERS += ["tests/browser", "docs/adam.md"]
ABOUT_PAGES = (
    "adam or next_page or home or feed or sitemap or search or llms or links or link"
    " or missing_page or title or keyboard or contents or outline or index"
)
LEFT = (".git", ".venv", ".*_cache", "*.egg-info", "__pycache__", "bench")


@pytest.fixture
def copy(tmp_path: Path, library) -> Path:
    """A copy of the project, with records, so that only what is new is run."""
    root = tmp_path / "copy"
    shutil.copytree(ROOT, root, ignore=left_out)
    return root


def left_out(folder: str, names: list[str]) -> set[str]:
    """What a copy goes without: also the built site, but not runpages/site."""
    built = {"site"} if Path(folder) == ROOT else set()
    return shutil.ignore_patterns(*LEFT)(folder, names) | built


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
    """Run a module of this environment in the copy, as nobody's worker."""
    command = [sys.executable, "-m", *arguments]
    mine = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return subprocess.run(command, cwd=root, env=mine, capture_output=True, text=True)


def move(root: Path, where: str) -> None:
    """Put the new page first or last in the navigation, under an unusual title."""
    config, page = root / "mkdocs.yml", root / "docs/adam.md"
    text = re.sub(r"\n +- Adam: adam\.md(?=\n)", "", config.read_text("utf-8"))
    before, nav = re.split(r"(?m)(?<=^nav:\n)", text)
    inside = re.match(r"(?: .*\n|\n)*", nav)[0]
    lines = [inside, "  - adam.md\n"]
    nav = "".join(reversed(lines) if where == "first" else lines) + nav[len(inside) :]
    config.write_text(before + nav, "utf-8")
    text = page.read_text("utf-8").replace("title: With Adam", f"title: '{TITLE}'")
    page.write_text(text, "utf-8")


def checked(root: Path, tests: list[str], only: str) -> subprocess.CompletedProcess:
    """Run tests of the copy, those whose names say so."""
    for command in ("init -q", "add .", "commit -q -m Begin"):
        who = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
        subprocess.run(["git", *who, *command.split()], cwd=root, check=True)
    return call(root, "pytest", *tests, "-k", only, "-p", "no:cacheprovider")


@pytest.mark.slow
def test_the_four_steps_add_a_way(copy):
    """The new page is built, the home page compares it, and its claim holds.

    No test has to be changed for it.
    """
    follow(copy)
    done = call(copy, "mkdocs", "build", "--strict", "--site-dir", "built")
    assert done.returncode == 0, done.stderr
    assert "With Adam" in (copy / "built/adam/index.html").read_text("utf-8")
    assert 'href="adam/"' in (copy / "built/index.html").read_text("utf-8")
    tests = ["tests/claims/test_adam.py", "tests/claims/test_pages.py"]
    done = checked(copy, tests, "adam and not copied")
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("where", ["middle", "first", "last"])
def test_a_page_may_stand_anywhere_and_have_any_title(copy, where):
    """Whatever follows the navigation or the titles finds it: no test is changed.

    As the first, under an unusual title, it is the hardest on all: there all are run.
    """
    follow(copy)
    if where != "middle":
        move(copy, where)
    tests = NAVIGATION + OTHERS * (where == "first")
    done = checked(copy, tests, ABOUT_PAGES)
    assert done.returncode == 0, done.stdout
