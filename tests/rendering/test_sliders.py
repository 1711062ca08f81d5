"""Sliders: each position is a run of the program with another constant."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import markdown
import pytest
from projects import Project
from projects import shown as parts

from runpages.assets.positions import positions
from runpages.authored.page import parse
from runpages.authored.snippet import Snippet
from runpages.authored.sweep import constant, sweeps
from runpages.editions.markdown import markdown as edition
from runpages.errors import RunpagesError
from runpages.markup.extension import Documents
from runpages.records.record import place
from runpages.rendering.document import Code, Document, Figure, Printed
from runpages.rendering.sliders import Slider
from runpages.settings import Site

SNIPPET = """
    # %% Data
    import torch

    rate = 0.1  # a comment
    steps = 2
    W = torch.tensor(1.0) * rate
    print("start")
    print("W", round(W.item(), 3))

    # %% Plot
    import matplotlib.pyplot as plt
    plt.plot([0, steps], [rate, W.item()])
    plt.show()
"""
VARY = '{{< vary("it", {"rate": [0.1, 0.2]}) >}}'
PAGE = f"""\
---
title: It
---
# It ends at {{{{< value("it:W", ".1f") >}}}}

{VARY}

{{{{< cell("it:Data") >}}}}

{{{{< figure("it:Plot", alt="Up to " ~ value("it:W", ".1f")) >}}}}

Then **{{{{< value("it:W", ".1f") >}}}}** after {{{{< value("it:steps") >}}}} steps.

| a | b |
|---|---|
| 1 | `{{{{< value("it:W", ".1f") >}}}}` |
"""


@pytest.fixture
def paged(project: Project) -> Iterator[Project]:
    """A project whose pages are files, since they say what is run."""
    yield project
    shutil.rmtree(project.root / "docs", ignore_errors=True)


def write(project: Project, text: str) -> None:
    """Write the one page."""
    (project.root / "docs").mkdir(exist_ok=True)
    (project.root / "docs/page.md").write_text(text, "utf-8")


def rendered(project: Project, text: str) -> Document:
    """A page that is written, run, and rendered without a snippet of its own."""
    from runpages.rendering.render import render

    write(project, text)
    page = parse("page.md", "docs/page.md", text)
    return render(page, [page], project.refresh())


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """The page above."""
    project = Project(tmp_path_factory.mktemp("varied"))
    project.write("it", SNIPPET)
    yield rendered(project, PAGE)
    project.runner.close()


def html(document: Document) -> str:
    """The page as its readers have it."""
    extension = Documents()
    extension.begin(document)
    made = markdown.Markdown(extensions=["tables", extension])
    text = made.convert(document.text)
    assert not extension.errors
    return text


def data(document: Document) -> dict:
    """What the slider loads."""
    (script,) = positions(document).values()
    return json.loads(script.partition(" = ")[2].rstrip(";\n"))


def test_each_value_is_a_run_of_the_script_with_that_constant(paged: Project) -> None:
    """One assignment is another; what the run left says so, and nothing else ran."""
    paged.write("it", SNIPPET)
    write(paged, PAGE)
    library = paged.refresh()
    assert list(library.varied) == ["it@rate=0.2"]
    own, other = (library.programs[n].source for n in ("it", "it@rate=0.2"))
    assert other == own.replace("rate = 0.1  #", "rate = 0.2  #")
    values = library.records["it@rate=0.2"]["cpu"].values
    assert (values["rate"], values["W"]) == (0.2, pytest.approx(0.2))


def test_a_run_with_another_constant_is_kept_until_something_changes(
    paged: Project,
) -> None:
    """The next build runs nothing; a value more is one run; one less is forgotten."""
    paged.write("it", SNIPPET)
    write(paged, PAGE)
    paged.refresh()
    assert paged.runner.inspect()[1] == []
    write(paged, PAGE.replace("[0.1, 0.2]", "[0.1, 0.4]"))
    where = "snippets/it.py with rate=0.4 on cpu"
    assert paged.runner.inspect()[1] == [f"{where}: missing"]
    paged.reports.clear()
    paged.refresh()
    (report,) = paged.reports
    assert report.startswith(f"ran {where}")
    assert not place(paged.runner.cache, "it@rate=0.2", "cpu").exists()


def test_a_run_with_another_constant_draws_no_pixels(paged: Project) -> None:
    """Only the notebook shows PNG, and it shows the script's own run."""
    paged.write("it", SNIPPET)
    write(paged, PAGE)
    records = paged.refresh().records
    kinds = [
        {
            kind
            for output in run["cpu"].cell("Plot")["outputs"]
            for kind in output["data"]
        }
        for run in (records["it"], records["it@rate=0.2"])
    ]
    assert kinds[0] - kinds[1] == {"image/png"}


