"""The long night of two pages, in float64 and without torch's arithmetic."""

import re

import numpy as np
import torch

HOURS = np.arange(1, 25) / 2
EVENING = [-0.4, -1.2, -1.8, -2.1, -2.6, -3.1, -2.8, -3.0, -3.9, -4.0, -4.2, -4.1]
MORNING = [-4.1, -5.3, -5.8, -5.6, -6.5, -5.6, -5.4, -3.7, -4.7, -3.2, -2.7, -1.8]
DEGREES = np.array(EVENING + MORNING)


def split() -> tuple[list[int], list[int]]:
    """Numbers of the readings to train and to validate with, as the pages draw them."""
    torch.manual_seed(2)
    order = torch.randperm(24).tolist()
    return order[:12], order[12:]


def powers(degree: int) -> np.ndarray:
    """The columns 1, z, z², and so on, of the whole night."""
    return ((HOURS - 6) / 6)[:, None] ** np.arange(degree + 1)


def errors(predicted: np.ndarray) -> list[float]:
    """The root mean squared errors of training and validation, of a whole night."""
    missed = predicted - DEGREES
    return [float(np.sqrt((missed[part] ** 2).mean())) for part in split()]


def least_squares(degree: int) -> np.ndarray:
    """What the polynomial predicts that fits the training readings best."""
    A, (train, _) = powers(degree), split()
    return A @ np.linalg.lstsq(A[train], DEGREES[train], rcond=None)[0]


def printed(text: str) -> list[float]:
    """The training and the validation error that a program prints in a line."""
    return [float(number) for number in re.findall(r"(?:train|valid)\w+ (\S+)", text)]
