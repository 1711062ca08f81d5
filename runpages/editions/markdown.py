"""The raw Markdown edition of a page: what any reader of Markdown understands."""

import posixpath
import re
import textwrap
from collections.abc import Callable

from runpages.authored.page import Page
from runpages.markup.blocks import Fence, Prose, blocks
from runpages.markup.formulas import CODE
from runpages.records.store import Library
from runpages.rendering.fences import Rendered
from runpages.settings import Site
from runpages.text import fence

# Code and formulas, in which braces are not ours.
LITERAL = re.compile(rf"{CODE}|\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
ATTRIBUTES = re.compile(r"[ \t]*\{:? *(?:[#.][A-Za-z][\w-]*|[\w-]+=\"[^\"]*\"| )+ *\}")
DEFINED = re.compile(
    r"^(<a id=\"[^\"]*\"></a>)?(\S[^\n]*)\n:   (.*(?:\n    .*)*)", re.MULTILINE
)
# A heading, or a term that is defined, with an id of its own: links may name it.
NAMED = re.compile(
    r"^(?P<mark>#+ )?(?P<text>\S.*?)[ \t]*\{ *#(?P<id>[\w-]+)[^}\n]*\}$"
    r"(?(mark)|(?=\n:   ))",
    re.MULTILINE,
)
LINK = re.compile(r"(?<=\]\()(?!\w+:)([^)#?\s]+\.md)(?=\?)")
# Said only on the site, where a part moves, or could.
LIVE = re.compile(
    r"^<noscript>.*</noscript>$\n*|^(?:\S.*\n)+\{ \.live \}$\n*", re.MULTILINE
)
DIVISION = re.compile(r"^</?div\b.*>$\n?", re.MULTILINE)

Source = Callable[[str, str], str]
"""The code of a cell, by snippet and title."""


def plain(page: Page, rendered: Rendered, library: Library, site: Site) -> str:
    """A page as plain Markdown, with its outputs and what they ran on."""
    folder = posixpath.dirname(page.uri)

    def playing(match: re.Match[str]) -> str:
        """A link with settings is of use on the page itself, and not in its text."""
        return site.page(posixpath.join(folder, match[1]), folder)

    def source(snippet: str, title: str) -> str:
        run = next(iter(library.records[snippet].values()))
        return str(run.cell(title)["source"])

    parts = [block(part, source, page.uri) for part in blocks(rendered.markdown)]
    ran_on = "; and on ".join(rendered.ran_on)
    if ran_on:
        parts.append(f"Every output on this page comes from a run on {ran_on}.")
    return LINK.sub(playing, "\n\n".join(part for part in parts if part)) + "\n"


def block(part: Prose | Fence, source: Source, uri: str) -> str:
    """One part of a page."""
    if isinstance(part, Prose):
        return prose(part.text)
    body, notes = part.body, ""
    if title := part.attribute("data-cell"):
        body = source(part.attribute("data-snippet"), title)
        notes = listed(part, body)
    code = fence(body, part.language).strip("\n")
    written = "\n\n".join(filter(None, [label(part, uri), code, notes]))
    return textwrap.indent(written, part.indent) if part.indent else written


def prose(text: str) -> str:
    """Text without what only this site's generator understands."""
    text = DIVISION.sub("", LIVE.sub("", text))
    text = outside_code(_unattributed, text)
    text = DEFINED.sub(r"- \1**\2**: \3", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def outside_code(change: Callable[[str], str], text: str) -> str:
    """Change a text, but for its inline code and formulas."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    changed = change(LITERAL.sub(keep, text.replace("\0", "")))
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], changed)


def _unattributed(text: str) -> str:
    text = NAMED.sub(r'\g<mark><a id="\g<id>"></a>\g<text>', text)
    return ATTRIBUTES.sub("", text)


def linkable(title: str) -> str:
    """Escape a text that becomes the text of a link in Markdown."""
    return re.sub(r"([\[\]\\`*_<&])", r"\\\1", title)


def label(part: Fence, uri: str) -> str:
    """The line above a block that says what it is."""
    if cell := part.attribute("data-cell"):
        file = f"snippets/{part.attribute('data-snippet')}.py"
        link = "../" * uri.count("/") + file
        return f"**{cell}** in [{posixpath.basename(file)}]({link}):"
    if "output" in part.classes:
        kind = {"error": "Error", "warning": "Warning"}
        name = next((kind[c] for c in kind if c in part.classes), "Output")
        return f"{name}{', measured' if 'measured' in part.classes else ''}:"
    title = part.attribute("title")
    return f"`{title}`:" if title else ""


def listed(part: Fence, source: str) -> str:
    """The notes on the lines of a block, as a list that quotes the lines."""
    if not part.notes:
        return ""
    pairs = zip(part.body.splitlines(), source.splitlines(), strict=False)
    marked = {}
    for shown, line in pairs:
        if found := re.search(r"\((\d+)\)", shown[len(line) :]):
            marked[int(found[1])] = line.split("  # ")[0].strip()
    return "\n".join(f"- `{marked[n]}`: {note}" for n, note in enumerate(part.notes, 1))
