"""What embeds become, and what an author hears who mistypes one."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from projects import Project
from projects import shown as parts

from runpages.authored.page import parse
from runpages.errors import RunpagesError
from runpages.markup.parts import figure, printed
from runpages.rendering.document import (
    Changes,
    Code,
    Figure,
    Note,
    Placed,
    Printed,
    Prose,
)
from runpages.rendering.render import render
from runpages.text import literal

SNIPPET = """
    # %% Data
    x = 1.5
    small = -1.25e-7
    long = "x" * 100_001

    # %% Train
    for step in range(2):
        print("step", step)

    # %% Plot
    import matplotlib.pyplot as plt
    plt.plot([1, 2])
    plt.show()
"""

ALL = """
{{< cell("Data") >}}

{{< cell("Train") >}}

{{< cell("Plot", alt="A line") >}}
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with three snippets, run once."""
    project = Project(tmp_path_factory.mktemp("project"))
    project.write("it", SNIPPET)
    more = "# %% More\n    import numpy\n    ys = [0.5, 1.5]\n"
    more += "    table = numpy.ones((2, 2))\n\n    # %% Train"
    other = SNIPPET.replace('step", step', 'now", step')
    project.write("other", other.replace("# %% Train", more))
    project.write("fails", "# %% Fails tags=[\"raises-exception\"]\nint('x')\n")
    (project.root / ".hidden").mkdir()
    (project.root / ".hidden/it.md").write_text("for nobody")
    project.refresh()
    yield project
    project.runner.close()


def test_a_cell_is_its_code_and_its_output(shown: Project) -> None:
    """They name where they come from, and have ids."""
    _, code, printed, *_ = [one.part for one in shown.render(ALL).parts()]
    source = 'for step in range(2):\n    print("step", step)'
    assert code == Code("it", "Train", source, anchor="cell-train")
    text = "step 0\nstep 1"
    assert printed == Printed("it", "Train", text, anchor="output-train")


def test_a_figure_is_an_image_with_its_alternative(shown: Project) -> None:
    """The SVG has the theme's colors, no styles and no scripts."""
    (drawn,) = parts(shown.render(ALL), Figure)
    assert (drawn.place, drawn.alt) == ("figures/it/plot.svg", "A line")
    svg = drawn.svg
    assert "var(--figure-0" in svg
    assert "currentColor" in svg
    assert "style=" not in svg
    assert "<script" not in svg


def test_labels_are_shown_as_they_are_written(shown: Project) -> None:
    """Also those that look like a name in a figure, which a page makes its own."""
    label = 'url(#x) id="y" href="#z" &amp;'
    shown.write(
        "labels",
        f"# %% Plot\nimport matplotlib.pyplot as plt\n"
        f"plt.title({label!r})\nplt.show()\n",
    )
    rendered = shown.render('{{< cell("Plot", alt="A title") >}}', "labels")
    markup = figure(*parts(rendered, Figure), number=1)
    texts = ElementTree.fromstring(markup).itertext()
    assert label in list(texts)


def test_each_figure_has_an_address_of_its_own(shown: Project) -> None:
    """The second of 'Plot' is not that of 'Plot 2'."""
    draw = "plt.plot([1, {}])\nplt.show()\n"
    shown.write(
        "many",
        "# %% Plot\nimport matplotlib.pyplot as plt\n"
        + draw.format(2)
        + draw.format(3)
        + "\n# %% Plot 2\n"
        + draw.format(4),
    )
    text = '{{< cell("Plot", alt=["A", "B"]) >}}\n\n{{< cell("Plot 2", alt="C") >}}\n'
    rendered = shown.render(text, "many")
    drawn = parts(rendered, Figure)
    assert len({one.svg for one in drawn}) == len({one.place for one in drawn}) == 3


def test_a_number_in_prose_is_written_as_prose(shown: Project) -> None:
    """A true minus sign, and an exponent that can be read."""
    for embed in ('value("small", ".2e")', '"%.2e" | format(value("small"))'):
        text = shown.render(f"{ALL}{{{{< {embed} >}}}}").text
        assert text.endswith("−1.25\u00a0×\u00a010⁻⁷")


