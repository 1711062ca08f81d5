"""The course as one PDF, and a page as it prints."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import chromium
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page
from projects import until
from pypdf import PdfReader
from shared import once

from runpages.authored import page as pages
from runpages.editions import pdf as book
from runpages.records.store import Library
from runpages.site import loading

ROOT = Path(__file__).parents[2]
FEW = ("index.md", "zero_grad.md", "exercises.md")
"""A figure that moves, a part of the playground with formulas, folded parts."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not chromium.find(), reason=chromium.MISSING),
]


@pytest.fixture(scope="module")
def chapters(thorough: bool) -> list[pages.Page]:
    """The pages that the PDF has: thoroughly all, else a few of each kind."""
    every = loading.every_page(loading.load(ROOT))
    return [page for page in every if thorough or page.uri in FEW]


@pytest.fixture(scope="module")
def pdf(
    offline: Path,
    chapters: list[pages.Page],
    thorough: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> PdfReader:
    """The PDF as `make pdf` makes it."""

    def make_all(target: Path) -> None:
        command = [sys.executable, "-m", "runpages", "pdf", offline, target]
        subprocess.run([*command, chromium.find()], cwd=ROOT, check=True)

    def make_few(target: Path) -> None:
        about = {"site_name": "A few"}
        book.write(offline, target, Path(str(chromium.find())), chapters, about)

    make = make_all if thorough else make_few
    return PdfReader(once(tmp_path_factory, "course.pdf", make))


@pytest.fixture(scope="module")
def sheets(pdf: PdfReader) -> list[str]:
    """The text of each sheet of the PDF: it takes long to read it."""
    return [sheet.extract_text() for sheet in pdf.pages]


def plain(text: str) -> str:
    """A text without the letters that a PDF joins, such as ﬁ, on one line."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def test_the_contents_say_where_each_chapter_begins(
    sheets: list[str], chapters: list[pages.Page]
):
    """The number in the table of contents is that at the foot of the page."""
    texts = [plain(sheet) for sheet in sheets]
    contents = " ".join(texts[1:4])  # it may be longer than a page
    for page in chapters:
        title = re.escape(plain(page.title))
        number = re.search(rf"(?:Contents|\d) {title} (\d+)\b", contents)[1]
        first = texts[int(number) - 1].split()
        assert number in (first[0], first[-1])
        heading = page.text.partition("# ")[2].partition("\n")[0].replace("`", "")
        assert "".join(plain(heading).split()) in "".join(first)


def test_each_chapter_is_in_the_outline(pdf: PdfReader, chapters: list[pages.Page]):
    """Readers of the PDF jump to a chapter from its side bar."""
    titles = {o.title for o in pdf.outline if not isinstance(o, list)}
    assert len(titles) >= len(chapters)


@pytest.mark.thorough
def test_folded_parts_and_outputs_are_in_the_pdf(sheets: list[str], library: Library):
    """Every line that the first program prints, and the solutions of the exercises."""
    flat = "".join("".join(sheets).split())
    for line in library.records["optimizer"]["cpu"].stdout().splitlines():
        assert "".join(line.split()) in flat
    for name, snippet in library.snippets.items():
        if name == "exercises/first_step":
            last = snippet.source.strip().splitlines()[-1]
            assert "".join(last.split()) in flat


@pytest.mark.thorough
def test_what_stands_in_for_a_playground_is_in_the_pdf(sheets: list[str]):
    """Paper does not move: the figures and links that a page has without scripts."""
    pages = [" ".join(sheet.split()) for sheet in sheets]
    text = " ".join(pages)
    assert "come from a run of PyTorch." in text
    assert "needs JavaScript" not in text
    assert "Move the rate yourself" not in text
    assert "Both runs in the playground" in text
    assert "The same rates in the playground" in text
    assert "step 4 step 8 step 1000" in text  # the labels of the figure at home
    bare = [pages[n - 1][-80:] for n, page in enumerate(pages) if 0 < len(page) <= 40]
    assert bare == []  # what comes before a sheet that is left empty


@pytest.mark.thorough
def test_what_is_long_begins_below_its_title(sheets: list[str]):
    """Rows that fill sheets do not wait for the next one."""
    first = next(sheet for sheet in sheets if "The data: 344 rows" in sheet)
    assert "Adelie," in first.partition("The data: 344 rows")[2]


def test_a_page_prints_its_notes_and_what_is_folded(
    page: Page, server: str, tmp_path: Path, library: Library
):
    """From a browser that has run the page's scripts, in the dark scheme too."""
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}optimizer/")
    # The theme's script unfolds for printing, once it has run.
    page.wait_for_selector("script[data-src]", state="detached")
    page.wait_for_function("() => !!window.component$")
    folded = library.records["optimizer"]["cpu"].cell("Plot")["source"]
    file, text = tmp_path / "printed.pdf", ""

    def unfolded() -> bool:
        nonlocal text
        page.pdf(path=file, format="A4", print_background=True)
        sheets = [sheet.extract_text() for sheet in PdfReader(file).pages]
        text = "".join("".join(sheets).split())
        return "".join(folded.splitlines()[-1].split()) in text

    until(unfolded)
    assert "isPyTorch'sarrayofnumbers" in text
    assert "Takethispagewithyou" not in text


