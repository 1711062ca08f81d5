"""Check the quotation marks of embeds, and find blocks without an end.

What Jinja says of either is lines away from where it is, or counts characters.
"""

import re

from runpages.authored.page import Page
from runpages.errors import RunpagesError

EMBED = re.compile(r"\{(?:\{|%)<.*?>(?:%|\})\}", re.DOTALL)
TEXT = re.compile(r"""("|')(?:\\.|(?!\1)[^\\])*\1""", re.DOTALL)
CURLY = "“”„‘’"
BLOCK = re.compile(r"\{%<[-+]?\s*(end)?(if|for|set|macro|call|filter|with)\b")


def check_quotes(page: Page) -> None:
    """Raises RunpagesError for curly quotation marks, and for those not closed."""
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
