"""The notebooks of the pages run in Jupyter and print what was recorded."""

import copy
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urljoin

import nbformat
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from nbclient import NotebookClient
from site_pages import BOOKS, ORDERED, indexed
from verdicts import touched

from runpages.authored.cells import MEASURED, RAISES
from runpages.editions.notebook import notebook
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.rendering.render import render
from runpages.settings import Site
from runpages.site.notebook_pages import converted
from runpages.text import slug

OUTPUTS = {"Out", "Warning", "Error"}
ADDRESS = "https://someone.github.io/lines/"
NOTES = ".noted > pre + ol > li"
ROOT = Path(__file__).parents[2]
RUN = (page for page in ORDERED if page.snippet)
PAGES = {stem: p for p in RUN if (stem := p.uri.removesuffix(".md")) in BOOKS}


def raises(name: str) -> bool:
    """Whether a snippet is meant to end in an error."""
    file = ROOT / f"snippets/{name}.py"
    return file.exists() and RAISES in file.read_text("utf-8")


RESET = """
%reset -f
import torch
torch.set_default_dtype(torch.float32)
torch.set_grad_enabled(True)
torch.set_num_threads(1)
"""
Run = Callable[[str], Record]


def load(built: Path, stem: str) -> nbformat.NotebookNode:
    """A notebook of the site."""
    return nbformat.read(built / f"notebooks/{stem}.ipynb", as_version=4)


