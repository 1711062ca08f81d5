"""Be a matplotlib backend: `plt.show()` hands over figures as SVG and PNG."""

import base64
import io
import math
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import matplotlib
from matplotlib import pyplot
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import AutoLocator, LogLocator

from runpages.child.svg import CYCLE, QUIET, themed

__all__ = ["FigureCanvas", "use"]

BACKEND = "module://runpages.child.figures"
# A light grid and quiet names, as in the playground: nothing is louder than the data.
STYLE = {
    **{f"axes.spines.{side}": False for side in ("left", "right", "top", "bottom")},
    **{f"{axis}tick.{kind}.size": 0 for axis in "xy" for kind in ("major", "minor")},
    **{f"{axis}tick.labelcolor": QUIET for axis in "xy"},
    "axes.axisbelow": True,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": QUIET,
    "axes.labelpad": 1.5,
    "axes.prop_cycle": f"cycler('color', {CYCLE})",
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.08,
    "figure.facecolor": "none",
    "figure.figsize": (6.4, 3.6),
    "font.size": 11,
    "grid.alpha": 0.25,
    "grid.color": "#808080",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "legend.handletextpad": 0.4,
    "lines.linewidth": 1.7,
    "lines.markersize": 5,
    "path.simplify_threshold": 0.1,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "runpages",
    "xaxis.labellocation": "right",
}
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
Sink = Callable[[dict[str, Any], list[str]], None]
"""Takes a figure as display_data, and what is to be said of it to its author."""
_sink: Sink = lambda output, said: None  # noqa: E731
_pixels = True


class _Manager(FigureManagerBase):
    """Hand a figure over, where other backends open a window."""

    asked, shown = False, ""

    def show(self) -> None:
        """Show the figure as it is now, for `figure.show()`; it may grow."""
        self.hand_over(again=True)

    def hand_over(self, again: bool) -> None:
        """Give the figure to the sink, also as it was shown before if `again`."""
        output, said = _output(self.canvas.figure)
        before, self.shown = self.shown, output["data"]["image/svg+xml"]
        self.asked = False
        if again or self.shown != before:
            _sink(output, said)

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Show all open figures, for `plt.show()`, and close them.

        Where the script goes on with a window open, it is shown as the cell leaves it.
        """
        for manager in _managers():
            if block is False:
                manager.asked = True
            else:
                manager.hand_over(again=False)
        if block is not False:
            pyplot.close("all")


class FigureCanvas(FigureCanvasAgg):
    """The canvas that makes this module a backend."""

    manager_class = _Manager


def use(sink: Sink, pixels: bool = True) -> None:
    """Give figures that are shown from now on to `sink`.

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
    matplotlib.rcdefaults()  # a file of the user's may say otherwise
    pyplot.switch_backend(BACKEND)
    pyplot.rcParams.update(STYLE)  # type: ignore[arg-type]


def end_cell() -> None:
    """Show what `plt.show(block=False)` or `plt.pause` has asked for."""
    for manager in _managers():
        if manager.asked:
            manager.hand_over(again=False)


def unshown() -> int:
    """Count the figures that were drawn and never shown."""
    shown = sum(bool(manager.shown) for manager in _managers())
    return len(Gcf.get_all_fig_managers()) - shown


def _managers() -> list[_Manager]:
    """List the open figures, but for those of another backend."""
    return [m for m in Gcf.get_all_fig_managers() if isinstance(m, _Manager)]


def _output(figure: Any) -> tuple[dict[str, Any], list[str]]:
    _calm(figure)
    vector, pixels = io.BytesIO(), io.BytesIO()
    said = ["an animation is shown as its first frame"] if _moves(figure) else []
    layout = figure.get_layout_engine()
    with warnings.catch_warnings(record=True) as warned:  # their place is this file
        warnings.simplefilter("always")
        figure.savefig(vector, format="svg", metadata={"Date": None})
        if _pixels:
            figure.set_layout_engine("none")  # it is laid out: twice takes longer
            figure.savefig(pixels, format="png", dpi=110, facecolor="white")
            figure.set_layout_engine(layout or "none")
    if warned:
        more = f" (and {len(warned) - 1} more)" if len(warned) > 1 else ""
        said.append(f"drawing it warned: {warned[0].message}{more}")
    data = {"image/svg+xml": themed(vector.getvalue())}
    if _pixels:
        data["image/png"] = base64.b64encode(pixels.getvalue()).decode()
    data["text/plain"] = "<Figure>"
    return {"output_type": "display_data", "data": data, "metadata": {}}, said


def _calm(figure: Any) -> None:
    """Do what no style can say: few ticks, and names above what they name."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            locator, transform = axis.get_major_locator(), axis.get_transform()
            if isinstance(locator, AutoLocator):
                locator.set_params(nbins=5, steps=[1, 2, 5, 10], min_n_ticks=3)
            elif isinstance(locator, LogLocator) and transform.base == 10:
                locator.set_params(numticks=5)
                axis.set_major_formatter(_power)
        if (name := axes.get_ylabel()) and axes.name == "rectilinear":
            axes.set_title(name, loc="left", color=QUIET)
            axes.set_ylabel("")


def _power(value: float, _: int) -> str:
    """Write a number of a logarithmic scale without the boxes of mathematics.

    As other scales do: 1000, and in groups of three from 10,000 on.
    """
    exponent = str(round(math.log10(value)))
    number = f"{value:g}" if value < 1e4 else f"{value:,g}"
    return number if 1e-3 <= value < 1e5 else "10" + exponent.translate(RAISED)


def _moves(figure: Any) -> bool:
    """Tell whether an animation waits for the figure to be drawn."""
    waiting = figure.canvas.callbacks.callbacks.get("draw_event", {}).values()
    owners = {type(getattr(call(), "__self__", None)).__mro__ for call in waiting}
    return any(one.__name__ == "Animation" for kinds in owners for one in kinds)
