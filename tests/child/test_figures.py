"""Figures are written short, and stay what they are."""

import re

import numpy as np
import pytest

from runpages.child import figures


def test_a_line_written_by_its_steps_goes_where_it_went() -> None:
    """Also through numbers such as 10.5, 0.4 and -0.1."""
    line = "M 10.5 0.4 L 0.4 10.5 L 0.3 -99.5 L 110.8 0 L 100.5 0.1"
    short = figures.themed(f'<svg viewBox="0 0 9 9"><path d="{line}"/></svg>'.encode())
    first, steps = re.search(r'd="M([-\d. ]+)l([-\d. ]+)"', short).groups()
    numbers = re.findall(r"-?(?:\d+\.?\d*|\.\d+)", f"{first} {steps}")
    pairs = np.array(numbers, float).reshape(-1, 2).cumsum(axis=0)
    wanted = np.array(re.findall(r"[-\d.]+", line), float).reshape(-1, 2)
    assert pairs == pytest.approx(wanted)
