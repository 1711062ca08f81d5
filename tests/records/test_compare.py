"""What an upgrade changes, as a list for whoever moves a pin."""

import json
from pathlib import Path
from typing import Any

import pytest

from runpages.__main__ import main
from runpages.authored.page import Page, parse
from runpages.errors import RunpagesError
from runpages.records.compare import report

PAGE = parse(
    "it.md",
    "docs/it.md",
    '---\ntitle: It\nsnippet: it\n---\n{{< cell("Train") >}}\n\n'
    'It ends at {{< value("loss", ".1f") >}}.\n\nNothing of it.\n',
)


def cell(title: str, text: str, *tags: str, svg: str = "") -> dict[str, Any]:
    """A cell that printed this, and may have drawn that."""
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": "stdout", "text": text}
    ]
    if svg:
        data = {"image/svg+xml": svg, "text/plain": "<Figure>"}
        outputs.append({"output_type": "display_data", "data": data})
    return {
        "metadata": {"title": title, "tags": tags},
        "source": "",
        "outputs": outputs,
    }


def folder(place: Path, loss: float, *cells: dict[str, Any], name: str = "it") -> Path:
    """A folder with one record."""
    facts = dict.fromkeys(
        ["digest", "key", "device_name", "torch", "python", "date"], ""
    )
    facts |= {"snippet": name, "device": "cpu"}
    metadata = {"runpages": {**facts, "values": {"loss": loss}}}
    file = place / "cpu" / f"{name}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"cells": cells, "metadata": metadata}), "utf-8")
    return place


def said(old: Path, new: Path, root: Path, pages: tuple[Page, ...] = (PAGE,)) -> str:
    """The report on two folders."""
    return report(old, new, list(pages), root)


def test_runs_that_did_the_same_are_not_mentioned(tmp_path: Path) -> None:
    """Nor what they measured, nor the last bits of a value."""
    old = folder(tmp_path / "a", 1.0, cell("Train", "x\n"), cell("T", "1", "measured"))
    new = folder(tmp_path / "b", 1.0, cell("Train", "x\n"), cell("T", "2", "measured"))
    assert said(old, new, tmp_path) == ""
    old = folder(tmp_path / "a", 1.0, cell("Train", "x\n"))
    new = folder(tmp_path / "b", 1.0 + 1e-9, cell("Train", "x\n"))
    assert said(old, new, tmp_path) == ""


def test_what_a_cell_printed_and_prints_stands_one_above_the_other(
    tmp_path: Path,
) -> None:
    """By snippet and cell, as a diff."""
    old = folder(tmp_path / "a", 1.0, cell("Train", "same\nloss 1\n"))
    new = folder(tmp_path / "b", 1.0, cell("Train", "same\nloss 2\n"))
    text = said(old, new, tmp_path)
    assert text.startswith("## it on cpu\n\nCell Train prints:\n\n```diff\n")
    assert "\n-loss 1\n+loss 2\n```" in text
    assert "same" not in text


def test_it_leads_to_what_must_be_read_again(tmp_path: Path) -> None:
    """Sentences with values of the snippet by their line, and tests of its pages."""
    test = tmp_path / "tests/claims/test_it.py"
    test.parent.mkdir(parents=True)
    test.touch()
    old = folder(tmp_path / "a", 1.0, cell("Train", "", svg="<svg>1</svg>"))
    new = folder(tmp_path / "b", 2.0, cell("Train", "", svg="<svg>2</svg>"))
    lines = said(old, new, tmp_path).splitlines()
    assert "- The figure of cell Train changed." in lines
    assert "- loss was 1, is 2" in lines
    assert '- docs/it.md:7: It ends at {{< value("loss", ".1f") >}}.' in lines
    assert lines[-1] == "Tests of what these pages claim: tests/claims/test_it.py"
    assert sum(line.startswith("- docs") for line in lines) == 1


def test_a_run_that_only_one_of_them_has_is_said(tmp_path: Path) -> None:
    """As after a run that failed."""
    old = folder(tmp_path / "a", 1.0, cell("Train", "x"))
    new = folder(tmp_path / "b", 1.0, cell("Train", "x"), name="other")
    text = said(old, new, tmp_path)
    assert f"## it on cpu\n\nNo run in {new}." in text
    assert f"## other on cpu\n\nNo run in {old}." in text


def test_a_folder_without_records_is_an_error(tmp_path: Path) -> None:
    """Or a mistyped name would look like a great change."""
    old = folder(tmp_path / "a", 1.0, cell("Train", "x"))
    with pytest.raises(RunpagesError, match="there is no record in it"):
        said(old, tmp_path / "b", tmp_path)


def test_the_command_exits_with_1_where_something_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that the weekly workflow fails, and its issue has the list."""
    (tmp_path / "mkdocs.yml").write_text("site_name: It\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    old = folder(tmp_path / "a", 1.0, cell("Train", "x"))
    assert main(["diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out == "no difference\n"
    new = folder(tmp_path / "b", 1.0, cell("Train", "y"))
    assert main(["diff", str(old), str(new)]) == 1
    assert "-x\n+y" in capsys.readouterr().out
    assert main(["diff"]) == 1
    assert "--torch VERSION" in capsys.readouterr().err
