"""Write text into the cells of a notebook: its links, pictures, and headings."""

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

from runpages.editions.markdown import provenance, written
from runpages.markup.plain_markdown import LINK, linkable, outside_code, plain_markdown
from runpages.records.store import Library
from runpages.rendering.document import (
    END,
    START,
    Code,
    Document,
    Figure,
    Part,
    Placed,
    Printed,
    Prose,
)
from runpages.rendering.sliders import Slider
from runpages.settings import Site

Key = tuple[str, str]
"""A cell: its snippet and title."""
# An image or a link of the author: its text, its address, a title.
IMAGE = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\((?!\w+:|/)([^)\s]+)((?: +\"[^\"]*\")?)\)")
HEADING = re.compile(r"^#+ (.+?)[ \t]*(?:\{ *#([\w-]+)[^}\n]*\})?$", re.MULTILINE)
ABOUT = "This page as a notebook: change a number, and run its cell again."
INSTALL = """\
# Not on Colab or Kaggle? Remove the # of the next line and run it once.
# %pip install {}"""
PNG, SVG = "image/png", "image/svg+xml"


class Book:
    """The cells of a notebook, whose links lead from a `folder` of the site.

    Without one it is that of a file, with figures as PNG and not as SVG.
    """

    def __init__(
        self,
        document: Document,
        library: Library,
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
        names = programs(document)
        self.records = {n: next(iter(library.records[n].values())) for n in names}
        needed = (r for n in names for r in library.snippets[n].requirements)
        self.needed = " ".join(dict.fromkeys(needed))
        self.about = ABOUT
        self.cells: list[dict[str, Any]] = []
        self.table: dict[str, Placed] = {}
        self.pictures: dict[str, Any] = {}  # what the next text has attached

    def made(self, folded: Document) -> dict[str, Any]:
        """Add all parts, and say where they and their outputs come from; give it."""
        for placed in folded.parts(plain_markdown):
            self.add(placed)
        link = self.site.page(self.page.uri, self.folder)
        ran, title = provenance(self.document), linkable(self.page.title)
        self.text(f"From [{title}]({link}). The outputs are of a run on {ran}.")
        known = next(iter(self.records.values())).notebook["metadata"]
        metadata = {name: known[name] for name in ("kernelspec", "language_info")}
        metadata |= {"parts": self.table} if self.kind == SVG else {}
        form = {"nbformat": 4, "nbformat_minor": 5}
        return {"cells": self.cells, "metadata": metadata, **form}

    def add(self, placed: Placed) -> None:
        """Add one part as text."""
        part, token = placed.part, f"{START}{len(self.table)}{END}"
        if self.kind == PNG or isinstance(part, Prose | Slider):
            self.text(written(placed, self.link, self._figure))
        else:
            self.table[token] = Placed(self.led(part))
            self.text(placed.indent + token)

    def led(self, part: Any) -> Any:
        """Name outputs as cells do; give notes on code the links of this notebook."""
        if isinstance(part, Printed) and part.kind == "output":
            return replace(part, kind="out")
        if not isinstance(part, Code):
            return part
        led = partial(outside_code, self._relinked)
        notes = tuple(replace(note, text=led(note.text)) for note in part.notes)
        return replace(part, notes=notes, fields=())

    def text(self, text: str) -> None:
        """Add prose, with its pictures attached; it joins the prose before it."""
        if not self.cells:  # its title and promise, then what is run before all else
            *head, text = f"{text}\n\n\n\n".split("\n\n", 2)
            self.cells.append(_cell("markdown", "title", ""))
            # The site says it in a box, beside how to install.
            self.text("\n\n".join([*head, self.about * (self.kind == PNG)]))
            if self.kind == PNG:
                self.cells.append(unrun("install", INSTALL.format(self.needed)))
            if prompts := self.page.meta.get("try"):
                items = (f"{n}. {prompt}" for n, prompt in enumerate(prompts, 1))
                self.text("\n".join(["## Try this", "", *items]))
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


def codes(document: Document) -> dict[Key, Code]:
    """Find the code that a page shows, by its cell."""
    parts = (placed.part for placed in document.table.values())
    return {key(part): part for part in parts if isinstance(part, Code) and part.anchor}


def programs(document: Document) -> list[str]:
    """Name what a notebook runs: the program of its page, and all that it shows."""
    names = [document.page.snippet, *(name for name, _ in codes(document))]
    return [*dict.fromkeys(filter(None, names))]


def key(part: Part) -> Key:
    """Name the cell that a part is of, if it is of one: by its snippet and title."""
    match part:
        case Code() | Printed() | Figure():
            return part.snippet, part.title
    return "", ""


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
