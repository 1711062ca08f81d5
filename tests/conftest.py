"""What all tests share: the project, the records of its snippets, and its site."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shared import build, once

from executor.library import Library
from executor.record import Record
from executor.runner import Runner
from executor.settings import Settings, load

ROOT = Path(__file__).parent.parent
REPOSITORY = "https://github.com/someone/lines"
ADDRESS = "https://someone.github.io/lines/"


def pytest_configure(config: pytest.Config) -> None:
    """Where several processes share the tests, one brings the records up to date."""
    several = getattr(config.option, "numprocesses", None)
    if several and not hasattr(config, "workerinput"):
        runner = Runner(load(ROOT), print)
        runner.refresh()()
        runner.close()


def pytest_itemcollected(item: pytest.Item) -> None:
    """What is only for thorough runs is too slow for fast ones."""
    if item.get_closest_marker("thorough"):
        item.add_marker("slow")


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
def run(library: Library) -> Callable[[str], Record]:
    """The record of a snippet on the CPU, by the snippet's name."""

    def find(name: str) -> Record:
        if name in library.errors:
            raise library.errors[name]
        return library.records[name]["cpu"]

    return find


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
