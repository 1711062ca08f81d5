# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit a line on each of 2000 evenings: how far do their slopes scatter?"""

# %% Evenings
import torch

points = 5
noise = 0.3
x = torch.linspace(1, 5, points)  # (points,): hours after sunset
torch.manual_seed(0)
y = -1.1 * x + 1.2 + noise * torch.randn(2000, points)  # (2000, points)
A = torch.stack([x, torch.ones_like(x)], dim=1)  # (points, 2)
slopes = torch.linalg.lstsq(A, y.T).solution[0]  # (2000,)
spread = slopes.std().item()
low, high = slopes.quantile(torch.tensor([0.025, 0.975])).tolist()
print(f"slope {slopes.mean().item():.2f} ± {spread:.2f}")
print(f"95 % of the slopes are between {low:.2f} and {high:.2f}")
