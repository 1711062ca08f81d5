"""What an author hears whose front matter is none."""

import pytest

from runpages.authored.page import parse
from runpages.errors import RunpagesError


@pytest.mark.parametrize(
    ("matter", "message"),
    [
        ("snipet: it", "has 'snipet'. Did you mean 'snippet'?"),
        ("snippet: [it]", "'snippet' in the front matter is ['it']. It must be the"),
        ("way: [x]", "is ['x']. It must be a sentence"),
        ("omit: Plot", "is 'Plot'. It must be a list of cell titles: [Plot]."),
        ("notebook: true", "is True. It must be false, for a page that has none."),
        ("tooltips: [a]", "is ['a']. It must be a list of words for each term"),
        ("title:", "is None. It must be text, in quotation marks if need be."),
        ("title: 2024", "is 2024. It must be text, in quotation marks if need be."),
        ("level: hard", "is 'hard'. It must be one of for beginners, goes deeper, for"),
        ("title: A #1", "'title' in the front matter ends at '#', as a comment"),
        ("title: [A] b", "Quote values with a colon or brackets"),
        ("snippet:it", "is not YAML: no blank after the colon, or no colon."),
    ],
)
def test_front_matter_of_another_kind_is_named(matter: str, message: str) -> None:
    """With its line, and what it must be."""
    with pytest.raises(RunpagesError) as caught:
        parse("a.md", "docs/a.md", f"---\nhide: [toc]\n{matter}\n---\n")
    assert str(caught.value).startswith("docs/a.md:3: ")
    assert message in str(caught.value)


def test_front_matter_without_an_end_is_named() -> None:
    """What follows it would be read as prose; a rule above prose is none."""
    with pytest.raises(
        RunpagesError, match=r"^docs/a\.md:1: the front matter does not"
    ):
        parse("a.md", "docs/a.md", "---\ntitle: x\n\n# A page\n")
    assert parse("a.md", "docs/a.md", "---\n\nProse.\n").meta == {}


def test_front_matter_below_the_first_line_is_named() -> None:
    """It would be read as prose."""
    with pytest.raises(
        RunpagesError, match=r"^docs/a\.md:1: the front matter begins too late"
    ):
        parse("a.md", "docs/a.md", "\n---\ntitle: x\n---\n# A page\n")


def test_front_matter_without_its_first_line_is_named() -> None:
    """It would be read as a heading; a rule below prose is none."""
    with pytest.raises(
        RunpagesError, match=r"^docs/a\.md:1: the front matter does not begin"
    ):
        parse("a.md", "docs/a.md", "title: x\nomit:\n  - A\n---\n# A page\n")
    with pytest.raises(RunpagesError, match="does not begin"):
        parse("a.md", "docs/a.md", "--\ntitle: x\n---\n# A page\n")
    assert parse("a.md", "docs/a.md", "A title: x\n\n---\n# A page\n").meta == {}


def test_a_name_that_front_matter_has_twice_is_named() -> None:
    """YAML would take the last in silence."""
    with pytest.raises(RunpagesError, match=r"^docs/a\.md:4: .*'title' a second time"):
        parse("a.md", "docs/a.md", "---\ntitle: x\nomit: [A]\ntitle: y\n---\n")


def test_front_matter_is_found_by_its_whole_name() -> None:
    """A longer name on an earlier line is another."""
    with pytest.raises(RunpagesError, match=r"^docs/a\.md:3: 'title' in the"):
        parse("a.md", "docs/a.md", "---\ntitle-color: red\ntitle: 5\n---\n")


def test_front_matter_that_is_no_yaml_is_named() -> None:
    """With the line of the file."""
    with pytest.raises(RunpagesError, match=r"^docs/a\.md:3: the front matter is not"):
        parse("a.md", "docs/a.md", "---\ntitle: x\nbad: a: b\n---\n")
