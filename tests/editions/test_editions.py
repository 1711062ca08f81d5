"""The forms in which readers take the site along hold what its pages hold."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import markdown
import pytest
from markdown.extensions.toc import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from site_pages import STEMS, TITLES, place

from runpages.markup.plain_markdown import plain_markdown
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.settings import Site

ADDRESS = "https://someone.github.io/lines/"
Run = Callable[[str], Record]


def fences(text: str) -> list[Token]:
    """The fenced blocks of a text, as any reader of Markdown finds them."""
    return [token for token in MarkdownIt().parse(text) if token.type == "fence"]


def prose(text: str) -> str:
    """A text without its fenced blocks."""
    lines = text.split("\n")
    for token in reversed(fences(text)):
        lines[slice(*token.map)] = []
    return "\n".join(lines)


def program(built: Path, name: str) -> dict:
    """What the button that copies a program reads."""
    text = (built / f"programs/{name}.js").read_text("utf-8")
    return json.loads(text.partition("] = ")[2].rstrip(";\n"))


def test_every_snippet_is_offered_as_it_is(built: Path, library: Library):
    """The script of the site is the snippet, to the last character."""
    for name, snippet in library.snippets.items():
        assert (built / f"snippets/{name}.py").read_text("utf-8") == snippet.source


def test_a_program_ends_with_its_cell(built: Path, library: Library, run: Run):
    """Up to each cell: what begins like the script and ends like the cell."""
    for name in library.snippets:
        made = program(built, name)
        lines = made["source"].splitlines()
        for cell in run(name).cells:
            text = "\n".join(lines[: made["ends"][cell["metadata"]["title"]]])
            assert text.endswith(cell["source"])
            assert text.startswith("# /// script")
        last = lines[max(made["ends"].values()) :]
        assert not any(last), f"{name} goes on after its last cell: {last}"


@pytest.mark.thorough
def test_a_program_runs_as_it_is_copied(built: Path, tmp_path: Path, run: Run):
    """Up to a cell in the middle, in an empty folder, it prints what was recorded."""
    made = program(built, "optimizer")
    lines = made["source"].splitlines()[: made["ends"]["Predict"]]
    (tmp_path / "copied.py").write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "copied.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == run("optimizer").stdout()
    assert done.stderr == ""


@pytest.mark.parametrize("stem", STEMS)
def test_raw_markdown_is_fully_rendered(built: Path, stem: str):
    """No embed, attribute list, note mark, tab or box is left in it."""
    text = (built / f"{stem}.md").read_text("utf-8")
    said = prose(text)
    said = re.sub(r"(`+).+?\1|\$[^$]+\$", "", said)
    assert not re.search(r"\{ ?[.#]|^(!!!|\?\?\?|===) |^</?div", said, re.MULTILINE)
    assert all("{" not in block.info for block in fences(text))
    if stem not in ("contributing", "how_it_works"):  # which show embeds as such
        assert "{{<" not in text
    assert not any("  # (1)!" in block.content for block in fences(text))
    assert text.startswith("# ")


@pytest.mark.parametrize("stem", STEMS)
def test_raw_markdown_holds_every_cell_and_output(built: Path, stem: str, run: Run):
    """What the page shows of its own snippet stands in it, letter for letter."""
    page = (built / place(stem) / "index.html").read_text("utf-8")
    text = (built / f"{stem}.md").read_text("utf-8")
    shown = [block.content.rstrip("\n") for block in fences(text)]
    cells = re.findall(r'data-snippet="([^"]+)" data-cell="([^"]+)"', page)
    for snippet, title in cells:
        assert run(snippet).cell(title)["source"] in shown, title


def test_links_of_raw_markdown_lead_somewhere(built: Path):
    """Relative links name files of the site: pages as Markdown, figures, scripts."""
    missing = set()
    for stem in STEMS:
        text = (built / f"{stem}.md").read_text("utf-8")
        said = prose(text)
        said = re.sub(r"(`+).+?\1", "", said)
        links = re.findall(r"\]\((?!https?:|#)([^)#?\s]+)", said)
        here = (built / stem).parent
        missing |= {f"{stem}: {k}" for k in links if not (here / k).exists()}
    assert missing == set()


def test_llms_txt_lists_every_page(built: Path):
    """One entry a page with its description, each leading to raw Markdown."""
    text = (built / "llms.txt").read_text("utf-8")
    entry = rf"^- \[(.+)\]\({ADDRESS}(\S+)\.md\): .+$"
    entries = {
        unquote(stem): re.sub(r"\\(.)", r"\1", title)
        for title, stem in re.findall(entry, text, re.MULTILINE)
    }
    assert entries == TITLES
    assert text.startswith("# ")


def test_llms_full_txt_holds_every_page(built: Path):
    """All raw Markdown in one file."""
    text = (built / "llms-full.txt").read_text("utf-8")
    for stem in STEMS:
        assert (built / f"{stem}.md").read_text("utf-8") in text


def test_prose_keeps_braces_in_code_and_formulas():
    """Only attribute lists go."""
    text = "# A { #a }\n\n`{ .b }` and $\\frac{.5}{2}$ [c](d){ .e } **f**{ #g .h }"
    want = '# <a id="a"></a>A\n\n`{ .b }` and $\\frac{.5}{2}$ [c](d) **f**'
    assert plain_markdown(text) == want


def test_prose_keeps_the_places_that_links_name():
    """A heading or a term with an id of its own, also where it holds code."""
    text = "## `W.data` { #data }\n\nbatch { #batch .b }\n:   Some `{ #rows }`.\n"
    want = '## <a id="data"></a>`W.data`\n\n- <a id="batch"></a>**batch**: Some'
    assert plain_markdown(text) == f"{want} `{{ #rows }}`."


def test_places_that_raw_markdown_names_are_there(built: Path):
    """An anchor is that of a heading, by the usual rule, or stands in the text."""
    texts = {s: (built / f"{s}.md").read_text("utf-8") for s in STEMS}
    said = {stem: prose(text) for stem, text in texts.items()}
    ids = {
        s: {*re.findall(r'<a id="([^"]+)">', t)}
        | {slugify(h.replace("`", ""), "-") for h in re.findall(r"(?m)^#+ (.+)$", t)}
        for s, t in said.items()
    }
    links = [
        (normpath(join(dirname(stem), target)) if target else stem, name)
        for stem, text in said.items()
        for target, name in re.findall(r"\]\((?:([\w./-]+)\.md)?#([^)]+)\)", text)
    ]
    assert len(links) > 50
    assert [link for link in links if link[1] not in ids[link[0]]] == []


def test_settings_in_a_link_lead_to_the_page_that_takes_them(built: Path):
    """Text does not play."""
    text = (built / "playground.md").read_text("utf-8")
    assert f"]({ADDRESS}playground/?preset=best)" in text
    assert ".md?" not in (built / "llms-full.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("uri", "address", "beside"),
    [
        ("a.md", "a/", "../a.html"),
        ("b/a.md", "b/a/", "../b/a.html"),
        ("b/index.md", "b/", "../b/index.html"),
        ("README.md", "", "../index.html"),
    ],
)
def test_the_address_of_a_page_is_that_of_mkdocs(uri: str, address: str, beside: str):
    """Also in a folder, and of an index."""
    site = Site("", "", ADDRESS)
    assert site.page(uri, "notebooks/") == ADDRESS + address
    site = Site("", "", directories=False)
    assert site.page(uri, "notebooks/") == beside


def test_a_box_becomes_its_title_and_what_it_holds():
    """Folded parts lie open, with their blocks."""
    text = '??? tip "Hint"\n\n    Think.\n\n    ``` python\n    x = 1\n    ```\n\nOn.\n'
    assert plain_markdown(text) == "**Hint**\n\nThink.\n\n``` python\nx = 1\n```\n\nOn."


def test_raw_markdown_says_nothing_of_what_moves(built: Path):
    """It has the figures that stand in for it."""
    texts = [page.read_text("utf-8") for page in built.glob("*.md")]
    assert not [t for t in texts if "JavaScript is on" in t or "\n{ .still }" in t]
    text = (built / "learning_rate.md").read_text("utf-8")
    assert "Move the rate yourself" not in text
    assert "These are four rates from a run of PyTorch:\n\n![" in text


def test_raw_markdown_is_valid_for_any_reader(built: Path):
    """A plain parser finds the same headings as the site."""
    text = (built / "optimizer.md").read_text("utf-8")
    html = markdown.markdown(text, extensions=["fenced_code"])
    page = (built / "optimizer/index.html").read_text("utf-8")
    heading = r"<h[123][^>]*>([^<]+)"
    assert re.findall(heading, html) == re.findall(
        heading, page.partition("<article")[2]
    )


@pytest.mark.parametrize(
    "text",
    [
        '[home](index.md){ title="costs $5, not $6" } word',
        '[home](index.md){ title="see `x`" } word',
        "[home](index.md) word\0",
    ],
)
def test_attributes_that_look_like_code_are_left_out(text: str):
    """In quotation marks, a dollar and a backtick are neither formula nor code."""
    assert plain_markdown(text) == "[home](index.md) word"
