"""How long a page takes, as its top says."""

import pytest

from runpages.authored.page import parse
from runpages.rendering.document import Code, Document, Figure, Placed, Printed

CODE, TEXT, DRAWN = (f"\ue000{number}\ue001" for number in range(3))
TABLE = {
    CODE: Placed(Code("it", "A", "x = 1")),
    TEXT: Placed(Printed("it", "A", "1")),
    DRAWN: Placed(Figure("it", "A", "figures/it.svg", "<svg/>", "", "A line.")),
}
WORDS = "word " * 240


def minutes(text: str) -> int:
    """What a page of this text says."""
    page = parse("page.md", "docs/page.md", text)
    return Document(page, text, TABLE).minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A few words.", 1),
        (WORDS, 2),
        (f"{WORDS}\n\n{CODE}\n\n{TEXT}\n\nAnd on.", 3),
        (f"{WORDS}\n\n{CODE}\n\nThis:\n\n{TEXT}", 4),
        (f"{WORDS}\n\n{CODE}\n\n{CODE}", 4),
        (f"{WORDS}\n\n{CODE}\n\n{DRAWN}\n\nThis:\n\n{DRAWN}", 3),
        (f'{WORDS}\n\n??? tip "Hint"\n    {WORDS}\n\n    {CODE}\n\nAnd on.', 2),
        (f'=== "A"\n\n    {CODE}\n\n=== "B"\n\n    {CODE}\n\n{WORDS}', 3),
        (f"{WORDS} [word](an_address_that_nobody_reads.md){{ .button }}", 2),
    ],
)
def test_a_minute_for_a_block_and_for_120_words(text: str, expected: int) -> None:
    """A cell and its output are one block; figures and folds need no time."""
    assert minutes(text) == expected
