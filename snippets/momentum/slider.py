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

slopes, intercepts = torch.linspace(-3, 1, 41), torch.linspace(-1, 4, 41)
grid_W, grid_b = torch.meshgrid(slopes, intercepts, indexing="xy")  # (41, 41) each
heights = (x * grid_W[..., None] + grid_b[..., None] - y).pow(2).sum(dim=-1)

fig, ax = plt.subplots(figsize=(4.6, 3.0), layout="constrained")
plane = grid_W.tolist(), grid_b.tolist(), heights.tolist()
ax.contour(*plane, [1, 10, 50, 200], colors="gray", linewidths=0.7, alpha=0.5)
ax.plot(Ws[:100], bs[:100], "C0")  # after that it would cover itself
ax.plot(Ws[-1], bs[-1], "C0s", ms=14, mfc="none")
ax.plot(Ws[0], bs[0], "ko", mfc="w")
ax.text(0.55, 0.8, "start", va="center")
ax.plot(-1.1, 1.2, "k*", ms=10)
ax.text(-1.1, 1.6, "best", ha="center")
ax.set(xlim=(-3, 1), ylim=(-1, 4), xlabel="W", ylabel="b")
plt.show()
