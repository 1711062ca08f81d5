"""What of a page the search finds, and what it leaves out."""

import unicodedata

import pytest

from runpages.assets.search import entries
from runpages.markup.formulas import convert

TITLE = '<h1 id="t">Title<a class="headerlink" href="#t">¶</a></h1>'


def test_each_heading_and_each_term_is_an_entry() -> None:
    """With the words below it, and the section that it is in."""
    found = entries(
        f"{TITLE}<p>One.</p><h2 id='a'>A <code>b</code></h2><p>Two\n words.</p>"
        "<h3 id='c'>C</h3><ul><li>x</li><li>y</li></ul>"
        "<dl><dt id='d'>term</dt><dd>What <a href='#'>it</a> is.</dd></dl>"
    )
    assert found == [
        ["t", "Title", "", "One.", "", "page"],
        ["a", "A b", "", "Two words.", "", "section"],
        ["c", "C", "A b", "x\ny", "", "section"],
        ["d", "term", "", "What it is.", "", "term"],
    ]


def test_code_is_left_out_and_messages_are_kept() -> None:
    """Only what an error says, not the lines that led there; no formula on its own."""
    trace = "Traceback (most recent call last):\n  File 'a.py', line 1\nTypeError: no"
    found = entries(
        f"{TITLE}<p>So <math><mi>W</mi></math> is.</p><pre><code>x = 1</code></pre>"
        "<div class='output'><a class='block-name'>Output</a><pre>0.5</pre></div>"
        f"<div class='output error'><pre><code>{trace}\n</code></pre></div>"
        "<svg><text>axis</text></svg><p><math display='block'><mi>L</mi></math></p>"
    )
    assert found == [["t", "Title", "", "So W is.", "TypeError: no", "page"]]


def test_who_asks_for_nan_is_not_led_to_the_hint_of_a_message() -> None:
    """It names an argument of a function."""
    said = "RuntimeError: no. Hint: f(True, check_nan=False)."
    (entry,) = entries(f"{TITLE}<div class='output error'><pre>{said}</pre></div>")
    assert entry[4] == "RuntimeError: no. Hint: f(True)."


def test_a_section_for_the_curious_is_an_aside() -> None:
    """Who searches wants others first."""
    titles = ("For the curious: a", "For those who know matrices: b", "For each point")
    found = entries("".join(f"<h2 id='{t[4]}'>{t}</h2><p>x</p>" for t in titles))
    assert [entry[5] for entry in found] == ["aside", "aside", "section"]


def test_what_is_below_a_section_for_the_curious_is_an_aside() -> None:
    """Its title need not say so again; the next section ends it."""
    titles = (("h2", "For those who know matrices"), ("h3", "A"), ("h2", "B"))
    titles += (("h3", "C"), ("h3", "For the curious"))
    found = entries("".join(f"<{tag} id='t'>{t}</{tag}><p>x</p>" for tag, t in titles))
    kinds = ["aside", "aside", "section", "section", "aside"]
    assert [entry[5] for entry in found] == kinds


def test_a_row_that_leads_to_a_heading_belongs_to_it() -> None:
    """In other words than its own, which people may type."""
    found = entries(
        f"{TITLE}<table><tr><td>It is nan</td><td><a href='#a'>the rate</a></td></tr>"
        "<tr><td>other</td></tr></table><h2 id='a'>A</h2>"
    )
    assert [(entry[0], *entry[3:5]) for entry in found] == [
        ("t", "other", ""),
        ("a", "", "It is nan: the rate"),
    ]


def test_what_else_people_call_a_page_is_found_and_not_shown() -> None:
    """It stands apart from the text of the page, and of its sections."""
    html = f"{TITLE}<p>One.</p><h2 id='a'>A</h2><p>Two.</p>"
    page, section = entries(html, "the first, the one")
    assert page == ["t", "Title", "", "One.", "", "page", "the first, the one"]
    assert len(section) == 6


def test_what_else_people_call_a_section_is_found_there() -> None:
    """By the id of its heading, not by the page."""
    html = f"{TITLE}<p>One.</p><h2 id='a'>A</h2><p>Two.</p>"
    page, section = entries(html, headings={"a": "the one"})
    assert section == ["a", "A", "", "Two.", "", "section", "the one"]
    assert len(page) == 6


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("r_i = x_i W + b - y_i", "r_i = x_i W + b − y_i"),
        (r"\frac{\partial L}{\partial W} = 2\sum_i r_i x_i", "∂L/∂W = 2∑_i r_i x_i"),
        (r"\frac{15 \cdot 1.1 - 10.5}{5} = 1.2", "(15 ⋅ 1.1 − 10.5)/5 = 1.2"),
        (r"e^{-r^2/2\sigma^2}, \quad x \to -0.5", "e^(−r²/2σ²), x → −0.5"),
        (r"\begin{pmatrix} 1 & W \\ b & 1.2 \end{pmatrix}", "(1 W; b 1.2)"),
        (r"\sqrt{\hat y_1^2 + \bar y} = \log x", "√(ŷ_1² + ȳ) = log x"),
    ],
)
def test_a_formula_is_read_as_text(latex: str, text: str) -> None:
    """What belongs together stays together, and what is apart stays apart."""
    (entry,) = entries(f"{TITLE}<p>{convert(latex, False, 'a.md')}</p>")
    assert entry[3] == unicodedata.normalize("NFD", text)


def test_a_row_of_a_table_is_a_line() -> None:
    """Its cells are told apart, so that numbers do not run together."""
    found = entries(
        f"{TITLE}<table><tr><th><var>W</var></th><th>b</th></tr>"
        "<tr><td><output>1</output></td><td><p>1.2</p></td></tr></table>"
    )
    assert found[0][3] == "W · b\n1 · 1.2"


def test_what_says_nothing_is_no_entry() -> None:
    """A heading with others below it, and the sources."""
    found = entries(
        "<h2 id='a'>A</h2><h3 id='b'>B</h3><p>b</p><h2>Sources</h2><p>c</p>"
    )
    assert [entry[1] for entry in found] == ["B"]
