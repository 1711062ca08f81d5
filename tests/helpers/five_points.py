"""What mathematics says of the five points, in float64 and without torch's autograd."""

import numpy as np
import torch

RATE = 0.001
X = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
Y = np.array([0.0, -1.1, -1.8, -3.1, -4.5])
A = np.stack([X, np.ones(5)], axis=1)
CURVATURES, DIRECTIONS = np.linalg.eigh(2 * A.T @ A)  # of the loss, the flat one first
BEST = np.linalg.solve(A.T @ A, A.T @ Y)


def start() -> np.ndarray:
    """W and b as every page draws them."""
    torch.manual_seed(0)
    return np.array([torch.rand(1).item(), torch.rand(1).item()])


def start_error() -> np.ndarray:
    """How far the start is from the best line, along each direction."""
    return DIRECTIONS.T @ (start() - BEST)


def descent(steps: int | np.ndarray) -> np.ndarray:
    """W and b after exact steps of gradient descent: each direction decays alone."""
    decay = (1 - RATE * CURVATURES) ** np.asarray(steps)[..., None]
    return BEST + (start_error() * decay) @ DIRECTIONS.T


def loss_at(places: np.ndarray) -> np.ndarray:
    """The sum of squared errors of lines (..., 2)."""
    return ((places @ A.T - Y) ** 2).sum(axis=-1)
