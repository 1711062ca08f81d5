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
low, high = slopes.quantile(torch.tensor([0.025, 0.975])).tolist()
print(f"slope {slopes.mean().item():.2f} ± {spread:.2f}")
print(f"95 % of the slopes are between {low:.2f} and {high:.2f}")

# %% Plot
import matplotlib.pyplot as plt

lines = A @ torch.linalg.lstsq(A, y.T).solution  # (points, 2000)
bottom, top = lines.quantile(torch.tensor([0.025, 0.975]), dim=1).tolist()

fig, ax = plt.subplots(figsize=(4.6, 2.5), layout="constrained")
ax.fill_between(x.tolist(), bottom, top, color="C0", alpha=0.2)
ax.plot(x.tolist(), lines[:, 0].tolist(), "C0")
ax.plot(x.tolist(), y[0].tolist(), "ko", ms=4)
ax.text(3.5, 0.6, "first evening")
ax.text(2.5, -5, "95 % of the lines", color="C0", ha="right")
ax.set(
    ylim=(-7, 1.9),
    yticks=[-6, -3, 0],
    xlabel="hours after sunset",
    ylabel="degrees Celsius",
)
plt.show()
