"""Define a rendered page as data: the author's prose, and typed parts of runs.

The text of a document is Markdown in which each part is a token, alone on its line at
the indentation of its embed. A writer translates the prose with the tokens in it, if at
all, and then splits the document into its parts.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from runpages.authored.page import Page
from runpages.records.api_links import ApiLink
from runpages.rendering.sliders import Field, Follows, Slider, settled

START, END = "\ue000", "\ue001"
"""Around the number of a part in a token: characters that nobody writes."""
FOLD = re.compile(r"^( *)\?\?\? .*(?:\n(?:\1 +.*)?(?=\n|$))*", re.MULTILINE)
"""What is folded on a page, which needs no reading."""
TAB = r"=== .*(?:\n(?:\1 +.*)?(?=\n|$))*"
TABS = re.compile(rf"^( *)({TAB})(?:\n\1{TAB})+", re.MULTILINE)
"""Tabs, of which one is read: the first."""
NO_WORDS = re.compile(r"(?<=\])\([^)]*\)|\{[^}\n]*\}|<[^>\n]*>|```.*?```", re.DOTALL)
"""What is written in Markdown and not read: addresses, attributes, HTML, code."""
WORDS_A_MINUTE = 120
REMEDY = "Put the embed on a line of its own, outside of quotations and tables."
LABELS = {"cpu": "CPU"}
"""What readers call a device; every accelerator is a GPU to them."""


@dataclass(frozen=True)
class Provenance:
    """What a run ran on; as text, for readers."""

    device: str
    device_name: str
    torch: str
    python: str
    date: str

    @property
    def label(self) -> str:
        """The kind of device, as a tab says it."""
        return LABELS.get(self.device, "GPU")

    def __str__(self) -> str:
        on = f"{self.label} ({self.device_name})"
        return f"{on}, torch {self.torch}, Python {self.python}, {self.date}"


@dataclass(frozen=True)
class Prose:
    """Markdown of the author, with the values of runs in it."""

    text: str


@dataclass(frozen=True)
class Note:
    """A note on a line of code, counted from 1; `text` is Markdown of one line."""

    line: int
    text: str


@dataclass(frozen=True)
class Code:
    """The code of a cell. `anchor` is its id, where the page shows it first."""

    snippet: str
    title: str
    source: str
    notes: tuple[Note, ...] = ()
    anchor: str = ""
    fields: tuple[Field, ...] = ()
    links: tuple[ApiLink, ...] = ()

    @property
    def file(self) -> str:
        """Where the snippet is in the site."""
        return f"snippets/{self.snippet}.py"


Kind = Literal["out", "output", "warning", "error"]


@dataclass(frozen=True)
class Printed:
    """What a cell printed, or how it failed, as a terminal shows it."""

    snippet: str
    title: str
    text: str
    kind: Kind = "output"
    measured: bool = False
    anchor: str = ""
    folded: bool = False
    follows: Follows | None = None

    @property
    def name(self) -> str:
        """What the line above it says."""
        return self.kind.capitalize() + (", measured" if self.measured else "")


@dataclass(frozen=True)
class Figure:
    """What a cell drew: SVG, PNG as base64, and what is to be seen.

    `place` is its file in the site; figures that look the same are the same.
    """

    snippet: str
    title: str
    place: str = field(compare=False)
    svg: str
    png: str = field(compare=False)
    alt: str
    follows: Follows | None = None


@dataclass(frozen=True)
class Changes:
    """What changes in a cell from another: the lines of a diff, marked +, - or space.

    They are of the cell of this snippet and title.
    """

    snippet: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class OnDevice:
    """The outputs of a cell in one run."""

    provenance: Provenance
    parts: tuple[Printed | Figure, ...]


@dataclass(frozen=True)
class PerDevice:
    """The outputs of a cell where the runs differ; the first run is the usual one."""

    runs: tuple[OnDevice, ...]


Part = Prose | Code | Printed | Figure | Changes | PerDevice | Slider


@dataclass(frozen=True)
class Placed:
    """A part, the blanks before it, and the line of the page that it comes from."""

    part: Part
    indent: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Document:
    """A page with its embeds rendered.

    `table` has the part of each token in `text`, `used` the snippets whose runs are
    shown, and `ran_on` what these ran on, each once. `follows` are the places that a
    slider changes; those of values have tokens in the text, too.
    """

    page: Page
    text: str
    table: dict[str, Placed] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    ran_on: tuple[Provenance, ...] = ()
    follows: tuple[Follows, ...] = ()

    def line(self, text: str) -> int | None:
        """Find the line of the page in which a text of its author stands first."""
        at = self.page.text.find(text)
        if at < 0:  # the kinds of a box are in lower case by now
            at = self.page.text.lower().find(text)
        return self.page.line(at) if at >= 0 else None

    def parts(self, translate: Callable[[str], str] = str) -> Iterator[Placed]:
        """Split the document; `translate` gets all of its text, with the tokens.

        In it stand the values of own runs where sliders change them.
        """
        prose: list[str] = []
        for line in translate(settled(self.text, self.follows)).split("\n"):
            if placed := self.table.get(line.strip()):
                yield from _prose(prose)
                yield replace(placed, indent=line[: -len(line.lstrip())])
                prose = []
            else:
                prose.append(line)
        yield from _prose(prose)

    @property
    def minutes(self) -> int:
        """Estimate the reading time: a minute for 120 words, and one for each block.

        A cell and its output are one block; figures, folds and other tabs are left out.
        """
        blocks, words = 0, 0
        before: object = None
        seen = TABS.sub(r"\2", FOLD.sub("", self.text))
        lines = NO_WORDS.sub(" ", seen).splitlines()
        for line in filter(str.strip, lines):
            part = getattr(self.table.get(line.strip()), "part", None)
            words += 0 if part else sum(map(_is_word, line.split()))
            cell = getattr(part, "snippet", None), getattr(part, "title", None)
            shown = isinstance(part, Printed) and before == cell
            blocks += part is not None and not shown and not isinstance(part, Figure)
            before = cell
        return max(1, round(words / WORDS_A_MINUTE + blocks))

    @property
    def figures(self) -> dict[str, Figure]:
        """All figures, those of all devices, by their place in the site."""
        parts: list[Part] = [placed.part for placed in self.table.values()]
        runs = [run for one in parts if isinstance(one, PerDevice) for run in one.runs]
        parts += [part for run in runs for part in run.parts]
        return {one.place: one for one in parts if isinstance(one, Figure)}


def _is_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _prose(lines: list[str]) -> Iterator[Placed]:
    if text := "\n".join(lines).strip("\n"):
        yield Placed(Prose(text))
