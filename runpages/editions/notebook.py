"""The notebook of a page: its prose, its snippet's cells, their recorded outputs."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from runpages.authored.page import Page
from runpages.authored.snippet import Snippet
from runpages.editions.markdown import block, listed, prose
from runpages.editions.script import requirements
from runpages.markup.blocks import Fence, Prose, blocks
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.rendering.document import LABELS as TABS
from runpages.rendering.fences import Rendered
from runpages.settings import Site
from runpages.text import anchor, slug

FIGURE = re.compile(
    r"!\[((?:\\.|[^\]\\])*)\]\(([^)\s]*figures/[^)\s]+)\)(?:\{[^}]*\})?"
)
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#?\s]+)\.md((?:[?#][^)\s]*)?)(?=\))")
HEADING = re.compile(r"^#+ (.+?)[ \t]*(?:\{ *#([\w-]+)[^}\n]*\})?$", re.MULTILINE)
HERE = re.compile(r"(?<=\]\(#)[\w-]+(?=\))")
INSTALL = """\
# Colab and Kaggle have what this notebook needs. Anywhere else, remove the # of the
# next line and run it once.
# %pip install {}"""


@dataclass
class Book:
    """The cells of a notebook while it is being written."""

    record: Record
    cells: list[dict[str, Any]] = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)
    """What is to be seen in the figures of the page's own snippet, by their SVG."""
    left: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = self.record.cells

    def text(self, text: str, pictures: dict[str, str] | None = None) -> None:
        """Add prose; it joins the prose before it."""
        if not text:
            return
        if not self.cells or self.cells[-1]["cell_type"] == "code":
            self.cells.append(_cell("markdown", f"text-{len(self.cells)}", ""))
        last = self.cells[-1]
        last["source"] = f"{last['source']}\n\n{text}".strip("\n")
        for name, png in (pictures or {}).items():
            last.setdefault("attachments", {})[name] = {"image/png": png}

    def code(self, title: str | None = None) -> None:
        """Add a cell of the snippet, after those before it, or all that are left."""
        while self.left:
            cell = self.left[0]
            self.left = self.left[1:]
            self._add(cell)
            if cell["metadata"]["title"] == title:
                return

    def _add(self, cell: dict[str, Any]) -> None:
        name = f"cell-{slug(cell['metadata']['title'])}"
        made = _cell("code", name, cell["source"])
        if tags := cell["metadata"].get("tags"):
            made["metadata"]["tags"] = list(tags)
        ran = sum(
            "outputs" in c and c["execution_count"] is not None for c in self.cells
        )
        made["execution_count"] = ran + 1
        made["outputs"] = [self._output(output) for output in cell["outputs"]]
        self.cells.append(made)

    def _output(self, output: dict[str, Any]) -> dict[str, Any]:
        """An output without what only this site can show: notebooks get PNG."""
        if output["output_type"] != "display_data":
            return output
        data = {k: v for k, v in output["data"].items() if k != "image/svg+xml"}
        alt = self.alts.get(output["data"]["image/svg+xml"])
        metadata = {"image/png": {"alt": alt}} if alt else {}
        return {**output, "data": data, "metadata": metadata}