def test_the_page_shows_the_scripts_own_run(document: Document) -> None:
    """So it reads without scripts, in print, and in every edition."""
    assert [p.text for p in parts(document, Printed)] == ["start\nW 0.1"]
    assert [p.alt for p in parts(document, Figure)] == ["Up to 0.1"]
    text = edition(document, Site("", ""))
    assert text.startswith("# It ends at 0.1\n")
    assert "Then **0.1** after 2 steps." in text
    assert "| 1 | `0.1` |" in text


def test_markdown_has_a_table_of_what_each_position_prints_last(
    document: Document,
) -> None:
    """Who cannot move a slider still sees what it would show."""
    text = edition(document, Site("", ""))
    rows = [line for line in text.splitlines() if line.startswith("| 0.")]
    assert rows == ["| 0.1 | `W 0.1` |", "| 0.2 | `W 0.2` |"]


def test_code_output_figure_and_values_follow(document: Document) -> None:
    """What each shows at each position is in the script that the slider loads."""
    places, text = data(document)["places"], html(document)
    shown = dict(re.findall(r'data-follows="(\d+)">(?:<[^>]*>)*([^<\n]+)', text))
    forms = {
        "0.1": ["0.1", "0.2"],
        "Output": ["start\nW 0.1", "start\nW 0.2"],
    }
    for number, own in shown.items():
        if own in forms:
            assert places[number] == forms[own]
    assert set(forms) <= set(shown.values())
    drawn = [f for f in places.values() if f[0].startswith("<svg")]
    assert [re.findall('aria-label="([^"]*)"', svg)[0] for svg in drawn[0]] == [
        "Up to 0.1",
        "Up to 0.2",
    ]
    assert set(places) == set(re.findall(r'data-follows="(\d+)"', text))


def test_a_value_that_follows_stands_wherever_text_may(document: Document) -> None:
    """As an element that says what it is, and in code as the text of the own run."""
    text = html(document)
    assert re.search(
        r'<h1>It ends at <output data-follows="\d">0.1</output></h1>', text
    )
    assert re.search(r'<strong><output data-follows="\d">0.1</output></strong>', text)
    assert "<code>0.1</code>" in text
    assert not re.search("[\ue000-\ue003]", text)


def test_the_number_in_the_code_is_marked_and_nothing_else(document: Document) -> None:
    """The code reads as it is written."""
    (code,) = (c for c in parts(document, Code) if c.title == "Data")
    text = html(document)
    marked = re.findall(r'<span class="m" data-follows="\d"><span[^>]*>([^<]*)', text)
    assert marked == ["0.1"]
    block = re.search(r"<pre><code>(.*?)</code>", text, re.DOTALL)
    assert block
    assert re.sub("<[^>]*>", "", block[1]).replace("&quot;", '"').strip() == code.source


def test_the_program_is_edited_where_the_constant_stands(document: Document) -> None:
    """What copies the program puts the number of the position into its line."""
    ((line, start, end, place),) = data(document)["edits"]
    (slider,) = parts(document, Slider)
    assert (slider.snippet, line) == ("it", 4)
    assert "rate = 0.1  # a"[start:end] == "0.1"
    assert data(document)["places"][str(place)] == ["0.1", "0.2"]


def test_a_range_has_a_name_and_its_values_are_read_aloud(document: Document) -> None:
    """A native one, with a label; the number of a position means nothing."""
    label = re.search("<label>.*?</label>", html(document))
    assert label
    assert "<code>rate</code>" in label[0]
    assert 'type="range" name="rate" max="1" value="0"' in label[0]
    assert 'data-values="0.1 0.2" aria-valuetext="0.1"' in label[0]


def test_two_constants_make_a_grid(paged: Project) -> None:
    """The last one changes the fastest."""
    paged.write("it", SNIPPET)
    grid = '{{< vary("it", {"steps": [1, 2], "rate": [0.1, 0.2]}) >}}'
    made = rendered(paged, PAGE.replace(VARY, grid))
    (slider,) = parts(made, Slider)
    assert [field.name for field in slider.fields] == ["steps", "rate"]
    assert list(slider.lines) == ["W 0.1", "W 0.2"] * 2
    names = {"it@steps=1,rate=0.1", "it@steps=1,rate=0.2", "it@steps=2,rate=0.2"}
    assert set(paged.refresh().varied) == names


