"""Mend what the theme makes of a page: attributes, links and scripts in its HTML.

Whatever a strict Content-Security-Policy forbids or a reader would download in vain
goes away. Only Material is mended; other themes stay as they are.
"""

import json
from pathlib import Path
from urllib.parse import quote, urljoin

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from selectolax.lexbor import LexborHTMLParser

from runpages.assets import cards, font, scripts, search, styles
from runpages.errors import RunpagesError, suggest
from runpages.site.feed import changes

log = get_plugin_logger("runpages")

# 'data:' is for the icons in the theme's own style sheet.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
FEED = "feed.xml"
SHEET = "assets/styles/all.css"  # beside them, for what they name
SHEETS = 'link[rel=stylesheet][href*="assets/"]:not([href*=":"])'
# What says nothing, or is not used: the site uses none of the theme's colors.
NEEDLESS = 'meta[name=generator], link[href*="/palette."]'
# What a checker refuses, or says nothing in HTML, by where it stands.
REFUSED = {
    '[tabindex=""]': "tabindex",
    "input[type=checkbox][autocomplete]": "autocomplete",
    "svg[xmlns]": "xmlns",
}
# What front matter says of the search, unless a page says it.
SEARCH = {"boost": 1, "words": "", "headings": {}, "sections": True}
# On pages from disk the theme takes it as a reason to start none of its scripts.
INSTANT = "navigation.instant"


class Theme:
    """What one build does with the theme.

    While `serving`, pages keep their style sheets as they are written, and the script
    for live reloading, which is inline and needs pages without a policy.
    """

    def __init__(self, config: MkDocsConfig, serving: bool) -> None:
        self.material = config.theme.name == "material"
        self.published = self.material and not serving
        self.config = config
        self.environment = jinja2.Environment()
        self.found: dict[str, search.Found] = {}
        """What can be found on pages, by their addresses."""
        self.cards: dict[str, tuple[str, str, str]] = {}
        """What is written on the pictures of pages, by their places."""
        self.letters: set[str] = set()
        """What the formulas of the pages are written with."""
        self.sheets: dict[str, None] = {}
        """The style sheets that pages link, in their order."""
        self.names: set[str] = set()
        """The classes and ids of the pages."""

    def prepare(self, environment: jinja2.Environment) -> None:
        """Have templates write no blank space, and the policy where a page bears it."""
        if not self.material:
            return
        self.environment = environment
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.globals["policy"] = POLICY
        # Files have no origin that 'self' could stand for.
        strict = self.published and self.config.use_directory_urls
        environment.globals["strict"] = strict

    def announce(self, files: Files) -> None:
        """Let pages name the feed, once all pages are read."""
        theme = self.config.theme
        if not self.config.use_directory_urls and INSTANT in theme.get("features", []):
            theme["features"].remove(INSTANT)
        listed = self.published and FEED in theme.static_templates
        found = changes(self.config, files) if listed else []
        self.environment.globals["changes"] = found
        if not found:
            theme.static_templates.discard(FEED)

    def describe(self, page: Page) -> dict[str, str]:
        """Note what can be found on a page, and its picture; say where that will be.

        Only a site that knows its address can. A notebook has the picture of its page.
        """
        config, meta = self.config, page.meta
        wanted = SEARCH | meta.get("search", {})
        if self.material and not wanted.get("exclude"):
            words, headings = wanted["words"], wanted["headings"]
            found = search.entries(page.content or "", words, headings)
            path = f"{Path(config.docs_dir).name}/{page.file.src_uri}"
            _warn_of_unknown(path, headings, found)
            found = found if wanted["sections"] else found[:1]
            self.found[page.url] = (page.url, str(page.title), found, wanted["boost"])
        if not self.published or not config.site_url:
            return {}
        place = cards.place(meta.get("edition_of", page.file.src_uri))
        if "edition_of" not in meta:
            title, about = meta.get("title", page.title), meta.get("description", "")
            self.cards[place] = (config.site_name, str(title), str(about))
        return {"card": urljoin(config.site_url, quote(place))}

    def mend(self, html: str) -> str:
        """Mend a finished page: parse it, change what is not right, write it again."""
        if not self.material:
            return html
        tree = LexborHTMLParser(html)
        correct(tree)
        light(tree)
        self._draw(tree)
        if self.published:
            self._link_one_sheet(tree)
        self.letters |= font.letters(tree)
        page = tree.html or ""
        before, article, content = page.partition("<article")
        content, end, after = content.partition("</article>")
        return (
            f"{_tight(before)}{article}{content}{end}{_tight(after)}" if end else page
        )

    def write(self, cache: Path) -> None:
        """Write what can be found, pictures, style sheet, and the font of formulas."""
        site = Path(self.config.site_dir)
        if self.found:
            search.write_index(site, [*self.found.values()])
        for place, words in self.cards.items():
            cards.write_card(site / place, cache / "cards", *words)
        if self.sheets:
            styles.write_sheet(site, self.sheets, self.names, SHEET)
        if self.published:
            scripts.remove_comments(site)
        if self.material:
            font.write_font(site, cache / "fonts", self.letters)

    def _link_one_sheet(self, tree: LexborHTMLParser) -> None:
        """Link one style sheet, and remember all that it is made of and made for."""
        self.names |= styles.names(tree)
        links = tree.css(SHEETS)
        for link in links:
            base, _, place = str(link.attrs["href"]).partition("assets/")
            self.sheets[f"assets/{place}"] = None
            link.attrs["href"] = base + SHEET
        for link in links[1:]:
            link.decompose()

    def _draw(self, tree: LexborHTMLParser) -> None:
        """Draw the figure of the fit on the home page, from the numbers of a run."""
        for place in tree.css("[data-fit]"):
            numbers = json.loads(place.attrs["data-fit"] or "{}")
            drawn = self.environment.get_template("partials/fit.html").render(numbers)
            if fragment := LexborHTMLParser(drawn, is_fragment=True).root:
                place.replace_with(fragment)


