# /// script
# requires-python = ">=3.11"
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
print(f"W {W.item():7.4f}  b {b.item():7.4f}  loss {loss.item():9.4f}")

# %% Plot
import matplotlib.pyplot as plt

line = (x * W + b).tolist()
fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
ax.vlines(x.tolist(), line, y.tolist(), color="C1", linewidth=4, label="residual")
ax.plot(x.tolist(), line, color="C0", label="line")
ax.plot(x.tolist(), y.tolist(), "o", color="k", label="data")
ax.set_xlabel("x")
ax.set_ylabel("y")
ax.legend()
plt.show()

# %% Check
residual = y - (x * W + b)  # (5,)
projections = A.T @ residual  # (2,): with the x column, and with the ones
at_right_angles = bool((projections.abs() < 1e-4).all())
print("residual:", [round(r, 2) for r in residual.tolist()])
print("at right angles to both columns:", at_right_angles)
