"""Notes on lines of code, as Material shows them: marks, and a list below."""

from typing import Any

from runpages.errors import RunpagesError


def check(notes: Any, path: str) -> None:
    """Raises RunpagesError unless each note is a text by the text of a line."""
    if not isinstance(notes, dict) or not all(
        isinstance(part, str) for pair in notes.items() for part in pair
    ):
        remedy = 'Write notes={"part of a line": "what it does"}.'
        raise RunpagesError(path, f"notes are {notes!r}", remedy)


def marked(source: str, title: str, notes: dict[str, str], path: str) -> str:
    """The source of a cell, with a mark on each line that has a note.

    Raises RunpagesError for a note that does not belong to one line of its own.
    """
    lines = source.splitlines()
    noted: dict[int, str] = {}
    for number, text in enumerate(notes, 1):
        line = _line(lines, title, text, path)
        if (before := noted.setdefault(line, text)) != text:
            what = f"'{before}' and '{text}' are notes on one line"
            raise RunpagesError(path, what, "Make them one note.")
        # With "!", Material drops the comment, so not where the author has one.
        has_comment = "  # " in lines[line]
        lines[line] += f" ({number})" if has_comment else f"  # ({number})!"
    return "\n".join(lines)


def listed(notes: dict[str, str]) -> str:
    """The list below the block: Material shows each item at its mark."""
    texts = (" ".join(note.split()) for note in notes.values())
    return "\n".join(f"{number}.  {text}" for number, text in enumerate(texts, 1))


def _line(lines: list[str], title: str, text: str, path: str) -> int:
    """Which line a note means: the only one that holds its text, or that is it."""
    matches = [i for i, line in enumerate(lines) if text in line]
    exact = [i for i in matches if lines[i].strip() == text.strip()]
    matches = exact if len(exact) == 1 else matches
    if len(matches) != 1:
        what = f"{len(matches)} lines of cell '{title}' hold '{text}'"
        remedy = "Quote one line, as it stands in the snippet."
        raise RunpagesError(path, what, remedy)
    return matches[0]
