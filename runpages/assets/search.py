"""Write the index of the search: an entry for each heading and each glossary term.

An entry holds the sentences below its heading, and of errors the message; code, other
output and figures are left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from runpages.assets.formula_text import formula_text

PLACE = "search/entries.js"
"""A classic script: a page that is opened from disk may load it, too."""
KINDS = {"h1": "page", "h2": "section", "h3": "section", "dt": "term"}
ASIDE = ("For those who know", "For the curious")
"""How titles of sections begin that, with all below, go beyond what most look for."""
SILENT = {"Sources", "Exercises"}
"""Headings over what answers no question, or stands on another page."""
UNREAD = {"svg", "script", "style", "button", "select", "input", "noscript"}
UNSAID = ".headerlink, .block-name, .footnote-backref, .live > a, .example > summary"
INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "kbd", "output", "small", "span"}
INLINE |= {"strong", "sub", "sup", "time", "var"}
CELLS, BESIDE = {"td", "th"}, " · "
MESSAGES = ".output.error pre, .output.warning pre"
HINT = ", check_nan=False"
"""In messages of autograd: whoever asks about nan does not look for them."""
LEADING = "td a[href^='#']"
EMPTY: Mapping[str, str] = {}


Found = tuple[str, str, list[list[str]], float]
"""The address of a page, what the navigation calls it, its entries, and their worth."""


def write_index(site: Path, pages: list[Found]) -> None:
    """Write the index of these pages into a built site."""
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    file = site / PLACE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"var searchPages = {text};\n", "utf-8")


def entries(
    html: str, words: str = "", headings: Mapping[str, str] = EMPTY
) -> list[list[str]]:
    """List what can be found on a page: id, title, part, text, messages, kind.

    Part is the title of the section that it is in, if it is below one. `words` are what
    else people call the page, `headings` what they call a section, by its id: they
    follow the kind, to be found and not shown.
    """
    tree = LexborHTMLParser(html)
    for node in tree.css(UNSAID):
        node.decompose()
    for node in tree.css("math[display]"):
        node.decompose()  # of more than a few letters there is nothing to read
    for node in tree.css("math"):
        node.replace_with(formula_text(node))
    rows, part = leading(tree), ""
    found: list[list[str]] = []
    for tag, name, text in pieces(tree.body):
        if tag in KINDS:
            part = text if tag == "h2" else part
            above = part if tag == "h3" else ""
            kind = "message" if rows[name] else _kind(tag, text, above)
            called = words if kind == "page" else headings.get(name)
            entry = [name, text, above, "", rows[name], kind]
            found.append([*entry, called] if called else entry)
        elif found:
            found[-1][4 if tag == "pre" else 3] += text
    told = [[lines(text) for text in one] for one in found if one[1] not in SILENT]
    return [one for one in told if one[3] or one[4]]


def _kind(tag: str, *titles: str) -> str:
    return "aside" if any(one.startswith(ASIDE) for one in titles) else KINDS[tag]


def leading(tree: LexborHTMLParser) -> defaultdict[str, str]:
    """Take out the rows of tables that lead to a heading; returns them by its id."""
    found: defaultdict[str, str] = defaultdict(str)
    for row in tree.css(f"tr:has({LEADING})"):
        for link in row.css(LEADING):
            cells = [cell.text().strip() for cell in row.css("td")]
            if all(cells):  # not the title of a part
                found[str(link.attributes["href"])[1:]] += ": ".join(cells) + "\n\n"
        row.decompose()
    return found


def pieces(node: LexborNode | None) -> Iterator[tuple[str, str, str]]:
    """Walk through a page: yields tag, id and text of headings, of messages, and text.

    Two newlines stand where a block ends; a row of a table is one.
    """
    for child in node.iter(include_text=True) if node else ():
        tag = str(child.tag)
        if tag == "-text":
            yield tag, "", str(child.text_content)
        elif tag in KINDS:
            yield tag, child.id or "", child.text()
        elif tag == "pre":
            if child.css_matches(MESSAGES):
                yield tag, "", message(child.text()) + "\n\n"
        elif tag not in UNREAD:
            yield from pieces(child)
            if tag not in INLINE:
                yield "-text", "", BESIDE if tag in CELLS else "\n\n"


def message(output: str) -> str:
    """Return what an error says, without the lines of code that led there."""
    told = output.rstrip().splitlines()
    inner = [i for i, line in enumerate(told) if line.startswith((" ", "Traceback"))]
    said = "\n".join(told[inner[-1] + 1 :] if inner else told)
    return said.replace(HINT, "")


def lines(text: str) -> str:
    """Tidy blank space: a line for each block, and one blank between words."""
    blocks = (" ".join(block.split()).rstrip(" ·") for block in text.split("\n\n"))
    return "\n".join(block for block in blocks if block)
