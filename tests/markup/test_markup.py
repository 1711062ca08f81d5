"""What the parts of a document become in a page, wherever they stand."""

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import markdown
import pytest

from runpages.authored.page import parse
from runpages.markup.extension import Documents
from runpages.markup.parts import printed
from runpages.rendering.document import (
    Changes,
    Code,
    Document,
    Figure,
    Note,
    OnDevice,
    Part,
    PerDevice,
    Placed,
    Printed,
    Provenance,
)
from runpages.text import inert

EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.arithmatex",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
TOKEN = "\ue0000\ue001"
CODE = Code("it", "A <b>", "x = [1]  # a list\nprint(x)", anchor="cell-a")
TEXT = Printed("it", "A", "<b> *1* $2$ & `3`", anchor="output-a")
SVG = '<svg viewBox="0 0 1 1"><defs><path id="a"/></defs><use href="#a"/></svg>'
FIGURE = Figure("it", "A", "figures/it/a.svg", SVG, "", 'a "line" & <more>')


def made(
    text: str, *parts: Part, tooltips: dict[str, str] | None = None
) -> tuple[str, Documents]:
    """The HTML of a page with these parts, and what made it."""
    tokens = {f"\ue000{n}\ue001": Placed(p, line=n + 7) for n, p in enumerate(parts)}
    ours = Documents()
    ours.begin(Document(parse("a.md", "a.md", text), text, tokens), tooltips or {})
    options = {
        "pymdownx.tabbed": {"alternate_style": True},
        "toc": {"permalink": True, "permalink_title": "Link"},
    }
    every = [*EXTENSIONS, ours]
    return markdown.markdown(text, extensions=every, extension_configs=options), ours


def tree(text: str, *parts: Part) -> Element:
    """The elements of a page that has no errors."""
    html, ours = made(text, *parts)
    assert not ours.errors
    return fromstring(f"<page>{html}</page>")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{}", "."),
        ("!!! note\n\n    {}\n\n    More.", "div"),
        ("??? note\n\n    {}", "details"),
        ("- a\n\n    {}\n\n    more", "ul/li"),
        ("1. a\n\n    - b\n\n        {}", "ol/li/ul/li"),
        ('=== "A"\n\n    {}', "div/div/div"),
        ("a\n:   b\n\n    {}", "dl/dd"),
        ("<div markdown>\n\n{}\n\n</div>", "div"),
        ("a[^1]\n\n[^1]: b\n\n    {}\n\n    c", "div/ol/li"),
    ],
)
def test_a_part_lands_where_its_embed_stands(text: str, where: str) -> None:
    """And nothing touches the text inside."""
    printed = tree(text.format(TOKEN), TEXT).find(
        f"{where}/div[@class='output highlight']"
    )
    assert printed is not None
    assert printed.findtext("pre/code") == TEXT.text + "\n"
    assert printed.findtext("a[@href='#output-a']") == "Output"


def test_code_is_shown_as_it_is_written() -> None:
    """Colored, named by its cell and its file, with a mark for each note."""
    noted = Code("a/it", "A <b>", CODE.source, (Note(1, "One."), Note(2, "*Two*.")))
    page = tree(TOKEN, noted)
    block = page.find("div")
    assert block.get("class") == "cell noted highlight"
    assert (block.get("data-snippet"), block.get("data-cell")) == ("a/it", "A <b>")
    assert "".join(block.find("span").itertext()) == "A <b> it.py"
    lines = "".join(block.find("pre").itertext()).splitlines()
    assert lines == ["x = [1]  # a list", "print(x)"]
    marks = [i.get("data-n") for i in block.iterfind("pre/code/a")]
    assert marks == ["1", "2"]
    leads = [a.get("href") for a in block.iterfind("pre/code/a")]
    assert leads == [f"#{item.get('id')}" for item in block.iter("li")]
    assert [item.findtext("em") for item in block.iter("li")] == [None, "Two"]


def test_notes_are_numbered_through_the_page() -> None:
    """So a number means one note, in the margin too, where those of blocks meet."""
    noted = replace(CODE, notes=(Note(1, "One."), Note(2, "Two.")))
    page = tree(f"{TOKEN}\n\n\ue0001\ue001", noted, replace(noted, title="B"))
    marks = [mark.get("data-n") for mark in page.iterfind(".//code/a")]
    assert marks == [item.get("value") for item in page.iter("li")] == [*"1234"]


def test_figures_of_a_page_have_ids_of_their_own() -> None:
    """They are drawn apart, so their ids are the same."""
    page = tree("\ue0000\ue001\n\n\ue0001\ue001", FIGURE, FIGURE)
    ids = [element.get("id") for element in page.iter("path")]
    assert len(set(ids)) == 2
    assert [element.get("href") for element in page.iter("use")] == [
        f"#{i}" for i in ids
    ]
    assert {svg.get("aria-label") for svg in page.iter("svg")} == {FIGURE.alt}


def test_a_variable_is_slanted_where_it_names_an_axis() -> None:
    """As in formulas; a word that begins with its letter is not."""
    labels = "".join(f'<text x="1">{name}</text>' for name in ("W", "b", "best"))
    texts = tree(TOKEN, replace(FIGURE, svg=f"<svg >{labels}</svg>")).iter("text")
    assert [text.get("font-style") for text in texts] == ["italic", "italic", None]


