"""What the project says of itself holds: pins, commands, workflows, drawings."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from importlib import metadata
from pathlib import Path

import chromium
import numpy as np
import pytest
import yaml
from five_points import BEST, X, Y
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import runpages
from runpages.records.store import Library
from runpages.settings import KNOWN, OPTIONS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
DRAWINGS = ("fit.svg", "flow.svg")
FOLDERS = sorted({file.parent for file in (ROOT / "runpages").rglob("*.py")})
SVG = "{http://www.w3.org/2000/svg}"

needs_make = pytest.mark.skipif(not shutil.which("make"), reason="make is missing")


def requirements() -> list[Requirement]:
    """The pins, without `-e .`, comments and blank lines."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    named = (line.partition(" #")[0].strip() for line in lines)
    return [Requirement(n) for n in named if n and n[0] not in "#-"]


def extra_requirements() -> list[Requirement]:
    """The pins of what only some need, such as a cluster."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = stated["project"]["optional-dependencies"].values()
    return [Requirement(line) for extra in extras for line in extra]


def torch_pin() -> str:
    """`torch==…`, as the requirements have it."""
    return next(str(r) for r in requirements() if r.name == "torch")


def test_every_requirement_is_pinned_exactly():
    """`name==version` and nothing looser."""
    loose = [
        str(r) for r in requirements() if not re.fullmatch("==[^*]+", str(r.specifier))
    ]
    assert loose == []


def locked() -> dict[str, Requirement]:
    """What the lock pins for this Python and system, by name."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line[:1] != "#"]
    here = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    return {canonicalize_name(pin.name): pin for pin in here}


def test_the_lock_pins_all_that_is_installed():
    """So a release of a package that none of our files names changes nothing here."""
    missing, seen = set(), set()
    wanted = [r for r in requirements() if r.marker is None or r.marker.evaluate()]
    while wanted:
        name = canonicalize_name(wanted.pop().name)
        if name not in seen:
            seen.add(name)
            missing |= {name} - set(locked())
            needs = map(Requirement, metadata.requires(name) or ())
            wanted += [r for r in needs if not r.marker or r.marker.evaluate()]
    assert missing == set()


def test_the_lock_agrees_with_the_requirements():
    """`make lock` was called after the last change."""
    for pin in requirements() + extra_requirements():
        if pin.marker is None or pin.marker.evaluate():
            assert locked()[canonicalize_name(pin.name)].specifier == pin.specifier


def test_the_lock_is_good_for_others():
    """It pins exactly, and says nothing of where a package was found."""
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert re.fullmatch(r"#.*|[\w.-]+==[\w.+!]+( ; [\w.' ()=<>!]+)?", line), line
        assert "://" not in line


def test_every_place_that_names_torch_names_the_same_version():
    """The snippets' own metadata and the README follow requirements.txt."""
    texts = {
        file.name: file.read_text("utf-8") for file in ROOT.glob("snippets/**/*.py")
    }
    for name, text in {"README.md": README, **texts}.items():
        assert set(re.findall(r"torch==[\w.+]+", text)) == {torch_pin()}, name


def python_range() -> str:
    """The Pythons that all pins have wheels for, as pyproject.toml states them."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return stated["project"]["requires-python"]


def minors() -> tuple[int, int]:
    """The first and the last of them, each 3.x."""
    first, end = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", python_range()).groups()
    return int(first), int(end) - 1


def test_every_place_that_names_a_python_names_the_same_range():
    """The snippets' own metadata, the guide's, and what a reader is told to have."""
    for file in [*ROOT.glob("snippets/**/*.py"), ROOT / "docs/contributing.md"]:
        text = file.read_text("utf-8")
        named = re.findall(r'^# requires-python = "(.*)"$', text, re.MULTILINE)
        assert named == [python_range()], file
    first, last = minors()
    for file in (ROOT / "README.md", ROOT / "docs/index.md"):
        named = re.findall(r"Python 3\.\d+ \w+ [\d.]*\d", file.read_text("utf-8"))
        assert named == [f"Python 3.{first} to 3.{last}"], file


def test_versions_agree():
    """pyproject.toml and CITATION.cff state one version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == project["version"]


