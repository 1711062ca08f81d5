"""A project of its own for each way of starting runs."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import MARK, Project
from shared import once
from sites import Site

FORKS = os.uname().sysname == "Linux" if hasattr(os, "uname") else False


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
    if "method" in metafunc.fixturenames:
        metafunc.parametrize("method", ways, indirect=True)


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
    """The cache of a site of two pages that has been built."""

    def make(folder: Path) -> None:
        folder.mkdir()
        status, output = Site(folder).call("runpages", "run")
        assert status == 0, output

    return once(tmp_path_factory, "warm", make) / ".cache"


@pytest.fixture
def cold(tmp_path: Path) -> Site:
    """A site of two pages that was never built; one shows a snippet."""
    return Site(tmp_path)


@pytest.fixture
def site(cold: Site, warm: Path) -> Site:
    """One whose snippet has been run, so that nothing need be unless it changes."""
    shutil.copytree(warm, cold.root / ".cache")
    return cold


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