def test_values_can_be_computed_with(shown: Project) -> None:
    """Without a format an embed is the Python value."""
    extra = '{%< if value("x") > 1 >%}big{%< endif >%}'
    assert shown.render(ALL + extra).text.endswith("big")


def test_an_embed_takes_the_column_that_it_stands_in(shown: Project) -> None:
    """Inside a list or an admonition, which go on after it."""
    text = '!!! note\n\n    {{< output("Train") >}}\n    More.\n' + ALL
    box, placed, more, *_ = shown.render(text).parts()
    assert box == Placed(Prose("!!! note"))
    assert (placed.indent, placed.line) == ("    ", 6)
    assert more == Placed(Prose("    More."))


def test_notes_are_attached_by_the_text_of_the_line(shown: Project) -> None:
    """With the number of its line."""
    noted = ALL.replace(
        'cell("Train")', 'cell("Train", notes={"for step": "Two *steps*."})'
    )
    notes = [code.notes for code in parts(shown.render(noted), Code)]
    assert notes == [(), (Note(1, "Two *steps*."),), ()]


def test_a_diff_shows_what_changes(shown: Project) -> None:
    """From the other snippet's cell to this page's."""
    (changes,) = parts(shown.render(ALL + '{{< diff("other", "Train") >}}'), Changes)
    assert changes.lines[-2:] == ('-    print("now", step)', '+    print("step", step)')


def test_the_message_of_an_expected_error(shown: Project) -> None:
    """The last line of the traceback."""
    text = shown.render(ALL + '{{< message("fails") >}}').text
    assert text.endswith("ValueError: invalid literal for int() with base 10: 'x'")


def test_a_message_is_text_wherever_it_stands(shown: Project) -> None:
    """Whatever it holds means nothing to Markdown."""
    shown.write(
        "odd", "# %% Fails tags=[\"raises-exception\"]\n1/0 if 0 else {}['*`<b>|']\n"
    )
    text = shown.render(ALL + '{{< message("odd") >}}').text
    assert not set("*`<>|") & set(text.split("\n")[-1])
    assert literal(text).endswith("KeyError: '*`<b>|'")


OUT_OF_PLACE = {
    '> {{< output("Data") >}}': "beside '>'",
    '1. {{< output("Train") >}}': "beside '1.'",
    '| {{< output("Train") >}} | b |': "beside '|  | b |'",
    '`{{< output("Train") >}}`': "beside '``'",
    '```\n{{< output("Train") >}}\n```': "in a fenced block",
    '~~~~ python\n~~~\n{{< output("Train") >}}\n~~~~': "in a fenced block",
    '<!--\n\n{{< output("Train") >}}\n-->': "in a comment",
}


@pytest.mark.parametrize("text", OUT_OF_PLACE)
def test_a_part_has_a_line_to_itself(shown: Project, text: str) -> None:
    """Anywhere else it would not be seen, or break what it stands in."""
    embed = next(n for n, line in enumerate(text.split("\n")) if "{{<" in line)
    with pytest.raises(RunpagesError) as caught:
        shown.render(text.replace("Data", "Train") + ALL)
    message = str(caught.value)
    assert message.startswith(f"docs/page.md:{4 + embed}: the code or output of a cell")
    assert f"cannot stand {OUT_OF_PLACE[text]}. Put the embed on a line" in message


def test_a_part_after_a_closed_fence_is_in_its_place(shown: Project) -> None:
    """A fence that is longer than what it holds, and a comment, have ended."""
    text = "````\n```\n````\n<!-- a -->\n```a``` b\n" + ALL
    assert parts(shown.render(text), Code)


def test_the_usual_delimiters_are_left_alone(shown: Project) -> None:
    """Attribute lists and LaTeX need their braces."""
    text = "# A {#id}\n\n$\\frac{{1}}{2}$ {{ x }} {% y %}\n"
    assert shown.render(text + ALL).text.startswith(text)