def notebook(page: Page, rendered: Rendered, library: Library, site: Site) -> str:
    """The notebook of a page that has a snippet of its own, as JSON (nbformat 4.5)."""
    own = str(page.snippet)
    book = Book(_first(library, own))
    book.cells.append(_install(library.snippets[own]))
    writer = _Writer(page, rendered, library, site, book)
    for part in blocks(rendered.markdown):
        writer.add(part)
    book.code()
    writer.provenance()
    metadata = {
        n: book.record.notebook["metadata"][n] for n in ("kernelspec", "language_info")
    }
    made: dict[str, Any] = {"cells": book.cells, "metadata": metadata}
    made |= {"nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


class _Writer:
    """Adds the parts of a page to a notebook."""

    def __init__(
        self, page: Page, rendered: Rendered, library: Library, site: Site, book: Book
    ) -> None:
        self.page, self.rendered, self.library = page, rendered, library
        self.site, self.book = site, book
        self.own = {f"#output-{slug(c['metadata']['title'])}" for c in book.left}
        self.headings = _headings(rendered.markdown)
        self.after_own = False
        self.pictures = _pictures(library, rendered.used)
        for alt, place in FIGURE.findall(rendered.markdown):
            svg = rendered.figures[place[place.index("figures/") :]]
            book.alts[svg] = re.sub(r"\\(.)", r"\1", alt)
        self.drawn = {o["data"]["image/svg+xml"] for o in _drawn(book.record)}

    def add(self, part: Prose | Fence) -> None:
        """Add one part; outputs of the page's own cells come with their cells."""
        if isinstance(part, Prose):
            # The tab of the run whose outputs the cell itself has, above.
            if not (self.after_own and part.text == f"**{TABS['cpu']}**"):
                self._prose(part.text)
        elif part.attribute("data-snippet") == self.page.snippet:
            self.book.code(part.attribute("data-cell"))
            source = self._source(str(self.page.snippet), part.attribute("data-cell"))
            self.book.text(self._linked(listed(part, source)))
            self.after_own = True
        elif "output" in part.classes and self._is_own(part):
            pass
        else:
            self.book.text(self._linked(block(part, self._source, self.page.uri)))
            self.after_own = False

    def provenance(self) -> None:
        """Say where the outputs and the notebook come from."""
        link = self.site.page(self.page.uri, "notebooks/")
        ran_on = "; and on ".join(self.rendered.ran_on)
        text = (
            f"From [{self.page.title}]({link}). The outputs are of a run on {ran_on}."
        )
        self.book.text(text)

    def _is_own(self, part: Fence) -> bool:
        return self.after_own or bool(self.own & set(part.info.split()))

    def _prose(self, text: str) -> None:
        """Prose; own figures come with their cells, others are attached."""
        attached: dict[str, str] = {}

        def figure(match: re.Match[str]) -> str:
            svg = self.rendered.figures[match[2][match[2].index("figures/") :]]
            if svg in self.drawn:
                return ""
            name = match[2].rpartition("figures/")[2].replace("/", "-")
            name = name.replace(".svg", ".png")
            attached[name] = self.pictures[svg]
            return f"![{match[1]}](attachment:{name})"

        kept = FIGURE.sub(figure, text)
        self.book.text(self._linked(prose(kept)), attached)
        self.after_own = self.after_own and not kept.strip()

    def _linked(self, text: str) -> str:
        """Links to pages lead to the site, those to headings stay in the notebook."""
        text = HERE.sub(lambda m: self.headings.get(m[0], m[0]), text)
        text = text.replace("](snippets/", f"]({self.site.link('snippets/', '../')}")
        return LINK.sub(
            lambda m: self.site.page(f"{m[1]}.md", "notebooks/") + m[2], text
        )

    def _source(self, snippet: str, title: str) -> str:
        return str(_first(self.library, snippet).cell(title)["source"])


def _headings(markdown: str) -> dict[str, str]:
    """The anchors that Jupyter gives the headings, by those of the site."""
    prose = "\n".join(p.text for p in blocks(markdown) if isinstance(p, Prose))
    found = {}
    for heading, name in HEADING.findall(prose):
        said = re.sub(r"[`*]", "", heading)
        found[name or anchor(said)] = quote(said.replace(" ", "-"))
    return found


def _install(snippet: Snippet) -> dict[str, Any]:
    needed = " ".join(requirements(snippet))
    cell = _cell("code", "install", INSTALL.format(needed))
    return {**cell, "execution_count": None, "outputs": []}


def _cell(kind: str, name: str, source: str) -> dict[str, Any]:
    return {"cell_type": kind, "id": name[:64], "metadata": {}, "source": source}


def _first(library: Library, snippet: str) -> Record:
    return next(iter(library.records[snippet].values()))


def _pictures(library: Library, used: frozenset[str]) -> dict[str, str]:
    """The PNG of each figure, by its SVG."""
    runs = [run for name in used for run in library.records.get(name, {}).values()]
    data = [output["data"] for run in runs for output in _drawn(run)]
    return {d["image/svg+xml"]: d["image/png"] for d in data}


def _drawn(record: Record) -> list[dict[str, Any]]:
    outputs = [output for cell in record.cells for output in cell["outputs"]]
    return [o for o in outputs if o["output_type"] == "display_data"]
