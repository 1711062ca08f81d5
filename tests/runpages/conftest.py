"""A project of its own for each way of starting runs."""

import os
import uuid
from collections.abc import Iterator

import pytest
from projects import MARK, Project


@pytest.fixture(scope="session", params=["fork", "spawn"])
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