WRONG = {
    "no such constant": (
        '"it", {"rat": [0.1, 0.2]}',
        "snippets/it.py assigns 0 times to 'rat'. It must do so once: 'rat = 0.9'. "
        "Did you mean 'rate'?",
    ),
    "assigned twice": (
        '"it", {"twice": [1, 2]}',
        "snippets/it.py:9,10 assigns 2 times to 'twice'. "
        "It must do so once: 'twice = 0.9'.",
    ),
    "assigned in a loop": (
        '"it", {"i": [1, 2]}',
        "snippets/it.py:11 assigns no number to 'i' by itself. "
        "It must do so once: 'i = 0.9'.",
    ),
    "no number": (
        '"it", {"word": [1, 2]}',
        "snippets/it.py:8 assigns no number to 'word' by itself. "
        "It must do so once: 'word = 0.9'.",
    ),
    "another kind": (
        '"it", {"rate": [0, 1]}',
        "'rate' in snippets/it.py:4 is 0.1, and not 0. Write each as a number with a "
        "point.",
    ),
    "without its own": (
        '"it", {"rate": [0.2, 0.3]}',
        "the values of 'rate' are without the script's own. Add 0.1.",
    ),
    "out of order": (
        '"it", {"rate": [0.2, 0.1]}',
        "the values of 'rate' are [0.2, 0.1]. Give two or more, each once, from the "
        "smallest to the largest.",
    ),
    "too many": (
        '"it", {"rate": [0.1, 0.2, 0.3, 0.4, 0.5], "steps": [1, 2, 3, 4]}',
        "a slider of 20 positions. Leave it at 16: each is a run.",
    ),
    "no numbers": (
        '"it", {"rate": ["a"]}',
        "cannot vary 'it' by {'rate': ['a']}. "
        'Write vary("program", {"rate": [0.1, 0.2]}).',
    ),
    "unknown snippet": (
        '"its", {"rate": [0.1, 0.2]}',
        "unknown snippet 'its'. Did you mean 'it'?",
    ),
    "computed": (
        '"it", {"rate": [0.1, 0.1 + value("it:rate")]}',
        "the values that 'it' takes are computed, or it has a slider. Once, with "
        'numbers. Write vary("program", {"rate": [0.1, 0.2]}).',
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_slider_is_one_message_with_its_line(paged: Project, case: str) -> None:
    """The line of the embed, what is wrong, and what to do."""
    words = "    twice = 1\n    twice = 2\n    for i in range(2):\n        pass\n"
    source = SNIPPET.replace("    # %% Plot", f"    word = 'a'\n{words}\n    # %% Plot")
    source = source.replace('    print("start")\n', "").replace(
        "\n\n    word", "\n    word"
    )
    paged.write("it", source)
    asked, message = WRONG[case]
    with pytest.raises(RunpagesError) as error:
        rendered(paged, f"---\ntitle: It\n---\n\nText.\n\n{{{{< vary({asked}) >}}}}\n")
    assert str(error.value) == f"docs/page.md:7: {message}"


def test_a_second_slider_of_a_program_is_an_error(paged: Project) -> None:
    """What the page shows could follow only one of them."""
    paged.write("it", SNIPPET)
    with pytest.raises(RunpagesError, match=r"page\.md:3: a second slider for 'it'"):
        rendered(paged, f"{VARY}\n\n{VARY}\n")


def test_a_run_that_fails_is_said_with_its_line_and_number(paged: Project) -> None:
    """At the line of the script."""
    paged.write("it", "# %% Data\nn = 1\nx = [0, 1][n]\n")
    text = '{{< vary("it", {"n": [1, 2]}) >}}\n'
    said = r"snippets/it.py:3: .*IndexError: list index out of range \(with n=2\)\. "
    with pytest.raises(RunpagesError, match=said):
        rendered(paged, text)


def test_a_position_that_prints_less_is_an_error(paged: Project) -> None:
    """Something on the page would have nothing to show."""
    paged.write("it", "# %% Data\nn = 1\nif n == 1:\n    print(n)\n")
    text = '{{< vary("it", {"n": [1, 2]}) >}}\n\n{{< cell("it:Data") >}}\n'
    said = "page.md:3: cell 'Data' of 'it@n=2' prints or draws less"
    with pytest.raises(RunpagesError, match=said):
        rendered(paged, text)


def test_an_embed_that_is_only_quoted_runs_nothing() -> None:
    """As on the page that explains it."""
    page = parse("p.md", "p.md", "{%< raw >%}\n" + VARY + "\n{%< endraw >%}\n")
    assert sweeps(page) == []
    assert sweeps(parse("p.md", "p.md", VARY))[0].values == {"rate": [0.1, 0.2]}


@pytest.mark.parametrize("written", ["-0.5", "1e-3", "0.10", "1_000"])
def test_a_constant_may_be_written_as_python_allows(written: str) -> None:
    """Its place in the line is that of all of it, behind whatever letters."""
    source = f"# %% É\né = '✓'; rate = {written}  # é\n"
    found = constant(Snippet("it", "it.py", source), "rate")
    line = source.splitlines()[found.line - 1]
    assert line[found.start : found.end] == written
    assert found.value == eval(written)


def test_the_site_has_no_more_positions_than_it_can_afford(
    library, project, built: Path
) -> None:
    """48, the scripts' own counted; what a slider loads weighs 60 KB at most."""
    import gzip

    bases = {name.partition("@")[0] for name in library.varied}
    assert len(library.varied) + len(bases) <= 48
    for file in (built / "sliders").rglob("*.js"):
        assert len(gzip.compress(file.read_bytes(), 9)) <= 60_000
