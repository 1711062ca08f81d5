"""Write formulas as text, for where no formula can be shown."""

from selectolax.lexbor import LexborNode

from runpages.text import SUPERSCRIPTS

SPACED = frozenset("=+−±×<>≤≥≈≠∈←→⇒⟹⟺⟼·⋅∗")
"""Operators between two others; a plus or minus may stand before one alone."""
WRITTEN = {"\u2061": " ", "ˆ": "\u0302", "¯": "\u0304", ",": ", "}
"""What stands for a function that is applied, for what is above a letter, and more."""


def formula_text(math: LexborNode) -> str:
    """Write MathML in a line: `L = ∑_i r_i²`, `∂L/∂W`, `(55 15; 15 5)`."""
    return " ".join(_said(math).split())


def _said(node: LexborNode) -> str:
    parts = [_said(child) for child in node.iter()]
    match node.tag, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msub" | "munder", [base, low]:
            return f"{base}_{_grouped(low)}"
        case "msup", [base, high]:
            return base + _raised(high)
        case "msubsup" | "munderover", [base, low, high]:
            return f"{base}_{_grouped(low)}{_raised(high)}"
        case "msqrt", _:
            return f"√{_grouped(_joined(parts))}"
        case "mtable" | "mtr", _:
            return ("; " if node.tag == "mtable" else " ").join(parts)
        case "mo" | "mspace", _:
            return _operator(node)
    return _joined(parts) if parts else node.text()


def _operator(node: LexborNode) -> str:
    sign = node.text() or " "
    before = node.prev  # without one, or after another, it belongs to what follows
    first = not before or (before.tag == "mo" and before.text() not in ")|")
    alone = sign in "+−" and first
    return f" {sign} " if sign in SPACED and not alone else WRITTEN.get(sign, sign)


def _joined(parts: list[str]) -> str:
    """Put parts together, with a blank where two names would become one: `x_i W`."""
    text = before = ""
    for part in parts:
        names = (before[1:] and not before.isdigit()) or (part[1:] and part.isalpha())
        apart = text[-1:].isalnum() and part[:1].isalnum() and names
        text += f" {part}" if apart else part
        before = part
    return text


def _grouped(text: str) -> str:
    text = text.strip()
    return f"({text})" if set(" /+−") & set(text[1:]) else text


def _raised(text: str) -> str:
    return text.translate(SUPERSCRIPTS) if text.isdigit() else f"^{_grouped(text)}"
