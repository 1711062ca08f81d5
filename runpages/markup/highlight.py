"""Highlight code: as few elements as its colors need, below a line that names it."""

import html
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, TextIO

import pygments
from pygments.formatter import Formatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

# Pygments' classes as this site colors them; all others keep the color of the text.
KINDS = {
    **dict.fromkeys(("k", "kc", "kd", "kn", "ow"), "k"),
    **dict.fromkeys(("m", "mb", "mf", "mh", "mi", "mo"), "m"),
    **dict.fromkeys(("s", "s1", "s2", "sa", "sb", "sd", "se"), "s"),
    **dict.fromkeys(("nb", "nc", "nd", "nf", "fm"), "nf"),
    **{kind: kind for kind in ("c", "c1", "cm", "gd", "gi", "gh", "gu")},
}


class FewElements(Formatter):
    """A Pygments formatter: one element for neighbors of one color."""

    def format(self, tokensource: Iterable[tuple[Any, str]], outfile: TextIO) -> None:
        """Write the HTML of a sequence of tokens."""
        for kind, tokens in groupby(tokensource, lambda token: _kind(token[0])):
            text = escape("".join(value for _, value in tokens))
            outfile.write(f'<span class="{kind}">{text}</span>' if kind else text)


def highlighted(source: str, language: str) -> str:
    """Highlight code as HTML, without an element around it."""
    lexer = _lexer(language)
    if lexer is None:
        return escape(source.strip("\n") + "\n")
    return str(pygments.highlight(source, lexer, FewElements()))


def escape(text: str) -> str:
    """Escape text for HTML."""
    return html.escape(text, quote=False)


def block(
    code: str,
    classes: Sequence[str],
    name: str = "",
    anchor: str = "",
    data: Mapping[str, str] | None = None,
) -> str:
    """Write a block of highlighted code; `name` is the HTML of the line above it."""
    identifier = f' id="{html.escape(anchor)}"' if anchor else ""
    given = "".join(f' {n}="{html.escape(v)}"' for n, v in (data or {}).items())
    kinds = " ".join(filter(None, classes))
    return f'<div{identifier} class="{kinds}"{given}>{inside(code, name, anchor)}</div>'


def inside(code: str, name: str = "", anchor: str = "") -> str:
    """Write what is in a block; the line above links to its anchor, if it has one."""
    tag, link = ("a", f' href="#{html.escape(anchor)}"') if anchor else ("span", "")
    line = f'<{tag} class="block-name"{link}>{name}</{tag}>'
    return f"{line if name else ''}<pre><code>{code}</code></pre>"


def titled(code: str, classes: Sequence[str], title: str) -> str:
    """Write a block of highlighted code below the name of its file."""
    return block(code, classes).replace(
        "<pre>", f'<span class="filename">{escape(title)}</span><pre>', 1
    )


@cache
def _kind(token: Any) -> str:
    while token not in STANDARD_TYPES:
        token = token.parent
    return KINDS.get(STANDARD_TYPES[token], "")


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language) if language != "text" else None
    except ClassNotFound:
        return None
