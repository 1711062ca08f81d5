"""Put the figures of a page into its HTML, so that they follow its theme."""

import html
import posixpath
import re

IMAGE = re.compile(r"<img\b[^>]*\bclass=\"figure\"[^>]*>")
# What stands before the name of a part of a figure, where it is given and referred to.
NAMED = (' id="', 'href="#', "url(#")


def inline(markup: str, figures: dict[str, str]) -> str:
    """Replace the images of figures by the figures; `figures` has them by address."""
    number = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal number
        source = html.unescape(_attribute(match[0], "src"))
        place = source[source.index("figures/") :] if "figures/" in source else source
        svg = figures.get(posixpath.normpath(place))
        if svg is None:
            return match[0]
        number += 1
        # Figures are drawn apart, so their ids may be the same.
        own = svg
        for before in NAMED:  # a regular expression would take fifty times as long
            own = own.replace(before, f"{before}f{number}-")
        alt = _attribute(match[0], "alt")
        label = f'<svg class="figure" role="img" aria-label="{alt}" '
        return own.replace("<svg ", label, 1)

    return IMAGE.sub(replace, markup)


def standalone(svg: str) -> str:
    """A figure as a file of its own: readable on any ground, dark or light."""
    ground = (
        r'\1 font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>'
    )
    return re.sub(r"(<svg\b[^>]*)>", ground, svg, count=1)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""
