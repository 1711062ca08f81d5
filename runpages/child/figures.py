"""A matplotlib backend: `plt.show()` hands over the open figures as SVG and PNG.

The SVG is made for a page: its colors are CSS variables, its text is text, and it has
no style attributes, no ids that nothing refers to, and no more digits than can be seen.
"""

import base64
import io
import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any
from xml.etree import ElementTree

import matplotlib
from matplotlib import pyplot
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

__all__ = ["FigureCanvas", "use"]

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

Sink = Callable[[dict[str, Any], list[str]], None]
"""Takes a figure as display_data, and what is to be said of it to its author."""
_sink: Sink = lambda output, said: None  # noqa: E731


class _Manager(FigureManagerBase):
    """Hands its figure over, where others open a window."""

    asked = shown = False

    def show(self) -> None:
        """What `figure.show()` calls: the figure as it is now; it may grow."""
        self.asked, self.shown = False, True
        output, said = _output(self.canvas.figure)
        _sink(output, said)

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """What `plt.show()` calls: all open figures, which are closed then.

        Where the script goes on with a window open, it is shown as the cell leaves it.
        """
        for manager in Gcf.get_all_fig_managers():
            if block is False:
                vars(manager)["asked"] = True
            else:
                manager.show()
        if block is not False:
            pyplot.close("all")


class FigureCanvas(FigureCanvasAgg):
    """The canvas that makes this module a backend."""

    manager_class = _Manager


def use(sink: Sink) -> None:
    """From now on, have figures that are shown given to `sink`."""
    global _sink
    _sink = sink
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
    matplotlib.rcdefaults()  # a file of the user's may say otherwise
    pyplot.switch_backend(BACKEND)
    pyplot.rcParams.update(STYLE)  # type: ignore[arg-type]


def end_cell() -> None:
    """Show what `plt.show(block=False)` or `plt.pause` has asked for."""
    for manager in Gcf.get_all_fig_managers():
        if getattr(manager, "asked", False):
            manager.show()


def unshown() -> int:
    """Count the figures that were drawn and never shown."""
    managers = Gcf.get_all_fig_managers()
    return sum(not getattr(manager, "shown", False) for manager in managers)


def _output(figure: Any) -> tuple[dict[str, Any], list[str]]:
    vector, pixels = io.BytesIO(), io.BytesIO()
    said = ["an animation is shown as its first frame"] if _moves(figure) else []
    layout = figure.get_layout_engine()
    with warnings.catch_warnings(record=True) as warned:  # their place is this file
        warnings.simplefilter("always")
        figure.savefig(vector, format="svg", metadata={"Date": None})
        figure.set_layout_engine("none")  # it is laid out: twice takes twice as long
        figure.savefig(pixels, format="png", dpi=110, facecolor="white")
        figure.set_layout_engine(layout)
    if warned:
        more = f" (and {len(warned) - 1} more)" if len(warned) > 1 else ""
        said.append(f"drawing it warned: {warned[0].message}{more}")
    data = {
        "image/svg+xml": themed(vector.getvalue()),
        "image/png": base64.b64encode(pixels.getvalue()).decode(),
        "text/plain": "<Figure>",
    }
    return {"output_type": "display_data", "data": data, "metadata": {}}, said


def _moves(figure: Any) -> bool:
    """Whether an animation waits for the figure to be drawn."""
    waiting = figure.canvas.callbacks.callbacks.get("draw_event", {}).values()
    owners = {type(getattr(call(), "__self__", None)).__mro__ for call in waiting}
    return any(one.__name__ == "Animation" for kinds in owners for one in kinds)


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
            exact = name == "transform" and value.startswith(("matrix", "scale"))
            short = _exact if exact else _short  # of an image with many pixels
            value = re.sub(r"-?\d+\.\d+(e-?\d+)?", short, " ".join(value.split()))
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


def _exact(number: re.Match[str]) -> str:
    return f"{float(number[0]):.5g}"


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
