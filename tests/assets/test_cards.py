"""The pictures of pages are drawn once for the same words."""

from pathlib import Path

import pytest
from PIL import Image

from runpages.assets import cards


def test_a_card_is_drawn_again_only_for_other_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept by them, wherever it is written."""
    drawn: list[tuple[str, ...]] = []
    draw = cards.draw

    def counted(*words: str) -> bytes:
        drawn.append(words)
        return draw(*words)

    monkeypatch.setattr(cards, "draw", counted)
    kept, words = tmp_path / "kept", ("Lines", "A title", "What it is about.")
    for name in ("a.png", "deep/b.png"):
        cards.write_card(tmp_path / name, kept, *words)
        with Image.open(tmp_path / name) as picture:
            assert (picture.size, picture.text["Title"]) == (cards.SIZE, "A title")
    cards.write_card(tmp_path / "a.png", kept, "Lines", "Another", "")
    assert drawn == [words, ("Lines", "Another", "")]
