"""Write the Jupyter notebook of a page: all code that it shows, or its exercises."""

import posixpath
import re
import textwrap
from collections.abc import Iterator
from dataclasses import astuple, replace
from itertools import count, takewhile
from typing import Any

from runpages.editions.markdown import notes
from runpages.editions.notebook_text import (
    PNG,
    SVG,
    Book,
    Key,
    codes,
    key,
    programs,
    unrun,
)
from runpages.markup.parts import api_mark
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
)
from runpages.settings import Site
from runpages.text import slug

INSIDE = r"((?:(?: {4}.*)?\n)*)"
BOX = re.compile(rf'^\?\?\? (\w+) "(.+)"\n{INSIDE}', re.MULTILINE)
ANSWERS = ("question", "tip")
"""The kinds of boxes that tell an answer."""
TOKEN = re.compile(f"{START}[0-9]+{END}")
FOLDED = """<details class="{}" markdown="1"><summary>{}</summary>\n\n{}

</details>\n\n"""
SOLUTION = re.compile(r"^\?\?\? success .*\n" + INSIDE, re.MULTILINE)
ALONE = " Each program begins with an import, and needs no cell above it."
ROOM = "# Your answer:\n\n\ncheck()"


def notebook(
    document: Document, library: Library, site: Site, folder: str | None = None
) -> dict[str, Any]:
    """Make the notebook of a page that has one (nbformat 4.5), without solutions.

    It is a file, with its figures as PNG; or what the site shows in a `folder`, with
    the site's anchors, and in its metadata the parts that it has tokens of.
    """
    kind: type[Book] = _Programs
    if document.page.meta.get("exercises"):
        kind = _Tasks
        document = replace(document, text=SOLUTION.sub("", document.text))
    folded = folding(document, folder is not None)
    return kind(document, library, site, folder).made(folded)


class _Tasks(Book):
    """All code is to be run; below each check there is a cell for the answer."""

    def add(self, placed: Placed) -> None:
        """Add one part."""
        part = placed.part
        if not isinstance(part, Code):
            super().add(placed)
            return
        name = slug(posixpath.basename(part.snippet))
        self.cells.append(unrun(f"{name}-{slug(part.title)}", part.source))
        if part.title == "Check":  # it tells what is right: closed, as in the lesson
            self.cells[-1]["metadata"]["jupyter"] = {"source_hidden": True}
            self.cells.append(unrun(f"{name}-answer", ROOM))


class _Programs(Book):
    """Every program of which the page shows code is run, cell by cell."""

    def __init__(self, document: Document, *of_site: Any) -> None:
        super().__init__(document, *of_site)
        self.shown = codes(document)
        self.about += ALONE * (len(self.records) > 1)
        self.left = {name: record.cells for name, record in self.records.items()}
        self.asked: set[Key] = set()  # cells of which the page has shown a part
        self.done: set[Key] = set()
        self.after: Key | None = None  # whose part was the last
        self.apart = set(_apart(document))
        self.numbers = count(1)
        found = answered(document)
        self.answers = {(*key(p), isinstance(p, Figure)) for p in found.values()}
        self.table = {token: Placed(self.led(part)) for token, part in found.items()}
        self.alts = {f.svg: f.alt for f in document.figures.values()}

    def add(self, placed: Placed) -> None:
        """Add one part; the outputs of a cell come with the cell."""
        part, told = placed.part, False
        for one in _each(part):
            if self._asks(one):
                self.run(key(one))
                told |= self._told(one)
        if not told:
            self.after = None
            super().add(placed)
        elif isinstance(part, PerDevice):  # those of other devices follow it
            self.text(str(part.runs[0].provenance))
            super().add(Placed(PerDevice(part.runs[1:])))

    def _asks(self, part: Part) -> bool:
        """Tell whether a part asks for its cell: what is repeated only right after."""
        again = isinstance(part, Code | Printed) and not part.anchor
        return key(part)[0] in self.left and not (again and key(part) != self.after)

    def _told(self, part: Part) -> bool:
        """Tell whether its cell is enough: not for an output of another section.

        That is shown again, but not below a cell, as if this one had made it.
        """
        known = key(part) in self.done or key(part) not in self.apart
        below = [cell["cell_type"] for cell in self.cells[-1:]] == ["code"]
        return isinstance(part, Code) or known or below

    def run(self, cell: Key) -> None:
        """Add the cells of a program that were asked for, each after those before it.

        One waits while the page is still to show one before it.
        """
        name, _ = self.after = cell
        self.asked.add(cell)
        left = [(name, cell["metadata"]["title"]) for cell in self.left[name]]
        ready = takewhile(lambda c: c in self.asked or c not in self.shown, left)
        end = max((n for n, c in enumerate(ready, 1) if c in self.asked), default=0)
        for cell in left[:end]:
            self._run(cell, self.left[name].pop(0))
            self.done.add(cell)

    def _run(self, cell: Key, ran: dict[str, Any]) -> None:
        """Add a cell as it ran, with notes; on the site answers have its outputs."""
        known = ["cell", *cell[cell[0] == self.page.snippet :]]
        made = unrun("-".join(map(slug, known)), ran["source"])
        about, outputs = made["metadata"], ran["outputs"]
        if tags := ran["metadata"].get("tags"):
            about["tags"] = list(tags)
        left = [o for o in outputs if (*cell, _is_figure(o)) not in self.answers]
        code = self.led(self.shown.get(cell, Code(*cell, "")))
        if self.kind == SVG:
            outputs, about["notes"] = left, code.notes
            about["title"] = cell[1]
            about["links"] = [*map(astuple, map(api_mark, api_links(ran)))]
        elif left != outputs:
            about["jupyter"] = {"outputs_hidden": True}
        made["outputs"] = [self._output(output) for output in outputs]
        made["execution_count"] = next(self.numbers)
        self.cells.append(made)
        self.text(notes(code) * (self.kind == PNG))

    def _output(self, output: dict[str, Any]) -> dict[str, Any]:
        """Make an output for this notebook: a figure in one form, with its words."""
        if not _is_figure(output):
            return output
        alt = self.alts.get(output["data"][SVG], "")
        left_out = PNG if self.kind == SVG else SVG
        data = {kind: d for kind, d in output["data"].items() if kind != left_out}
        metadata = {self.kind: {"alt": alt}} if alt else {}
        return {**output, "data": data, "metadata": metadata}


