"""The parts of a rendered page: prose, fenced blocks, and boxes that hold both."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = (
    r"^(?P<indent> *)(?P<ticks>`{3,}) *(?P<info>[^`\n]*)\n"
    r"(?P<body>.*?)^(?P=indent)(?P=ticks) *$\n?"
)
# An admonition, a folded one, or a tab (which has a title: else it underlines a
# heading), and all that is indented below it. It may stand in a list.
BOX = (
    r"^(?P<inset> *)"
    r'(?:(?:!!!|\?\?\?\+?) *(?P<kind>[\w-]+(?: +[\w-]+)*)?|===[+!]?(?= *"))'
    r' *(?:"(?P<title>[^"\n]*)")? *\n'
    r"(?P<inside>(?:(?:(?P=inset) {4}.*|[ \t]*)\n)*(?:(?P=inset) {4}.*\Z)?)"
)
BLOCK = re.compile(rf"(?ms:{FENCE})|(?m:{BOX})")
NOTE = re.compile(r"\s*^ *\d+\.  (.*)$\n?", re.MULTILINE)


@dataclass(frozen=True)
class Prose:
    """Markdown without fenced blocks."""

    text: str


@dataclass(frozen=True)
class Fence:
    """A fenced block; `info` is what stands after its first ticks.

    `notes` are the notes on its lines, whose marks are in `body`.
    """

    info: str
    body: str
    indent: str = ""
    notes: tuple[str, ...] = ()

    @property
    def classes(self) -> set[str]:
        """Its language and the classes of its attribute list."""
        return set(re.findall(r"\.([\w-]+)", re.sub(r'"[^"]*"', "", self.info)))

    @property
    def language(self) -> str:
        """What it is written in."""
        found = re.match(r"\{? *\.?([\w+-]*)", self.info)
        return found[1] if found else ""

    def attribute(self, name: str) -> str:
        """An attribute such as `title`, or nothing."""
        found = re.search(rf'\b{name}="([^"]*)"', self.info)
        return found[1] if found else ""


def blocks(markdown: str) -> Iterator[Prose | Fence]:
    """The parts of a page in order; a box becomes its title and what it holds."""
    position = 0
    while match := BLOCK.search(markdown, position):
        if text := markdown[position : match.start()].strip("\n"):
            yield Prose(text)
        position = match.end()
        if match["ticks"]:
            notes, position = _notes(match["info"], markdown, position)
            body = textwrap.dedent(match["body"]) if match["indent"] else match["body"]
            yield Fence(match["info"].strip(), body, match["indent"], notes)
        else:
            if title := _title(match["kind"], match["title"]):
                yield Prose(f"{match['inset']}**{title}**")
            # What is inside stands where the box stood.
            yield from blocks(re.sub(r"(?m)^ {4}", "", match["inside"]))
    if text := markdown[position:].strip("\n"):
        yield Prose(text)


def _title(kind: str | None, title: str | None) -> str:
    """Name a box as the page does: by its title, else by the first word of its kind."""
    words = (kind or "note").split()
    return words[0].capitalize() if title is None else title


def _notes(info: str, markdown: str, position: int) -> tuple[tuple[str, ...], int]:
    notes = []
    while ".annotate" in info and (note := NOTE.match(markdown, position)):
        notes.append(note[1])
        position = note.end()
    return tuple(notes), position
