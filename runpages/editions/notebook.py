"""The notebook of a page: its prose, its snippet's cells, their recorded outputs."""

import base64
import json
import mimetypes
import posixpath
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from runpages.authored.page import Page
from runpages.authored.snippet import Snippet
from runpages.editions.markdown import block, linkable, listed, outside_code, prose
from runpages.editions.script import requirements
from runpages.markup.blocks import Fence, Prose, blocks
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.rendering.document import LABELS as TABS
from runpages.rendering.fences import Rendered
from runpages.settings import Site
from runpages.text import anchor, slug

# An image of the site: its text, its place, its title, what only this site reads.
IMAGE = re.compile(
    r"!\[((?:\\.|[^\]\\])*)\]\((?!\w+:|/)([^)\s]+)((?: +\"[^\"]*\")?)\)(?:\{[^}]*\})?"
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
    drawings: dict[str, str] | None = None
    """In the site, the place of each figure by its SVG; elsewhere figures are PNG."""
    left: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = self.record.cells

    def text(self, text: str, pictures: dict[str, Any] | None = None) -> None:
        """Add prose, with the pictures attached; it joins the prose before it."""
        if not text:
            return
        if not self.cells or self.cells[-1]["cell_type"] == "code":
            self.cells.append(_cell("markdown", f"text-{len(self.cells)}", ""))
        last = self.cells[-1]
        last["source"] = f"{last['source']}\n\n{text}".strip("\n")
        if pictures:
            last.setdefault("attachments", {}).update(pictures)

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
        """An output as this notebook shows it: figures as PNG, or by their place."""
        if output["output_type"] != "display_data":
            return output
        data, svg = dict(output["data"]), output["data"]["image/svg+xml"]
        alt = self.alts.get(svg, "")
        if self.drawings is not None:
            said = re.sub(r"([\[\]\\])", r"\\\1", alt or "A figure of this cell")
            shown = {"text/markdown": f"![{said}](../{self.drawings[svg]})"}
            return {**output, "data": shown, "metadata": {}}
        del data["image/svg+xml"]
        metadata = {"image/png": {"alt": alt}} if alt else {}
        return {**output, "data": data, "metadata": metadata}


def drawings(rendered: Rendered, library: Library, snippet: str) -> dict[str, str]:
    """Number the figures that a notebook in the site shows: SVG, by their place.

    They are those of its page, and those of cells that the page omits.
    """
    drawn = (o["data"]["image/svg+xml"] for o in _drawn(_first(library, snippet)))
    every = dict.fromkeys([*rendered.figures.values(), *drawn])
    return {f"figures/{number}.svg": svg for number, svg in enumerate(every, 1)}


def notebook(
    page: Page,
    rendered: Rendered,
    library: Library,
    site: Site,
    drawn: dict[str, str] | None = None,
) -> str:
    """The notebook of a page that has a snippet of its own, as JSON (nbformat 4.5).

    It holds its figures as PNG, or names them by the places in `drawn`.
    """
    own = str(page.snippet)
    places = None if drawn is None else {svg: place for place, svg in drawn.items()}
    book = Book(_first(library, own), drawings=places)
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
        self.folder = posixpath.join("notebooks", posixpath.dirname(page.uri))
        self.up = "../" * (page.uri.count("/") + 1)
        self.own = {f"#output-{slug(c['metadata']['title'])}" for c in book.left}
        self.headings = _headings(rendered.markdown)
        self.after_own = False
        self.pictures = _pictures(library, rendered.used)
        for alt, link, _ in IMAGE.findall(rendered.markdown):
            if svg := rendered.figures.get(self._place(link)):
                book.alts[svg] = re.sub(r"\\(.)", r"\1", alt)
        self.drawn = {o["data"]["image/svg+xml"] for o in _drawn(book.record)}

    def add(self, part: Prose | Fence) -> None:
        """Add one part; outputs of the page's own cells come with their cells."""
        if isinstance(part, Prose):
            # The tab of the run whose outputs the cell itself has, above.
            if not (self.after_own and part.text.strip() == f"**{TABS['cpu']}**"):
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
        link = self.site.page(self.page.uri, self.folder)
        ran_on = "; and on ".join(self.rendered.ran_on)
        title = linkable(self.page.title)
        self.book.text(f"From [{title}]({link}). The outputs are of a run on {ran_on}.")

    def _is_own(self, part: Fence) -> bool:
        return self.after_own or bool(self.own & set(part.info.split()))

    def _prose(self, text: str) -> None:
        """Prose; own figures come with their cells, other pictures are attached."""
        attached: dict[str, Any] = {}

        def picture(match: re.Match[str]) -> str:
            alt, link, title = match.groups()
            svg = self.rendered.figures.get(self._place(link))
            if svg in self.drawn:
                return ""
            if svg and self.book.drawings is not None:
                return f"![{alt}](../{self.book.drawings[svg]})"
            name, data = self._attachment(link, svg)
            if not data:
                return f"![{alt}]({self.site.link(name, self.up)}{title})"
            attached[name] = data
            return f"![{alt}](attachment:{name}{title})"

        kept = outside_code(lambda prose: IMAGE.sub(picture, prose), text)
        self.book.text(self._linked(prose(kept)), attached)
        self.after_own = self.after_own and not kept.strip()

    def _place(self, link: str) -> str:
        """Resolve the address of an image on the page to its place in the site."""
        above = posixpath.dirname(self.page.uri)
        return posixpath.normpath(posixpath.join(above, unquote(link)))

    def _attachment(self, link: str, svg: str | None) -> tuple[str, dict[str, str]]:
        """Name and read a picture to attach; only its place if it is not attached."""
        place = self._place(link)
        if svg:
            name = place.removeprefix("figures/").replace("/", ".")
            return name.removesuffix(".svg") + ".png", {"image/png": self.pictures[svg]}
        file = (self.library.root / self.page.path).parent / unquote(link)
        kind = mimetypes.guess_type(file.name)[0]
        inside = self.book.drawings is not None
        if inside or not kind or not file.is_file():
            return quote(place), {}
        data = base64.b64encode(file.read_bytes()).decode()
        return quote(place, safe="").replace("%2F", "."), {kind: data}

    def _linked(self, text: str) -> str:
        """Links to pages lead to the site, those to headings stay in the notebook."""
        text = HERE.sub(lambda m: self.headings.get(m[0], m[0]), text)
        own = "](" + "../" * self.page.uri.count("/") + "snippets/"
        text = text.replace(own, f"]({self.site.link('snippets/', self.up)}")

        def leading(match: re.Match[str]) -> str:
            uri = self._place(f"{match[1]}.md")
            return quote(self.site.page(uri, self.folder), safe="/:%") + match[2]

        return LINK.sub(leading, text)

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
