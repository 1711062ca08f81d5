"""A matplotlib backend: `plt.show()` hands over the open figures as SVG and PNG.

The SVG is made for a page: its colors are CSS variables, its text is text, and it has
no style attributes, no ids that nothing refers to, and no more digits than can be seen.
"""

import base64
import io
import re
from collections.abc import Callable
from functools import cache
from typing import Any
from xml.etree import ElementTree

from matplotlib import _pylab_helpers, pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas
from matplotlib.figure import Figure

__all__ = ["FigureCanvas", "show", "use"]

BACKEND = "module://runpages.child.figures"
SVG = "http://www.w3.org/2000/svg"
HREF = "{http://www.w3.org/1999/xlink}href"
# Distinct to color-blind readers (Okabe and Ito, 2008), without black and yellow.
CYCLE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
THEME = {
    **{color: f"var(--figure-{i}, {color})" for i, color in enumerate(CYCLE)},
    "#000000": "currentColor",
    "#ffffff": "var(--figure-background, #ffffff)",
    "#808080": "var(--figure-gray, #808080)",
}
STYLE = {
    "axes.facecolor": "none",
    "axes.prop_cycle": f"cycler('color', {CYCLE})",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "figure.figsize": (6.4, 3.6),
    "font.size": 11,
    "legend.frameon": False,
    "path.simplify_threshold": 0.5,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "runpages",
}
# Private characters, since ElementTree would escape the escapes.
QUOTE, HASH = "\ue000", "\ue001"
LINE = re.compile(r"M [-\d.]+ [-\d.]+( L [-\d.]+ [-\d.]+){3,}")
DRAWN = ("d", "transform", "x", "y", "width", "height", "points")

_sink: Callable[[dict[str, Any]], None] | None = None
_pixels = True


def use(sink: Callable[[dict[str, Any]], None], pixels: bool = True) -> None:
    """From now on `plt.show()` gives each figure to `sink`, as display_data.

    `pixels` asks for a PNG beside the SVG; only what a notebook shows needs one.
    """
    global _sink, _pixels
    _sink, _pixels = sink, pixels
    _prepare()


def warm_up() -> None:
    """Draw a figure that nobody sees: fonts are found, and much is imported."""
    _prepare()
    figure = Figure()
    figure.subplots().plot([1, 2], label="$x$")
    figure.legend()
    _output(figure)


@cache
def _prepare() -> None:
    """Make this the backend, with its style; once, or the copies would do it again."""
    pyplot.switch_backend(BACKEND)
    pyplot.rcParams.update(STYLE)  # type: ignore[arg-type]


def show(*_: Any, **__: Any) -> None:
    """What `plt.show()` calls: hand over all open figures, and close them."""
    for manager in _pylab_helpers.Gcf.get_all_fig_managers():
        if _sink:
            _sink(_output(manager.canvas.figure))
    pyplot.close("all")


def _output(figure: Any) -> dict[str, Any]:
    vector, pixels = io.BytesIO(), io.BytesIO()
    figure.savefig(vector, format="svg", metadata={"Date": None})
    data = {"image/svg+xml": themed(vector.getvalue())}
    if _pixels:
        figure.set_layout_engine("none")  # it is laid out: twice takes twice as long
        figure.savefig(pixels, format="png", dpi=110, facecolor="white")
        data["image/png"] = base64.b64encode(pixels.getvalue()).decode()
    data["text/plain"] = "<Figure>"
    return {"output_type": "display_data", "data": data, "metadata": {}}


def themed(svg: bytes) -> str:
    """matplotlib's SVG, made for a page."""
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for node in list(parent):
            unseen = node.get("style") == "fill: none"
            if _name(node) in ("metadata", "style") or unseen:
                parent.remove(node)
    used = set(re.findall(r"#([\w-]+)", " ".join(_references(root))))
    for node in root.iter():
        _rewrite(node, used)
    _frame(root)
    ElementTree.register_namespace("", SVG)
    return _unescaped(ElementTree.tostring(root, encoding="unicode"))


def _escaped(text: str) -> str:
    """A label in which nothing looks like a name that the page may change."""
    return text.replace('"', QUOTE).replace("#", HASH)


def _unescaped(svg: str) -> str:
    return svg.replace(QUOTE, "&quot;").replace(HASH, "&#35;")


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _references(root: ElementTree.Element) -> list[str]:
    values = (v for node in root.iter() for k, v in node.items() if k != "id")
    return [v for v in values if v.startswith("#") or "url(#" in v]


def _rewrite(node: ElementTree.Element, used: set[str]) -> None:
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
            value = re.sub(r"-?\d+\.\d+", _short, " ".join(value.split()))
            node.set(name, _relative(re.sub(r"^rotate\(-?0 .*\)$", "", value)))
            if not node.get(name):
                del node.attrib[name]
        elif value.lower() in THEME:
            node.set(name, THEME[value.lower()])
    if HREF in node.attrib:
        node.set("href", node.attrib.pop(HREF))
    for part in ("text", "tail"):
        if not (getattr(node, part) or "").strip() and _name(node) != "tspan":
            setattr(node, part, None)
        elif text := getattr(node, part):
            setattr(node, part, _escaped(text))


def _short(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 1) + 0:g}"  # + 0: no minus zero


def _relative(path: str) -> str:
    """A line of many points by its steps, which are shorter than its places."""
    if not LINE.fullmatch(path):
        return path
    tenths = [round(10 * float(n)) for n in re.findall(r"[-\d.]+", path)]
    steps = [b - a for a, b in zip(tenths, tenths[2:], strict=False)]
    text = "".join(f"{n / 10:+g}".replace("+", " ") for n in steps)
    text = re.sub(r"\b0\.", ".", text.replace(" -", "-"))
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
