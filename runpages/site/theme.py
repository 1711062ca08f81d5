"""Mend what the theme makes of a page: attributes, links and scripts in its HTML.

Whatever a strict Content-Security-Policy forbids or a reader would download in vain
goes away. Only Material is mended; other themes stay as they are.
"""

import json
from pathlib import Path

import jinja2
from jinja2.ext import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from selectolax.lexbor import LexborHTMLParser, LexborNode

from runpages.assets import font
from runpages.assets.cards import Cards
from runpages.assets.styles import write_sheet
from runpages.site.feed import Feed

# 'data:' is for the icons in the theme's own style sheet.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
SHEET = "assets/style.css"
SHEETS = 'link[rel=stylesheet][href*="assets/"]:not([href*=":"])'
# The theme's colors, of which site.css uses none.
PALETTE = 'link[href*="/palette."]'
LINK = '<link rel="preload" href="{}" as="font" type="font/woff" crossorigin>'
# On pages from disk the theme takes it as a reason to start none of its scripts.
INSTANT = "navigation.instant"


class Unindented(Extension):
    """A Jinja extension: the indentation of HTML templates reaches no page."""

    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        """Remove it before a template is compiled."""
        if not (name or "").endswith(".html"):
            return source
        return "\n".join(line.lstrip() for line in source.splitlines())


class Theme:
    """What one build does with the theme.

    While `serving`, pages keep their style sheets as they are written, and the script
    for live reloading, which is inline and needs pages without a policy.
    """

    def __init__(self, config: MkDocsConfig, serving: bool) -> None:
        self.material = config.theme.name == "material"
        self.serving, self.config = serving, config
        self.environment = jinja2.Environment()
        self.feed = Feed()
        self.cards = Cards(config.site_name, config.site_url or "")
        self.sheets: dict[str, None] = {}
        """The style sheets that pages link, in their order."""

    def prepare(self, environment: jinja2.Environment) -> None:
        """Have templates write no blank space, and the policy where a page bears it."""
        if not self.material:
            return
        self.environment = environment
        environment.add_extension(Unindented)
        environment.trim_blocks = True
        environment.globals["policy"] = POLICY
        # Files have no origin that 'self' could stand for.
        strict = not self.serving and self.config.use_directory_urls
        environment.globals["strict"] = strict

    def announce(self, files: Files) -> None:
        """Let pages name the feed, once all pages are read."""
        features = self.config.theme.get("features", [])
        if not self.config.use_directory_urls and INSTANT in features:
            features.remove(INSTANT)
        if self.material and not self.serving:
            self.environment.globals["feed"] = self.feed.collect(self.config, files)

    def describe(self, page: Page) -> dict[str, str]:
        """Say where the picture of a page is that others show of it.

        A notebook edition has the picture of the page that it belongs to.
        """
        if not self.material or self.serving:
            return {}
        uri = page.file.src_uri
        if "edition_of" not in page.meta:
            title = str(page.meta.get("title", page.title))
            self.cards.want(uri, title, str(page.meta.get("description", "")))
        return {"card": self.cards.place(page.meta.get("edition_of", uri))}

    def mend(self, html: str) -> str:
        """Mend a finished page: parse it, change what is not right, write it again."""
        if not self.material:
            return html
        tree = LexborHTMLParser(html)
        for node in tree.css('[tabindex=""]'):
            del node.attrs["tabindex"]
        for node in tree.css("input[type=checkbox][autocomplete]"):
            del node.attrs["autocomplete"]
        for node in tree.css("[role=dialog]:not([aria-label])"):
            node.attrs["aria-label"] = "Search"
        # The theme's instant loading assigns every href, and to these it cannot: the
        # page would be without any of its scripts.
        for node in tree.css("svg [href]:not(foreignObject *)"):
            if "href" in node.attributes:  # and not xlink:href, which it finds, too
                node.attrs["xlink:href"] = node.attrs["href"]
                del node.attrs["href"]
        for node in tree.css("svg[xmlns]"):
            del node.attrs["xmlns"]  # in HTML it says nothing
        for node in tree.css("meta[name=generator]"):
            node.decompose()
        for node in tree.css("[data-fit]"):
            self._draw(node)
        self._link_one_sheet(tree)
        self._link_font(tree)
        before, article, rest = (tree.html or "").partition("<article")
        return (_closed(before) if article else before) + article + rest

    def write(self, cache: Path) -> None:
        """Write feed, pictures and, of what all pages use, style sheet and font."""
        site = Path(self.config.site_dir)
        self.feed.write(self.config)
        self.cards.write(site)
        if self.sheets:
            write_sheet(site, list(self.sheets), SHEET)
        if self.material:
            font.write_font(site, cache / "fonts")

    def _link_one_sheet(self, tree: LexborHTMLParser) -> None:
        for link in tree.css(PALETTE):
            link.decompose()
        links = tree.css(SHEETS)
        if self.serving or not links:
            return
        base = str(links[0].attrs["href"]).partition("assets/")[0]
        for link in links:
            self.sheets[str(link.attrs["href"]).removeprefix(base)] = None
        links[0].attrs["href"] = base + SHEET
        for link in links[1:]:
            link.decompose()

    def _link_font(self, tree: LexborHTMLParser) -> None:
        """Have a page with formulas load their font at once: it is drawn with it."""
        sheet = tree.css_first(SHEETS)
        if self.config.use_directory_urls and sheet and tree.css_first("math"):
            base = str(sheet.attrs["href"]).partition("assets/")[0]
            link = LINK.format(base + font.PLACE)
            fragment = LexborHTMLParser(link, is_fragment=True).root
            if fragment:
                sheet.insert_before(fragment)

    def _draw(self, place: LexborNode) -> None:
        """Draw the line on its way to the points, from the numbers of a run."""
        numbers = json.loads(place.attrs["data-fit"] or "{}")
        drawn = self.environment.get_template("partials/fit.html").render(numbers)
        fragment = LexborHTMLParser(drawn, is_fragment=True).root
        if fragment:
            place.replace_with(fragment)


def _closed(html: str) -> str:
    """Remove the empty lines that templates leave around the content of a page."""
    while "\n\n" in html:
        html = html.replace("\n\n", "\n")
    return html
