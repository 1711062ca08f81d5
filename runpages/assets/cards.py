"""The picture that others show when someone links to a page, drawn at build time.

Only a site that knows its own address can say where the picture is, so there are none
while serving or without `site_url`.
"""

import textwrap
from functools import cache
from pathlib import Path
from urllib.parse import quote, urljoin

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

SIZE = (1200, 630)
PAPER, INK, QUIET, LINE, POINT = "#ffffff", "#1d242e", "#4b5563", "#0068a3", "#b84a00"
POINTS = ((1, 0), (2, -1.1), (3, -1.8), (4, -3.1), (5, -4.5))
SLOPE, INTERCEPT = -1.1, 1.2  # the best line through them


class Cards:
    """The pictures of one build of a site; `address` is its own, or empty."""

    def __init__(self, site: str, address: str) -> None:
        self.site, self.address = site, address
        self.wanted: dict[str, tuple[str, str]] = {}
        """Title and description of the pages, by where their pictures go."""

    def place(self, uri: str) -> str:
        """The address of the picture of a page; nothing where the site has none."""
        return urljoin(self.address, quote(_file(uri))) if self.address else ""

    def want(self, uri: str, title: str, description: str) -> None:
        """Have a picture of a page."""
        if self.address:
            self.wanted[_file(uri)] = title, description

    def write(self, folder: Path) -> None:
        """Draw the pictures into the folder of the site."""
        for place, (title, description) in self.wanted.items():
            file = folder / place
            file.parent.mkdir(parents=True, exist_ok=True)
            card = Card()
            card.draw(self.site, title, description)
            card.save(file)


def _file(uri: str) -> str:
    return f"assets/cards/{uri.removesuffix('.md')}.png"


class Card:
    """A picture, which also says in words, as PNG allows, what is written on it."""

    def __init__(self) -> None:
        self.picture = Image.new("RGB", SIZE, PAPER)
        self.said = PngInfo()

    def draw(self, site: str, title: str, description: str) -> None:
        """Draw the title and what the page is about beside the points and their line.

        The longer the title, the less is said below it: nothing leaves the picture.
        """
        self.picture.paste(line(), (720, 60))
        self._write("Source", site, 70, 34, (38, 1))
        lines = self._write("Title", title, 150, 68, (22, 4))
        below = 190 + 84 * lines
        room = (SIZE[1] - 40 - below) // 44
        if room > 0:
            self._write("Description", description, below, 32, (38, min(room, 5)))

    def save(self, file: Path) -> None:
        """Write it to a file."""
        self.picture.save(file, pnginfo=self.said)

    def _write(
        self, kind: str, text: str, top: int, size: int, most: tuple[int, int]
    ) -> int:
        """Write a text, at most so many letters wide and lines long; says how many."""
        width, lines = most
        longest = max(map(len, text.split()), default=0)
        if longest > width:  # smaller letters, rather than a word in two pieces
            width, size = longest, size * width // longest
        text = textwrap.fill(text, width, max_lines=lines, placeholder=" …")
        color = INK if kind == "Title" else QUIET
        font = ImageFont.load_default(size)
        pen = ImageDraw.Draw(self.picture)
        pen.multiline_text((80, top), text, color, font, spacing=size // 5 + 4)
        # A line may end after a hyphen.
        self.said.add_itxt(kind, text.replace("-\n", "-").replace("\n", " "))
        return text.count("\n") + 1


@cache
def line() -> Image.Image:
    """The points and the line, drawn twice as large for smooth edges."""
    picture = Image.new("RGB", (960, 1020), PAPER)
    pen = ImageDraw.Draw(picture)

    def at(x: float, y: float) -> tuple[float, float]:
        return 170 * x - 30, 160 - 170 * y

    pen.line([at(x, SLOPE * x + INTERCEPT) for x in (0.4, 5.6)], fill=LINE, width=18)
    for x, y in POINTS:
        pen.circle(at(x, y), 34, fill=POINT, outline=PAPER, width=8)
    return picture.resize((480, 510), Image.Resampling.BOX)
