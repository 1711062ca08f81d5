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

from runpages.assets.cards import Cards
from runpages.assets.search import Index
from runpages.assets.styles import write_sheet
from runpages.site.feed import Feed

# 'data:' is for the icons in the theme's own style sheet.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
SHEET = "assets/style.css"
SHEETS = 'link[rel=stylesheet][href*="assets/"]:not([href*=":"])'
# The theme's colors, of which site.css uses none.
PALETTE = 'link[href*="/palette."]'
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
        self.index = Index()
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
        """Note what can be found on a page; return where its picture is.

        A notebook edition has the picture of the page that it belongs to, and what it
        says is found there.
        """
        if not self.material:
            return {}
        uri, edition = page.file.src_uri, "edition_of" in page.meta
        if not edition:
            self.index.add(page.url, str(page.title), page.content or "")
        if self.serving:
            return {}
        if not edition:
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
        before, article, rest = (tree.html or "").partition("<article")
        return (_closed(before) if article else before) + article + rest

    def write(self) -> None:
        """Write feed, pictures, what can be found, and what style all pages need."""
        if self.index.pages:
            self.index.write(Path(self.config.site_dir))
        self.feed.write(self.config)
        self.cards.write(Path(self.config.site_dir))
        if self.sheets:
            write_sheet(Path(self.config.site_dir), list(self.sheets), SHEET)

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
