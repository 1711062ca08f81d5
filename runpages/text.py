"""Make text fit to be shown on a page, whatever it holds."""

import re
import unicodedata
from collections.abc import Callable

from runpages.errors import RunpagesError

# https://en.wikipedia.org/wiki/ANSI_escape_code: CSI and OSC sequences, then the rest.
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
UP = re.compile(r"\x1b\[\d*[AF]")
"""The cursor moves up, as where one progress bar runs inside another."""
LONG = 200_000
"""Characters of which a terminal would take seconds to show the end."""
CONTROL = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"}
# Halves of characters, and our own tokens.
CONTROL |= {0x7F: 0x2421} | {code: 0xFFFD for code in range(0xD800, 0xE004)}
# What Markdown or HTML may take for its own, and what stands for it meanwhile.
SPECIAL = {ord(c): 0xE100 + ord(c) for c in "\\`*_{}[]<>#|~$^=&"}
NO_BREAK = "\u00a0"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def terminal(text: str) -> str:
    """Show what a terminal would in the end: no colors, overwritten lines once.

    Control characters that are left become their pictures (NUL is ␀): Markdown uses
    some of them itself.
    """
    if UP.search(text) and len(text) <= LONG:
        return _screen(text).translate(CONTROL)
    lines = ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(map(_overwritten, lines)).expandtabs(8).translate(CONTROL)


def inert(text: str) -> str:
    """Make text mean nothing to Markdown, wherever it stands; see `literal`."""
    return text.translate(SPECIAL)


def literal(text: str, escape: Callable[[str], str] = str) -> str:
    """Restore `inert` text, with each special character escaped."""
    for character, own in SPECIAL.items():  # most texts have none of them
        text = text.replace(chr(own), escape(chr(character)))
    return text


def decode(data: bytes, path: str) -> str:
    """Decode a file, with newlines as `\\n`.

    Raises RunpagesError if it is not UTF-8, holds a NUL, as UTF-16 does at each second
    byte, or a conflict that git has marked.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"byte {error.object[error.start]:#04x} is not UTF-8"
        raise RunpagesError(path, what, "Save the file as UTF-8.", line) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise RunpagesError(
            path, "byte 0x00 is no text", "Save the file as UTF-8.", line
        )
    if (at := f"\n{text}".find("\n<<<<<<< ")) >= 0:
        what, line = "git has marked a conflict", text.count("\n", 0, at) + 1
        raise RunpagesError(path, what, "Keep what is right, without the marks.", line)
    return text


def slug(text: str) -> str:
    """Make an address of a text: lower case, words of any script, hyphens."""
    whole = unicodedata.normalize("NFC", text).lower()
    return re.sub(r"[\W_]+", "-", whole).strip("-")


def fence(text: str, info: str) -> str:
    """Write a fenced block that nothing inside can close."""
    ticks = "```"
    while ticks in text:
        ticks += "`"
    return f"{ticks} {info}\n{text.rstrip(chr(10))}\n{ticks}\n"


def readable(number: str) -> str:
    """Write a formatted number with a true minus sign and a readable exponent.

    >>> print(readable("-1.2e-07").replace(NO_BREAK, " "))
    −1.2 × 10⁻⁷
    """
    try:
        float(number.replace(",", "").rstrip("%"))
    except ValueError:
        return number
    mantissa, e, exponent = number.partition("e")
    number = mantissa.replace("-", "−")
    power = str(int(exponent or 0)).translate(SUPERSCRIPTS)
    return f"{number}{NO_BREAK}×{NO_BREAK}10{power}" if e else number


def _screen(text: str) -> str:
    """Show what stands in the end on a terminal that has room for all lines."""
    import pyte  # most texts need none

    written = ESCAPES.sub("", text).replace("\r", "\n").split("\n")
    widest = max(map(len, written))
    screen = pyte.Screen(min(max(80, widest + 1), 1000), text.count("\n") + 1)
    pyte.Stream(screen).feed(text.replace("\r\n", "\n").replace("\n", "\r\n"))
    lines = "\n".join(line.rstrip() for line in screen.display)
    return lines.rstrip("\n") + "\n" * text.endswith("\n")


def _overwritten(line: str) -> str:
    """Apply the carriage returns and backspaces of a line."""
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
