# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "scikit-learn"]
# ///
"""The same line from numpy.polyfit, scikit-learn and torch.linalg.lstsq."""

# %% Fit
import numpy as np
import torch
from sklearn.linear_model import LinearRegression

x = np.array([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,): hours after sunset
y = np.array([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,): degrees Celsius

polyfit_W, polyfit_b = np.polyfit(x, y, deg=1).tolist()

line = LinearRegression().fit(x.reshape(5, 1), y)  # rows are examples
sklearn_W, sklearn_b = line.coef_[0].item(), line.intercept_.item()

A = torch.tensor(np.stack([x, np.ones(5)], axis=1))  # (5, 2), float64 like NumPy
targets = torch.tensor(y).unsqueeze(1)  # (5, 1)
torch_W, torch_b = torch.linalg.lstsq(A, targets).solution.flatten().tolist()

print(f"numpy.polyfit       W {polyfit_W:.4f}  b {polyfit_b:.4f}")
print(f"LinearRegression    W {sklearn_W:.4f}  b {sklearn_b:.4f}")
print(f"torch.linalg.lstsq  W {torch_W:.4f}  b {torch_b:.4f}")


# %% A million steps
def left(x):
    """Return the share of the error that a million steps leave, and the condition.

    Each step multiplies the error in the flat direction by 1 - rate * curvature.
    """
    A = np.stack([x, np.ones(5)], axis=1)  # (5, 2)
    flat, steep = np.linalg.eigvalsh(2 * A.T @ A)  # the curvatures of the loss
    best_rate = 2 / (flat + steep)
    return ((1 - best_rate * flat) ** 1_000_000).item(), (steep / flat).item()


left_hours, condition_hours = left(x)
left_years, condition_years = left(x + 2020)
print(f"hours 1 to 5:       {left_hours:.1%} left, condition {condition_hours:.0f}")
print(f"years 2021 to 2025: {left_years:.1%} left, condition {condition_years:.0e}")
