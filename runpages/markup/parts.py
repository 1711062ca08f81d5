"""Put the parts of a document into its page: a block processor, and their HTML."""

import html
import posixpath
import re
from collections.abc import Mapping
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from runpages.markup.highlight import Mark, block, escape, highlighted, inside
from runpages.records.api_links import ApiLink
from runpages.rendering.document import (
    Changes,
    Code,
    Document,
    Figure,
    Note,
    OnDevice,
    Part,
    PerDevice,
    Printed,
)
from runpages.rendering.sliders import END, START, Field, Follows, Slider

# What stands before the name of a part of a figure, where it is given and referred to.
NAMED = (' id="', 'href="#', "url(#")
VARIABLES = "Wbxy"
"""What is slanted in figures, as in formulas, where it is all that a label says."""
LONG, WIDE = 40, 88
"""Lines of an output, and characters of a line, that are seen without scrolling."""
LINK = '<a href="#note-{0}" data-n="{0}" aria-label="Note {0}"></a>'
FIELD = '<span class="m" {}>'
CHANGED = {"+": '<span class="gi">', "-": '<span class="gd">'}


class PartsProcessor(BlockProcessor):
    """Swaps the token of each part for its HTML, which Markdown does not touch."""

    def __init__(self, md: Markdown, document: Document) -> None:
        super().__init__(md.parser)
        self.md = md
        self.table = {token: placed.part for token, placed in document.table.items()}
        self.numbers, self.notes = count(1), count(1)

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether a block is a token."""
        return block.strip() in self.table

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Add the HTML of a part to its parent."""
        token = blocks.pop(0).strip()
        self.add(parent, self.table[token])

    def add(self, parent: Element, part: Part) -> None:
        """Add the HTML of a part."""
        match part:
            case Code():
                self._code(parent, part)
            case Printed():
                self._stash(parent, printed(part))
            case Figure():
                self._stash(parent, figure(part, next(self.numbers)))
            case Changes():
                self._stash(parent, changes(part))
            case Slider():
                self._stash(parent, slider(part))
            case PerDevice(runs):
                for number, run in enumerate(runs):
                    self._tab(parent, run, first=not number)

    def _stash(self, parent: Element, markup: str) -> None:
        SubElement(parent, "p").text = self.md.htmlStash.store(markup)

    def _code(self, parent: Element, part: Code) -> None:
        """Add code, and at its end notes as Markdown, with links that MkDocs checks."""
        kinds = ["cell", "noted" * bool(part.notes), "highlight"]
        given = {"class": " ".join(filter(None, kinds))}
        given |= {"id": part.anchor} if part.anchor else {}
        given |= {"data-snippet": part.snippet, "data-cell": part.title}
        box = SubElement(parent, "div", given)
        noted = {next(self.notes): note for note in part.notes}
        box.text = AtomicString(self.md.htmlStash.store(code(part, noted)))
        if noted:
            items = [f"{n}.  {note.text}" for n, note in noted.items()]
            self.parser.parseBlocks(box, ["\n".join(items)])
        for n, item in zip(noted, box.iter("li"), strict=False):
            item.set("id", f"note-{n}")
            item.set("value", str(n))

    def _tab(self, parent: Element, run: OnDevice, first: bool) -> None:
        """Add the outputs of a run in a tab of its own, and what it ran on."""
        label = run.provenance.label
        inside = parent
        if "tabbed" in self.parser.blockprocessors:
            kind = "===!" if first else "==="
            self.parser.parseBlocks(parent, [f'{kind} "{label}"'])
            *_, inside = parent[-1].iter("div")
        else:
            SubElement(parent, "p").text = label
        for part in run.parts:
            self.add(inside, part)
        said = SubElement(inside, "p", {"class": "provenance"})
        said.text = AtomicString(str(run.provenance))