def test_a_line_is_an_element_that_says_how_far_in_it_is() -> None:
    """And a comment after code one that may have a row of its own."""
    code = (
        "for i in x:  # each\n    # alone\n\n    y = '''a\n  b'''\n        z()  # one\n"
    )
    page = tree(TOKEN, replace(CODE, source=code))
    assert "".join(page.find("div/pre").itertext()) == code
    lines = page.findall("div/pre/code/span")
    assert [line.get("class") for line in lines] == ["in0", "in1", "in1", "in0", "in2"]
    assert ["".join(line.itertext()) for line in lines] == list(
        filter(None, code.splitlines())
    )
    comments = [c.text for c in page.iterfind("div/pre/code/span/span[@class='c1 on']")]
    assert comments == ["  # each", "  # one"]


def test_an_image_of_the_author_stays_one() -> None:
    """Also where a page has figures of its own, and its file is in such a folder."""
    page = tree(f"![A](assets/figures/x.svg)\n\n{TOKEN}", FIGURE)
    assert page.find("p/img").get("src") == "assets/figures/x.svg"


def test_a_change_is_a_line_in_color() -> None:
    """Added and removed ones."""
    page = tree(TOKEN, Changes("it", "A", ("-a < b", "+c", " d")))
    spans = [(s.get("class"), s.text) for s in page.iterfind(".//code//*")]
    assert [s for s in spans if s[0] != "in0"] == [("gd", "-a < b"), ("gi", "+c")]


def test_devices_are_tabs() -> None:
    """Each with what it ran on, also two sets one after another."""
    runs = [
        OnDevice(Provenance(d, f"{d} <1>", "2", "3", "today"), (Printed("it", "A", d),))
        for d in ("cpu", "cuda")
    ]
    text = "\ue0000\ue001\n\n\ue0001\ue001"
    page = tree(text, PerDevice(tuple(runs)), PerDevice(tuple(runs)))
    assert [label.text for label in page.iter("label")] == ["CPU", "GPU"] * 2
    said = page.findall(".//p[@class='provenance']")
    assert [p.text.split(",")[0] for p in said] == [
        "CPU (cpu <1>)",
        "GPU (cuda <1>)",
    ] * 2
    assert len(page.findall("div")) == 2


def test_a_token_that_is_left_is_an_error_at_its_embed() -> None:
    """In raw HTML, and as code."""
    for text in (f"<div>\n\n{TOKEN}\n\n</div>", f"Code:\n\n    {TOKEN}"):
        _, ours = made(text, TEXT)
        (error,) = ours.errors
        assert str(error).startswith(
            "a.md:7: the code or output of a cell cannot stand"
        )


def test_inert_text_is_what_it_says() -> None:
    """In prose, in code and in a table."""
    said = inert("a `b` *c* <d> | & [e](f)")
    page = tree(f"{said}\n\n`{said}`\n\n| A |\n| - |\n| `{said}` |\n")
    texts = [page.findtext("p"), page.findtext("p/code"), page.findtext(".//td/code")]
    assert texts == ["a `b` *c* <d> | & [e](f)"] * 3


def test_a_formula_is_mathml() -> None:
    """With what must not be torn off: a bracket, a comma, and the number that it is."""
    page = tree(
        "An $a < b$ ($W$), **$c$**, $b$ = 1.2, or $W$\xa0=\xa03, and $x$.\n\n"
        "$$\n\\ln |y| < 1\n$$\n"
    )
    wholes = ["".join(s.itertext()) for s in page.iter("span")]
    assert wholes == ["(W),", "b = 1.2,", "W\xa0=\xa03,", "x."]
    assert len(list(page.iter("math"))) == 7
    assert page.find("math").get("display") == "block"
    assert [e for e in page.iter() if e.get("style")] == []


def test_a_prime_stands_at_its_letter() -> None:
    """The font has it raised and small: as a power it would be both twice."""
    formula = tree("$f'' g^2$").find(".//math")
    assert ["".join(power.itertext()) for power in formula.iter("msup")] == ["g2"]


def test_a_wrong_formula_has_the_line_of_the_page() -> None:
    """Also below the front matter."""
    _, ours = made("# A\n\nText `$x$` and\n$\\frac{1$ too.\n")
    (error,) = ours.errors
    assert str(error).startswith("a.md:4: formula '\\frac{1': ")


def test_a_wide_table_scrolls() -> None:
    """It is named by its first header, whatever that holds, and counted."""
    table = '| "A" $x$ | $W$ |\n| --- | --: |\n| 1 | 2 |\n'
    boxes = tree(f"{table}\n{table}").findall("div[@class='scroll']")
    names = [box.get("aria-label") for box in boxes]
    assert names == ['Table: "A" x', 'Table: "A" x, 2']
    assert [c.get("class") for c in boxes[0].iter("td")] == [None, "right"]
    assert boxes[0].findtext(".//var") == "W"


def test_each_cell_of_a_table_with_many_columns_says_what_it_is() -> None:
    """A phone shows its rows as cards, without the head of the table."""
    for count, said in ((4, [None] * 4), (5, list("abcde"))):
        rows = "".join(
            f"|{' | '.join(cells)}|\n"
            for cells in ("abcde"[:count], ["--"] * count, "12345"[:count])
        )
        cells = tree(rows).iterfind(".//tbody/tr/td")
        assert [cell.get("data-head") for cell in cells] == said


def test_words_of_the_glossary_are_explained() -> None:
    """As if the page said them; code is left alone."""
    html, _ = made("A leaf, `leaf`.", tooltips={"leaf": "The *start*."})
    assert html == '<p>A <abbr title="The *start*.">leaf</abbr>, <code>leaf</code>.</p>'


def test_a_long_output_scrolls() -> None:
    """It is reached with the keyboard; a short one is as it was."""
    made = printed(Printed("it", "Say", "\n".join(f"line {n}" for n in range(99))))
    assert 'class="output highlight long" tabindex="0"' in made
    assert "tabindex" not in printed(Printed("it", "Say", "line 1"))
