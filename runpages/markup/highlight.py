"""Highlight code: as few elements as its colors need, below a line that names it."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby, pairwise
from typing import Any, TextIO

import pygments
from pygments.formatter import Formatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Comment, Token
from pygments.util import ClassNotFound

# Pygments' classes as this site colors them; all others keep the color of the text.
KINDS = {
    **dict.fromkeys(("k", "kc", "kd", "kn", "ow"), "k"),
    **dict.fromkeys(("m", "mb", "mf", "mh", "mi", "mo"), "m"),
    **dict.fromkeys(("s", "s1", "s2", "sa", "sb", "sd", "se"), "s"),
    **dict.fromkeys(("nb", "nc", "nd", "nf", "fm"), "nf"),
    **{kind: kind for kind in ("c", "c1", "cm", "gd", "gi", "gh", "gu")},
}


CUT = re.compile(r"(?<=[(\[,=])(?=\w)|(?<=[)\]])(?=\.)|(?=\.\w{16})")
"""Where a word that is too long for a row goes on in the next."""


@dataclass(frozen=True)
class Mark:
    """An element around a part of one line of code, counted from 1."""

    line: int
    start: int
    end: int
    opening: str
    closing: str


class FewElements(Formatter):
    """A Pygments formatter: one element for neighbors of one color, and for marks."""

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        super().__init__()
        self.marks = marks

    def format(self, tokensource: Iterable[tuple[Any, str]], outfile: TextIO) -> None:
        """Write the HTML of a sequence of tokens."""
        lines = groupby(self._marked(tokensource), lambda piece: piece[0])
        outfile.write("\n".join(_line([*pieces]) for _, pieces in lines))

    def _marked(
        self, tokens: Iterable[tuple[Any, str]]
    ) -> Iterator[tuple[int, Mark | None, Any, str]]:
        """Yield the tokens of each line, with its number and the mark they stand in.

        A comment after code has the blanks before it, so that it can have a row of its
        own where the window is narrow.
        """
        line, column = 1, 0
        for (kind, text), (after, _) in pairwise(chain(tokens, [(Token, "")])):
            kind = after if text == "  " and after in Comment else kind
            for below, part in enumerate(text.split("\n")):
                line, column = (line + 1, 0) if below else (line, column)
                here = (m for m in self.marks if m.line == line)
                mark = next((m for m in here if m.start <= column < m.end), None)
                yield line, mark, kind, part
                column += len(part)


def highlighted(source: str, language: str, marks: Sequence[Mark] = ()) -> str:
    """Highlight code as HTML, without an element around it."""
    lexer = _lexer(language)
    if lexer is None:
        return escape(source.strip("\n") + "\n")
    return str(pygments.highlight(source, lexer, FewElements(marks)))


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


def fence(
    source: str,
    language: str,
    css_class: str,
    options: Mapping[str, str],
    md: Any,
    classes: Sequence[str] = (),
    **_: Any,
) -> str:
    """Write a fenced block as the code of cells is written: a format of superfences."""
    title = escape(options.get("title", ""))
    return block(highlighted(source, language), [css_class, *classes], title)


def fence_options(
    language: str, inputs: Mapping[str, str], options: dict[str, str], *_: Any
) -> bool:
    """Take all that stands behind the language: a validator of superfences."""
    options.update(inputs)
    return True


def inside(code: str, name: str = "", anchor: str = "") -> str:
    """Write what is in a block; the line above links to its anchor, if it has one."""
    tag, link = ("a", f' href="#{html.escape(anchor)}"') if anchor else ("span", "")
    line = f'<{tag} class="block-name"{link}>{name}</{tag}>'
    return f"{line if name else ''}<pre><code>{code}</code></pre>"


def _row(pieces: Sequence[tuple[str, str, str]]) -> str:
    """Put a line of code into an element: what does not fit goes on further in.

    A piece is what opens it, its text, and what closes it. Where words are longer than
    the row of a small phone, they go on as well.
    """
    line = "".join(text for _, text, _ in pieces)
    depth = min(4, (len(line) - len(line.lstrip("+- "))) // 4)
    cuts = _cuts(line, 36 - 4 * depth)
    made, at = "", 0
    for opening, text, closing in pieces:
        made += opening + _cut(text, [cut - at for cut in cuts]) + closing
        at += len(text)
    return f'<span class="in{depth}">{made}</span>' if line.strip() else made


def _line(pieces: Sequence[tuple[int, Mark | None, Any, str]]) -> str:
    made: list[tuple[str, str, str]] = []
    for mark, tokens in groupby(pieces, lambda piece: piece[1]):
        made += [(mark.opening, "", "")] if mark else []
        for kind, same in groupby(tokens, lambda piece: _kind(piece[2])):
            text = "".join(part for *_, part in same)
            begun = any(before for _, before, _ in made)
            ends = " on" * (kind == "c1" and text.startswith("  ") and begun)
            opening = f'<span class="{kind}{ends}">' if kind and text else ""
            made.append((opening, text, "</span>" if opening else ""))
        made += [("", "", mark.closing)] if mark else []
    return _row(made)


def _cuts(line: str, width: int) -> list[int]:
    """Find where words that are longer than the row of a small phone may go on."""
    long = [word for word in re.finditer(r"\S+", line) if len(word[0]) > width]
    return [
        word.start() + cut.start() for word in long for cut in CUT.finditer(word[0])
    ]


def _cut(text: str, cuts: Iterable[int]) -> str:
    """Write a text with places where it may go on in the next row."""
    ends = [0, *(cut for cut in cuts if 0 <= cut < len(text)), len(text)]
    return "<wbr>".join(escape(text[start:end]) for start, end in pairwise(ends))


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
