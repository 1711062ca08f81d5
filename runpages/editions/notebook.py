"""Write the Jupyter notebook of a page: prose, cells, and their recorded outputs."""

import base64
import mimetypes
import posixpath
import re
from collections.abc import Iterator
from dataclasses import astuple, replace
from functools import partial
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import quote, unquote

from markdown.extensions.toc import slugify

from runpages.editions.markdown import answered, folding, notes, ran_on, written
from runpages.markup.parts import api_mark
from runpages.markup.plain_markdown import LINK, linkable, outside_code, plain_markdown
from runpages.records.api_links import api_links
from runpages.records.store import Library
from runpages.rendering.document import (
    END,
    START,
    Code,
    Document,
    Figure,
    Part,
    PerDevice,
    Placed,
    Printed,
    Prose,
)
from runpages.rendering.sliders import Slider
from runpages.settings import Site
from runpages.text import slug

# An image or a link of the author: its text, its address, a title.
IMAGE = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\((?!\w+:|/)([^)\s]+)((?: +\"[^\"]*\")?)\)")
HEADING = re.compile(r"^#+ (.+?)[ \t]*(?:\{ *#([\w-]+)[^}\n]*\})?$", re.MULTILINE)
INSTALL = """\
# Colab and Kaggle have what this notebook needs.
# Anywhere else, remove the # of the next line and run it once.
# %pip install {}"""
PNG, SVG = "image/png", "image/svg+xml"


def notebook(
    document: Document, library: Library, site: Site, folder: str | None = None
) -> dict[str, Any]:
    """Make the notebook of a page that has a snippet of its own (nbformat 4.5).

    It is a file, with its figures as PNG; or what the site shows in a `folder`, with
    the site's anchors, and in its metadata the parts that it has tokens of.
    """
    writer = Writer(document, library, str(document.page.snippet), site, folder)
    for placed in folding(document).parts(plain_markdown):
        writer.add(placed)
    writer.code()
    return writer.finish()


class Writer:
    """Adds the parts of a page to cells of a snippet; links lead from a `folder`.

    Without one it is that of a file, with figures as PNG and not as SVG.
    """

    def __init__(
        self,
        document: Document,
        library: Library,
        snippet: str,
        site: Site,
        folder: str | None = None,
    ) -> None:
        self.document, self.page, self.root = document, document.page, library.root
        self.kind = PNG if folder is None else SVG
        self.headings = dict(_headings(document)) if folder is None else {}
        if folder is None:
            folder = posixpath.join("notebooks", posixpath.dirname(self.page.uri))
        self.site, self.folder = site, folder
        above = posixpath.relpath(".", folder or ".") + "/"
        self.link = partial(site.link, start=above)
        self.record = next(iter(library.records[snippet].values()))
        self.left, self.numbers = iter(self.record.cells), count(1)
        self.answers = answered(document)
        self.alts = {f.svg: f.alt for f in document.figures.values()}
        self.needed = " ".join(library.snippets[snippet].requirements)
        self.cells: list[dict[str, Any]] = []
        self.table: dict[str, Placed] = {}
        self.pictures: dict[str, Any] = {}  # what the next text has attached
        self.after = ""  # the title of the last cell, while only its outputs follow

    def add(self, placed: Placed) -> None:
        """Add one part; outputs of the page's own cells come with their cells."""
        part = placed.part
        if self._with_its_cell(part):
            if isinstance(part, PerDevice):  # those of other devices follow it
                self._text(str(part.runs[0].provenance))
                self._write(Placed(PerDevice(part.runs[1:])))
            return
        self.after = ""
        if isinstance(part, Code) and part.snippet == self.page.snippet:
            self.code(part.title)
            if self.kind == PNG:
                self._text(notes(part))
            else:
                self.cells[-1]["metadata"]["notes"] = self._led(part).notes
            self.after = part.title
        else:
            self._write(placed)

    def code(self, title: str | None = None) -> None:
        """Add a cell of the snippet, after those before it, or all that are left."""
        for cell in self.left:
            known = cell["metadata"]
            made = unrun(f"cell-{slug(known['title'])}", cell["source"])
            if tags := known.get("tags"):
                made["metadata"]["tags"] = list(tags)
            if known["title"] in self.answers:
                made["metadata"]["jupyter"] = {"outputs_hidden": True}
            if self.kind == SVG:
                marks = map(api_mark, api_links(cell))
                made["metadata"]["links"] = [*map(astuple, marks)]
            made["execution_count"] = next(self.numbers)
            made["outputs"] = [self._output(output) for output in cell["outputs"]]
            self.cells.append(made)
            if known["title"] == title:
                return

    def finish(self) -> dict[str, Any]:
        """Say where the outputs and the notebook come from; give the notebook."""
        link = self.site.page(self.page.uri, self.folder)
        ran, title = ran_on(self.document), linkable(self.page.title)
        self._text(f"From [{title}]({link}). The outputs are of a run on {ran}.")
        known = self.record.notebook["metadata"]
        metadata = {name: known[name] for name in ("kernelspec", "language_info")}
        metadata |= {"parts": self.table} if self.kind == SVG else {}
        form = {"nbformat": 4, "nbformat_minor": 5}
        return {"cells": self.cells, "metadata": metadata, **form}

    def _with_its_cell(self, part: Part) -> bool:
        """Tell whether a part is an output of a cell of this notebook."""
        if isinstance(part, PerDevice):
            return any(self._with_its_cell(p) for run in part.runs for p in run.parts)
        if isinstance(part, Figure | Printed) and part.snippet == self.page.snippet:
            first = isinstance(part, Figure) or bool(part.anchor)
            return first or part.title == self.after
        return False

    def _output(self, output: dict[str, Any]) -> dict[str, Any]:
        """Make an output for this notebook: a figure in one form, with its words."""
        if output["output_type"] != "display_data":
            return output
        alt = self.alts.get(output["data"][SVG], "")
        left_out = PNG if self.kind == SVG else SVG
        data = {kind: d for kind, d in output["data"].items() if kind != left_out}
        metadata = {self.kind: {"alt": alt}} if alt else {}
        return {**output, "data": data, "metadata": metadata}

    def _write(self, placed: Placed) -> None:
        part, token = placed.part, f"{START}{len(self.table)}{END}"
        if self.kind == PNG or isinstance(part, Prose | Slider):
            self._text(written(placed, self.link, self._figure))
        else:
            self.table[token] = Placed(self._led(part))
            self._text(placed.indent + token)

    def _led(self, part: Any) -> Any:
        """Give notes on code the links of this notebook, where no slider is."""
        if not isinstance(part, Code):
            return part
        led = partial(outside_code, self._relinked)
        notes = tuple(replace(note, text=led(note.text)) for note in part.notes)
        return replace(part, notes=notes, fields=())

    def _text(self, text: str) -> None:
        """Add prose, with its pictures attached; it joins the prose before it."""
        if not self.cells:  # its title and promise, then what is run before all else
            *head, text = f"{text}\n\n\n\n".split("\n\n", 2)
            self.cells.append(_cell("markdown", "title", ""))
            self._text("\n\n".join(head))
            self.cells.append(unrun("install", INSTALL.format(self.needed)))
        text = outside_code(self._relinked, text.strip("\n"))
        if not text:
            return
        if not self.cells or self.cells[-1]["cell_type"] == "code":
            self.cells.append(_cell("markdown", f"text-{len(self.cells)}", ""))
        last = self.cells[-1]
        last["source"] = f"{last['source']}\n\n{text}".strip("\n")
        if self.pictures:
            last.setdefault("attachments", {}).update(self.pictures)
            self.pictures = {}

    def _relinked(self, text: str) -> str:
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
        if self.kind == SVG or not kind or not file.is_file():
            return f"![{alt}]({self.link(place)}{title})"
        data = base64.b64encode(file.read_bytes()).decode()
        name = quote(place, safe="").replace("%2F", ".")
        self.pictures[name] = {kind: data}
        return f"![{alt}](attachment:{name}{title})"

    def _figure(self, figure: Figure) -> str:
        """Attach a figure of another snippet; give its address."""
        stem = figure.place.removeprefix("figures/").removesuffix(".svg")
        name = quote(stem.replace("/", ".") + ".png")
        self.pictures[name] = {PNG: figure.png}
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


def unrun(name: str, source: str) -> dict[str, Any]:
    """Make a code cell that was not run."""
    return {**_cell("code", name, source), "execution_count": None, "outputs": []}


def _cell(kind: str, name: str, source: str) -> dict[str, Any]:
    # The notebook format takes letters, digits and hyphens, up to so many.
    fits = name.isascii() and len(name) <= 64
    known = name if fits else sha256(name.encode()).hexdigest()
    return {"cell_type": kind, "id": known, "metadata": {}, "source": source}
