"""Which files are snippets, and what an author hears who wrote one amiss."""

from pathlib import Path

import pytest
from projects import Project

from runpages.errors import RunpagesError

GOOD = """
    # %% Data
    x = [1.0, 2.0]
    print("two numbers")
"""


def test_windows_line_endings_and_a_byte_order_mark_change_nothing(
    project: Project,
) -> None:
    """Lines, titles and the hash of the source are those of the plain file."""
    plain = project.run("# %% Data\nx = 1\n\n# %% Fail\ny = 2\n")
    file = project.root / "snippets/it.py"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    windows = project.refresh().records["it"]["cpu"]
    assert windows.facts["digest"] == plain.facts["digest"]
    assert project.reports == ["ran snippets/it.py on cpu in 0.0 s (1 of 1)"]


def test_a_file_that_is_no_text_is_named(project: Project) -> None:
    """With the byte and its line."""
    file = project.write("it", GOOD)
    file.write_bytes(b"# %% Data\nx = '\xe9'\n")
    with pytest.raises(RunpagesError) as caught:
        project.refresh()
    expected = "snippets/it.py:2: byte 0xe9 is not UTF-8. Save the file as UTF-8."
    assert str(caught.value) == expected


@pytest.mark.parametrize("name", ['q"u', "new\nline", "\udcff", "a:b", "a\\b"])
def test_a_name_that_no_page_can_use_is_refused(project: Project, name: str) -> None:
    """It would end the attribute that holds it."""
    project.write(name, "# %% Data\nx = 1\n")
    with pytest.raises(RunpagesError, match="name of a snippet"):
        project.refresh()


@pytest.mark.parametrize("name", [".#it.py", ".ipynb_checkpoints/it-checkpoint.py"])
def test_what_editors_leave_behind_is_no_snippet(project: Project, name: str) -> None:
    """Dangling links and hidden folders."""
    project.write("it", "# %% Data\nx = 1\n")
    file = project.root / "snippets" / name
    file.parent.mkdir(exist_ok=True)
    file.symlink_to("nobody@nowhere:1") if "#" in name else file.touch()
    (project.root / "snippets/folder.py").mkdir()
    assert set(project.refresh().snippets) == {"it"}


def test_a_fault_of_the_parser_is_said(project: Project) -> None:
    """Python gives up on what is nested too deep, and the build must not wait."""
    project.write("it", f"x = {'-' * 200_000}1\n# %% Data\n")
    error = project.refresh().errors["it"]
    assert "before its first cell" in str(error)


def test_a_module_beside_snippets_is_no_snippet(project: Project) -> None:
    """It has no title: it is never run by itself, unless somebody asks for that."""
    project.write("beside", "raise ValueError\n")
    project.write("it", GOOD)
    assert project.refresh().errors == {}
    asked = project.runner.refresh({"beside"})().errors["beside"]
    no_cells = "snippets/beside.py:1: no cells. Begin one with '# %% Data'."
    assert str(asked) == no_cells
    with pytest.raises(RunpagesError, match="no cells") as caught:
        project.render('{{< cell("beside:Data") >}}')
    assert str(caught.value) == no_cells


def test_a_linked_folder_of_snippets_is_searched(
    project: Project, tmp_path: Path
) -> None:
    """Its snippets have names like those of any folder."""
    project.write("it", "# %% Data\nx = 1\n")
    (tmp_path / "far.py").write_text("# %% Data\ny = 2\n")
    (project.root / "snippets/linked").symlink_to(tmp_path)
    assert project.refresh().records["linked/far"]["cpu"].values == {"y": 2}
