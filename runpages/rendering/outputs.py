"""Turn the outputs of cells into parts: printed text, errors and figures."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

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
from runpages.rendering.resolve import Node, Resolver, titles
from runpages.rendering.sliders import Sliders, settled
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
        self,
        snippet: str,
        title: str,
        alt: str | list[str] | None,
        kinds: set[str],
        stderr: str | None = None,
    ) -> tuple[Part, ...]:
        """Show the outputs of a cell, by device where devices differ.

        Raises RunpagesError for a cell that is not there, or a figure without text.
        """
        self.resolver.cell(snippet, title)
        if stderr not in (None, "fold"):
            raise self.resolver.error(f"stderr is {stderr!r}", 'Write stderr="fold".')
        alts = self._alts(alt)
        runs = list(self.resolver.library.records[snippet].values())
        # Two hyphens: the address of no title has them.
        ends = ["", *(f"--{run.facts['device']}" for run in runs[1:])]
        stems = [f"figures/{snippet}/{slug(title)}{end}" for end in ends]
        asked = zip(runs, stems, strict=True)
        shown = [self._of_run(run, title, alts, kinds, stem) for run, stem in asked]
        if stderr:
            shown = [tuple(map(_folded, parts)) for parts in shown]
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
        """Show the outputs of a cell in one run, none if that run has no such cell."""
        if title not in titles(run):
            return ()
        shown = _outputs(run, title, kinds)
        drawn = [n for n, part in enumerate(shown) if isinstance(part, Figure)]
        self._check(title, len(drawn), alts)
        for count, number in enumerate(drawn):
            place = f"{stem}--{count + 1}.svg" if count else f"{stem}.svg"
            shown[number] = replace(shown[number], place=place, alt=alts[count])
        runs = self.sliders.runs(run.facts["snippet"], run.facts["device"])
        others = [_outputs(other, title, kinds) for other in runs]
        for other in others:
            if len(other) < len(shown):
                name = runs[others.index(other)].facts["snippet"]
                what = f"cell '{title}' of '{name}' prints or draws less"
                raise self.resolver.error(what, "Vary what leaves as many outputs.")
        each = zip(shown, *others, strict=False)
        return tuple(self._following(part, others) for part, *others in each)

    def _following(
        self, part: Printed | Figure, others: Sequence[Printed | Figure]
    ) -> Printed | Figure:
        """Add what a part is at each position of a slider, if it has one."""
        forms, alts = [_form(other) for other in others], list[str]()
        if isinstance(part, Figure):
            alts = self.sliders.alts(part.snippet, part.alt) if others else []
            part = replace(part, alt=settled(part.alt, self.sliders.places.values()))
        return replace(part, follows=self.sliders.follow(part.snippet, forms, alts))

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


def ran_on(runs: Iterable[Record]) -> tuple[Provenance, ...]:
    """Say what runs ran on, each once, with the first and the last date."""
    dates: dict[Provenance, list[str]] = {}
    for one in map(provenance, runs):
        dates.setdefault(replace(one, date=""), []).append(one.date)
    ends = {one: sorted({min(d), max(d)}) for one, d in dates.items()}
    return tuple(replace(one, date=" to ".join(d)) for one, d in ends.items())


def _outputs(run: Record, title: str, kinds: set[str]) -> list[Any]:
    """List the outputs of a cell as parts, figures without their text and place."""
    cell, snippet = run.cell(title), run.facts["snippet"]
    return [
        _figure(output["data"], snippet, title)
        if output["output_type"] in DRAWN
        else _printed(output, cell, snippet)
        for output in cell["outputs"]
        if output["output_type"] in kinds
    ]


def _figure(data: Node, snippet: str, title: str) -> Figure:
    png = data.get("image/png", "")  # a run for a slider draws none
    return Figure(snippet, title, "", data["image/svg+xml"], png, "")


def _folded(part: Printed | Figure) -> Printed | Figure:
    """Fold what went to standard error."""
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


def _form(part: Printed | Figure) -> str:
    return part.svg if isinstance(part, Figure) else part.text


def _anchored(shown: Shown, anchor: str) -> Shown:
    """Give the first of the outputs an id if it is text."""
    if shown and isinstance(shown[0], Printed):
        return (replace(shown[0], anchor=anchor), *shown[1:])
    return shown
