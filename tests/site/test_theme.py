"""What is mended of the theme's pages, and what is left of its style sheets."""

import pytest
from mkdocs.config.defaults import MkDocsConfig
from selectolax.lexbor import LexborHTMLParser

from runpages.assets.styles import pruned
from runpages.site.theme import Theme


def theme(name: str = "material", serving: bool = False, **more: object) -> Theme:
    """What a build does with a theme."""
    config = MkDocsConfig()
    config.load_dict({"site_name": "It", "theme": {"name": name}, **more})
    config.validate()
    return Theme(config, serving)


def mended(markup: str) -> LexborHTMLParser:
    """A page with this in it, mended."""
    page = f"<!doctype html><html><head></head><body>{markup}</body></html>"
    return LexborHTMLParser(theme().mend(page))


def test_no_figure_has_an_address_that_the_theme_would_assign() -> None:
    """Of an image, of a part that is used again; HTML in a figure keeps its own."""
    tree = mended(
        '<svg><image href="a"/><use href="#b"/><use xlink:href="#c"/><a href="c"></a>'
        '<foreignObject><a href="d"></a></foreignObject></svg><a href="e"></a>'
    )
    found = [(n.tag, n.attributes) for n in tree.css("image, use, a")]
    assert found == [
        ("image", {"xlink:href": "a"}),
        ("use", {"xlink:href": "#b"}),
        ("use", {"xlink:href": "#c"}),
        ("a", {"xlink:href": "c"}),
        ("a", {"href": "d"}),
        ("a", {"href": "e"}),
    ]


def test_what_a_checker_refuses_is_mended() -> None:
    """Attributes that say nothing."""
    tree = mended(
        '<div tabindex=""></div>'
        '<input type="checkbox" autocomplete="off"><input autocomplete="off">'
    )
    attributes = [node.attributes for node in tree.css("div, input")]
    assert attributes == [
        {},
        {"type": "checkbox"},
        {"autocomplete": "off"},
    ]


def test_links_beside_headings_have_names() -> None:
    """Of which the theme makes no bubble."""
    link = mended('<a class="headerlink" title="Link">¶</a>').css_first("a")
    assert link
    assert link.attributes == {"class": "headerlink", "aria-label": "Link"}


@pytest.mark.parametrize(
    "markup",
    [
        "<pre><code>if x:\n    y = '&lt;b&gt; &amp;amp;'\n\n\n    z</code></pre>",
        "<p>ab <math><mi>x</mi><mo>&lt;</mo></math>, c</p>",
        '<svg viewBox="0 0 1 1"><clipPath id="c"></clipPath></svg>',
        '<script type="application/json">{"a": "<b> & </i>"}</script>',
        '<p title="&quot;a&quot; &amp; b">ä 線形 😀</p>',
    ],
)
def test_all_else_stays_as_it_is(markup: str) -> None:
    """Text, code, formulas, figures and data."""
    assert markup in theme().mend(f"<!doctype html><body>{markup}</body>")


def test_pages_of_another_theme_stay_as_they_are() -> None:
    """Whoever writes one knows what is in it."""
    page = '<p>a<div role="dialog">'
    assert theme("mkdocs").mend(page) == page


def test_pages_link_one_style_sheet() -> None:
    """In the place of the first; the theme's colors are not used."""
    names = ("stylesheets/main.0.min", "stylesheets/palette.0.min", "site")
    links = [f'<link rel="stylesheet" href="../assets/{n}.css">' for n in names]
    other = '<link rel="stylesheet" href="https://a.example/assets/b.css">'
    built, served = theme(), theme(serving=True)
    page = f"<!doctype html><head>{''.join(links)}{other}</head>"
    tree = LexborHTMLParser(built.mend(page))
    addresses = [link.attrs["href"] for link in tree.css("link")]
    assert addresses == ["../assets/styles/all.css", "https://a.example/assets/b.css"]
    assert list(built.sheets) == [
        "assets/stylesheets/main.0.min.css",
        "assets/site.css",
    ]
    assert [n in served.mend(page) for n in names] == [True, False, True]


def test_rules_that_no_page_needs_go() -> None:
    """Those of classes that nothing has; what only excludes them stays."""
    css = """
    .there { color: red }
    .gone, .spun { color: red }
    .there .gone { color: green }
    #id > .there:not(.gone) { color: blue }
    @media print { .gone { color: red } }
    @keyframes spin { to { opacity: 0 } }
    .there { animation: spin 1s }
    .spin { color: red }
    """
    made = pruned(css, {"there", "id"})
    for kept in (".there{color:red}", "#id>.there:not(.gone){color", "@keyframes spin"):
        assert kept in made
    for gone in ("green", "@media", ".spun"):
        assert gone not in made
