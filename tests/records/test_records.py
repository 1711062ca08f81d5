"""What a record is as a file, and when it is made again."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from projects import Project

from runpages.authored.snippet import Snippet
from runpages.devices import Machine, deciding, sources
from runpages.errors import RunpagesError
from runpages.files import write
from runpages.records.record import place
from runpages.records.refresh import Runner
from runpages.records.staleness import key
from runpages.settings import Settings

GOOD = """
    # %% Data
    x = [1.0, 2.0]
    print("two numbers")
"""


def test_a_record_is_a_valid_notebook(project: Project) -> None:
    """Any notebook tool can open it."""
    project.run(GOOD)
    text = place(project.runner.cache, "it", "cpu").read_text("utf-8")
    nbformat.validate(nbformat.reads(text, as_version=4))


def test_what_is_current_is_not_run(project: Project) -> None:
    """A second look runs nothing; a changed source is run."""
    project.run(GOOD)
    project.refresh()
    assert len(project.reports) == 1
    project.run(GOOD + "    print(3)\n")
    assert len(project.reports) == 2


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"cells": []}', "half", "[" * 200_000]
)
def test_a_record_that_cannot_be_read_is_made_again(
    project: Project, broken: str
) -> None:
    """Empty, cut off, foreign: all the same."""
    good = project.run(GOOD)
    file = place(project.runner.cache, "it", "cpu")
    text = file.read_text("utf-8")
    file.write_text(text[: len(text) // 2] if broken == "half" else broken, "utf-8")
    assert (
        project.refresh().records["it"]["cpu"].cells[0]["outputs"]
        == (good.cells[0]["outputs"])
    )
    assert len(project.reports) == 2


def test_a_record_from_the_future_is_current(project: Project) -> None:
    """No clock decides what is stale, so none can go wrong."""
    project.run(GOOD)
    file = place(project.runner.cache, "it", "cpu")
    notebook = json.loads(file.read_text("utf-8"))
    notebook["metadata"]["runpages"]["date"] = "2999-01-01"
    file.write_text(json.dumps(notebook), "utf-8")
    os.utime(file, (2**32, 2**32))
    project.refresh()
    assert len(project.reports) == 1


def test_records_of_deleted_snippets_are_removed(project: Project) -> None:
    """So are the temporary files of builds that were killed; others' stay."""
    project.run(GOOD, "gone")
    gone = place(project.runner.cache, "gone", "cpu")
    dead, alive = (gone.with_name(f".x.ipynb.{n}.tmp") for n in (1, 2))
    dead.touch()
    alive.touch()
    os.utime(dead, (0, 0))
    (project.root / "snippets/gone.py").unlink()
    project.run(GOOD)
    assert [file.exists() for file in (gone, dead, alive)] == [False, False, True]


def test_a_full_disk_is_said_and_leaves_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half of a record, and the earlier one is intact."""
    project.run(GOOD)
    file = place(project.runner.cache, "it", "cpu")
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RunpagesError, match=r"No space left on device\. Make room"):
        project.run(GOOD + "    y = 1\n")
    assert file.read_bytes() == before
    assert list(file.parent.glob(".*.tmp")) == []


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file stands where the folder should be, as good as read-only."""
    (tmp_path / "cache").write_text("not a folder")
    with pytest.raises(RunpagesError, match="cannot be written"):
        write(tmp_path / "cache/cpu/it.ipynb", "{}")


def test_key_depends_on_all_that_the_output_depends_on(project: Project) -> None:
    """Source, device, processor; a GPU's record depends on its name instead."""
    source = '# /// script\n# dependencies = ["torch==2.13.0"]\n# ///\n# %% A\nx = 1\n'
    project.write("it", source)
    one = project.refresh().snippets["it"]
    project.write("it", source + "y = 1\n")
    other = project.refresh().snippets["it"]
    keys = [
        key(one, "cpu", Machine("AVX2", {"cpu": "any"})),
        key(other, "cpu", Machine("AVX2", {"cpu": "any"})),
        key(one, "cpu", Machine("AVX512", {"cpu": "any"})),
        key(one, "cuda", Machine("AVX2", {"cuda": "H100"})),
        key(one, "cuda", Machine("AVX2", {"cuda": "H200"})),
    ]
    assert len(set(keys)) == 5
    assert key(one, "cpu", Machine("AVX2", {"cpu": "other"})) == keys[0]