def code(book: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Its code cells, without the one about installing."""
    return [c for c in book.cells if c.cell_type == "code"][1:]


def printed(cell: nbformat.NotebookNode) -> str:
    """What a cell printed on standard output."""
    return "".join(o.text for o in cell.outputs if o.get("name") == "stdout")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookClient]:
    """One Jupyter kernel for all notebooks: a fresh one each would take minutes."""
    folder = str(tmp_path_factory.mktemp("jupyter"))
    resources = {"metadata": {"path": folder}}
    client = NotebookClient(nbformat.v4.new_notebook(), resources=resources)
    with client.setup_kernel():
        yield client


def test_exercises_have_a_notebook_without_solutions(built: Path):
    """After each check there is room for an answer; hints are folded."""
    book = load(built, "exercises")
    nbformat.validate(book)
    cells = code(book)
    checks = [i for i, c in enumerate(cells) if c.id.endswith("-check")]
    tasks = [c for c in book.cells if "<summary>Hint</summary>" in c.source]
    assert len(checks) == len(tasks) > 0
    assert all(cells[i + 1].source == "# Your answer:\n\n\ncheck()" for i in checks)
    hidden = [i for i, c in enumerate(cells) if "jupyter" in c.metadata]
    assert hidden == checks
    assert all(cells[i].metadata.jupyter.source_hidden for i in checks)
    assert "Solution" not in json.dumps(book)
    page = BeautifulSoup(edition(built, "exercises"), "html.parser").article
    answers = [cell for cell in page.select(".cell pre") if "Your answer" in cell.text]
    assert len(answers) == len(page("summary", string="Hint")) == len(checks)
    folded = [box for box in page("details") if box.summary.text == "Check"]
    assert [box.pre.text for box in folded] == [cells[i].source + "\n" for i in checks]
    assert not any(answer.find_parent("details") for answer in answers)
    assert "Solution" not in page.text


@pytest.mark.slow
def test_answered_from_top_to_bottom_all_exercises_are_correct(
    built: Path, run: Run, capsys: pytest.CaptureFixture[str]
):
    """In one notebook no exercise spoils what another begins with."""
    names: dict[str, object] = {"__name__": "__main__"}
    answers = 0
    for cell in code(load(built, "exercises")):
        name, _, kind = cell.id.rpartition("-")
        if kind == "answer":
            record = run(f"exercises/{name.replace('-', '_')}")
            cell.source = record.cell("Solution")["source"]
            answers += 1
        exec(cell.source, names)
    assert capsys.readouterr().out.count("correct\n") == answers > 0


def shown(built: Path, stem: str) -> set[tuple[str, str]]:
    """The cells of which a page shows the code, by program and title."""
    page = BeautifulSoup((built / stem / "index.html").read_text(), "html.parser")
    cells = page.article.select(".cell[data-snippet]")
    return {(cell["data-snippet"], cell["data-cell"]) for cell in cells}


def named(stem: str, program: str, title: str) -> str:
    """What a cell of a program is called in a notebook."""
    names = [title] if program == PAGES[stem].snippet else [program, title]
    return "-".join(["cell", *map(slug, names)])


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_all_code_of_a_page_can_be_run_in_its_notebook(
    built: Path, stem: str, run: Run
):
    """That of all programs, each from its first cell on, with what it printed."""
    book, blocks = load(built, stem), shown(built, stem)
    nbformat.validate(book)
    cells = {c.id: c for c in code(book)}
    assert {named(stem, *block) for block in blocks} <= {*cells}
    for program in {program for program, _ in blocks}:
        record = run(program)
        titles = {named(stem, program, c["metadata"]["title"]): c for c in record.cells}
        there = [name for name in cells if name in titles]
        assert there == [*titles][: len(there)]
        for name in there:
            assert cells[name].source == titles[name]["source"]
            said = record.stdout(titles[name]["metadata"]["title"])
            assert printed(cells[name]) == said


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_a_notebook_is_one_sequence_of_cells(built: Path, stem: str):
    """Numbered from the first to the last; no code is quoted between them."""
    cells = code(load(built, stem))
    assert [c.execution_count for c in cells] == [*range(1, len(cells) + 1)]
    soup = BeautifulSoup(edition(built, stem), "html.parser").article
    names = [cell.b.text for cell in soup.select(".cell")]
    assert names == [f"In [{n}]" for n in range(1, len(cells) + 1)]
    assert {o.get_text() for o in soup.select(".output > .block-name")} <= OUTPUTS


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_a_notebook_needs_nothing_of_the_site(built: Path, stem: str):
    """Figures as PNG or attached, plain Markdown, no HTML among the outputs."""
    book = load(built, stem)
    kinds = {k for c in code(book) for o in c.outputs for k in o.get("data", {})}
    assert kinds <= {"image/png", "text/plain"}
    for cell in book.cells:
        if cell.cell_type == "markdown":
            attached = set(re.findall(r"\(attachment:([^)]+)\)", cell.source))
            assert attached == set(cell.get("attachments", {}))
            said = re.sub(r"(?s)(`+).+?\1|\$[^$]+\$", "", cell.source)
            pattern = r"(?m)\{ ?[.#]|^(!!!|\?\?\?|===) |figures/|\.md\)"
            assert not re.search(pattern, said), said


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_prose_of_a_notebook_is_that_of_its_page(built: Path, stem: str):
    """Every heading, in order, below what to try."""
    heading = r"(?m)^#+ .+$"
    cells = [c.source for c in load(built, stem).cells if c.cell_type == "markdown"]
    fences = r"(?ms)^(`{3,}).*?^\1"
    text = (built / f"{stem}.md").read_text("utf-8")
    want = re.findall(heading, re.sub(fences, "", text))
    want[1:1] = ["## Try this"] * ("try" in PAGES[stem].meta)
    assert re.findall(heading, re.sub(fences, "", "\n\n".join(cells))) == want


def test_links_within_a_notebook_name_headings_as_jupyter_does(built: Path):
    """Which puts hyphens for spaces, and leaves the rest as it is."""
    links = 0
    for stem in PAGES:
        texts = [c.source for c in load(built, stem).cells if c.cell_type == "markdown"]
        text = re.sub(r"(?ms)^(`{3,}).*?^\1", "", "\n\n".join(texts))
        headings = {
            h.replace("`", "").replace(" ", "-")
            for h in re.findall(r"(?m)^#+ (?:<a id=\S+></a>)?(.+)$", text)
        }
        found = {unquote(name) for name in re.findall(r"\]\(#([^)]+)\)", text)}
        assert found <= headings, stem
        links += len(found)
    assert links > 0


def test_the_outputs_of_another_device_follow_those_of_a_cell(library: Library):
    """Each is told once, and what the cell printed stays with the cell."""
    other = Record(copy.deepcopy(library.records["optimizer"]["cpu"].notebook))
    other.notebook["metadata"]["runpages"] |= {"device": "cuda", "device_name": "X"}
    other.cell("Result")["outputs"][0]["text"] = "another line\n"
    both = {"cpu": library.records["optimizer"]["cpu"], "cuda": other}
    two = replace(library, records=library.records | {"optimizer": both})
    made = render(PAGES["optimizer"], [*PAGES.values()], two)
    book = notebook(made, two, Site("", ""))
    where = next(i for i, c in enumerate(book["cells"]) if c["id"] == "cell-result")
    assert "another" not in json.dumps(book["cells"][where]["outputs"])
    after = book["cells"][where + 1]["source"]
    assert re.match(
        r"CPU \(.+\), torch \S+, .+\n\n\*\*GPU\*\*\n\nOutput:\n\n"
        r"``` text\nanother line\n```\n\nGPU \(X\), torch \S+, .+",
        after,
    )


# A plain one, one that draws, and one that reads a file; one that ends in an error.
EXECUTED = {"no_grad", "optimizer", "real_data"}
EXECUTED |= {stem for stem, page in PAGES.items() if raises(str(page.snippet))}


def executed(stem: str) -> object:
    """A notebook as a parameter: most are for thorough runs."""
    changed = touched() & {f"docs/{stem}.md", f"snippets/{PAGES[stem].snippet}.py"}
    marks = () if stem in EXECUTED or changed else pytest.mark.thorough
    return pytest.param(stem, marks=marks)


@pytest.mark.slow
@pytest.mark.parametrize("stem", [executed(stem) for stem in sorted(PAGES)])
def test_a_notebook_runs_in_jupyter(built: Path, stem: str, kernel: NotebookClient):
    """From top to bottom, all its programs in one kernel: it prints what it shows.

    It displays no value.
    """
    book = load(built, stem)
    cells = [c for c in book.cells if c.cell_type == "code"]
    kernel.nb = book
    kernel.execute_cell(nbformat.v4.new_code_cell(RESET), 0)
    for index, cell in enumerate(cells):
        want, cell.outputs = printed(cell), []
        kernel.execute_cell(cell, index)
        failed = any(o.output_type == "error" for o in cell.outputs)
        tags = cell.metadata.get("tags", [])
        assert failed == (RAISES in tags)
        kinds = {output.output_type for output in cell.outputs}
        assert "execute_result" not in kinds, cell.source
        if MEASURED not in tags:
            assert printed(cell) == want


def test_links_to_services_lead_to_the_notebook(built: Path, run: Run):
    """Colab, Kaggle and Binder find it on the branch that is published."""
    page = edition(built, "optimizer")
    found = re.findall(r'href="(https://[^"]*gh-pages[^"]*)"', page)
    hosts = {re.match(r"https://([^/]+)", link)[1] for link in found}
    assert hosts == {"colab.research.google.com", "kaggle.com", "mybinder.org"}
    assert all(link.endswith("notebooks/optimizer.ipynb") for link in found)
    assert (built / "notebooks/optimizer.ipynb").exists()
    needed = (built / "binder/requirements.txt").read_text("utf-8")
    assert {"matplotlib", "numpy"} < set(needed.split())
    python = run("optimizer").facts["python"]
    runtime = (built / "binder/runtime.txt").read_text("utf-8").strip()
    assert python.startswith(runtime.removeprefix("python-") + ".")


def test_a_notebook_says_first_what_it_is_for(built: Path):
    """In a line below its promise; and, for elsewhere, what it needs."""
    for stem in BOOKS:
        title, install, *_ = load(built, stem).cells
        *_, last = title.source.split("\n\n")
        assert last.startswith(
            "This page as a notebook: change a number, and run its cell again."
        )
        several = len({cell for cell, _ in shown(built, stem)}) > 1
        alone = several and stem != "exercises"
        assert (
            last.endswith(
                "Each program begins with an import, and needs no cell above it."
            )
            == alone
        )
        assert len(install.source.splitlines()) == 2
        page = BeautifulSoup(edition(built, stem), "html.parser").article
        assert last not in page.text  # it has a box


def test_a_notebook_is_written_the_same_way_each_time(built: Path):
    """Readable JSON: one that is committed shows what changed."""
    text = (built / "notebooks/optimizer.ipynb").read_text("utf-8")
    assert json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n" == text


def edition(built: Path, stem: str) -> str:
    """The page of the site that shows a notebook."""
    return (built / f"notebooks/{stem}/index.html").read_text("utf-8")


@pytest.mark.parametrize("stem", BOOKS)
def test_a_notebook_edition_is_a_page_of_the_site(built: Path, stem: str, run: Run):
    """In the site's theme: nothing inlined, no other host, canonical: its page."""
    page = edition(built, stem)
    content = page[page.index('class="kind') : page.index("</article>")]
    assert not re.search(r"<style|<script|<iframe| style=|<clipboard-copy", content)
    assert 'src="' not in content
    assert f'rel="canonical" href="https://someone.github.io/lines/{stem}/"' in page
    shown = re.sub(r"<pre.*?</pre>|<code.*?</code>", "", content, flags=re.DOTALL)
    assert not re.search(r"\$[^$\s][^$]*\$", shown)
    assert "No description" not in content


def pictures(page: str) -> dict[str, str]:
    """What a page draws, as SVG without its own names of parts, by what it says."""
    drawn = re.findall(r'<svg class="figure".*?</svg>', page, re.DOTALL)
    named = (re.sub(r'( id="|href="#|url\(#)f\d+-', r"\1", svg) for svg in drawn)
    return {re.search(r'aria-label="([^"]+)"', svg)[1]: svg for svg in named}


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_a_notebook_edition_shows_the_figures_of_its_page(built: Path, stem: str):
    """The same drawings, which follow the theme, with the same words for them."""
    here = pictures((built / stem / "index.html").read_text("utf-8"))
    assert pictures(edition(built, stem)).items() >= here.items()


def sections(page: str) -> set[tuple[str, str]]:
    """What is drawn below each heading of a page."""
    found, last = set(), ""
    soup = BeautifulSoup(page, "html.parser").article
    for one in soup.select("h2, h3, svg.figure"):
        last = last if one.name == "svg" else one.get_text()
        found |= {(last, one["aria-label"])} if last and one.name == "svg" else set()
    return found


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_a_notebook_draws_what_a_section_speaks_of(built: Path, stem: str):
    """In that section, also where the cell that draws it comes further below."""
    page = (built / stem / "index.html").read_text("utf-8")
    assert sections(page) <= sections(edition(built, stem))


def links(markup: str, base: str) -> set[tuple[str, str]]:
    """What the links of a text say, and where they lead."""
    found = BeautifulSoup(markup, "html.parser").find_all("a", href=True)
    for link in found:
        for formula in link.find_all("math"):
            formula.decompose()
    return {(" ".join(a.get_text().split()), urljoin(base, a["href"])) for a in found}


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_a_notebook_says_where_each_link_leads(built: Path, stem: str):
    """In the words of its page, to where its page leads."""
    cells = [c.source for c in load(built, stem).cells if c.cell_type == "markdown"]
    said = MarkdownIt().enable("table").render("\n\n".join(cells))
    page = BeautifulSoup(
        (built / stem / "index.html").read_text("utf-8"), "html.parser"
    )
    for aside in page.article.select(
        ".editions, .top, .headerlink, .highlight, .live, .ran-on, noscript, math"
    ):
        aside.decompose()
    there = links(str(page.article), f"{ADDRESS}{stem}/")
    # To headings they lead within the notebook, and in it they are named otherwise.
    here = {(text, to) for text, to in links(said, f"{ADDRESS}{stem}/")}
    own = f"{ADDRESS}{stem}/#"
    missing = {link for link in there if not link[1].startswith(own)} - here
    assert missing == set()
    texts = {text for text, _ in here}
    assert {text for text, to in there if to.startswith(own)} <= texts


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_a_notebook_edition_shows_code_and_outputs(built: Path, stem: str):
    """Each cell of the file and what it printed, as text."""
    content = html.unescape(re.sub(r"<[^>]+>", "", edition(built, stem)))
    assert "# %pip" not in content  # the box above says what to install
    for cell in code(load(built, stem)):
        assert cell.source in content
        assert all(line in content for line in printed(cell).splitlines())


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_what_to_try_names_code_of_the_notebook(built: Path, stem: str):
    """Each prompt quotes first what to change: it is there, as quoted."""
    sources = [cell.source for cell in code(load(built, stem))]
    for prompt in PAGES[stem].meta.get("try", []):
        what = re.search(r"`([^`]+)`", prompt)[1]
        assert any(what in source for source in sources), prompt
    page = BeautifulSoup(edition(built, stem), "html.parser")
    listed = page.select("#try-this + ol > li")
    assert len(listed) == len(PAGES[stem].meta.get("try", []))


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_a_notebook_begins_with_its_title(built: Path, stem: str):
    """And what installs its packages stands before what needs them."""
    first, *rest = load(built, stem).cells
    assert first.source.startswith("# ")
    assert first.source.count("\n\n") == 2  # what it promises, and what it is for
    assert rest[0].id == "install"


@pytest.mark.parametrize("stem", BOOKS)
def test_a_notebook_edition_says_how_to_run_it(built: Path, stem: str):
    """By its file's name; leads to its page and the others; and begins as its page."""
    soup = BeautifulSoup(edition(built, stem), "html.parser")
    bar, name = soup.select_one(".kind"), f"{stem}.ipynb"
    assert bar.code.string == f"pip install jupyterlab\njupyter lab {name}"
    led = {
        a.get_text(): urljoin(f"/notebooks/{stem}/", a["href"])
        for a in soup.select(".top a, .kind a")
    }
    assert led[name] == f"/notebooks/{name}"
    said = "Page" if stem == "exercises" else "Lesson"
    assert led[said] == f"/{stem}/"
    assert led["All notebooks"] == "/notebooks/"
    assert "Colab" in led
    page = (built / stem / "index.html").read_text("utf-8")
    there = BeautifulSoup(page, "html.parser")
    for same in ("h1", ".top > span", ".top + p"):
        assert soup.select_one(same).get_text() == there.select_one(same).get_text()


def test_notes_stand_beside_the_code_of_an_edition(built: Path):
    """As on its page; in the file they quote the lines, which nothing else shows."""
    page = (built / "optimizer/index.html").read_text("utf-8")
    here, there = (
        [note.get_text() for note in BeautifulSoup(text, "html.parser").select(NOTES)]
        for text in (edition(built, "optimizer"), page)
    )
    assert here == there != []
    assert "\ue000" not in edition(built, "optimizer")
    text = "\n".join(c.source for c in load(built, "optimizer").cells)
    assert "- `loss.backward()`: Adds the deriv" in text


@pytest.mark.parametrize("stem", BOOKS)
def test_a_notebook_speaks_of_nothing_that_it_lacks(built: Path, stem: str):
    """Nothing is folded there, and no button copies a program."""
    text = "\n".join(c.source for c in load(built, stem).cells)
    assert "needed below" not in text
    assert "Copy program" not in text


@pytest.mark.parametrize("stem", BOOKS)
def test_a_notebook_edition_has_its_place_in_the_site(built: Path, stem: str):
    """Its page is lit in the navigation; at its foot are the notebooks beside it."""
    soup = BeautifulSoup(edition(built, stem), "html.parser")
    (lit,) = soup.select(".md-nav--primary a.md-nav__link--active")
    assert urljoin(f"/notebooks/{stem}/", lit["href"]) == f"/{stem}/"
    stems = [page.uri.removesuffix(".md") for page in ORDERED]
    order = [stem for stem in stems if stem in BOOKS]
    at = order.index(stem)
    beside = order[max(at - 1, 0) : at] + order[at + 1 : at + 2]
    (topic,) = soup.select("[data-md-component=header-topic]")
    assert topic.get_text(strip=True) == lit.get_text(strip=True)
    led = [link["href"] for link in soup.select(".md-footer__link")]
    assert led == [f"../{other}/" for other in beside]


@pytest.mark.parametrize("stem", sorted(PAGES))
def test_a_notebook_edition_looks_as_its_page(built: Path, stem: str):
    """The code has the same colors, and leads to the same pages of PyTorch's."""
    here = BeautifulSoup(edition(built, stem), "html.parser").article
    page = BeautifulSoup((built / stem / "index.html").read_text(), "html.parser")
    for name in ("span", "a"):
        own = page.article.select(
            f".cell[data-snippet='{stem}'] pre {name}:not([data-n])"
        )
        want = {(e.get_text(), e.get("href", e.get("class", [""])[0])) for e in own}
        kept = here.select(f".cell pre {name}")
        assert want <= {
            (e.get_text(), e.get("href", e.get("class", [""])[0])) for e in kept
        }
    colors = {e["class"][0] for e in here.select("pre code span span")}
    assert colors <= {"k", "m", "s", "nf", "c", "c1", "cm", "gd", "gi", "gh", "gu"}
    assert here.select(".cell + .output")


def test_a_notebook_folds_its_answers(built: Path):
    """On the site and in Jupyter; a cell of the program stays in sight."""
    folded = "details > summary"
    soup = BeautifulSoup(edition(built, "by_hand"), "html.parser").article
    (answer,) = (s for s in soup.select(folded) if s.text == "The two gradients")
    assert "The residuals add up to 3" in answer.parent.get_text()
    assert "autograd: " in answer.parent.select_one(".out pre").text
    (cell,) = (
        c for c in load(built, "by_hand").cells if "The two gradients" in c.source
    )
    inside = cell.source.partition("<summary>The two gradients</summary>")[2]
    assert "The residuals add up to 3" in inside.partition("</details>")[0]
    for stem in PAGES:
        for cell in load(built, stem).cells:
            assert cell.source.count("<details") == cell.source.count("</details>")


def test_what_answers_a_question_is_closed_in_a_notebook(built: Path):
    """Where its lesson has it in a box: on the site, and in Jupyter."""
    hidden = [c for c in code(load(built, "optimizer")) if "jupyter" in c.metadata]
    assert [c.id.split("-")[-1] for c in hidden] == ["predict", "nudge", "step"]
    assert hidden[0].metadata.jupyter.outputs_hidden
    assert "hour six" in printed(hidden[0])
    for stem in ("optimizer", "real_data", "evaluate", "zero_grad"):
        page = BeautifulSoup((built / stem / "index.html").read_text(), "html.parser")
        book = BeautifulSoup(edition(built, stem), "html.parser").article
        for box in page.select("details.question"):
            (same,) = (d for d in book("details") if d.summary.text == box.summary.text)
            said = [o.text for o in box.select(".output pre")]
            assert [o.text for o in same.select(".out pre")] == said
            assert not same.select(".in")
            assert len([o for o in book.select("pre") if o.text in said]) == len(said)


def test_a_notebook_edition_lists_its_sections(built: Path):
    """What to try, and those of its lesson."""
    soup = BeautifulSoup(edition(built, "optimizer"), "html.parser")
    contents = soup.find("nav", attrs={"aria-label": "On this page"})
    sections = [f"#{heading['id']}" for heading in soup.article("h2")]
    assert [link["href"] for link in contents("a")] == sections
    assert sections[:2] == ["#try-this", "#the-idea"]


def test_the_navigation_names_the_list_of_notebooks(built: Path):
    """In its group, marked where one is there."""
    soup = BeautifulSoup((built / "notebooks/index.html").read_text(), "html.parser")
    here = soup.select_one(".md-nav--primary li li .md-nav__link--active")
    assert here.get_text(strip=True) == "Notebooks"
    group = here.find_parent("nav")["aria-labelledby"]
    assert soup.find(id=group).get_text(strip=True) == "Reference"


def test_all_notebooks_are_listed(built: Path):
    """In the order of the navigation, with what to try first or what they are about."""
    stems = [page.uri.removesuffix(".md") for page in ORDERED]
    soup = BeautifulSoup((built / "notebooks/index.html").read_text(), "html.parser")
    links = [urljoin("/notebooks/", a["href"]) for a in soup.article.select("td a")]
    files = [f"/notebooks/{stem}.ipynb" for stem in stems if stem in BOOKS]
    assert links[1::5] == files
    assert links[::5] == [f"/notebooks/{stem}/" for stem in stems if stem in BOOKS]
    books = [stem for stem in stems if stem in BOOKS]
    for row, stem in zip(soup.select("td:last-child"), books, strict=True):
        box = BeautifulSoup(edition(built, stem), "html.parser").select(".about a")
        outside = [(a.text, a["href"]) for a in row.select("a[href^=https]")]
        assert outside == [(a.text, a["href"]) for a in box[:-1]]
        assert [name for name, _ in outside] == ["Colab", "Kaggle", "Binder"]
    assert sorted(f.stem for f in built.glob("notebooks/*.ipynb")) == BOOKS
    groups = [h2.get_text().removesuffix("¶") for h2 in soup.article("h2")]
    assert groups[0] == "Start here"
    assert len(groups) == len({*groups}) > 3
    said = {td.a["href"]: td.get_text() for td in soup.article.select("td:first-child")}
    assert "Change learning_rate = 0.001 to 0.01" in said["optimizer/"]
    assert "Seventeen exercises" in said["exercises/"]


def test_what_only_answers_to_a_hand_has_no_notebook(built: Path):
    """Nothing leads to one: the playground offers its program as a script."""
    assert not [*built.glob("notebooks/playground*")]
    soup = BeautifulSoup((built / "playground/index.html").read_text(), "html.parser")
    offered = [a["href"] for a in soup.select(".top a, .editions a")]
    assert "../snippets/playground.py" in offered
    assert not [address for address in offered if "notebook" in address]


def test_a_page_leads_to_its_notebook_and_says_what_it_downloads(built: Path):
    """The page of the notebook, by its name; files, by a mark."""
    text = (built / "optimizer/index.html").read_text("utf-8")
    soup = BeautifulSoup(text, "html.parser")
    found = {a.string: a for a in soup.select(".top a")}
    assert (built / "optimizer" / found["Notebook"]["href"]).resolve().is_dir()
    files = {name for name, a in found.items() if a.has_attr("download")}
    assert files == {"script"}
    for a in soup.select("a[download]"):
        assert (built / "optimizer" / a["href"]).resolve().is_file()


def test_links_of_a_notebook_edition_lead_to_pages(built: Path):
    """Back to its page, and from the prose to other pages."""
    for stem in BOOKS:
        folder = built / "notebooks" / stem
        content = (
            edition(built, stem).partition("<article")[2].partition("</article")[0]
        )
        links = re.findall(r'href="((?!https?:|#)[^"#?]+)', content)
        assert f"../../{stem}/" in links
        assert [k for k in links if not (folder / k).resolve().exists()] == []


def test_the_search_finds_pages_and_the_list_of_notebooks(built: Path):
    """What a page and its notebook both say is found once."""
    places = {address for address, *_ in indexed(built)}
    assert "optimizer/" in places
    books = {place for place in places if place.startswith("notebooks/")}
    assert books == {"notebooks/"}


def test_printed_html_stays_text():
    """What a program printed is never markup of the page."""
    text = '<b style="x">$a$ `b`'
    cell = nbformat.v4.new_code_cell("")
    cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    book = nbformat.v4.new_notebook(cells=[cell])
    content, _ = converted(book, [], {})
    assert (
        BeautifulSoup(content, "html.parser").find_all("pre")[1].string == f"{text}\n"
    )