def test_no_sheet_of_a_printed_page_is_left_half_empty(
    page: Page, server: str, tmp_path: Path
):
    """A title stands above what it names, and the last sheet holds more than a line."""
    file = tmp_path / "printed.pdf"
    first = "importtorch"
    for path, title, ready in (
        ("playground/", "The same as a program", ".pg-drawn"),
        ("optimizer/", "The program", ".placed"),
    ):
        page.goto(server + path)
        page.wait_for_selector(ready)
        page.wait_for_selector("script[data-src]", state="detached")
        page.pdf(path=file, format="A4", print_background=True)
        # Letters set closer than others may be read as words: without blanks.
        sheets = [s.extract_text().replace(" ", "") for s in PdfReader(file).pages]
        line = f"{title}\n".replace(" ", "")
        named = next(sheet for sheet in sheets if line in sheet)
        assert first in named.partition(line)[2], path
        assert len(sheets[-1]) > 200, path


def write(folder: Path, articles: dict[str, str]) -> list[pages.Page]:
    """Write a site of pages as `make offline` names them; what its pages are."""
    sources = []
    for place, content in articles.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(f"<article>{content}</article>", "utf-8")
        uri = place.replace(".html", ".md")
        matter = f"---\ntitle: '<{place}> & more'\n---\n"
        sources.append(pages.parse(uri, f"docs/{uri}", f"{matter}# It\n"))
    return sources


def test_chapters_lead_to_each_other_by_their_titles(tmp_path: Path):
    """Also from folders, with settings in a link; pictures are found from there."""
    every = write(
        tmp_path,
        {
            "index.html": '<a href="b.html?at=3#z">Z</a> <a href="b.html">B</a>',
            "b.html": '<h2 id="z">Z</h2><a href="deep/my%20page.html">My page</a>',
            "deep/index.html": '<h2 id="a">A</h2><a href="../b.html?at=3">B again</a>'
            '<img src="x.svg"><a href="../notebooks/b.ipynb">N</a>',
            "deep/my page.html": '<a href="index.html#a">A</a>'
            '<a href="https://a.example/b.html">E</a>',
        },
    )
    text = book.whole(tmp_path, every, {"site_name": "A & <B>"}, {})
    soup = BeautifulSoup(text, "html.parser")
    assert soup.title.string == soup.h1.string == "A & <B>"
    contents = soup.find(class_="contents").find_all("a")
    assert [a.string for a in contents] == [page.title for page in every]
    chapters = soup.find_all(class_="chapter")
    assert [a["href"] for a in contents] == [f"#{c['id']}" for c in chapters]
    links = {a.string: a["href"] for a in soup.select(".chapter a")}
    leads = {s: soup.find(id=k[1:]) for s, k in links.items() if k[0] == "#"}
    _, b, _, mine = chapters
    assert leads == {
        "Z": soup.find("h2", string="Z"),
        "B": b,
        "My page": mine,
        "B again": b,
        "A": soup.find("h2", string="A"),
    }
    assert soup.img["src"] == "deep/x.svg"
    assert links["N"] == "notebooks/b.ipynb"
    assert links["E"] == "https://a.example/b.html"


def test_a_chapter_keeps_its_own_anchors():
    """What two pages call the same stays apart, and links lead to chapters."""
    page = (
        '<article><h2 id="a">A<a class="headerlink" href="#a">¶</a></h2>'
        '<a href="b.html#c">B</a> <a href="b.html">B</a> <a href="#a">up</a>'
        '<details class="annotate"></details></article>'
    )
    assert book.chapter("x.html", page, {"b.html"}) == (
        '<section class="chapter" id="x-top"><h2 id="x-a">A</h2>'
        '<a href="#b-c">B</a> <a href="#b-top">B</a> <a href="#x-a">up</a>'
        '<details class="annotate" open=""></details></section>'
    )
