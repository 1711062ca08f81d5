"""Numbers as prose writes them."""

import re

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


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