@pytest.mark.parametrize(
    "name", ["ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_CBWR"]
)
def test_what_chooses_kernels_has_records_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Another key in another cache: neither makes the other's records stale."""
    monkeypatch.delenv(name, raising=False)
    one, here = Snippet("one", "snippets/one.py", "x = 1\n"), Machine("AVX2", {})
    usual = key(one, "cpu", here), Runner(Settings(tmp_path)).cache
    monkeypatch.setenv(name, "AVX2")
    chosen = key(one, "cpu", here), Runner(Settings(tmp_path)).cache
    assert usual[0] != chosen[0]
    assert usual[1] != chosen[1]
    assert usual[1].parent == chosen[1].parent


READS = """
    # %% Read
    from pathlib import Path

    import beside

    x = float((Path(__file__).parent / "data.csv").read_text())
    y = beside.y
"""


def test_a_changed_input_makes_a_record_stale(project: Project) -> None:
    """A file that was read, and a module beside the snippet; each is named."""
    data, module = (project.root / "snippets" / n for n in ("data.csv", "beside.py"))
    project.write("beside", "y = 1\n")
    data.write_text("1.5\n")
    assert project.run(READS).values == {"x": 1.5, "y": 1}
    assert project.runner.inspect()[1] == []
    data.write_text("2.5\n")
    said = "snippets/it.py on cpu: stale (snippets/data.csv changed)"
    assert project.runner.inspect()[1] == [said]
    assert project.refresh().records["it"]["cpu"].values["x"] == 2.5
    module.write_text("y = 22\n")
    assert project.refresh().records["it"]["cpu"].values["y"] == 22
    assert project.runner.inspect()[1] == []
    assert set(project.refresh().inputs) == {data, module}


def test_what_a_forked_process_reads_is_an_input(project: Project) -> None:
    """As with the workers of a DataLoader; what is declared is one as well."""
    for name in ("seen.txt", "declared.txt", "written.txt"):
        (project.root / "snippets").mkdir(exist_ok=True)
        (project.root / "snippets" / name).write_text("1")
    record = project.run(
        """
        # %% Read
        # inputs: declared.txt
        import multiprocessing
        import os

        place = os.path.dirname(os.path.abspath(__file__))
        open(os.path.join(place, "written.txt"), "w").close()

        def look():
            open(os.path.join(place, "seen.txt")).close()

        process = multiprocessing.get_context("fork").Process(target=look)
        process.start()
        process.join()
        """
    )
    names = ["snippets/declared.txt", "snippets/seen.txt"]
    assert list(record.facts["inputs"]) == names


def test_only_code_makes_records_stale() -> None:
    """A comment or a blank line in the modules that decide what one holds does not."""
    code = b"x = 1\n\ny = '#'  # said\n"
    said = b"# About\n\n" + code + b"    # end\n"
    assert deciding(said) == deciding(code) == [b"x = 1", b"y = '#'  # said"]


def test_a_package_edited_where_it_is_makes_records_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its version stays the same while its author works on it."""
    about = tmp_path / "ours-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Name: ours\nVersion: 1.0\n")
    url = {"url": (tmp_path / "src").as_uri(), "dir_info": {"editable": True}}
    (about / "direct_url.json").write_text(json.dumps(url))
    (tmp_path / "src").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    source = '# /// script\n# dependencies = ["ours"]\n# ///\n# %% A\nx = 1\n'
    keys = []
    for number in range(2):
        (tmp_path / "src/ours.py").write_text(f"number = {number}\n")
        sources.cache_clear()
        keys.append(key(Snippet("it", "it.py", source), "cpu", Machine("AVX2", {})))
    assert keys[0] != keys[1]


def test_code_of_ours_that_changes_meanwhile_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another commit is checked out: what runs would be of both."""
    project.run(GOOD)
    monkeypatch.setattr("runpages.devices.RUN_CODE", ("child/run.py",))
    with pytest.raises(RunpagesError, match="Start it again"):
        project.refresh()
