"""The outputs of cells as parts: printed text, errors and figures."""

from dataclasses import replace
from typing import Literal

from runpages.authored.cells import MEASURED
from runpages.records.record import Record
from runpages.rendering.document import (
    Figure,
    OnDevice,
    Part,
    PerDevice,
    Printed,
    Provenance,
)
from runpages.rendering.resolve import Node, Resolver
from runpages.rendering.sliders import Sliders
from runpages.text import slug, terminal

PRINTED = {"stream", "error"}
DRAWN = {"display_data"}
"""The types of outputs, as notebooks name them."""

Shown = tuple[Printed | Figure, ...]


class Outputs:
    """Shows the outputs of cells on one page."""

    def __init__(self, resolver: Resolver, sliders: Sliders) -> None:
        self.resolver, self.sliders = resolver, sliders
        self.anchors: set[str] = set()

    def show(
        self, snippet: str, title: str, alt: str | list[str] | None, kinds: set[str]
    ) -> tuple[Part, ...]:
        """Show the outputs of a cell, by device where devices differ.

        Raises RunpagesError for a cell that is not there, or a figure without text.
        """
        self.resolver.cell(snippet, title)
        alts = self._alts(alt)
        runs = list(self.resolver.library.records[snippet].values())
        # Two hyphens: the address of no title has them.
        ends = ["", *(f"--{run.facts['device']}" for run in runs[1:])]
        stems = [f"figures/{snippet}/{slug(title)}{end}" for end in ends]
        asked = zip(runs, stems, strict=True)
        shown = [self._of_run(run, title, alts, kinds, stem) for run, stem in asked]
        differ = len(set(shown)) > 1
        shown[0] = _anchored(shown[0], self.anchor("output", snippet, title))
        if not differ:
            return shown[0]
        pairs = zip(map(provenance, runs), shown, strict=True)
        return (PerDevice(tuple(OnDevice(*pair) for pair in pairs)),)

    def anchor(self, kind: str, snippet: str, title: str) -> str:
        """Make an id, the first time that the page shows what it names."""
        names = [title] if snippet == self.resolver.page.snippet else [snippet, title]
        anchor = "-".join([kind, *map(slug, names)])
        first = anchor not in self.anchors
        self.anchors.add(anchor)
        return anchor if first else ""

    def _alts(self, alt: str | list[str] | None) -> list[str]:
        alts = [alt] if isinstance(alt, str) else alt or []
        if not isinstance(alts, list) or not all(isinstance(a, str) for a in alts):
            what = f"alt is {alt!r}"
            raise self.resolver.error(what, 'Say what is to be seen: alt="…".')
        return [" ".join(alt.split()) for alt in alts]

    def _of_run(
        self, run: Record, title: str, alts: list[str], kinds: set[str], stem: str
    ) -> Shown:
        """List the outputs of a cell in one run, none if that run has no such cell."""
        try:
            cell = run.cell(title)
        except KeyError:
            return ()
        snippet = run.facts["snippet"]
        others = self.sliders.runs(snippet, run.facts["device"])
        alts = alts if others else list(map(self.sliders.settled, alts))
        outputs = [o for o in cell["outputs"] if o["output_type"] in kinds]
        self._check(title, sum(o["output_type"] in DRAWN for o in outputs), alts)
        places = [f"{stem}.svg", *(f"{stem}--{n + 2}.svg" for n in range(len(alts)))]
        named = zip(places, alts, strict=False)
        shown = tuple(
            _figure(output["data"], snippet, title, *next(named))
            if output["output_type"] in DRAWN
            else _printed(output, cell, snippet)
            for output in outputs
        )
        return self._following(shown, others, kinds) if others else shown

    def _following(self, shown: Shown, runs: list[Record], kinds: set[str]) -> Shown:
        """Add what outputs are at each position of a slider."""
        found: list[Printed | Figure] = []
        for number, part in enumerate(shown):
            forms = [_form(run, part.title, kinds, number) for run in runs]
            alts: list[str] = []
            if isinstance(part, Figure):
                alts = self.sliders.alts(part.snippet, part.alt)
                part = replace(part, alt=self.sliders.settled(part.alt))
            if None in forms:
                other = runs[forms.index(None)].facts["snippet"]
                what = f"cell '{part.title}' of '{other}' prints or draws less"
                raise self.resolver.error(what, "Vary what leaves as many outputs.")
            follows = self.sliders.follow(part.snippet, list(map(str, forms)), alts)
            found.append(replace(part, follows=follows))
        return tuple(found)

    def _check(self, title: str, drawn: int, alts: list[str]) -> None:
        """Check that each figure has a text of its own; raises RunpagesError."""
        for number in range(drawn):
            if number >= len(alts) or not alts[number]:
                what = f"figure {number + 1} of cell '{title}' has no text alternative"
                raise self.resolver.error(what, 'Say what is to be seen: alt="…".')
        if drawn < len(alts):
            what = f"cell '{title}' draws {drawn} figures, not {len(alts)}"
            remedy = "Call plt.show() for each, or give no more alternatives."
            raise self.resolver.error(what, remedy)


def provenance(run: Record) -> Provenance:
    """Say what a run ran on."""
    names = ("device", "device_name", "torch", "python", "date")
    return Provenance(*(run.facts[name] for name in names))


def _figure(data: Node, snippet: str, title: str, place: str, alt: str) -> Figure:
    return Figure(snippet, title, place, data["image/svg+xml"], data["image/png"], alt)


def folded(part: Part) -> Part:
    """Fold what went to standard error."""
    if isinstance(part, PerDevice):
        runs = (replace(run, parts=tuple(map(_fold, run.parts))) for run in part.runs)
        return PerDevice(tuple(runs))
    return _fold(part) if isinstance(part, Printed | Figure) else part


def _fold(part: Printed | Figure) -> Printed | Figure:
    if isinstance(part, Printed) and part.kind == "warning":
        return replace(part, folded=True)
    return part


def _printed(output: Node, cell: Node, snippet: str) -> Printed:
    kind: Literal["output", "warning", "error"] = "output"
    if output["output_type"] == "error":
        kind, text = "error", "\n".join(output["traceback"])
    else:
        text = output["text"]
        kind = "warning" if output["name"] == "stderr" else "output"
    meta = cell["metadata"]
    shown = terminal(text).rstrip("\n")
    return Printed(snippet, meta["title"], shown, kind, MEASURED in meta["tags"])


def _form(run: Record, title: str, kinds: set[str], number: int) -> str | None:
    """Find the text or SVG of an output; None if the run has less of them."""
    outputs = [o for o in run.cell(title)["outputs"] if o["output_type"] in kinds]
    if number >= len(outputs):
        return None
    if outputs[number]["output_type"] in DRAWN:
        return str(outputs[number]["data"]["image/svg+xml"])
    return _printed(outputs[number], run.cell(title), "").text


def _anchored(shown: Shown, anchor: str) -> Shown:
    """Give the first of the outputs an id if it is text."""
    if shown and isinstance(shown[0], Printed):
        return (replace(shown[0], anchor=anchor), *shown[1:])
    return shown
