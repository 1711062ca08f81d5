"""Printed text as a page can show it, whatever it holds."""

import re
import unicodedata
from collections.abc import Callable

from runpages.errors import RunpagesError

# https://en.wikipedia.org/wiki/ANSI_escape_code: CSI and OSC sequences, then the rest.
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
CONTROL = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"}
# Halves of characters, and our own tokens.
CONTROL |= {0x7F: 0x2421} | {code: 0xFFFD for code in range(0xD800, 0xE004)}
# What Markdown or HTML may take for its own, and what stands for it meanwhile.
SPECIAL = {ord(c): 0xE100 + ord(c) for c in "\\`*_{}[]<>#|~$^=&"}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def terminal(text: str) -> str:
    """What a terminal would show in the end: no colors, overwritten lines once.

    Control characters that are left become their pictures (NUL is ␀): Markdown uses
    some of them itself.
    """
    lines = ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(map(_overwritten, lines)).translate(CONTROL)


def inert(text: str) -> str:
    """Text that means nothing to Markdown, wherever it stands; see `literal`."""
    return text.translate(SPECIAL)


def literal(text: str, escape: Callable[[str], str] = str) -> str:
    """What `inert` text says, with each special character escaped."""
    for character, own in SPECIAL.items():  # most texts have none of them
        text = text.replace(chr(own), escape(chr(character)))
    return text


def decode(data: bytes, path: str) -> str:
    """The text of a file, with newlines as `\\n`; raises RunpagesError if not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"byte {error.object[error.start]:#04x} is not UTF-8"
        raise RunpagesError(path, what, "Save the file as UTF-8.", line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def slug(text: str) -> str:
    """Lower case, words of any script joined by hyphens, for addresses."""
    whole = unicodedata.normalize("NFC", text).lower()
    return re.sub(r"[\W_]+", "-", whole).strip("-")


def yaml_fault(error: Exception) -> tuple[str, int | None]:
    """What is wrong with a text that is not YAML, and its line in it, if known."""
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or " ".join(str(error).split())
    return what, mark.line + 1 if mark else None


def fence(text: str, info: str) -> str:
    """A fenced block that nothing inside can close."""
    longest = max(map(len, re.findall(r"`{3,}", text)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks} {info}\n{text.rstrip(chr(10))}\n{ticks}\n"


def prose(number: str) -> str:
    """A formatted number with a true minus sign and a readable exponent.

    >>> prose("-1.2e-07")
    '−1.2 × 10⁻⁷'
    """
    if not re.fullmatch(r"[-+]?[\d,]+(\.\d+)?(e[-+]?\d+)?%?", number.strip()):
        return number
    mantissa, e, exponent = number.partition("e")
    power = f" × 10{str(int(exponent)).translate(SUPERSCRIPTS)}" if e else ""
    return mantissa.replace("-", "−") + power


def _overwritten(line: str) -> str:
    """One line after its carriage returns and backspaces."""
    shown: list[str] = []
    column = 0
    if "\r" not in line and "\b" not in line:
        return line
    for character in line:
        if character == "\r":
            column = 0
        elif character == "\b":
            column = max(0, column - 1)
        else:
            shown[column : column + 1] = character
            column += 1
    return "".join(shown)
