"""What readers see of pages that are unusual: in folders, with odd titles and boxes.

A small site is built with this project's own configuration, templates and hooks.
"""

import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import nbformat
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from PIL import Image
from small_site import ADDRESS, DRAWING, build, commit, configuration, matter

from runpages.editions.export import dump

pytestmark = pytest.mark.slow  # it builds a site of its own

ODD = 'Odd: a < b & "c" [d]'
TITLES = {
    "index": "Every way & more",
    "odd": ODD,
    "deep/index": "The deep one",
    "deep/own": "One with a program",
    "other/index": "Another",
}
NAV = [{"Home": "index.md"}, *(f"{s}.md" for s in TITLES if s != "index")]
ABOUT = 'Of "this" & <that>.'
ATOM = "{http://www.w3.org/2005/Atom}"
PROGRAM = '# /// script\n# dependencies = []\n# ///\n"""Say it."""\n\n# %% Say\n'
ODD_PAGE = """# An odd page

![A drawing](assets/figures/x.svg)

{{< cell("Say") >}}

| the "best" one | y |
|--|--|
| 1 | 2 |

An underlined heading
---------------------

!!! warning
    Mind the gap.

!!! danger highlight
    Mind the *step*.

!!! tip ""
    Without a title.

1. First

    ??? question "Why?"
        Because.

        ``` text
        in a box
        ```

2. Then see [the deep one](deep/index.md#far) and [the other](other/index.md?at=3#z).
"""