class ValuesProcessor(InlineProcessor):
    """Swaps the token of a value that a slider changes for an element."""

    def __init__(self, md: Markdown, document: Document) -> None:
        super().__init__(f"{START}[0-9]+{END}", md)
        self.follows = {one.token: one for one in document.follows}

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Give the value of the own run, in an element that says which it is."""
        if m[0] not in self.follows:
            return None, None, None
        value = self.follows[m[0]]
        made = Element("output", {"data-follows": str(value.number)})
        made.text = AtomicString(value.own)
        return made, m.start(0), m.end(0)


def code(part: Code, noted: Mapping[int, Note]) -> str:
    """Write the code of a cell; the style sheet draws the number of each note."""
    name = f"<b>{escape(part.title)}</b> {escape(posixpath.basename(part.file))}"
    markup = highlighted(part.source, "python", _marks(part))
    markup = numbered(markup, noted)
    return inside(markup, name, part.anchor)


def numbered(markup: str, noted: Mapping[int, Note]) -> str:
    """Put the number of each note, a link to it, before its line of code."""
    lines = markup.split("\n")
    for number, note in noted.items():
        lines[note.line - 1] = f"{LINK.format(number)}{lines[note.line - 1]}"
    return "\n".join(lines)


def _marks(part: Code) -> list[Mark]:
    """Find what leads to documentation, and what a slider changes."""
    fields = [
        Mark(one.line, one.start, one.end, FIELD.format(_data(one.follows)), "</span>")
        for one in part.fields
    ]
    return [*map(api_mark, part.links), *fields]


def api_mark(link: ApiLink) -> Mark:
    """Make a link to documentation around a name in a cell."""
    opening = f'<a href="{link.address}">'
    return Mark(link.line, link.start, link.end, opening, "</a>")


def _data(follows: Follows) -> str:
    return f'data-follows="{follows.number}"'


def marked(part: Code) -> str:
    """Put a number on each line of a cell that has a note, for Markdown."""
    lines = part.source.splitlines()
    for number, note in enumerate(part.notes, 1):
        # With "!", Material drops the comment, so not where the author has one.
        has_comment = "  # " in lines[note.line - 1]
        lines[note.line - 1] += f" ({number})" if has_comment else f"  # ({number})!"
    return "\n".join(lines)


def printed(part: Printed) -> str:
    """Write what a cell printed."""
    kind = part.kind if part.kind != "output" else ""
    classes = ["output", kind, "measured" * part.measured, "highlight"]
    text = escape(part.text.strip("\n") + "\n")
    scrolls = text.count("\n") > LONG
    # What scrolls in its block must be reached with the keyboard.
    data = {"tabindex": "0"} if scrolls else {}
    data |= {"data-follows": str(part.follows.number)} if part.follows else {}
    classes += ["long" * scrolls, "wide" * (max(map(len, text.split("\n"))) > WIDE)]
    if part.folded:
        shown = block(text, classes, "", part.anchor, data)
        return f"<details><summary>{part.name}</summary>{shown}</details>"
    return block(text, classes, part.name, part.anchor, data)


def changes(part: Changes) -> str:
    """Write what changes in a cell: Python, where a sign is read as an operator."""
    marks = [
        Mark(number, 0, len(line), CHANGED[line[0]], "</span>")
        for number, line in enumerate(part.lines, 1)
        if line[:1] in CHANGED
    ]
    code = highlighted("\n".join(part.lines), "python", marks)
    return block(code, ["changes", "highlight"], "What changes")


def figure(part: Figure, number: int) -> str:
    """Write a figure; `number` counts those of its page."""
    data = f" {_data(part.follows)}" if part.follows else ""
    return f'<p class="drawn"{data}>{drawn(part.svg, part.alt, number)}</p>'


def slider(part: Slider) -> str:
    """Write a range for each constant; without scripts it is not shown."""
    labels = "\n".join(map(_range, part.fields))
    program = html.escape(part.snippet)
    data = f'data-slider="{html.escape(part.name)}" data-program="{program}"'
    return f'<div class="slider live" {data}>{labels}</div>'


def _range(field: Field) -> str:
    name, own = html.escape(field.name), field.follows.own
    last, at = len(field.values) - 1, field.values.index(own)
    given = f'name="{name}" max="{last}" value="{at}"'
    values = f'data-values="{" ".join(field.values)}" aria-valuetext="{own}"'
    shown = f'<span aria-hidden="true">{own}</span>'
    stops = "".join(f"<option value={n}>" for n in range(last + 1))
    known = f"stops-{field.follows.number}"
    marks = f'<datalist id="{known}">{stops}</datalist>'
    entry = f'<input type="range" {given} {values} list="{known}">'
    return f"<label><code>{name}</code> {entry} {shown}</label>{marks}"


def drawn(svg: str, alt: str, number: int | str) -> str:
    """Write a drawing into the page, so that it follows its theme.

    Figures are drawn apart, so their ids may be the same, but for the number.
    """
    for before in NAMED:
        svg = svg.replace(before, f"{before}f{number}-")
    for name in VARIABLES:
        svg = svg.replace(f">{name}</text>", f' font-style="italic">{name}</text>')
    label = f'class="figure" role="img" aria-label="{html.escape(alt)}"'
    return svg.replace("<svg ", f"<svg {label} ", 1)


def standalone(svg: str) -> str:
    """Write a figure as a file of its own: readable on any ground, dark or light."""
    start, attributes, rest = svg.partition("<svg ")
    given, end, drawn = rest.partition(">")
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'{start}{attributes}{given} font-family="sans-serif"{end}{ground}{drawn}'
