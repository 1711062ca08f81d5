"""Cells are read as jupytext reads them, and nothing of a script goes missing."""

import random
from pathlib import Path

import jupytext
import pytest

from runpages.authored.cells import Cell
from runpages.authored.snippet import Snippet, find, read
from runpages.errors import RunpagesError

ROOT = Path(__file__).parents[2]
SNIPPETS = find(ROOT / "snippets", ROOT)
PIECES = [
    "x = 1",
    "if True:\n    # a comment\n    y = 2\n\n    z = 3",
    'text = """one\n\n  # two\n"""',
    "# a comment of its own",
    "#\n# more of it",
    "def f(a,\n      b):\n    return a",
    "x = [\n    1,\n]",
    "t = 'a # %% b'",
    "w = 1  # %% not a title",
]
HEADS = ["", "#!/usr/bin/env python\n", '"""What it does."""\n', "\n", "\n\n# said\n"]
TITLES = ["Data", "Train and look", "f(x)", "データ", "x < 1", "Größe, 2nd"]
TAGS = ["", ' tags=["measured"]', " tags=['measured']"]


def cells(source: str) -> list[Cell]:
    """The cells of a source."""
    return Snippet("it", "snippets/it.py", source).cells


def asked(source: str) -> list[tuple[str, list[str], str]]:
    """Titles, tags and sources, as jupytext has them."""
    form = {"extension": ".py", "format_name": "percent", "comment_magics": False}
    every = jupytext.reads(source, fmt=form).cells
    return [
        (c.metadata["title"], c.metadata.get("tags", []), c.source.strip("\n"))
        for c in every
        if "title" in c.metadata
    ]


def given(source: str) -> list[tuple[str, list[str], str]]:
    """The same, as we have them."""
    return [(c.title, list(c.tags), c.source) for c in cells(source)]


def generated(seed: int) -> str:
    """A source of some cells, with blank lines wherever they may stand."""
    some = random.Random(seed)
    text = some.choice(HEADS)
    for title in some.sample(TITLES, some.randint(1, 4)):
        tags = some.choice(TAGS) if seed % 2 else ""
        text += "\n" * some.randint(0, 3) + f"# %% {title}{tags}\n"
        text += "\n" * some.randint(0, 2)
        text += "\n\n".join(some.sample(PIECES, some.randint(1, 3))) + "\n"
    return text


def test_each_snippet_has_the_cells_that_jupytext_finds() -> None:
    """Titles, tags and sources."""
    for name, snippet in SNIPPETS.items():
        assert given(snippet.source) == asked(snippet.source), name


def test_whatever_is_written_has_the_cells_that_jupytext_finds() -> None:
    """Comments, texts of many lines, blank lines, titles in any script."""
    for source in map(generated, range(200)):
        assert given(source) == asked(source), source


@pytest.mark.parametrize("seed", range(20))
def test_cells_cover_the_source_at_their_lines(seed: int) -> None:
    """Whatever is no title and not blank is a line of a cell, at its place."""
    lines = generated(seed).split("\n")
    covered = dict(
        pair for cell in cells("\n".join(lines)) for pair in enumerate_from(cell)
    )
    assert all(lines[number - 1] == text for number, text in covered.items())
    begin = min(n for n, text in enumerate(lines, 1) if text.startswith("# %%"))
    left = [t for n, t in enumerate(lines, 1) if n >= begin and n not in covered]
    assert all(not text or text.startswith("# %%") for text in left)


def enumerate_from(cell: Cell) -> enumerate[str]:
    """The lines of a cell with their numbers in the file."""
    return enumerate(cell.source.split("\n"), cell.line)


@pytest.mark.parametrize(
    "inside",
    [
        "# In[2]:",
        "# <codecell>",
        "if x:\n    # %% indented\n    y = 2",
        'text = """\n# %% in a text\n"""',
        "text = 'a \\\n# %% goes on'",
        "# + a mark of another format\n# -",
    ],
)
def test_what_looks_like_a_title_stays_in_its_cell(inside: str) -> None:
    """Nothing goes missing, and nothing becomes a cell."""
    source = f"# %% Data\nx = 1\n{inside}\nz = 3\n"
    assert [c.source for c in cells(source)] == [f"x = 1\n{inside}\nz = 3"]


def test_a_title_in_the_docstring_is_none() -> None:
    """It may say what a cell looks like."""
    source = '"""Write\n\n# %% Data\n\nfor a cell."""\n\n# %% Train\nx = 1\n'
    assert [(c.title, c.line) for c in cells(source)] == [("Train", 8)]


def test_blank_lines_below_a_title_move_no_line() -> None:
    """The line of a cell is that of its first line of code."""
    [cell] = cells("# %% Data\n\n\nx = 1\n\n\n")
    assert (cell.line, cell.source) == (4, "x = 1")


def test_an_empty_cell_takes_nothing_of_the_next() -> None:
    """As where only its title stands yet."""
    first, second = cells("# %% Data\n# %% Train\nx = 1\n")
    assert (first.source, second.source) == ("", "x = 1")


@pytest.mark.parametrize("title", ["lr=0.1", "a > b", "x = 1", "データ", "50 %"])
def test_a_title_may_say_what_it_likes(title: str) -> None:
    """Also what looks like an option where no title stands before it."""
    assert [c.title for c in cells(f"# %% {title}\nx = 1\n")] == [title]


@pytest.mark.parametrize("mark", ["# %%Data", "# %%% Data"])
def test_a_mark_without_its_blank_is_said(mark: str) -> None:
    """It would be taken for a comment of the cell above."""
    with pytest.raises(RunpagesError, match="Write a blank after the mark") as caught:
        cells(f"# %% First\nx = 1\n\n{mark}\ny = 1\n")
    assert caught.value.line == 4


def test_a_coding_line_that_is_not_utf8_is_said(tmp_path: Path) -> None:
    """All that is made of the file is UTF-8, and would be read wrongly."""
    file = tmp_path / "it.py"
    file.write_bytes(b"#!/usr/bin/python\n# -*- coding: latin-1 -*-\nx = '\xe4'\n")
    with pytest.raises(RunpagesError, match=r"it.py:2: the coding line says latin-1"):
        read(file, "it", "it.py")