def test_the_readme_is_short():
    """Seventy lines or fewer."""
    assert len(README.splitlines()) <= 70


def test_the_readme_names_what_there_is():
    """Its links, the folders of its tree, and its make targets exist."""
    links = re.findall(r"\]\(([^):]+)\)", README)
    tree = re.search(r"```text\n(.*?)```", README, re.DOTALL)[1]
    names = [line.split()[0] for line in tree.splitlines()]
    assert [n for n in links + names if not (ROOT / n).exists()] == []
    for target in re.findall(r"^make ([\w-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:.*## ", MAKEFILE, re.MULTILINE), target


@needs_make
def test_make_alone_explains_every_target():
    """The help lists each target that another line does not call internal."""
    shown = subprocess.check_output(
        ["make", "-C", ROOT, "--no-print-directory"], text=True
    )
    phony = re.search(r"^\.PHONY: help (.*)", MAKEFILE, re.MULTILINE)[1].split()
    assert re.findall(r"make ([\w-]+)\t\S", shown) == phony


def fake_python(file: Path, version: str) -> Path:
    """A command that takes itself for this Python, and does nothing but run code."""
    parts = tuple(map(int, version.split(".")))
    code = f"import sys; sys.version_info = {parts}; exec(sys.argv[1])"
    file.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && exec echo Python {version}\n'
        f'[ "$1" = -c ] && exec "{sys.executable}" -c "{code}" "$2"\n'
        f"echo {version} is to run $*\nexit 1\n"
    )
    file.chmod(0o755)
    return file


@pytest.fixture
def bare(tmp_path) -> Path:
    """What of this project an installation reads, in a folder without one."""
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@needs_make
@pytest.mark.parametrize("version", ["3.9.2", "3.99.0"])
def test_a_python_without_wheels_is_named_and_nothing_is_made(bare, version):
    """The message says what was found, which ones do, and how to name another."""
    found = fake_python(bare / "python3", version)
    command = ["make", "-C", bare, "test", f"PYTHON={found}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    first, last = minors()
    there = f"This needs Python 3.{first} to 3.{last}; there is: Python {version}"
    assert there in done.stderr
    assert "make PYTHON=" in done.stderr
    assert not (bare / ".venv").exists()


@needs_make
def test_make_takes_the_newest_python_that_has_wheels(bare):
    """Not `python3`, which may be too new, and none that cannot be started."""
    first, last = minors()
    fake_python(bare / "python3", f"3.{last + 1}.0")
    (bare / f"python3.{last}").write_text("#!/bin/sh\nexit 127\n")
    (bare / f"python3.{last}").chmod(0o755)
    for minor in range(first, last):
        fake_python(bare / f"python3.{minor}", f"3.{minor}.0")
    path = f"{bare}{os.pathsep}{os.environ['PATH']}"
    # Not what these tests were started with: make PYTHON=… test
    given = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "PYTHON")}
    done = subprocess.run(
        ["make", "-C", bare, "install"],
        capture_output=True,
        text=True,
        env={**given, "PATH": path},
    )
    assert f"3.{last - 1}.0 is to run -m venv" in done.stdout


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", WORKFLOWS),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
    ids=["workflows", "citation"],
)
def test_it_follows_its_published_schema(schema, files):
    """Workflows cannot run here and a citation is read by others: check their form."""
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    done = subprocess.run(
        [*check, f"vendor.{schema}", *files], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_may_do_little(file):
    """Jobs have time limits, one publishes, actions are pinned by major version."""
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 60
        writes = job.get("permissions", {}).get("contents") == "write"
        assert writes == (name == "publish")
        used = [step["uses"] for step in job["steps"] if "uses" in step]
        assert [use for use in used if not re.fullmatch(r"[\w/-]+@v\d+", use)] == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_explains_itself_and_loads_nothing(name):
    """A title, a description, both color schemes, and no other file."""
    text = (ROOT / "docs/assets" / name).read_text("utf-8")
    root = ET.fromstring(text)
    named = [root.find(f"{SVG}{part}").get("id") for part in ("title", "desc")]
    assert root.get("aria-labelledby").split() == named
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"href|url\(|@import|<script", text)


