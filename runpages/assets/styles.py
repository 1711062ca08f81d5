"""Bundle and prune style sheets: one, with only what this site has elements for.

A browser draws nothing before it has the style sheets, and most of the theme's is for
parts that are not used here.
"""

import re
from pathlib import Path

import lightningcss
from selectolax.lexbor import LexborHTMLParser

AROUND = dict.fromkeys(map(ord, "\"'`.,:;#()[]{}<>=!?&|+*/\\$"), " ")
"""What may stand around a name in a script."""
NAMED = re.compile(r"[.#]([A-Za-z_][\w-]*)")


def write_sheet(site: Path, sheets: list[str], place: str) -> None:
    """Write the style sheets of a site as one, at a place in it."""
    css = "".join((site / sheet).read_text("utf-8") for sheet in sheets)
    (site / place).write_text(pruned(css, used(site)), "utf-8")


def used(site: Path) -> set[str]:
    """Find the classes and ids of all pages, and what may be one in a script."""
    found: set[str] = set()
    for file in site.rglob("*.html"):
        tree = LexborHTMLParser(file.read_bytes())
        for node in tree.css("[class], [id]"):
            found.update((node.attrs.get("class") or "").split(), [node.id or ""])
    for file in site.rglob("assets/**/*.js"):
        found.update(file.read_text("utf-8").translate(AROUND).split())
    return found


def pruned(css: str, names: set[str]) -> str:
    """Minify CSS, without the rules for classes and ids that nothing has."""
    # It removes animations of such a name, too.
    animations = {rule.partition("{")[0].strip() for rule in css.split("keyframes ")}
    unused = set(NAMED.findall(css)) - names - animations
    return lightningcss.process_stylesheet(css, unused_symbols=unused)