MISTAKES = {
    '{{< cell("Trian") >}}': (
        "docs/page.md:14: snippet 'it' has no cell 'Trian'. Did you mean 'Train'?"
    ),
    '{{< value("y", ".2f") >}}': "docs/page.md:14: snippet 'it' has no value 'y'. "
    "Its values: x, small, step.",
    '{{< value("long") >}}': "docs/page.md:14: 'long' of 'it' is a str, too long or "
    "not plain. Keep a number, a short text, or a flat list of these.",
    '{{< cell("opther:Train") >}}': "docs/page.md:14: unknown snippet 'opther'. "
    "Did you mean 'other'?",
    '{{< figure("other:Plot") >}}': "docs/page.md:14: figure 1 of cell 'Plot' has no "
    'text alternative. Say what is to be seen: alt="…".',
    "{{< cell(Train) >}}": "docs/page.md:14: 'Train' stands without quotation marks. "
    'Write "Train".',
    '{{ value("x", ".2f") }}': "docs/page.md:14: '{{ value(…' is no embed. "
    'Embeds look like {{< cell("Train") >}}.',
    '{% if value("x") %}': "docs/page.md:14: '{% if value(…' is no embed. "
    'Embeds look like {{< cell("Train") >}}.',
    '{< value("x") >}': "docs/page.md:14: '{< value(…' is no embed. "
    'Embeds look like {{< cell("Train") >}}.',
    '{{< include(".hidden/it.md") >}}': "docs/page.md:14: the file '.hidden/it.md' is "
    "hidden, or git ignores it. Copy what readers may see.",
    '{{< cell("other:Plot") >}}': "docs/page.md:14: figure 1 of cell 'Plot' has no "
    'text alternative. Say what is to be seen: alt="…".',
    '{{< code("other:Data", notes={"q": "?"}) >}}': "docs/page.md:14: 0 lines of cell "
    "'Data' hold 'q'. Quote one line, as it stands in the snippet.",
    '{{< value("x", "d") >}}': "docs/page.md:14: value 1.5 cannot be written as 'd': "
    "Unknown format code 'd' for object of type 'float'. Formats look like '.4f'.",
    '{{< figture("Plot") >}}': "docs/page.md:14: unknown embed 'figture'. "
    "Did you mean 'figure'?",
    '{{< figure("other:Plot", alt="") >}}': "docs/page.md:14: figure 1 of cell 'Plot' "
    'has no text alternative. Say what is to be seen: alt="…".',
    '{{< cell("other:Data", alt="A line.") >}}': "docs/page.md:14: cell 'Data' draws 0 "
    "figures, not 1. Call plt.show() for each, or give no more alternatives.",
    "{{< cell( >}}": "docs/page.md:14: unexpected '>'. "
    'Embeds look like {{< cell("Train") >}}.',
    '{{< message("it") >}}': "docs/page.md:14: snippet 'it' ends in no error. "
    "Name another.",
    '{{< diff("other", "Data") >}}': "docs/page.md:14: cell 'Data' is the same in "
    "'other'. Leave it out.",
    '{{< code("other:Data", notes={"x = 1": "?", "1.5": "!"}) >}}': "docs/page.md:14: "
    "'x = 1' and '1.5' are notes on one line. Make them one note.",
    '{{< code("other:Data", notes="x") >}}': "docs/page.md:14: notes are 'x'. "
    'Write notes={"part of a line": "what it does"}.',
    '{{< figure("other:Plot", alt=5) >}}': "docs/page.md:14: alt is 5. "
    'Say what is to be seen: alt="…".',
    "{{< output(1) >}}": 'docs/page.md:14: the name 1 is no text. Write "1".',
    '{{< code("other:Data", note={}) >}}': "docs/page.md:14: the embed 'code' has no "
    "'note'. Did you mean 'notes'?",
    "{{< cell(“Train”) >}}": "docs/page.md:14: an embed has the curly quotation mark "
    '“. Use straight ones: "Train".',
    '{{< cell("Train) >}}\n\nMore "words".': "docs/page.md:14: a quotation mark is not "
    'closed: "Train) >}}. Close it with ".',
    '{%< if value("x") > 1 >%}\n\nMore.\n\nOn.': "docs/page.md:14: the block 'if' "
    "does not end. End it: {%< endif >%}.",
    '{{< value("other:ys", ".4f") >}}': "docs/page.md:14: value [0.5, 1.5] cannot be "
    "written as '.4f', which is for one number. Leave the format out, or write its "
    "items one by one.",
    '{{< value("other:table") >}}': "docs/page.md:14: 'table' of 'other' is a ndarray, "
    "too long or not plain. Keep table.tolist(), or one number: table[0].item().",
    '{{< provenance("othre") >}}': "docs/page.md:14: unknown snippet 'othre'. "
    "Did you mean 'other'?",
    '{{< output("other:Data")': "docs/page.md:14: an embed does not end. "
    "Close it: >}}.",
    '{{< code("other:Data") | rond >}}': "docs/page.md:14: No filter named 'rond'. "
    "Did you mean 'round'?",
    "{{< diff(5) >}}": "docs/page.md:14: diff() missing 1 required positional "
    "argument: 'title'. It takes: other, title, other_title.",
    "{{< provenance >}}": "docs/page.md:14: 'provenance' stands without parentheses. "
    'Embeds look like {{< cell("Train") >}}.',
    "{%< for way in ways >%}{%< endfor >%}": "docs/page.md:14: an embed stands without "
    'parentheses. Embeds look like {{< cell("Train") >}}.',
    "{%< endif >%}": "docs/page.md:14: Encountered unknown tag 'endif'. "
    'Blocks look like {%< if value("x") > 1 >%}…{%< endif >%}.',
    "{%< if true %}": "docs/page.md:14: unexpected '}'. "
    'Blocks look like {%< if value("x") > 1 >%}…{%< endif >%}.',
    '{{< cell("snippets/other.py:Data") >}}': "docs/page.md:14: unknown snippet "
    "'snippets/other.py'. Did you mean 'other'?",
    '{{< cell("Data") >}}': "docs/page.md:14: the page shows cell 'Data' of its "
    "snippet a second time. Show each cell once, in order, or omit it.",
}


