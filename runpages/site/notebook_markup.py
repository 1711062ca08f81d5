"""Change what the converter of notebooks made as Markdown changes pages.

It goes when the converter has a template of ours.
"""

import html
import posixpath
import re
from itertools import count

from runpages.markup.highlight import KINDS
from runpages.markup.parts import drawn

SPAN = re.compile(r'<span class="(\w+)">([^<]*)</span>')
SAME = re.compile(r'(<span class="(\w+)">[^<]*)</span><span class="\2">')
CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
ENDED = re.compile(r"(\(?<math>(?:(?!</math>).)*</math>)([.,;:?!)]+)", re.DOTALL)
STYLE = re.compile(r' style="text-align: (\w+);[^"]*"')
TABLE = re.compile(r"<table>\n<thead>\n<tr>\n<th[^>]*>(.*?)</th>.*?</table>", re.DOTALL)


IMAGE = re.compile(r"<img\b[^>]*\bclass=\"figure\"[^>]*>")


def refined(markup: str, figures: dict[str, str]) -> str:
    """The HTML of a notebook with light code, and tables that scroll.

    `figures` are put in place of their images: SVG, by what their addresses end in.
    """
    numbers = count(1)

    def inlined(match: re.Match[str]) -> str:
        source = html.unescape(_attribute(match[0], "src"))
        place = source[source.index("figures/") :] if "figures/" in source else source
        svg = figures.get(posixpath.normpath(place))
        alt = html.unescape(_attribute(match[0], "alt"))
        return drawn(svg, alt, next(numbers)) if svg else match[0]

    markup = IMAGE.sub(inlined, markup)
    markup = CODE.sub(lambda match: _lean(match[0]), markup)
    markup = ENDED.sub(r'<span class="whole">\1\2</span>', markup)
    return STYLE.sub(r' class="\1"', TABLE.sub(_scrolling, markup))


def _scrolling(match: re.Match[str]) -> str:
    name = re.sub(r"<[^>]+>", "", match[1]).strip() or "Values"
    table = match[0].replace("<table>", '<table class="data">', 1)
    box = f'<div class="scroll" role="region" aria-label="Table: {name}" tabindex="0">'
    return f"{box}\n{table}\n</div>"


def _lean(code: str) -> str:
    code = SPAN.sub(_colored, code)
    while (shorter := SAME.sub(r"\1", code)) != code:
        code = shorter
    return code


def _colored(match: re.Match[str]) -> str:
    kind = KINDS.get(match[1])
    return f'<span class="{kind}">{match[2]}</span>' if kind else match[2]


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""
