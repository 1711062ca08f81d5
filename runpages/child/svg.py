"""Make matplotlib's SVG one for a page.

Its colors are CSS variables, its text is text, and it has no style attributes, no ids
that nothing refers to, and no more digits than can be seen.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
HREF = "{http://www.w3.org/1999/xlink}href"
# Distinct to color-blind readers (Okabe and Ito, 2008), without black and yellow.
CYCLE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
QUIET = "#4b5563"
THEME = {
    **{color: f"var(--figure-{i}, {color})" for i, color in enumerate(CYCLE)},
    "#000000": "currentColor",
    "#ffffff": "var(--figure-background, #ffffff)",
    QUIET: f"var(--quiet, {QUIET})",
    "#808080": "var(--figure-gray, #808080)",
}
# Private characters, since ElementTree would escape the escapes.
QUOTE, HASH = "\ue000", "\ue001"
DRAWN = ("d", "transform", "x", "y", "width", "height", "points")


def themed(svg: bytes) -> str:
    """Make matplotlib's SVG one for a page."""
    root = ElementTree.fromstring(svg)
    pictures = list(_pictures(root))
    for parent in list(root.iter()):
        for node in list(parent):
            unseen = node.get("style") == "fill: none"
            if _name(node) in ("metadata", "style") or unseen:
                parent.remove(node)
    values = (v for node in root.iter() for k, v in node.items() if k != "id")
    used = {part.split(")")[0] for value in values for part in value.split("#")[1:]}
    for node in root.iter():
        _rewrite(node, used, _is_on(node, pictures))
    _frame(root)
    ElementTree.register_namespace("", SVG)
    written = ElementTree.tostring(root, encoding="unicode")
    return written.replace(QUOTE, "&quot;").replace(HASH, "&#35;")


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _pictures(root: ElementTree.Element) -> Iterator[tuple[float, ...]]:
    """Find where images are: the corners of what they are clipped to."""
    clips = {
        f"url(#{clip.get('id')})": clip for clip in root.iter(f"{{{SVG}}}clipPath")
    }
    for group in root.iter():
        clip = clips.get(group.get("clip-path", ""))
        if clip is not None and group.find(f"{{{SVG}}}image") is not None:
            x, y, w, h = (
                float(clip[0].get(n, 0)) for n in ("x", "y", "width", "height")
            )
            yield x, y, x + w, y + h


def _is_on(node: ElementTree.Element, pictures: list[tuple[float, ...]]) -> bool:
    """Tell whether a text stands on an image, whose colors no theme changes."""
    if _name(node) != "text" or not pictures:
        return False
    x, y = (float(node.get(name, -1)) for name in ("x", "y"))
    return any(a <= x <= c and b <= y <= d for a, b, c, d in pictures)


def _rewrite(node: ElementTree.Element, used: set[str], as_drawn: bool) -> None:
    """Say the same in attributes, in few digits, with the colors of the theme."""
    if node.get("id") not in used:
        node.attrib.pop("id", None)
    for declaration in node.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":  # a shorthand, which no attribute can hold
            name, value = "font-size", value.split("px")[0].split()[-1]
        if name and name not in ("-inkscape-font-specification", "font-family"):
            node.set(name, value)
    for name, value in list(node.items()):
        if name in DRAWN:
            exact = name == "transform" and value.startswith(("matrix", "scale"))
            short = _exact if exact else _short  # of an image with many pixels
            value = re.sub(r"-?\d+\.\d+(e-?\d+)?", short, _bent(value.split()))
            node.set(name, _relative(value))
            if not node.get(name):
                del node.attrib[name]
        elif value.lower() in THEME and not as_drawn:
            node.set(name, THEME[value.lower()])
    if as_drawn:
        node.attrib.setdefault("fill", "#000000")  # which SVG need not say
    if HREF in node.attrib:
        node.set("href", node.attrib.pop(HREF))
    for part in ("text", "tail"):
        if not (getattr(node, part) or "").strip() and _name(node) != "tspan":
            setattr(node, part, None)
        elif text := getattr(node, part):
            # Nothing in a label may look like a name that the page changes.
            setattr(node, part, text.replace('"', QUOTE).replace("#", HASH))


def _short(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 1) + 0:g}"  # + 0: no minus zero


def _exact(number: re.Match[str]) -> str:
    return f"{float(number[0]):.5g}"


def _bent(words: list[str]) -> str:
    """Write a closed curve by its steps: they are the same wherever it stands."""
    if words[3::7] != ["C"] * (len(words) // 7) + ["z"]:
        return " ".join(words)
    numbers = [float(word) for word in words if word not in "MCz"]
    moved = [round(place - numbers[n % 2], 1) for n, place in enumerate(numbers)]
    steps = [to - moved[(n - 2) // 6 * 6 + n % 2] for n, to in enumerate(moved)][2:]
    return " ".join([*words[:3], "c", *(f"{step:.1f}" for step in steps), "z"])


def _relative(path: str) -> str:
    """Write a line of many points by its steps, which are shorter than its places.

    Of what is turned by nothing, write nothing.
    """
    if path.startswith(("rotate(0 ", "rotate(-0 ")):
        return ""
    words = path.split()
    first, *others = words[::3]
    if first != "M" or len(words) % 3 or len(others) < 3 or set(others) != {"L"}:
        return path
    tenths = [round(10 * float(word)) for n, word in enumerate(words) if n % 3]
    steps = [b - a for a, b in zip(tenths, tenths[2:], strict=False)]
    text = "".join(f"{n / 10:+g}" for n in steps)
    text = text.replace("+0.", "+.").replace("-0.", "-.").replace("+", " ")
    return f"M{tenths[0] / 10:g} {tenths[1] / 10:g}l{text.lstrip()}"


def _frame(root: ElementTree.Element) -> None:
    for name in ("version", "width", "height"):
        root.attrib.pop(name, None)
    width, height = root.get("viewBox", "0 0 1 1").split()[2:]
    root.set("width", f"{float(width):.0f}")
    root.set("height", f"{float(height):.0f}")
    # SVG paints black unless told otherwise; the page's text color is meant.
    root.set("fill", "currentColor")
    # What matplotlib's style sheet says, which would style the whole page.
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
