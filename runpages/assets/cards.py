"""Draw social cards: the pictures that others show when someone links to a page."""

import textwrap
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from runpages.files import made_once, write

SIZE = (1200, 630)
PAPER, INK, QUIET, LINE, POINT = "#ffffff", "#1d242e", "#4b5563", "#0068a3", "#b84a00"
POINTS = ((1, 0), (2, -1.1), (3, -1.8), (4, -3.1), (5, -4.5))
SLOPE, INTERCEPT = -1.1, 1.2  # the best line through them


def place(uri: str) -> str:
    """Name the file of a page's picture, from the folder of the site."""
    return f"assets/cards/{uri.removesuffix('.md')}.png"


def write_card(file: Path, kept: Path, *words: str) -> None:
    """Write the picture of a page, from the cache if one with its words is there."""
    key = Path(__file__).read_bytes() + "\0".join(words).encode()
    write(file, made_once(kept, ".png", key, lambda: draw(*words)))


def draw(site: str, title: str, description: str) -> bytes:
    """Draw the title and what the page is about beside the points and their line.

    The longer the title, the less is said below it: nothing leaves the picture. It
    also says in words, as PNG allows, what is written on it.
    """
    picture, said = Image.new("RGB", SIZE, PAPER), PngInfo()
    picture.paste(line(), (720, 60))

    def put(kind: str, text: str, top: int, size: int, most: tuple[int, int]) -> int:
        text, size = _fitted(text, size, *most)
        font, color = ImageFont.load_default(size), INK if kind == "Title" else QUIET
        pen = ImageDraw.Draw(picture)
        pen.multiline_text((80, top), text, color, font, spacing=size // 5 + 4)
        # A line may end after a hyphen.
        said.add_itxt(kind, text.replace("-\n", "-").replace("\n", " "))
        return text.count("\n") + 1

    put("Source", site, 70, 34, (38, 1))
    below = 190 + 84 * put("Title", title, 150, 68, (22, 4))
    if (room := (SIZE[1] - 40 - below) // 44) > 0:
        put("Description", description, below, 32, (38, min(room, 5)))
    made = BytesIO()
    picture.save(made, "PNG", pnginfo=said)
    return made.getvalue()


def _fitted(text: str, size: int, width: int, lines: int) -> tuple[str, int]:
    """Wrap a text to so many letters a line, and so many lines; give its size.

    Where a word is longer, the letters are smaller.
    """
    longest = max(map(len, text.split()), default=0)
    if longest > width:
        width, size = longest, size * width // longest
    return textwrap.fill(text, width, max_lines=lines, placeholder=" …"), size


@cache
def line() -> Image.Image:
    """Draw the points and the line, twice as large for smooth edges."""
    picture = Image.new("RGB", (960, 1020), PAPER)
    pen = ImageDraw.Draw(picture)

    def at(x: float, y: float) -> tuple[float, float]:
        return 170 * x - 30, 160 - 170 * y

    pen.line([at(x, SLOPE * x + INTERCEPT) for x in (0.4, 5.6)], fill=LINE, width=18)
    for x, y in POINTS:
        pen.circle(at(x, y), 34, fill=POINT, outline=PAPER, width=8)
    return picture.resize((480, 510), Image.Resampling.BOX)