def test_the_drawn_line_is_the_best_one():
    """The picture in the README shows the points and the least-squares line."""
    root = ET.parse(ROOT / "docs/assets/fit.svg").getroot()
    circles = [(c.get("cx"), c.get("cy")) for c in root.iter(f"{SVG}circle")]
    drawn = np.array(circles, float)
    assert drawn == pytest.approx(np.stack([80 * X - 10, 25 - 40 * Y], axis=1))
    line = next(root.iter(f"{SVG}line"))
    for end in "12":
        x = (float(line.get(f"x{end}")) + 10) / 80
        assert float(line.get(f"y{end}")) == pytest.approx(25 - 40 * (BEST @ [x, 1]))


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_a_missing_browser_fails_only_in_ci(monkeypatch, capsys, ci, status):
    """Elsewhere the tests that need one skip, and the reason is printed."""
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(chromium, "commands", lambda: [["a-command-that-fails"]])
    monkeypatch.setitem(os.environ, "CI", ci)
    assert chromium.main() == status
    assert chromium.MISSING in capsys.readouterr().out


def test_every_recording_is_current(library: Library) -> None:
    """Those of this project, if there are any: else `make record` on such a machine."""
    assert library.stale == []


def test_a_folder_imports_only_from_those_below_it() -> None:
    """The contracts in pyproject.toml: layers, no circles, MkDocs in one folder."""
    code = "from importlinter.cli import lint_imports_command as main; main()"
    command = [sys.executable, "-c", code, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_map_of_the_package_names_what_there_is() -> None:
    """Each folder and each module at the top, once."""
    listed = [
        name.strip("/")
        for line in (runpages.__doc__ or "").splitlines()
        if "   " in line
        for name in line.partition("   ")[0].split()
    ]
    there = [
        entry.stem
        for entry in (ROOT / "runpages").iterdir()
        if entry.suffix == ".py" or (entry / "__init__.py").exists()
    ]
    assert sorted(listed) == sorted({*there} - {"__init__"})
    page = (ROOT / "docs/how_it_works.md").read_text("utf-8")
    assert 'include("runpages/__init__.py")' in page


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_is_seen_at_a_glance(folder: Path) -> None:
    """Eight modules at most, of 250 lines at most, with functions of 30."""
    modules = [file for file in folder.glob("*.py") if file.stem != "__init__"]
    assert len(modules) <= 8
    for file in modules:
        text = file.read_text("utf-8")
        assert len(text.splitlines()) <= 250, file
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 30, f"{file}:{node.lineno}"


def test_the_options_of_the_plugin_are_listed_with_their_defaults():
    """All that mkdocs.yml can set, as the code has it."""
    text = (ROOT / "docs/how_it_works.md").read_text("utf-8")
    table = text.partition("## The options")[2].partition("\n## ")[0]
    rows = [row.strip("| ").split(" | ") for row in table.splitlines() if "`" in row]
    listed = {}
    for names, usual, *_ in rows[1:]:
        names, usual = (re.findall(r"[\w./]+", cell) for cell in (names, usual))
        usual *= len(names) if len(usual) == 1 else 1
        listed |= dict(zip(names, usual, strict=False))
    assert set(listed) == set(KNOWN)
    for name in set(KNOWN) - {"fork", "devices"}:
        usual = OPTIONS[name].default
        said = f"{usual:g}" if type(usual) is float else str(usual).lower()
        assert listed[name] == said, name


def test_what_is_said_of_other_systems_is_in_the_workflow():
    """ARM, macOS and Windows, every week."""
    workflow = (ROOT / ".github/workflows/weekly.yml").read_text("utf-8")
    systems = yaml.safe_load(workflow)["jobs"]["processors"]["strategy"]["matrix"]["os"]
    assert {"arm", "macos", "windows"} <= set(re.findall(r"[a-z]+", str(systems)))