def write(root: Path) -> None:
    """Write the pages, programs and the configuration of the small site."""
    texts = {
        "docs/index.md": matter(title=TITLES["index"]) + "# Welcome\n",
        "docs/odd.md": matter(title=ODD, description=ABOUT, snippet="odd") + ODD_PAGE,
        "docs/deep/index.md": matter(title=TITLES["deep/index"])
        + '# Deep\n\n{{< cell("deep/choose:Say") >}}\n\n## Far\n\n![B](b.svg)\n',
        "docs/deep/own.md": matter(title=TITLES["deep/own"], snippet="own")
        + "# Own\n\n![B](b.svg)\n\nSee [deep](index.md#far), [odd](../odd.md)"
        + ', [own](#own).\n\n{{< cell("Say") >}}\n\n{{< code("odd:Say") >}}\n',
        "docs/other/index.md": matter(title=TITLES["other/index"])
        + '# Another\n\n## Z\n\n{{< output("odd:Say") >}}\n',
        "docs/assets/figures/x.svg": DRAWING,
        "docs/deep/b.svg": DRAWING,
        "snippets/odd.py": f"{PROGRAM}print('odd')\n",
        "snippets/own.py": f"{PROGRAM}print('own')\n",
        "snippets/deep/choose.py": f"{PROGRAM}print('choose')\n",
        "mkdocs.yml": dump(configuration(NAV)),
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built; a program in a folder was changed last."""
    root = tmp_path_factory.mktemp("small")
    write(root)
    commit(root, "All of it", 1)
    (root / "snippets/deep/choose.py").write_text(f"{PROGRAM}print('better')\n")
    commit(root, "A better choice", 2)
    return build(root, "-q")


def page(site: Path, stem: str) -> BeautifulSoup:
    """A page, by the address of its source."""
    place = re.sub(r"(^|/)index$", r"\1", stem)
    return BeautifulSoup(
        (site / place / "index.html").read_text("utf-8"), "html.parser"
    )


def meta(soup: BeautifulSoup, name: str) -> str:
    """What a page says of itself for others to show."""
    return soup.find("meta", property=name)["content"]


def test_the_feed_names_pages_by_their_titles_and_credits_who_shows_a_program(
    small: Path,
):
    """Also pages that are each the index of a folder, and a program in a folder.

    A page that shows what another page's own program printed is not told of it.
    """
    feed = ElementTree.parse(small / "feed.xml").getroot()
    told = {
        e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}summary")
        for e in feed.iter(f"{ATOM}entry")
    }
    everything = dict.fromkeys(TITLES.values(), "All of it")
    assert told == everything | {TITLES["deep/index"]: "A better choice"}
    assert next(feed.iter(f"{ATOM}entry")).findtext(f"{ATOM}id") == f"{ADDRESS}deep/"


@pytest.mark.parametrize("stem", TITLES)
def test_a_page_is_shown_to_others_by_its_title(small: Path, stem: str):
    """In the tab, where it is linked, and in the words that are drawn on its card."""
    soup = page(small, stem)
    assert soup.title.string.removesuffix(" · Fit a line in PyTorch") == TITLES[stem]
    assert meta(soup, "og:title") == TITLES[stem]
    card = meta(soup, "og:image").removeprefix(ADDRESS)
    with Image.open(small / unquote(card)) as picture:
        assert picture.text["Title"] == TITLES[stem]


def test_a_description_is_said_in_full(small: Path):
    """Also with quotation marks in it, or in the title that a notebook names."""
    soup = page(small, "odd")
    assert soup.find("meta", attrs={"name": "description"})["content"] == ABOUT
    assert meta(soup, "og:description") == ABOUT
    soup = page(small, "notebooks/odd")
    assert ODD in soup.find("meta", attrs={"name": "description"})["content"]


def test_a_notebook_has_the_card_of_its_page(small: Path):
    """Whoever links to it means the same."""
    of_page = meta(page(small, "odd"), "og:image")
    assert meta(page(small, "notebooks/odd"), "og:image") == of_page


@pytest.mark.parametrize("stem", ["odd", "notebooks/odd"])
def test_an_image_of_the_author_is_shown(small: Path, stem: str):
    """Although its path looks like that of a figure."""
    image = page(small, stem).find("img", alt="A drawing")
    assert (small / stem / image["src"]).resolve() == small / "assets/figures/x.svg"


def notebook(small: Path, stem: str = "odd") -> nbformat.NotebookNode:
    """The notebook of a page."""
    return nbformat.read(small / f"notebooks/{stem}.ipynb", as_version=4)


def text_of(book: nbformat.NotebookNode) -> str:
    """The Markdown of a notebook."""
    texts = [c.source for c in book.cells if c.cell_type == "markdown"]
    return "\n\n".join(texts)


def test_an_image_of_the_author_comes_with_the_downloads(small: Path):
    """Attached to the notebook; named by the Markdown edition."""
    book = notebook(small)
    nbformat.validate(book)
    name = re.search(r"!\[A drawing\]\(attachment:(\S+)\)", text_of(book))[1]
    attached = [c["attachments"] for c in book.cells if "attachments" in c]
    assert [[*a[unquote(name)]] for a in attached] == [["image/svg+xml"]]
    link = re.search(r"!\[A drawing\]\((\S+)\)", (small / "odd.md").read_text())[1]
    assert (small / link).exists()


def test_a_table_is_named_by_its_first_header(small: Path):
    """Also where that holds quotation marks."""
    box = page(small, "odd").find(class_="scroll")
    assert box["aria-label"] == 'Table: the "best" one'
    assert box["tabindex"] == "0"


@pytest.mark.parametrize("form", ["Markdown", "notebook"])
def test_boxes_are_what_the_page_says(small: Path, form: str):
    """Named as on the page, also without a title; in a list they stay in it."""
    plain = (small / "odd.md").read_text("utf-8")
    text = plain if form == "Markdown" else text_of(notebook(small))
    read = BeautifulSoup(MarkdownIt().render(text), "html.parser")
    shown = [
        p.get_text() for p in page(small, "odd").find_all(class_="admonition-title")
    ]
    assert shown == ["Warning", "Danger"]
    for title in shown:
        assert [b for b in read.find_all("strong") if b.string == title]
    assert [h.string for h in read.find_all("h2")][-1] == "An underlined heading"
    first, then = read.find("ol").find_all("li", recursive=False)
    assert [part.get_text().strip() for part in first.find_all(True, recursive=False)][
        :3
    ] == ["First", "Why?", "Because."]
    assert first.find("pre").get_text() == "in a box\n"
    assert then.get_text().strip().startswith("Then see")
    assert not re.search(r"!!!|\?\?\?|\bNote\b", text)
    assert "Without a title." in text


def test_the_list_for_programs_links_each_title(small: Path):
    """Brackets in it do not end the link."""
    read = MarkdownIt().render((small / "llms.txt").read_text("utf-8"))
    links = {a.get_text() for a in BeautifulSoup(read, "html.parser").find_all("a")}
    assert {*TITLES.values()} <= links


def test_a_notebook_in_a_folder_leads_where_its_page_leads(small: Path):
    """By the same words; so does its edition in the site."""
    read = MarkdownIt().render(text_of(notebook(small, "deep/own")))
    links = {
        a.get_text(): a["href"]
        for a in BeautifulSoup(read, "html.parser").find_all("a")
    }
    assert links == {
        "deep": f"{ADDRESS}deep/#far",
        "odd": f"{ADDRESS}odd/",
        "own": "#Own",
        TITLES["deep/own"]: f"{ADDRESS}deep/own/",
    }
    article = page(small, "notebooks/deep/own").article
    for link in article.find_all(["a", "img"]):
        target = (link.get("href") or link["src"]).partition("#")[0]
        assert (small / "notebooks/deep/own" / target).resolve().exists(), link
    assert {a.get_text() for a in article.find_all("a")} >= {*links}