def _each(part: Part) -> list[Part]:
    """List the parts in one: those of all its devices, or itself."""
    if isinstance(part, PerDevice):
        return [one for run in part.runs for one in run.parts]
    return [part]


def _is_figure(output: dict[str, Any]) -> bool:
    return bool(output["output_type"] == "display_data")


def folding(document: Document, site: bool = False) -> Document:
    """Fold answers as notebooks do, below their cells; on the `site` with the outputs.

    Of a box that holds nothing but code its title is left out.
    """
    own = _cells(document)
    code = {t for t in own if isinstance(document.table[t].part, Code)}
    outputs = {again[:-1]: again for again in answered(document) if site}
    left = dict.fromkeys(own, "") | outputs

    def folded(box: re.Match[str]) -> str:
        kind, title, inside = box.groups()
        inside = textwrap.dedent(inside)
        if kind not in ANSWERS and not code.issuperset(inside.split()):
            within = textwrap.indent(BOX.sub(folded, inside), " " * 4)
            return box[0].removesuffix(box[3]) + within
        cells = [token for token in TOKEN.findall(inside) if token in own]
        said = TOKEN.sub(lambda t: left.get(t[0], t[0]), inside).strip("\n")
        kind = "answer" if cells else "note"
        return "\n\n".join([*cells, FOLDED.format(kind, title, said) * bool(said)])

    return replace(document, text=BOX.sub(folded, document.text))


def answered(document: Document) -> dict[str, Part]:
    """Find the outputs that answers hold on the site, by tokens of their own."""
    boxes = (box[3] for box in BOX.finditer(document.text) if box[1] in ANSWERS)
    inside, own = "".join(boxes), _cells(document)
    parts = {t: document.table[t].part for t in TOKEN.findall(inside) if t in own}
    return {t + END: part for t, part in parts.items() if not isinstance(part, Code)}


def _apart(document: Document) -> Iterator[Key]:
    """Find the cells whose outputs stand in another section than their code."""
    own = _cells(document)
    for section in re.split("^#+ ", document.text, flags=re.MULTILINE):
        here = [token for token in TOKEN.findall(section) if token in own]
        code = [own[t] for t in here if isinstance(document.table[t].part, Code)]
        yield from {own[token] for token in here}.difference(code)


def _cells(document: Document) -> dict[str, Key]:
    """Find the cells that are run, by the tokens of all their parts."""
    keys = {token: key(placed.part) for token, placed in document.table.items()}
    names = programs(document)
    return {token: cell for token, cell in keys.items() if cell[0] in names}
