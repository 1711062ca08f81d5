"""Be a matplotlib backend: `plt.show()` hands over figures as SVG and PNG."""

import base64
import io
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

from runpages.child.svg import CYCLE, themed

__all__ = ["FigureCanvas", "use"]

BACKEND = "module://runpages.child.figures"
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


def _moves(figure: Any) -> bool:
    """Tell whether an animation waits for the figure to be drawn."""
    waiting = figure.canvas.callbacks.callbacks.get("draw_event", {}).values()
    owners = {type(getattr(call(), "__self__", None)).__mro__ for call in waiting}
    return any(one.__name__ == "Animation" for kinds in owners for one in kinds)
