"""The outputs of cells as Markdown: printed text, errors and figures."""

import itertools
import re
from collections.abc import Iterable

from runpages.authored.cells import MEASURED
from runpages.records.record import Record
from runpages.rendering.resolve import Node, Parts
from runpages.text import fence, slug, terminal

TABS = {"cpu": "CPU"}
"""The labels of device tabs; every accelerator is a GPU to a reader."""
PRINTED = {"stream", "error"}
DRAWN = {"display_data"}
"""The types of outputs, as notebooks name them."""


class Outputs:
    """Shows the outputs of cells on one page, and collects the figures."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.figures: dict[str, str] = {}
        """By their place in the site, as SVG."""
        self.anchors: set[str] = set()

    def show(
        self, snippet: str, title: str, alt: str | list[str] | None, kinds: set[str]
    ) -> str:
        """The outputs of a cell, in tabs where devices differ.

        Raises RunpagesError for a cell that is not there, or a figure without text.
        """
        self.parts.cell(snippet, title)
        alts = self._alts(alt)
        anchor = self.anchor("output", snippet, title)
        runs = self.parts.library.records[snippet]
        shown = [
            self._of_run(run, snippet, title, alts, kinds, anchor)
            for run in runs.values()
        ]
        return shown[0] if len(set(shown)) == 1 else _tabs(runs, shown, anchor)

    def anchor(self, kind: str, snippet: str, title: str) -> str:
        """An id, the first time that the page shows what it names."""
        names = [title] if snippet == self.parts.page.snippet else [snippet, title]
        anchor = "-".join([kind, *map(slug, names)])
        first = anchor not in self.anchors
        self.anchors.add(anchor)
        return f"#{anchor}" if first else ""

    def _alts(self, alt: str | list[str] | None) -> list[str]:
        alts = [alt] if isinstance(alt, str) else alt or []
        if not isinstance(alts, list) or not all(isinstance(a, str) for a in alts):
            what = f"alt is {alt!r}"
            raise self.parts.error(what, 'Say what is to be seen: alt="…".')
        return alts

    def _of_run(
        self,
        run: Record,
        snippet: str,
        title: str,
        alts: list[str],
        kinds: set[str],
        anchor: str,
    ) -> str:
        """The outputs of a cell in one run; nothing if that run has no such cell."""
        try:
            cell = run.cell(title)
        except KeyError:
            return ""
        shown: list[str] = []
        outputs = [o for o in cell["outputs"] if o["output_type"] in kinds]
        drawn = [o for o in outputs if o["output_type"] in DRAWN]
        self._check(title, len(drawn), alts)
        places = iter(self._places(drawn, snippet, title, run))
        said = iter(alts)
        for output in outputs:
            if output["output_type"] in DRAWN:
                shown.append(self._figure(next(places), next(said)))
            else:
                shown.append(_printed(output, cell, "" if shown else anchor))
        return "\n\n".join(text.rstrip() for text in shown)

    def _check(self, title: str, drawn: int, alts: list[str]) -> None:
        """Raises RunpagesError unless each figure has a text of its own."""
        for number in range(drawn):
            if number >= len(alts) or not alts[number].strip():
                what = f"figure {number + 1} of cell '{title}' has no text alternative"
                raise self.parts.error(what, 'Say what is to be seen: alt="…".')
        if drawn < len(alts):
            what = f"cell '{title}' draws {drawn} figures, not {len(alts)}"
            remedy = "Call plt.show() for each, or give no more alternatives."
            raise self.parts.error(what, remedy)

    def _places(
        self, drawn: Iterable[Node], snippet: str, title: str, run: Record
    ) -> list[str]:
        """Where the figures of a cell are in the site; they are put there."""
        places = []
        for number, output in enumerate(drawn):
            # Two hyphens: the address of no title has them.
            suffix = f"--{number + 1}" if number else ""
            stem = f"figures/{snippet}/{slug(title)}{suffix}"
            svg = output["data"]["image/svg+xml"]
            names = _names(stem, run.facts["device"])
            place = next(p for p in names if self.figures.get(p, svg) == svg)
            self.figures[place] = svg
            places.append(place)
        return places

    def _figure(self, place: str, alt: str) -> str:
        link = "../" * self.parts.page.uri.count("/") + place
        text = re.sub(r"([\[\]\\])", r"\\\1", " ".join(alt.split()))
        return f"![{text}]({link}){{ .figure }}"


def ran_on(run: Record) -> str:
    """What a run ran on, for readers."""
    facts = run.facts
    device = f"{TABS.get(facts['device'], 'GPU')} ({facts['device_name']})"
    return (
        f"{device}, torch {facts['torch']}, Python {facts['python']}, {facts['date']}"
    )


def _names(stem: str, device: str) -> Iterable[str]:
    """The plain name for the first figure; others by their device, then counted."""
    yield f"{stem}.svg"
    for number in itertools.count(1):
        yield f"{stem}-{device}{f'-{number}' * (number > 1)}.svg"


def _printed(output: Node, cell: Node, anchor: str) -> str:
    if output["output_type"] == "error":
        kind, text = ".error", "\n".join(output["traceback"])
    else:
        kind = ".warning" if output["name"] == "stderr" else ""
        text = output["text"]
    measured = ".measured" if MEASURED in cell["metadata"]["tags"] else ""
    info = " ".join(filter(None, [".text", ".output", kind, measured, anchor]))
    return fence(terminal(text), f"{{ {info} }}")


def _tabs(runs: dict[str, Record], shown: list[str], anchor: str) -> str:
    """The same cell on each device; below, what it ran on."""
    tabs: list[str] = []
    for (device, run), text in zip(runs.items(), shown, strict=True):
        if tabs:
            text = text.replace(f" {anchor} ", " ")  # an id stands once on a page
        body = f"{text}\n\n{ran_on(run)}\n{{ .provenance }}"
        label = TABS.get(device, "GPU")
        tabs.append(f'=== "{label}"\n\n' + _indented(body))
    return "\n\n".join(tabs)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())
