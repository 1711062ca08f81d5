"""The picture that others show when someone links to a page, drawn at build time.

Only a site that knows its own address can say where the picture is, so there are none
while serving or without `site_url`.
"""

import textwrap
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
PAPER, INK, QUIET, LINE, POINT = "#ffffff", "#1d242e", "#4b5563", "#0068a3", "#b84a00"
POINTS = ((1, 0), (2, -1.1), (3, -1.8), (4, -3.1), (5, -4.5))
SLOPE, INTERCEPT = -1.1, 1.2  # the best line through them

serving = False
wanted: dict[str, Page] = {}
"""The pages of this build, by where their pictures go."""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember what this is for."""
    global serving
    serving = command == "serve"


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Tell the template where the picture of this page will be."""
    if config.site_url and not serving:
        place = f"assets/cards/{Path(page.file.src_uri).stem}.png"
        wanted[place] = page
        context["card"] = urljoin(config.site_url, place)
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Draw the pictures."""
    for place, page in wanted.items():
        file = Path(config.site_dir, place)
        file.parent.mkdir(parents=True, exist_ok=True)
        words = str(page.meta.get("description", ""))
        draw(config.site_name, str(page.title), words).save(file)
    wanted.clear()


def draw(site: str, title: str, description: str) -> Image.Image:
    """The title and what the page is about, beside the points and their line."""
    picture = Image.new("RGB", SIZE, PAPER)
    picture.paste(line(), (720, 60))
    pen = ImageDraw.Draw(picture)
    pen.text((80, 70), site, QUIET, ImageFont.load_default(34))
    heading = textwrap.fill(title, 22)
    pen.multiline_text((80, 150), heading, INK, ImageFont.load_default(68), spacing=14)
    below = 190 + 84 * (heading.count("\n") + 1)
    text = textwrap.fill(description, 38, max_lines=5, placeholder=" …")
    pen.multiline_text((80, below), text, QUIET, ImageFont.load_default(32), spacing=12)
    return picture


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
