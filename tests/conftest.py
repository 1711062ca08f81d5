"""What all tests share: this project with its records and site, and small ones."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from projects import MARK, Project
from shared import build, once, published
from sites import Site
from verdicts import touched

from runpages.records.record import Record
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.settings import Settings, load

ROOT = Path(__file__).parents[1]
collect_ignore = ["helpers"]
# Where CI runs the tests, no site that they build is the one that is published.
for name in ("SITE_URL", "GITHUB_REPOSITORY"):
    os.environ.pop(name, None)
FORKS = os.uname().sysname == "Linux" if hasattr(os, "uname") else False


def pytest_configure(config: pytest.Config) -> None:
    """Where several processes share the tests, one brings the records up to date."""
    several = getattr(config.option, "numprocesses", None)
    if several and not hasattr(config, "workerinput"):
        touched()
        runner = Runner(load(ROOT), print)
        runner.refresh()()
        runner.close()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Fast runs leave out what is thorough, and what needs the whole site built."""
    needs = {"built", "offline"} & set(getattr(item, "fixturenames", ()))
    if needs or item.get_closest_marker("thorough"):
        item.add_marker("slow")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs are forked, and thoroughly, or where a test asks for it, spawned as well.

    A fresh interpreter imports torch for seconds. Where none can be forked, all are.
    """
    asked = metafunc.definition.get_closest_marker("spawned")
    often = asked or not FORKS
    marks = pytest.mark.slow if often else pytest.mark.thorough
    ways = ["fork", pytest.param("spawn", marks=marks)]
    if "workshop" in metafunc.fixturenames:
        metafunc.parametrize("workshop", ways, indirect=True, scope="session")
    if "starting" in metafunc.fixturenames:
        metafunc.parametrize("starting", ways, indirect=True)


LEFT = pytest.StashKey[dict[str, int]]()
"""How many tests of a kind were left out."""
RUN_BY = {"slow": "make test", "thorough": "make test-all"}


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Count what is left out for being slow or thorough, and not by its name."""
    if items and not items[0].config.option.keyword:
        kinds = [_kind(item) for item in items]
        items[0].config.stash[LEFT] = {kind: kinds.count(kind) for kind in RUN_BY}


def _kind(item: pytest.Item) -> str | None:
    """The marker for which a test is left out; what is thorough is slow as well."""
    kinds = ("thorough", "slow")
    return next((kind for kind in kinds if item.get_closest_marker(kind)), None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where several processes share the tests, tell the one that reports."""
    if hasattr(session.config, "workerinput"):
        session.config.workeroutput["left"] = session.config.stash.get(LEFT, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear it: all of them left out the same."""
    node.config.stash[LEFT] = getattr(node, "workeroutput", {}).get("left", {})


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out, and what runs it."""
    for kind, count in config.stash.get(LEFT, {}).items():
        if count:
            terminalreporter.line(f"left out: {count} {kind} tests ({RUN_BY[kind]})")


@pytest.fixture(scope="session")
def thorough(pytestconfig: pytest.Config) -> bool:
    """Whether everything is asked for, as by `make test-all`."""
    return "not" not in pytestconfig.option.markexpr


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of this project."""
    return load(ROOT)


@pytest.fixture(scope="session")
def library(settings: Settings) -> Iterator[Library]:
    """All snippets of this project with their records, brought up to date."""
    runner = Runner(settings)
    try:
        yield runner.refresh()()
    finally:
        runner.close()


@pytest.fixture(scope="session")
def run(settings: Settings) -> Iterator[Callable[[str], Record]]:
    """The record of a snippet on the CPU, by its name: it is run if that is stale."""
    runner = Runner(settings)

    @cache
    def find(name: str) -> Record:
        library = runner.refresh({name})()
        if name in library.errors:
            raise library.errors[name]
        return library.records[name]["cpu"]

    try:
        yield find
    finally:
        runner.close()


@pytest.fixture(scope="session")
def built(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this project, built strictly, as if it were published on GitHub."""

    def make(site: Path) -> None:
        with published() as config:
            # Not -q: the warnings that it hides are no longer counted.
            build(site, "--strict", "-f", config)

    return once(tmp_path_factory, "built", make)


@pytest.fixture(scope="session")
def offline(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site without an address, as `make offline` and `make pdf` build it."""
    return once(
        tmp_path_factory, "offline", lambda site: build(site, "-q", offline=True)
    )


# Small projects, for tests of what runs and builds them ------------------------------


@pytest.fixture(scope="session")
def workshop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """A project whose runs are forked, and one whose runs are fresh interpreters."""
    if request.param == "fork" and not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    # A path as people have them: with a space and letters beyond ASCII.
    root = tmp_path_factory.mktemp(f"Übung {request.param}")
    project = Project(root, fork=request.param == "fork")
    yield project
    project.runner.close()


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two pages that has been built."""

    def make(folder: Path) -> None:
        folder.mkdir()
        status, output = Site(folder).call("mkdocs", "build", "-q")
        assert status == 0, output

    return once(tmp_path_factory, "warm", make)


@pytest.fixture
def cold(tmp_path: Path) -> Site:
    """A site of two pages that was never built; one shows a snippet."""
    return Site(tmp_path)


@pytest.fixture
def site(cold: Site, warm: Path) -> Site:
    """One whose snippet has been run, so that nothing need be unless it changes."""
    shutil.copytree(warm / ".cache", cold.root / ".cache")
    return cold


@pytest.fixture
def built_once(site: Site, warm: Path) -> Site:
    """One that has been built as it is."""
    shutil.copytree(warm / "site", site.root / "site")
    return site


@pytest.fixture
def project(workshop: Project) -> Project:
    """The workshop, tidied up."""
    workshop.empty()
    return workshop


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> str:
    """A mark in the environment, by which `survivors` knows our processes."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv(MARK, mark)
    return mark