@pytest.mark.parametrize("embed", MISTAKES)
def test_a_mistake_is_one_message_with_its_line(shown: Project, embed: str) -> None:
    """Lines count from the top of the file, front matter included."""
    with pytest.raises(RunpagesError) as caught:
        shown.render("\n\n" + ALL + "\n\n" + embed)
    assert str(caught.value) == MISTAKES[embed]


@pytest.mark.parametrize(
    ("matter", "message"),
    [
        ("way: x", "b.md:2: the page has no snippet of its own. Name it:"),
        (
            "way: x\nsnippet: its",
            "b.md:3: unknown snippet 'its'. Did you mean 'it'?",
        ),
    ],
)
def test_a_way_without_its_program_is_named_where_it_is(
    shown: Project, matter: str, message: str
) -> None:
    """Not the page that compares the ways."""
    home = parse("a.md", "a.md", "{{< ways() | length >}}")
    way = parse("b.md", "b.md", f"---\n{matter}\n---\n")
    with pytest.raises(RunpagesError) as caught:
        render(home, [home, way], shown.refresh())
    assert str(caught.value).startswith(message)


def test_a_way_that_leaves_no_number_is_to_blame(shown: Project) -> None:
    """The table asks for it; its author never touched the page with the table."""
    home = parse("a.md", "a.md", '{{< ways()[0].value("ys", ".4f") >}}')
    way = parse("b.md", "b.md", "---\nsnippet: other\nway: x\n---\n")
    with pytest.raises(RunpagesError) as caught:
        render(home, [home, way], shown.refresh())
    assert str(caught.value).startswith("b.md:3: value [0.5, 1.5] cannot be written")


def test_a_way_says_what_it_has(shown: Project) -> None:
    """In the words of the page that tells of it."""
    home = parse("a.md", "a.md", "{{< ways()[0].titel >}}")
    way = parse("b.md", "b.md", "---\nsnippet: other\nway: x\n---\n")
    with pytest.raises(RunpagesError) as caught:
        render(home, [home, way], shown.refresh())
    assert str(caught.value) == "a.md:1: a way has no 'titel'. Did you mean 'title'?"


