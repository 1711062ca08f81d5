# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line with another momentum: where do 1000 steps end?"""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Train
momentum = 0.9
optimizer = torch.optim.SGD([W, b], lr=0.001, momentum=momentum)
Ws, bs = [], []
for step in range(1000):
    Ws.append(W.item())
    bs.append(b.item())
    loss = (x * W + b - y).pow(2).sum()  # a single number
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
loss = (x * W + b - y).pow(2).sum()
print(f"step 1000 W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")

# %% Plot
import matplotlib.pyplot as plt
from matplotlib.patches import Ellipse

A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
curvatures, directions = torch.linalg.eigh(2 * A.T @ A)  # (2,), (2, 2)
flattest_W, flattest_b = directions[:, 0]
angle = torch.atan2(flattest_b, flattest_W).rad2deg().item()
light = {"fc": ("C0", 0.04), "ec": "gray", "lw": 0.8}

fig, ax = plt.subplots(figsize=(4.6, 2.8), layout="constrained")
for height in (1, 6, 20, 50, 100, 200):  # above the smallest loss
    width, depth = (2 * (2 * height / curvatures).sqrt()).tolist()
    ax.add_patch(Ellipse((-1.1, 1.2), width, depth, angle=angle, **light))
ax.plot(Ws[:100], bs[:100], "C0")  # after that it would cover itself
ax.plot(Ws[-1], bs[-1], "C0s", ms=14, mfc="none")
ax.plot(Ws[0], bs[0], "ko", mfc="w")
ax.text(0.55, 0.8, "start", va="center")
ax.plot(-1.1, 1.2, "k*", ms=10)
ax.text(-1.1, 1.6, "best", ha="center")
ax.set(xlim=(-3, 1), ylim=(-1, 4), xlabel="W", ylabel="b")
plt.show()
