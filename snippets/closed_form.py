# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line in closed form: no learning rate, no loop."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Solve
A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2): the ones carry b
W, b = torch.linalg.lstsq(A, y.unsqueeze(1)).solution  # (2, 1): W, then b

# %% Result
loss = (x * W + b - y).pow(2).sum()  # a single number
print(f"W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")
hour_six = (6 * W + b).item()
print(f"hour six: {hour_six:.1f} degrees")

# %% Check
residual = x * W + b - y  # (5,)
projections = A.T @ residual  # (2,): with the x column, and with the ones
at_right_angles = bool((projections.abs() < 1e-4).all())
residuals = residual.tolist()
print("residual:", [round(r, 2) for r in residuals])
print("at right angles to both columns:", at_right_angles)

# %% Plot
import matplotlib.pyplot as plt

line = (x * W + b).tolist()
fig, (left, right) = plt.subplots(1, 2, figsize=(4.6, 2.5), layout="constrained")
left.plot(x.tolist(), line, color="C0")
left.plot(x.tolist(), y.tolist(), "ko")
left.text(3.6, -3.5, "line", color="C0", ha="right")
left.text(3.2, -1.6, "readings")
left.set(xlim=(0.5, 5.5), ylabel="degrees Celsius")
right.axhline(0, color="C0")
right.bar(x.tolist(), residuals, width=0.4, color="C1")
for place, r in zip(x.tolist(), residuals):
    beyond = r + 0.05 if r > 0 else r - 0.05
    right.text(place, beyond, f"{r:.1f}".replace("-", "−"), ha="center", va="center")
right.set(ylabel="line − reading, °C", ylim=(-0.42, 0.42), yticks=[-0.3, 0, 0.3])
for ax in (left, right):
    ax.set(xlabel="hours after sunset", xticks=range(1, 6))
plt.show()