def test_a_page_shows_every_cell_of_its_snippet(shown: Project) -> None:
    """Or says which it leaves out."""
    with pytest.raises(RunpagesError, match="does not show cell 'Train'"):
        shown.render('{{< cell("Data") >}}')


@pytest.mark.parametrize(
    ("matter", "message"),
    [
        ("snippet: its", "a.md:3: unknown snippet 'its'. Did you mean 'it'?"),
        (
            "snippet: it\nomit: [Plto]",
            "a.md:4: snippet 'it' has no cell 'Plto' to omit. Did you mean 'Plot'?",
        ),
        (
            "snippet: it\nomit: [Plot, Train]",
            "a.md:3: the page does not show cell 'Data' of its snippet. Show it, or",
        ),
    ],
)
def test_what_front_matter_names_and_is_not_there_is_said_at_its_line(
    shown: Project, matter: str, message: str
) -> None:
    """Not at the first embed, which may be far below."""
    page = parse("a.md", "a.md", f"---\ntitle: A\n{matter}\n---\n\nNothing.\n")
    with pytest.raises(RunpagesError) as caught:
        render(page, [page], shown.refresh())
    assert str(caught.value).startswith(message)


def test_cells_out_of_order_are_named(shown: Project) -> None:
    """At the embed that comes too early, or where another is left out."""
    left = (
        r"md:6: .*'Train' of its snippet and not 'Data' before it\. Show 'Data' before"
    )
    for after in ("", '\n\n{{< cell("Data") >}}'):
        with pytest.raises(RunpagesError, match=left):
            shown.render('\n\n{{< cell("Train") >}}' + after)


def test_an_indented_line_may_begin_with_an_embed(shown: Project) -> None:
    """And another embed may end it, or a later line."""
    text = '- a\n\n    {{< value("x", ".1f") >}} to {{< value("x", ".1f") >}}\n\n'
    text += '    {{< value("x", ".1f") >}} is it.\n\n    {{< value("x", ".1f") >}}\n\n'
    assert "    1.5 to 1.5\n\n    1.5 is it.\n" in shown.render(text + ALL).text


def test_a_page_includes_a_file_of_the_project(shown: Project) -> None:
    """As it stands; one that is missing is named."""
    (shown.root / "table.md").write_text("| a |\n", "utf-8")
    made = shown.render('{{< include("table.md") >}}\n' + ALL).text
    assert made.startswith("| a |\n")
    with pytest.raises(RunpagesError, match=r"md:4: the project has no file 'no\.md'"):
        shown.render('{{< include("no.md") >}}')
    with pytest.raises(RunpagesError, match="the project has no file '/etc/passwd'"):
        shown.render('{{< include("/etc/passwd") >}}')


def test_a_cell_is_named_in_any_script(project: Project) -> None:
    """Its title is its name, and its figure has a place."""
    project.write(
        "it",
        """
        # %% データ
        import matplotlib.pyplot as plt

        plt.plot([1, 2])
        plt.show()
        print("shown")
        """,
    )
    rendered = project.render('{{< cell("データ", alt="a line") >}}\n')
    assert [part.text for part in parts(rendered, Printed)] == ["shown"]
    assert list(rendered.figures) == ["figures/it/データ.svg"]


def test_standard_error_is_folded_where_the_page_asks(project: Project) -> None:
    """What was printed beside it stays open."""
    project.run("# %% Say\nimport sys\n\nprint(1)\nprint(2, file=sys.stderr)\n")
    document = project.render('{{< cell("Say", stderr="fold") >}}\n')
    assert [one.folded for one in parts(document, Printed)] == [False, True]
    assert "<details><summary>Warning" in printed(parts(document, Printed)[1])
    with pytest.raises(RunpagesError, match="stderr is 'hide'"):
        project.render('{{< cell("Say", stderr="hide") >}}\n')


def test_what_jinja_has_may_be_called(shown: Project) -> None:
    """An embed for each number, say."""
    text = "{%< for n in range(2) >%}{{< n >}}{%< endfor >%}"
    assert shown.render(ALL + "\n" + text).text.endswith("01")
