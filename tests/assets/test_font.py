"""The font for formulas: small, and with all that browsers look for in it."""

import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from selectolax.lexbor import LexborHTMLParser

from runpages.assets.font import ITALICS, PLACE, letters, used, write_font

PAGE = "<p>Words</p><math><mi>W</mi><mo>&lt;</mo><mi>η</mi><mn>2</mn></math>"


@pytest.mark.parametrize("letter", "AZahzαηω∂ϵΩ")
def test_a_letter_alone_is_drawn_as_a_mathematical_italic(letter: str) -> None:
    """Unicode knows it by a name that holds the letter's, but for Planck's constant."""
    found = ITALICS[letter]
    plain = unicodedata.normalize("NFKC", found)
    assert plain == unicodedata.normalize("NFKC", letter)
    assert "ITALIC" in unicodedata.name(found) or found == "\N{PLANCK CONSTANT}"


@pytest.mark.parametrize("other", "2+→")
def test_what_is_no_letter_stays(other: str) -> None:
    """Numbers and signs stand upright."""
    assert other not in ITALICS


def test_the_font_has_what_formulas_need_and_nothing_else(tmp_path: Path) -> None:
    """The characters, their italics, and the table by which fences and roots grow."""
    (tmp_path / "assets").mkdir()
    found = letters(LexborHTMLParser(PAGE))
    assert set(used(found)) == set("W<η2") | {ITALICS["W"], ITALICS["η"]}
    write_font(tmp_path, tmp_path / "kept", found)
    font = TTFont(BytesIO((tmp_path / PLACE).read_bytes()))
    # A sign brings the one that mirrors it.
    assert set(map(chr, font.getBestCmap())) - {">"} == set(used(found))
    assert "MATH" in font


def test_the_root_sign_is_there_in_all_its_sizes(tmp_path: Path) -> None:
    """A browser draws it for `<msqrt>`, although it stands nowhere in the page."""
    (tmp_path / "assets").mkdir()
    found = letters(LexborHTMLParser("<math><msqrt><mi>β</mi></msqrt></math>"))
    write_font(tmp_path, tmp_path / "kept", found)
    font = TTFont(BytesIO((tmp_path / PLACE).read_bytes()))
    root = font.getBestCmap()[ord("√")]
    assert root in font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs


def test_a_site_without_formulas_has_no_font(tmp_path: Path) -> None:
    """Nothing is written for words alone."""
    found = letters(LexborHTMLParser("<p>Words</p>"))
    write_font(tmp_path, tmp_path / "kept", found)
    assert list(tmp_path.iterdir()) == []


def test_the_font_of_the_site_is_light_and_licensed(built: Path) -> None:
    """And its license is beside its source."""
    assert 5_000 < (built / PLACE).stat().st_size <= 40_000
    license = Path("runpages/assets/fonts/OFL.txt").read_text("utf-8")
    assert "SIL Open Font License, Version 1.1" in license
