"""Translate what authors write into Markdown that every reader understands.

Boxes and tabs become their titles and what they hold, lists of definitions become
lists, and attribute lists go; code and formulas stay as they are.
"""

import re
import textwrap
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import quote

from runpages.text import fence, literal

FENCE = re.compile(r"( *)(`{3,}|~{3,}) *([^`\n]*)")
# An admonition, a folded one, or a tab; without a title that underlines a heading.
BOX = re.compile(
    r'( *)(?:(?:!!!|\?\?\?\+?) *([\w-]+)?[\w -]*|===[+!]?(?= *")) *("[^"\n]*")? *'
)
# Inline code ends with its paragraph, at the latest: then there is none.
SAME = r"(?:(?!\n[ \t]*(?:\n|[-*+|#>]|\d+[.)] )).)"
CODE = rf"(?<![`\\])(?P<ticks>`+)(?!`){SAME}+?(?<!`)(?P=ticks)(?!`)"
# Formulas, and what may hold a dollar and is none.
LITERAL = re.compile(
    rf"^( *)(`{{3,}}|~{{3,}})[^\n]*\n.*?^\1\2 *$|{CODE}|\$\$(?P<block>.+?)\$\$"
    r"|(?<![\\\w$])\$(?!\s)(?P<line>(?:\\.|(?!\n[ \t]*\n)[^\\$])+?)(?<!\s)\$",
    re.DOTALL | re.MULTILINE,
)
ATTRIBUTES = re.compile(
    r"[ \t]*\{:? *((?:[#.][A-Za-z][\w-]*|[\w-]+=\"[^\"]*\"| )+) *\}"
)
# Said only on the site, where a part moves, or could.
LIVE = re.compile(
    r"^<noscript>.*</noscript>$\n*|^(?:\S.*\n)+\{ \.live \}$\n*", re.MULTILINE
)
# An address that holds a blank, as only some read it, or stands in angle brackets.
BLANK = re.compile(r"(?<=\]\()(?:<([^<>\n]+)>|([^()<>\"\n]* [^()<>\"\n]*))(?=[) ])")
# A link to a page, or to a heading of this one: its page, and what comes after.
LINK = re.compile(
    r"(?<=\]\()(?!\w+:)(?:([^)#?\s]+\.md)|(?=#))((?:[?#][^)\s]*)?)(?=\)| +[\"'])"
)


@lru_cache(maxsize=256)
def plain_markdown(text: str) -> str:
    """Translate the text of a document, in which parts may be tokens."""
    lines = deque(still(text).split("\n"))
    pieces, prose = [], [""]
    while lines:
        line = lines.popleft()
        if opened := FENCE.fullmatch(line):
            pieces += [_words(prose), _fenced(opened, lines)]
        elif box := BOX.fullmatch(line):
            pieces += [_words(prose), _title(box)]
            # What is inside stands where the box stood.
            lines.extendleft([*reversed(list(_inside(box[1] + " " * 4, lines))), ""])
        else:
            prose.append(line)
    return "\n\n".join(filter(None, [*pieces, _words(prose)]))


def still(text: str) -> str:
    """Remove what only the site says, where a part moves."""
    return LIVE.sub("", text)


def outside_code(
    change: Callable[[str], str], text: str, kept: Callable[[re.Match[str]], str] = str
) -> str:
    """Change Markdown, but for its code and formulas, of which `kept` makes others."""
    left: list[str] = []

    def keep(match: re.Match[str]) -> str:
        left.append(match[0] if kept is str else kept(match))
        return f"\0{len(left) - 1}\0"

    pieces = change(LITERAL.sub(keep, text.replace("\0", ""))).split("\0")
    pieces[1::2] = [left[int(number)] for number in pieces[1::2]]
    return "".join(pieces)


def escaped(character: str) -> str:
    """Escape a character for every Markdown; some know few backslashes."""
    return f"\\{character}" if character in r"\`*_{}[]#" else f"&#{ord(character)};"


def linkable(title: str) -> str:
    """Escape a text that becomes the text of a link in Markdown."""
    return title.translate({ord(c): f"\\{c}" for c in r"[]\`*_<&|"})


def image(alt: str, address: str) -> str:
    """Write an image in Markdown."""
    alt = alt.translate({ord(c): f"\\{c}" for c in r"\[]"})
    return f"![{alt}]({address})"


def _words(lines: list[str]) -> str:
    """Translate lines without blocks, which are taken out of the list."""
    text = "\n".join(lines)
    lines.clear()
    return literal(outside_code(_translated, text))


def _translated(text: str) -> str:
    text = BLANK.sub(_unbroken, literal(text, escaped))
    paragraphs = ("\n".join(_paragraph(p)) for p in text.split("\n\n"))
    return "\n\n".join(p for p in map(_stripped, paragraphs) if p)


def _unbroken(address: re.Match[str]) -> str:
    return quote(address[1] or address[2], safe="/:?#%&=+,;@!~*'")


def _stripped(text: str) -> str:
    return text.strip("\n") if text.strip() else ""


def _paragraph(text: str) -> Iterator[str]:
    """Translate the lines of a paragraph; a term and its definition become one."""
    lines = [ln for ln in text.split("\n") if not ln.startswith(("<div", "</div"))]
    term = ""
    for line, after in zip(lines, [*lines[1:], ""], strict=False):
        said = ATTRIBUTES.sub("", line) if "{" in line else line
        defined = after.startswith(":   ") and not line.startswith((" ", ":"))
        if defined:
            term = f"- {_anchor(line)}**{said}**"
        elif line.startswith(":   ") and term:
            yield f"{term}: {said[4:]}"
            term = ""
        elif line.startswith("#"):
            mark, space, heading = said.partition(" ")
            yield f"{mark}{space}{_anchor(line)}{heading}"
        elif said or not line:
            yield said


def _anchor(line: str) -> str:
    """Keep the id at the end of a heading or a term, which links may name."""
    for found in ATTRIBUTES.finditer(line):
        names = [word[1:] for word in found[1].split() if word.startswith("#")]
        if names and found.end() == len(line):
            return f'<a id="{names[0]}"></a>'
    return ""


def _title(box: re.Match[str]) -> str:
    """Name a box as the page does: by its title, else by the first word of its kind."""
    inset, kind, title = box.groups()
    name = (kind or "note").capitalize() if title is None else title.strip('"')
    name = name.removesuffix(", needed below")  # nothing is folded
    return f"{inset}**{name}**" if name else ""


def _inside(margin: str, lines: deque[str]) -> Iterator[str]:
    """Take the lines of a box off its margin."""
    while lines and (lines[0].startswith(margin) or not lines[0].strip()):
        yield lines.popleft()[4:]


def _fenced(opened: re.Match[str], lines: deque[str]) -> str:
    """Write a fenced block with no more than its language, below its title."""
    indent, ticks, info = opened.groups()
    body: list[str] = []
    while lines and (line := lines.popleft()).rstrip() != indent + ticks:
        body.append(line.removeprefix(indent))
    language = info.strip("{ }").partition(" ")[0].removeprefix(".")
    title = info.partition('title="')[2].partition('"')[0]
    label = f"`{title}`:\n\n" if title else ""
    block = fence("\n".join(body), language).strip("\n")
    return textwrap.indent(label + block, indent)
