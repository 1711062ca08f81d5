"""Find embeds; check their quotation marks, and find blocks without an end.

What Jinja says of either is lines away from where it is, or counts characters.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import jinja2
from jinja2 import nodes

from runpages.authored.page import Page
from runpages.errors import RunpagesError

EMBED = re.compile(r"\{(?:\{|%)<.*?>(?:%|\})\}", re.DOTALL)
TEXT = re.compile(r"""("|')(?:\\.|(?!\1)[^\\])*\1""", re.DOTALL)
CURLY = "“”„‘’"
BLOCK = re.compile(r"\{%<[-+]?\s*(end)?(if|for|set|macro|call|filter|with)\b")

DELIMITERS = {
    "block_start_string": "{%<",
    "block_end_string": ">%}",
    "variable_start_string": "{{<",
    "variable_end_string": ">}}",
    "comment_start_string": "{#<",
    "comment_end_string": ">#}",
}
"""Those of Jinja, as neither attribute lists nor LaTeX use them."""


def calls(text: str) -> Iterator[tuple[str, list[Any], int]]:
    """Find the embeds in the text of a page: name, arguments, line in it, from 1.

    What is quoted is no embed; an argument that is computed is None. Nothing is found
    in a text that is wrong: rendering says what is.
    """
    with suppress(jinja2.TemplateSyntaxError):
        tree = jinja2.Environment(**DELIMITERS).parse(text)  # type: ignore[arg-type]
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name):
                yield call.node.name, [_constant(a) for a in call.args], call.lineno


def _constant(node: nodes.Expr) -> Any:
    with suppress(nodes.Impossible):
        return node.as_const()
    return None


def check_quotes(page: Page) -> None:
    """Refuse curly quotation marks, and those not closed; raises RunpagesError."""
    for embed in EMBED.finditer(page.text):
        left = TEXT.sub(lambda text: " " * len(text[0]), embed[0])
        for at, character in enumerate(left):
            if character in CURLY:
                what = f"an embed has the curly quotation mark {character}"
                remedy = 'Use straight ones: "Train".'
            elif character in "\"'":
                what = f"a quotation mark is not closed: {_shown(embed[0][at:])}"
                remedy = f"Close it with {character}."
            else:
                continue
            line = page.line(embed.start() + at)
            raise RunpagesError(page.path, what, remedy, line)


def open_block(page: Page) -> tuple[str, int] | None:
    """Find the innermost block that does not end: its word, and its line."""
    opened: list[tuple[str, int]] = []
    for found in BLOCK.finditer(page.text):
        if found[1]:
            opened = opened[:-1]
        elif found[2] != "set" or "=" not in page.text[found.end() :].split(">%}")[0]:
            opened.append((found[2], page.line(found.start())))
    return opened[-1] if opened else None


def _shown(text: str) -> str:
    first = text.splitlines()[0]
    return first if len(first) <= 30 else f"{first[:30]}…"
