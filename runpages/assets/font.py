"""Subset the font for formulas to the characters that the pages of the site use.

Few systems have a font with the sizes and stretched forms that formulas need, so the
site serves one: Noto Sans Math, under the SIL Open Font License. It stays WOFF: WOFF2
would be a quarter smaller, and needs another package.
"""

import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from runpages.files import made_once

PLACE = "assets/math.woff"
SOURCE = Path(__file__).with_name("fonts") / "NotoSansMath-Regular.woff"
LETTERS = "".join(map(chr, (*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))))
# Unicode says which letter is drawn so; of h it has the italic elsewhere.
ITALICS = {"h": "ℎ"} | {
    chr(int(unicodedata.decomposition(italic).split()[1], 16)): italic
    for italic in LETTERS
    if unicodedata.decomposition(italic)
}
"""What a browser draws for a letter alone in `<mi>`."""
BELOW = 0
"""How far subscripts stand at least below their letter: 0 aligns those of y and x."""


def write_font(site: Path, kept: Path, letters: set[str]) -> None:
    """Write the font of a site whose formulas have these letters, if they have any."""
    if not (characters := used(letters)):
        return
    key = f"{characters}{BELOW}".encode() + SOURCE.read_bytes()
    font = made_once(kept, ".woff", key, lambda: subsetted(characters))
    (site / PLACE).write_bytes(font)


def letters(page: LexborHTMLParser) -> set[str]:
    """Find what the formulas of a page are written with, and the root sign if drawn."""
    found = set().union(*(formula.text() for formula in page.css("math, var")))
    return found | set("√" if page.css_first("msqrt, mroot") else "")


def used(letters: set[str]) -> str:
    """Find the characters that a browser draws for letters, in order, each once."""
    found = letters | {ITALICS.get(character, character) for character in letters}
    return "".join(sorted(c for c in found if c.isprintable() and c != " "))


@cache
def subsetted(characters: str) -> bytes:
    """Subset the font, with all sizes and stretched forms of these characters."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(flavor="woff", hinting=False, layout_features=["*"])
    font = TTFont(SOURCE, recalcTimestamp=False)
    font.flavor = "woff"
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters))
    subsetter.subset(font)
    font["MATH"].table.MathConstants.SubscriptBaselineDropMin.Value = BELOW
    made = BytesIO()
    font.save(made)
    return made.getvalue()
