"""Whoever copies a page's blocks one after another gets what the page shows."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from executor import pages
from executor.library import Library
from executor.render import render
from executor.settings import load
from executor.snippet import MEASURED, RAISES

ROOT = Path(__file__).parent.parent
PAGES = pages.read(load(ROOT).folder("docs"), ROOT)
# A page that leaves a cell out has no whole program to copy.
PROGRAMS = [u for u, page in PAGES.items() if page.snippet and "omit" not in page.meta]
CELL = re.compile(
    r'^( *)(`{3,}) \{ \.python [^\n]*data-snippet="([^"]+)" data-cell="([^"]+)" \}\n'
    r"(.*?)^\1\2$",
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.slow
@pytest.mark.parametrize("uri", PROGRAMS)
def test_a_page_copied_from_top_to_bottom_prints_what_it_shows(
    library: Library, tmp_path: Path, uri: str
) -> None:
    """All blocks in one interpreter and folder; what is measured may differ."""
    markdown = render(PAGES[uri], list(PAGES.values()), library).markdown
    program, printed = [], []
    for indent, _, snippet, title, code in CELL.findall(markdown):
        record = library.records[snippet]["cpu"]
        tags = record.cell(title)["metadata"]["tags"]
        block = re.sub(f"(?m)^{indent}", "", code)
        program.append(_caught(block) if RAISES in tags else block)
        text = re.escape(record.stdout(title))
        printed.append(r"[\s\S]*" if MEASURED in tags else text)
    (tmp_path / "copied.py").write_text("\n".join(program), "utf-8")
    done = subprocess.run(
        [sys.executable, "copied.py"],
        cwd=tmp_path,
        env={"MPLBACKEND": "agg"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch("".join(printed), done.stdout), done.stdout


def _caught(block: str) -> str:
    """A block that fails, as a notebook goes on after it."""
    return f"try:\n{textwrap.indent(block, '    ')}\nexcept Exception:\n    pass\n"
