"""Documents as Markdown with fenced blocks: what the editions still read."""

import textwrap
from dataclasses import dataclass, field

from runpages.rendering.document import (
    Changes,
    Code,
    Document,
    Figure,
    Part,
    PerDevice,
    Printed,
    Prose,
)
from runpages.text import fence, literal


@dataclass(frozen=True)
class Rendered:
    """Plain Markdown, and the figures it refers to, by their place in the site."""

    markdown: str
    figures: dict[str, str] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    ran_on: tuple[str, ...] = ()


def fenced(document: Document) -> Rendered:
    """A document as Markdown."""
    up = "../" * document.page.uri.count("/")
    written = [
        textwrap.indent(_part(placed.part, up), placed.indent)
        for placed in document.parts()
    ]
    figures = {place: figure.svg for place, figure in document.figures.items()}
    ran_on = tuple(map(str, document.ran_on))
    text = "\n\n".join(written) + "\n"
    return Rendered(text, figures, document.used, ran_on)


def _part(part: Part, up: str) -> str:
    match part:
        case Prose(text):
            return literal(text)
        case Code():
            return _code(part)
        case Printed(_, _, text, kind, measured, anchor):
            kinds = "" if kind == "output" else f".{kind}"
            info = [".text", ".output", kinds, ".measured" * measured, _id(anchor)]
            return fence(text, "{ " + " ".join(filter(None, info)) + " }").rstrip()
        case Figure():
            alt = part.alt.replace("\\", "\\\\")
            alt = alt.replace("[", "\\[").replace("]", "\\]")
            return f"![{alt}]({up}{part.place}){{ .figure }}"
        case Changes(_, _, lines):
            return fence("\n".join(lines), "{ .diff .changes }").rstrip()
        case PerDevice(runs):
            return "\n\n".join(
                f'=== "{run.provenance.label}"\n\n'
                + textwrap.indent(
                    "\n\n".join(_part(one, up) for one in run.parts)
                    + f"\n\n{run.provenance}\n{{ .provenance }}",
                    "    ",
                )
                for run in runs
            )


def _id(anchor: str) -> str:
    return f"#{anchor}" if anchor else ""


def _code(part: Code) -> str:
    lines = part.source.splitlines()
    for number, note in enumerate(part.notes, 1):
        has_comment = "  # " in lines[note.line - 1]
        lines[note.line - 1] += f" ({number})" if has_comment else f"  # ({number})!"
    kind = ".python .cell" + " .annotate" * bool(part.notes)
    anchor = f"{_id(part.anchor)} " if part.anchor else ""
    data = f'{anchor}data-snippet="{part.snippet}" data-cell="{part.title}"'
    below = "\n".join(f"{n}.  {note.text}" for n, note in enumerate(part.notes, 1))
    code = fence("\n".join(lines), f"{{ {kind} {data} }}")
    return f"{code}\n{below}".rstrip()
