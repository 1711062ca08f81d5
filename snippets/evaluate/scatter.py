# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
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
print(f"slope {slopes.mean().item():.2f} ± {spread:.2f}")

# %% Plot
import matplotlib.pyplot as plt

plt.figure(figsize=(5.4, 2.2), layout="constrained")
plt.hist(slopes.tolist(), bins=60, range=(-2.1, -0.1), histtype="step")
plt.xlabel("W, degrees an hour")
plt.ylabel("evenings")
plt.show()
