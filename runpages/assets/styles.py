"""Bundle and prune style sheets: one, with only what this site has elements for.

A browser draws nothing before it has the style sheets, and most of the theme's is for
parts that are not used here.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import lightningcss
from selectolax.lexbor import LexborHTMLParser

AROUND = dict.fromkeys(map(ord, "\"'`.,:;#()[]{}<>=!?&|+*/\\$"), " ")
"""What may stand around a name in a script."""
NAMED = re.compile(r"[.#]([A-Za-z_][\w-]*)")


def write_sheet(site: Path, sheets: Iterable[str], names: set[str], place: str) -> None:
    """Write the style sheets of a site as one, for pages with these names."""
    css = "".join((site / sheet).read_text("utf-8") for sheet in sheets)
    (site / place).parent.mkdir(parents=True, exist_ok=True)
    (site / place).write_text(pruned(css, names | in_scripts(site)), "utf-8")


def names(page: LexborHTMLParser) -> set[str]:
    """Find the classes and ids of a page."""
    # Most are alike: a long navigation has thousands of them.
    classes = {str(node.attributes["class"]) for node in page.css("[class]")}
    ids = {str(node.id) for node in page.css("[id]")}
    return ids.union(*map(str.split, classes))


def in_scripts(site: Path) -> set[str]:
    """Find what may be a class or an id in a script."""
    scripts = (file.read_text("utf-8") for file in site.rglob("assets/**/*.js"))
    return {word for text in scripts for word in text.translate(AROUND).split()}


def pruned(css: str, names: set[str]) -> str:
    """Minify CSS, without the rules for classes and ids that nothing has."""
    # It removes animations of such a name, too.
    animations = {rule.partition("{")[0].strip() for rule in css.split("keyframes ")}
    unused = set(NAMED.findall(css)) - names - animations
    return lightningcss.process_stylesheet(css, unused_symbols=unused)
