"""What all tests share: the project, the records of its snippets, and its site."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

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
        runner = Runner(load(ROOT), print)
        runner.refresh()()
        runner.close()


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
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this project, built as if it were published on GitHub."""
    site = tmp_path_factory.mktemp("built")
    config = ROOT / f".mkdocs-test-{os.getpid()}.yml"
    published = f"repo_url: {REPOSITORY}\nsite_url: {ADDRESS}\n"
    config.write_text(f"INHERIT: mkdocs.yml\n{published}", "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", config, "-d", site]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    finally:
        config.unlink()
    assert done.returncode == 0, done.stderr.decode()
    return site


@pytest.fixture(scope="session")
def site(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly; the records are up to date by then."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        # Not -q: the warnings that it hides are no longer counted.
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder
