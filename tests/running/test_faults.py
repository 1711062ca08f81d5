"""Whatever a snippet does, its author gets one clear message."""

import re
from pathlib import Path

import pytest
import yaml
from projects import Project

from runpages.records.record import place
from runpages.records.store import Library

CASES = yaml.safe_load(Path(__file__).with_name("faults.yml").read_text("utf-8"))


def stem(case: str) -> str:
    """The file name for a case."""
    return case.replace(" ", "_")


@pytest.fixture(scope="session")
def failed(workshop: Project) -> Library:
    """The library after all cases have been run, twice, beside a good snippet."""
    workshop.empty()
    for case, contents in CASES.items():
        workshop.write(stem(case), contents["snippet"])
    workshop.write("good", "# %% Data\nx = 1\nprint(x)\n")
    endless = {stem(c) for c in CASES if "still running" in CASES[c]["message"]}
    others = {stem(c) for c in CASES} - endless | {"good"}
    for _ in range(2):
        errors = workshop.refresh(endless, timeout=2).errors
        library = workshop.refresh(others)
        library.errors |= errors
    return library


@pytest.mark.parametrize("case", CASES)
def test_a_fault_ends_in_one_message(failed: Library, case: str) -> None:
    """File, line, cause and remedy, also in the second build: no error is cached."""
    expected = CASES[case]["message"].replace("PATH", f"snippets/{stem(case)}.py")
    pattern = ".*".join(map(re.escape, expected.split("…")))
    assert re.fullmatch(pattern, str(failed.errors[stem(case)]))


def test_a_fault_leaves_no_record(failed: Library) -> None:
    """Only the snippet that is right has one."""
    assert list(failed.records) == ["good"]


def test_a_fault_keeps_the_last_good_record(project: Project) -> None:
    """The record on disk is the same, byte for byte."""
    project.run("# %% Data\nx = 1\n")
    file = place(project.runner.cache, "it", "cpu")
    before = file.read_bytes()
    project.write("it", "# %% Data\nx = 1 / 0\n")
    library = project.refresh()
    assert "ZeroDivisionError" in str(library.errors["it"])
    assert file.read_bytes() == before
    assert library.records["it"]["cpu"].values == {"x": 1}
