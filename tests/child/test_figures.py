"""Figures are written short, and stay what they are."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from projects import Project

from runpages.child import svg


def test_a_line_written_by_its_steps_goes_where_it_went() -> None:
    """Also through numbers such as 10.5, 0.4 and -0.1."""
    line = "M 10.5 0.4 L 0.4 10.5 L 0.3 -99.5 L 110.8 0 L 100.5 0.1"
    short = svg.themed(f'<svg viewBox="0 0 9 9"><path d="{line}"/></svg>'.encode())
    first, steps = re.search(r'd="M([-\d. ]+)l([-\d. ]+)"', short).groups()
    numbers = re.findall(r"-?(?:\d+\.?\d*|\.\d+)", f"{first} {steps}")
    pairs = np.array(numbers, float).reshape(-1, 2).cumsum(axis=0)
    wanted = np.array(re.findall(r"[-\d.]+", line), float).reshape(-1, 2)
    assert pairs == pytest.approx(wanted)


def drawn(project: Project, source: str) -> tuple[list[str], list[str]]:
    """The figures that a snippet shows, and what its author is told."""
    project.write("it", "# %% Draw\nimport matplotlib.pyplot as plt\n\n" + source)
    library = project.refresh()
    assert library.errors == {}
    outputs = library.records["it"]["cpu"].cells[0]["outputs"]
    assert all(o["output_type"] == "display_data" for o in outputs), outputs
    said = [text.removeprefix("snippets/it.py: cell 'Draw': ") for text in library.said]
    return [o["data"]["image/svg+xml"] for o in outputs], said


def test_a_curve_has_no_corners(project: Project) -> None:
    """Of its many points, so many are kept that it bends nowhere all at once."""
    (figure,), _ = drawn(
        project,
        "import numpy as np\n\nplt.plot(np.sin(np.linspace(0, 10, 300)))\nplt.show()\n",
    )
    steps = re.search(r'd="M[-\d. ]+l([-\d. ]+)"', figure).group(1)
    numbers = np.array(re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps), float)
    across, up = numbers.reshape(-1, 2)[:-1].T  # the last may be shorter than a digit
    turns = np.diff(np.degrees(np.arctan2(up, across)))
    assert max(abs(turns)) < 12


def test_a_figure_that_grows_is_shown_each_time(project: Project) -> None:
    """By its own method it stays open; an unblocked one is shown as it ends."""
    figures, said = drawn(
        project,
        "figure, axes = plt.subplots()\nfor n in range(2):\n"
        "    axes.set_title(f'No {n}')\n    figure.show()\nplt.show()\n"
        "plt.title('begun')\nplt.show(block=False)\nplt.title('ended')\n"
        "plt.pause(0.01)\n",
    )
    titles = [
        title for f in figures for title in ("No 0", "No 1", "ended") if title in f
    ]
    assert (titles, said) == (["No 0", "No 1", "ended"], [])


def test_a_figure_that_no_reader_sees_is_said(project: Project) -> None:
    """Never shown, or as a still where it should move."""
    figures, said = drawn(project, "plt.plot([1, 2])\n")
    assert figures == []
    assert said == ["a figure was drawn and never shown: plt.show() is missing"]
    figures, said = drawn(
        project,
        "from matplotlib.animation import FuncAnimation\n\n"
        "figure, axes = plt.subplots()\n"
        "kept = FuncAnimation(figure, axes.set_xlabel, frames=['a', 'b'])\n"
        "plt.show()\n",
    )
    assert len(figures) == 1
    assert said == ["an animation is shown as its first frame"]


def test_a_font_without_a_letter_is_for_the_author(project: Project) -> None:
    """A reader's browser has one; our own files are named nowhere."""
    figures, [said] = drawn(project, "plt.title('线性')\nplt.show()\n")
    assert "线性" in figures[0]
    assert said.startswith("drawing it warned: Glyph")
    assert said.endswith(" more)")


def test_an_image_of_many_pixels_fills_its_axes(project: Project) -> None:
    """Its scale has as many digits as that takes."""
    [svg], _ = drawn(
        project,
        "plt.imshow([[n] * 3000 for n in range(3000)], interpolation='none')\n"
        "plt.show()\n",
    )
    root = ElementTree.fromstring(svg)
    [image] = root.iter("{http://www.w3.org/2000/svg}image")
    [box] = root.iter("{http://www.w3.org/2000/svg}rect")
    scale = float(image.attrib["transform"].removeprefix("matrix(").split()[0])
    width = scale * float(image.attrib["width"])
    assert width == pytest.approx(float(box.attrib["width"]), 1e-3)


def test_text_on_an_image_keeps_its_color(project: Project) -> None:
    """The image keeps its own in a dark theme; what stands beside it does not."""
    [svg], _ = drawn(
        project,
        "plt.imshow([[0, 1]])\nplt.text(0, 0, 'white', color='w')\n"
        "plt.text(1, 0, 'black')\nplt.title('above')\nplt.show()\n",
    )
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    fills = {text.text: text.get("fill") for text in texts}
    assert fills["white"] == "#ffffff"
    assert fills["black"] == "#000000"
    assert fills["above"] is None


def test_axes_are_quieter_than_the_data(project: Project) -> None:
    """Few ticks, powers as plain text, and the name of an axis above it, upright."""
    [svg], _ = drawn(
        project,
        "fig, (one, other) = plt.subplots(1, 2)\none.plot([-4.4, 1.2])\n"
        "other.loglog([1, 1e9], [1e-9, 1])\none.set_ylabel('size')\nplt.show()\n",
    )
    root = ElementTree.fromstring(svg)
    assert "tspan" not in svg
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert not any("rotate" in text.get("transform", "") for text in texts)
    words = [text.text for text in texts]
    assert any("10⁻" in (word or "") for word in words)
    assert "size" in words
    ticks = [word for word in words if word and word.startswith("−")]
    assert 2 <= len(ticks) <= 4
    assert len(words) <= 22


def test_a_style_of_the_builder_changes_no_figure(tmp_path: Path) -> None:
    """A matplotlibrc where the build begins is for other drawings."""
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    project = Project(tmp_path)
    try:
        [svg], _ = drawn(project, "plt.plot([1, 2])\nplt.show()\n")
        assert 'stroke-width="9"' not in svg
    finally:
        project.runner.close()
