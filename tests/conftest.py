"""What all tests share: the project, the records of its snippets, and its site."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from shared import build, once
from verdicts import touched

from runpages.records.record import Record
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.settings import Settings, load

ROOT = Path(__file__).parent.parent
REPOSITORY = "https://github.com/someone/lines"
ADDRESS = "https://someone.github.io/lines/"


def pytest_configure(config: pytest.Config) -> None:
    """Where several processes share the tests, one brings the records up to date."""
    several = getattr(config.option, "numprocesses", None)
    if several and not hasattr(config, "workerinput"):
        touched()
        runner = Runner(load(ROOT), print)
        runner.refresh()()
        runner.close()


def pytest_itemcollected(item: pytest.Item) -> None:
    """What is only for thorough runs is too slow for fast ones."""
    if item.get_closest_marker("thorough"):
        item.add_marker("slow")


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
def project() -> Settings:
    """The settings of this project."""
    return load(ROOT)


@pytest.fixture(scope="session")
def library(project: Settings) -> Iterator[Library]:
    """All snippets of this project with their records, brought up to date."""
    runner = Runner(project)
    try:
        yield runner.refresh()()
    finally:
        runner.close()


@pytest.fixture(scope="session")
def run(project: Settings) -> Iterator[Callable[[str], Record]]:
    """The record of a snippet on the CPU, by its name: it is run if that is stale."""
    runner = Runner(project)

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
    """The site of this project, built as if it were published on GitHub."""

    def make(site: Path) -> None:
        config = ROOT / f".mkdocs-test-{os.getpid()}.yml"
        published = f"repo_url: {REPOSITORY}\nsite_url: {ADDRESS}\n"
        config.write_text(f"INHERIT: mkdocs.yml\n{published}", "utf-8")
        try:
            build(site, "-q", "-f", str(config))
        finally:
            config.unlink()

    return once(tmp_path_factory, "built", make)


@pytest.fixture(scope="session")
def site(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly; the records are up to date by then."""
    # Not -q: the warnings that it hides are no longer counted.
    return once(tmp_path_factory, "site", lambda site: build(site, "--strict"))


@pytest.fixture(scope="session")
def offline(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make offline` and `make pdf` build it."""
    return once(
        tmp_path_factory, "offline", lambda site: build(site, "-q", offline=True)
    )
