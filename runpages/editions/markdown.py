"""Write the raw Markdown edition of a page, for any reader of Markdown."""

import itertools
import posixpath
import re
import textwrap
from collections.abc import Callable
from urllib.parse import quote, unquote

from runpages.markup.plain_markdown import LINK, image, outside_code, plain_markdown
from runpages.rendering.document import (
    Changes,
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
from runpages.text import fence

Link = Callable[[str], str]
"""The address of a file of the site, by its place."""


def markdown(document: Document, site: Site) -> str:
    """Write a page as plain Markdown, with its outputs and what they ran on."""
    folder = posixpath.dirname(document.page.uri)
    up = "../" * document.page.uri.count("/")

    def leading(link: re.Match[str]) -> str:
        page, rest = link.groups()
        if not page or not rest.startswith("?"):
            return link[0]
        # With settings it is of use on the page itself, and not in its text.
        return site.page(posixpath.join(folder, unquote(page)), folder) + rest

    def translated(text: str) -> str:
        return outside_code(lambda said: LINK.sub(leading, said), plain_markdown(text))

    def link(place: str) -> str:
        return up + quote(place)

    parts = [
        written(placed, link, lambda figure: link(figure.place))
        for placed in document.parts(translated)
    ]
    if document.ran_on:
        parts.append(
            f"Every output on this page comes from a run on {provenance(document)}."
        )
    return "\n\n".join(parts) + "\n"


def written(placed: Placed, link: Link, picture: Callable[[Figure], str]) -> str:
    """Write a part at its indentation; `picture` gives the address of a figure."""
    text = "\n\n".join(filter(None, _pieces(placed.part, link, picture)))
    return textwrap.indent(text, placed.indent) if placed.indent else text


def provenance(document: Document) -> str:
    """Say what the runs that a page shows ran on."""
    return "; and on ".join(map(str, document.ran_on))


def notes(part: Code) -> str:
    """Write the notes on the lines of a cell as a list that quotes the lines."""
    lines = [line.split("  # ")[0].strip() for line in part.source.splitlines()]
    return "\n".join(f"- `{lines[n.line - 1]}`: {n.text}" for n in part.notes)


def _pieces(part: Part, link: Link, picture: Callable[[Figure], str]) -> list[str]:
    """Write a part as paragraphs of their own, which may be empty."""
    match part:
        case Prose(text):
            return [text]
        case Code():
            file = f"[{posixpath.basename(part.file)}]({link(part.file)})"
            return [
                f"**{part.title}** in {file}:",
                _block(part.source, "python"),
                notes(part),
            ]
        case Printed():
            return [f"{part.name}:", _block(part.text, "text")]
        case Figure():
            return [image(part.alt, picture(part))]
        case Changes():
            return [_block("\n".join(part.lines), "diff")]
        case PerDevice(runs):
            pieces: list[str] = []
            for run in runs:
                inside = [p for one in run.parts for p in _pieces(one, link, picture)]
                pieces += [f"**{run.provenance.label}**", *inside, str(run.provenance)]
            return pieces
        case Slider():
            return [positions(part)]


def positions(part: Slider) -> str:
    """Write what each position of a slider prints last, as a table."""
    names = [f"`{field.name}`" for field in part.fields]
    rows = [[*names, "last line printed"], [":--"] * (len(names) + 1)]
    values = itertools.product(*(field.values for field in part.fields))
    for chosen, line in zip(values, part.lines, strict=True):
        rows.append([*chosen, f"`{line}`".replace("|", "\\|")])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _block(text: str, language: str) -> str:
    return fence(text, language).strip("\n")
