"""Tables: each in a box that scrolls where it is wide."""

import html
import re
from collections import Counter
from collections.abc import Callable

SYMBOL = re.compile(r"(<th[^>]*>)<math><mi>(\w+)</mi></math></th>")
TABLE = re.compile(r"<table>\n<thead>\n<tr>\n<th[^>]*>(.*?)</th>.*?</table>", re.DOTALL)


def scrolling(markup: str) -> str:
    """Put the tables of a page into boxes that scroll, also with the keyboard."""
    return TABLE.sub(_scrolling(), markup)


def _scrolling() -> Callable[[re.Match[str]], str]:
    """Puts the tables of a page into boxes that scroll, also with the keyboard."""
    seen: Counter[str] = Counter()

    def boxed(match: re.Match[str]) -> str:
        name = _text(match[1]) or "Values"
        seen[name] += 1
        label = f"Table: {name}" + f", {seen[name]}" * (seen[name] > 1)
        label = html.escape(label)
        table = match[0].replace("<table>", '<table class="data">', 1)
        # Checkers, and some programs that read aloud, see no text in a formula.
        table = SYMBOL.sub(r"\1<var>\2</var></th>", table)
        box = f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">'
        return f"{box}\n{table}\n</div>"

    return boxed


def _text(markup: str) -> str:
    """Return the words of a piece of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())
