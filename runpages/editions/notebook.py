"""The notebook of a page: its prose, its snippet's cells, their recorded outputs."""

import base64
import mimetypes
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import quote, unquote

from markdown.extensions.toc import slugify

from runpages.authored.snippet import Snippet
from runpages.editions.markdown import notes, ran_on, written
from runpages.editions.script import requirements
from runpages.markup.plain_markdown import LINK, linkable, outside_code, plain_markdown
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.rendering.document import (
    Code,
    Document,
    Figure,
    Part,
    PerDevice,
    Placed,
    Printed,
    Prose,
)
from runpages.settings import Site
from runpages.text import slug

# An image or a link of the author: its text, its address, a title.
IMAGE = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\((?!\w+:|/)([^)\s]+)((?: +\"[^\"]*\")?)\)")
HEADING = re.compile(r"^#+ (.+?)[ \t]*(?:\{ *#([\w-]+)[^}\n]*\})?$", re.MULTILINE)
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # what the notebook format takes
INSTALL = """\
# Colab and Kaggle have what this notebook needs. Anywhere else, remove the # of the
# next line and run it once.
# %pip install {}"""
PNG, SVG = "image/png", "image/svg+xml"


def notebook(
    document: Document, library: Library, site: Site, folder: str | None = None
) -> dict[str, Any]:
    """Make the notebook of a page that has a snippet of its own (nbformat 4.5).

    It is a file, with its figures as PNG; or what the site shows in a `folder`, with
    its figures as SVG and the anchors of the site.
    """
    writer = Writer(document, library, str(document.page.snippet), site, folder)
    for placed in document.parts(plain_markdown):
        writer.add(placed)
    writer.cells.code()
    return writer.finish()


class NotebookCells:
    """The cells of a notebook, `made` one by one; its figures are of a `kind`."""

    def __init__(self, record: Record, document: Document, kind: str) -> None:
        self.record, self.kind, self.made = record, kind, list[dict[str, Any]]()
        self.left = iter(record.cells)
        self.shown: set[str] = set()
        self.alts = {f.svg: f.alt for f in document.figures.values()}

    def text(self, text: str, pictures: dict[str, Any] | None = None) -> None:
        """Add prose, with the pictures attached; it joins the prose before it."""
        if not text:
            return
        if not self.made or self.made[-1]["cell_type"] == "code":
            self.made.append(_cell("markdown", f"text-{len(self.made)}", ""))
        last = self.made[-1]
        last["source"] = f"{last['source']}\n\n{text}".strip("\n")
        if pictures:
            last.setdefault("attachments", {}).update(pictures)

    def code(self, title: str | None = None) -> None:
        """Add a cell of the snippet, after those before it, or all that are left."""
        if title in self.shown:
            return
        for cell in self.left:
            self._add(cell)
            if cell["metadata"]["title"] == title:
                return

    def _add(self, cell: dict[str, Any]) -> None:
        title = cell["metadata"]["title"]
        made = _cell("code", f"cell-{slug(title)}", cell["source"])
        if tags := cell["metadata"].get("tags"):
            made["metadata"]["tags"] = list(tags)
        self.shown.add(title)
        made["execution_count"] = len(self.shown)
        made["outputs"] = [self._output(output) for output in cell["outputs"]]
        self.made.append(made)

    def _output(self, output: dict[str, Any]) -> dict[str, Any]:
        """Make an output for this notebook: a figure in one form, with its words."""
        if output["output_type"] != "display_data":
            return output
        alt = self.alts.get(output["data"][SVG], "")
        left_out = PNG if self.kind == SVG else SVG
        data = {kind: d for kind, d in output["data"].items() if kind != left_out}
        metadata = {self.kind: {"alt": alt}} if alt else {}
        return {**output, "data": data, "metadata": metadata}


class Writer:
    """Adds the parts of a page to cells of a snippet; links lead from a `folder`."""

    def __init__(
        self,
        document: Document,
        library: Library,
        snippet: str,
        site: Site,
        folder: str | None = None,
    ) -> None:
        self.document, self.page, self.root = document, document.page, library.root
        record = next(iter(library.records[snippet].values()))
        self.cells = NotebookCells(record, document, PNG if folder is None else SVG)
        self.cells.made.append(_install(library.snippets[snippet]))
        if folder is None:
            folder = posixpath.join("notebooks", posixpath.dirname(self.page.uri))
        self.site, self.folder = site, folder
        up = posixpath.relpath(".", folder or ".") + "/"
        self.link = partial(site.link, start=up)
        self.headings = dict(_headings(document)) if self.cells.kind == PNG else {}
        self.pictures: dict[str, Any] = {}
        """What the next text has attached."""
        self.after = ""
        """The title of the cell that was added last, while only its outputs follow."""

    def add(self, placed: Placed) -> None:
        """Add one part; outputs of the page's own cells come with their cells."""
        part = placed.part
        if self._with_its_cell(part):
            if isinstance(part, PerDevice):
                self._others(part)
            return
        self.after = ""
        match part:
            case Prose(text):
                self._text(outside_code(self._led, text))
            case Code() if part.snippet == self.page.snippet:
                self.cells.code(part.title)
                self._text(notes(self._noted(part)))
                self.after = part.title
            case Code():
                self._write(replace(placed, part=self._noted(part)))
            case _:
                self._write(placed)

    def finish(self) -> dict[str, Any]:
        """Say where the outputs and the notebook come from; give the notebook."""
        link = self.site.page(self.page.uri, self.folder)
        ran, title = ran_on(self.document), linkable(self.page.title)
        self._text(f"From [{title}]({link}). The outputs are of a run on {ran}.")
        known = self.cells.record.notebook["metadata"]
        metadata = {name: known[name] for name in ("kernelspec", "language_info")}
        form = {"nbformat": 4, "nbformat_minor": 5}
        return {"cells": self.cells.made, "metadata": metadata, **form}

    def _with_its_cell(self, part: Part) -> bool:
        """Tell whether a part is an output of a cell of this notebook."""
        if isinstance(part, PerDevice):
            return any(self._with_its_cell(p) for run in part.runs for p in run.parts)
        if isinstance(part, Figure | Printed) and part.snippet == self.page.snippet:
            first = isinstance(part, Figure) or bool(part.anchor)
            return first or part.title == self.after
        return False

    def _others(self, part: PerDevice) -> None:
        """Add the outputs of other devices, after those of the notebook's own run."""
        self._text(str(part.runs[0].provenance))
        self._write(Placed(PerDevice(part.runs[1:])))

    def _write(self, placed: Placed) -> None:
        self._text(written(placed, self.link, self._figure))

    def _text(self, text: str) -> None:
        self.cells.text(text, self.pictures)
        self.pictures = {}

    def _noted(self, part: Code) -> Code:
        """Make the notes of a cell lead where they should."""
        led = (replace(n, text=outside_code(self._led, n.text)) for n in part.notes)
        return replace(part, notes=tuple(led))

    def _led(self, text: str) -> str:
        """Attach pictures; links to pages lead to the site, others stay in here."""
        return LINK.sub(self._leading, IMAGE.sub(self._picture, text))

    def _leading(self, match: re.Match[str]) -> str:
        page, rest = match.groups()
        if not page:
            return "#" + self.headings.get(rest[1:], rest[1:])
        return self.site.page(self._place(page), self.folder) + rest

    def _picture(self, match: re.Match[str]) -> str:
        """Attach an image of the author if it is a file, else name it."""
        alt, link, title = match.groups()
        file = (self.root / self.page.path).parent / unquote(link)
        kind, place = mimetypes.guess_type(file.name)[0], self._place(link)
        if self.cells.kind == SVG or not kind or not file.is_file():
            return f"![{alt}]({self.link(place)}{title})"
        data = base64.b64encode(file.read_bytes()).decode()
        name = quote(place, safe="").replace("%2F", ".")
        self.pictures[name] = {kind: data}
        return f"![{alt}](attachment:{name}{title})"

    def _figure(self, figure: Figure) -> str:
        """Attach a figure of another snippet; give its address."""
        stem = posixpath.relpath(figure.place, "figures").replace("/", ".")
        png = self.cells.kind == PNG
        name = quote(stem.removesuffix(".svg") + (".png" if png else ".svg"))
        self.pictures[name] = {self.cells.kind: figure.png if png else figure.svg}
        return f"attachment:{name}"

    def _place(self, link: str) -> str:
        """Resolve an address on the page to a place in the site."""
        above = posixpath.dirname(self.page.uri)
        return posixpath.normpath(posixpath.join(above, unquote(link)))


def _headings(document: Document) -> Iterator[tuple[str, str]]:
    """Find the anchors that Jupyter gives the headings, by those of the site."""
    for placed in document.parts():
        if isinstance(placed.part, Prose):
            for heading, name in HEADING.findall(placed.part.text):
                said = heading.translate({ord("`"): None, ord("*"): None})
                yield name or slugify(said, "-"), quote(said.replace(" ", "-"))


def _install(snippet: Snippet) -> dict[str, Any]:
    """Make the cell that installs what a snippet needs, once its # is removed."""
    return unrun("install", INSTALL.format(" ".join(requirements(snippet))))


def unrun(name: str, source: str) -> dict[str, Any]:
    """Make a code cell that was not run."""
    return {**_cell("code", name, source), "execution_count": None, "outputs": []}


def _cell(kind: str, name: str, source: str) -> dict[str, Any]:
    known = name if CELL_ID.fullmatch(name) else sha256(name.encode()).hexdigest()
    return {"cell_type": kind, "id": known, "metadata": {}, "source": source}
