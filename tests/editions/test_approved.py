"""What editions of a page say, as somebody has read and approved it.

The page is made from records of fixed versions and dates. After a change that is
meant, `APPROVE=1 pytest tests/editions/test_approved.py` writes the files anew: read
them.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from runpages.authored import page as pages
from runpages.authored.snippet import Snippet
from runpages.editions import export, llms
from runpages.editions.markdown import markdown
from runpages.editions.notebook import notebook
from runpages.records.record import make
from runpages.records.store import Library
from runpages.rendering.document import Document
from runpages.rendering.render import render
from runpages.settings import Site
from runpages.site.notebook_pages import converted

FOLDER = Path(__file__).parent / "approved"
SITE = Site("Lines", "Of lines.", "https://a.example/lines", ["it.md"])
EXTENSIONS = ["tables", "toc", "pymdownx.superfences", "pymdownx.arithmatex"]
OPTIONS = {"pymdownx.arithmatex": {"generic": True}}
FACTS = {
    "digest": "",
    "key": "",
    "torch": "2.13.0",
    "python": "3.11.7",
    "date": "2026-01-02",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="{}"/></svg>'
WRONG = "ValueError: not `a` *b* <i>c</i>"


def drawn(name: str) -> dict[str, Any]:
    """A figure of a cell."""
    data = {"image/svg+xml": SVG.format(name), "image/png": name}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def printed(text: str, name: str = "stdout") -> dict[str, Any]:
    """What a cell printed."""
    return {"output_type": "stream", "name": name, "text": text}


def failed() -> dict[str, Any]:
    """How a cell ended."""
    kind, _, value = WRONG.partition(": ")
    lines = {"ename": kind, "evalue": value, "traceback": ["Traceback:", WRONG]}
    return {"output_type": "error", **lines}


def cell(title: str, source: str, *outputs: dict[str, Any], **more: Any) -> Any:
    """A cell that ran."""
    metadata = {"title": title, "tags": [], "line": 1} | more
    made = {"cell_type": "code", "id": title.lower(), "metadata": metadata}
    return made | {"source": source, "outputs": [*outputs], "execution_count": 1}


CELLS = {
    "own": [
        cell("Fit", "x = 1  # one\nprint(x)", printed("W 1\n"), drawn("dot")),
        cell("Timed", "wait()", printed("3 ms\n"), tags=["measured"]),
        cell("Left out", "print(2)", printed("2\n")),
    ],
    "other": [cell("Say", "print('hi')", printed("a | b\n", "stderr"), drawn("dots"))],
    "fails": [cell("Fail", "fail()", failed(), tags=["raises-exception"])],
}


@pytest.fixture(scope="module")
def library() -> Library:
    """Three snippets, of which one ran on a GPU, too."""
    made = Library(root=FOLDER)
    for name, cells in CELLS.items():
        source = '# /// script\n# dependencies = ["torch"]\n# ///\n'
        made.snippets[name] = Snippet(name, f"snippets/{name}.py", source)
        facts = {**FACTS, "snippet": name, "device": "cpu", "device_name": "A CPU"}
        made.add(name, "cpu", make(cells, {**facts, "values": {"W": -1.0586}}), ["cpu"])
    on_gpu = [CELLS["own"][0], cell("Timed", "wait()", printed("1 ms\n"))]
    facts = {**FACTS, "snippet": "own", "device": "cuda", "device_name": "A GPU"}
    made.add("own", "cuda", make(on_gpu, {**facts, "values": {"W": -1.0}}), ["cpu"])
    return made


@pytest.fixture(scope="module")
def document(library: Library) -> Document:
    """The page, rendered."""
    text = (FOLDER / "source.txt").read_text("utf-8")
    page = pages.parse("it.md", "source.md", text)
    return render(page, [page], library)


def approved(name: str, text: str) -> None:
    """Compare a text with what is approved."""
    file = FOLDER / name
    if os.environ.get("APPROVE"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def test_the_raw_markdown_is_what_was_approved(document: Document):
    """Every kind of part, and all that an author can write."""
    approved("markdown.txt", markdown(document, SITE))


def test_the_export_is_what_was_approved(document: Document):
    """Other generators find what they know."""
    approved("export.txt", export.written(document) + "\n")


def test_the_index_for_programs_is_what_was_approved(document: Document):
    """With one page."""
    approved("llms.txt", llms.index(SITE, {"it.md": document.page}))


def test_the_notebook_is_what_was_approved(document: Document, library: Library):
    """Cell by cell, as Jupyter shows them."""
    read = []
    for one in notebook(document, library, SITE)["cells"]:
        shown = [
            o.get("text") or o.get("traceback") or o for o in one.get("outputs", [])
        ]
        read += [f"--- {one['cell_type']} {one['id']}", one["source"]]
        read += [json.dumps(k) for k in (shown, one.get("attachments")) if k]
    approved("notebook.txt", "\n".join(read) + "\n")


def test_the_notebook_of_the_site_is_what_was_approved(
    document: Document, library: Library
):
    """Its words, and the names of its figures."""
    book = notebook(document, library, Site("", ""), "notebooks/it")
    content, headings = converted(book, EXTENSIONS, OPTIONS)
    soup = BeautifulSoup(content, "html.parser")
    for figure in soup.find_all("svg"):
        figure.replace_with(f"[{figure['aria-label']}]")
    for link in soup.find_all("a", href=True):
        link.append(f" ({link['href']})")
    lines = [line.rstrip() for line in soup.get_text().split("\n") if line.strip()]
    names = [heading["name"] for heading in headings]
    approved("notebook_page.txt", "\n".join([*lines, f"Headings: {names}", ""]))