def correct(tree: LexborHTMLParser) -> None:
    """Remove and rename what a checker, a press, or the theme's scripts trip over."""
    for selector, attribute in REFUSED.items():
        for node in tree.css(selector):
            del node.attrs[attribute]
    # The theme's instant loading assigns every href, and to these it cannot: the
    # page would be without any of its scripts.
    for node in tree.css("svg [href]:not(foreignObject *)"):
        if "href" in node.attributes:  # and not xlink:href, which it finds, too
            node.attrs["xlink:href"] = node.attrs["href"]
            del node.attrs["href"]
    for node in tree.css(".headerlink[title]"):  # no tooltip, but a name
        node.attrs["aria-label"] = node.attrs["title"]
        del node.attrs["title"]
    for node in tree.css(NEEDLESS):
        node.decompose()
    for word in tree.css("a abbr, summary abbr"):  # a press has a meaning there
        word.unwrap()


def light(tree: LexborHTMLParser) -> None:
    """Light the page that a notebook leads up to in the navigation."""
    wanted = [up.attrs["href"] for up in tree.css("[rel=up]")]
    for link in tree.css(".md-nav--primary a.md-nav__link") if wanted else ():
        if link.attrs["href"] in wanted:
            link.attrs["class"] = "md-nav__link md-nav__link--active"


def _warn_of_unknown(
    path: str, headings: dict[str, str], found: list[list[str]]
) -> None:
    """Warn of words for the search that name no heading of their page."""
    known = [entry[0] for entry in found]
    for name in headings.keys() - set(known):
        what = f"'search' gives words to '{name}', which is no heading of the page"
        log.warning(RunpagesError(path, what, suggest(name, known, "It has")))


def _tight(html: str) -> str:
    """Remove the blank space that templates leave around the content of a page."""
    return "\n".join(filter(None, map(str.strip, html.splitlines())))
