"""What `python -m runpages` says and does."""

import subprocess
import sys
from pathlib import Path

import pytest
from projects import PATIENCE
from sites import GOOD, Site

pytestmark = pytest.mark.slow


def test_the_command_line_wants_the_folder_of_the_project(tmp_path: Path) -> None:
    """Elsewhere it says so, and leaves nothing behind."""
    command = [sys.executable, "-m", "runpages", "run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "mkdocs.yml: there is no such file. Run this in the folder" in done.stderr
    assert not list(tmp_path.iterdir())


def test_run_prints_what_a_snippet_does_and_where_it_is_kept(cold: Site) -> None:
    """And names the nearest snippet where there is none of the name."""
    status, output = cold.call("runpages", "run", "it")
    assert status == 0
    assert "good 1.0" in output
    assert "it on cpu: .cache/runpages/cpu/it.ipynb" in output
    status, output = cold.call("runpages", "run", "its")
    assert status == 1
    assert "no snippet 'its'. Did you mean 'it'?" in output


def test_a_long_path_for_temporary_files_is_said(
    cold: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some Pythons find a shorter one; torch is not to blame."""
    folder = tmp_path / ("x" * 70)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    status, output = cold.call("runpages", "run")
    assert status == 0 or "Name a shorter folder in TMPDIR." in output
    assert "torch" not in output


def test_records_are_kept_apart_from_all_else(site: Site) -> None:
    """What is kept is swept, pages and programs never."""
    status, output = site.call("runpages", "run", "--cache", "docs")
    assert status == 1
    assert "It must be a folder of its own, apart from the docs folder." in output


def test_check_lists_what_is_missing_or_stale(cold: Site) -> None:
    """And runs nothing."""
    assert cold.call("runpages", "check")[1].splitlines()[-1] == (
        "snippets/it.py on cpu: missing"
    )
    cold.call("runpages", "run")
    status, output = cold.call("runpages", "check")
    assert (status, output.splitlines()[-1]) == (0, "Nothing is stale.")
    cold.write("it", GOOD + "y = 1\n")
    assert cold.call("runpages", "check") == (1, "snippets/it.py on cpu: stale\n")


def test_recording_without_snippets_keeps_the_recordings(site: Site) -> None:
    """A folder that is missing must not cost them."""
    assert site.call("runpages", "record", "--device", "cpu")[0] == 0
    (site.root / "snippets").rename(site.root / "elsewhere")
    status, output = site.call("runpages", "record", "--device", "cpu")
    assert status == 1
    assert "snippets: there is no snippet in it" in output
    assert (site.root / "recordings/cpu/it.ipynb").exists()


def test_rendering_a_page_says_what_is_wrong_with_its_snippet(site: Site) -> None:
    """What is printed is of the last good run."""
    site.call("runpages", "run")
    site.write("it", "# %% Data\n1 / 0\n")
    status, output = site.call("runpages", "render", "docs/it.md")
    assert status == 1
    assert "snippets/it.py:2: cell 'Data' raised ZeroDivisionError" in output


@pytest.mark.parametrize("command", [["run", "it"], ["render", "docs/it.md"]])
def test_a_reader_that_has_seen_enough_ends_it_quietly(
    site: Site, command: list[str]
) -> None:
    """As `head` does: no traceback."""
    site.write("it", "# %% Data\nfor n in range(20_000):\n    print(n)\n")
    site.call("runpages", "run")
    process = subprocess.Popen(
        [sys.executable, "-m", "runpages", *command],
        cwd=site.root,
        env=site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout.readline().startswith("#")
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=PATIENCE) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_output_that_finds_no_room_is_one_line_of_complaint(site: Site) -> None:
    """And no traceback."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "runpages", "run", "it"],
            cwd=site.root,
            env=site.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "standard output: cannot be written: No space left on device. Make room."
    )
    assert "Traceback" not in done.stderr


def test_a_snippet_is_run_by_its_path_as_well(site: Site) -> None:
    """As the shell completes it."""
    status, output = site.call("runpages", "run", "snippets/it.py")
    assert status == 0
    assert "good 1.0" in output
