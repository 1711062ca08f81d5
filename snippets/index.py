# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Five points and the line that gradient descent finds."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Train
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,): the slope
b = torch.rand(1, requires_grad=True)  # (1,): the intercept
learning_rate = 0.001
optimizer = torch.optim.SGD([W, b], lr=learning_rate)
lines = {}
for step in range(1001):
    lines[step] = (W.item(), b.item())
    optimizer.zero_grad()
    loss = (x * W + b - y).pow(2).sum()
    loss.backward()
    optimizer.step()
W_end, b_end = lines[1000]

# %% Frames
frames = [0, 1, 2, 3, 4, 5, 6, 8, 11, 16, 30, 100, 300, 1000]
slopes = [lines[step][0] for step in frames]
intercepts = [lines[step][1] for step in frames]
losses = [
    sum((xi * slope + intercept - yi) ** 2 for xi, yi in zip(x.tolist(), y.tolist()))
    for slope, intercept in zip(slopes, intercepts)
]
heights = y.tolist()

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.8), layout="constrained")
for step, strength in ((0, 0.25), (2, 0.35), (4, 0.45), (8, 0.6), (1000, 1.0)):
    slope, intercept = lines[step]
    ends = [slope * end + intercept for end in (0.5, 5.5)]
    ax.plot([0.5, 5.5], ends, color="C0", alpha=strength, lw=2)
    ax.text(5.55, ends[1], f"step {step}", color="C0", va="center")
ax.plot(x.tolist(), y.tolist(), "ko")
ax.text(1.9, -1.9, "readings", ha="right")
ax.set(xlim=(0.4, 6.3), xticks=range(1, 6))
ax.set_xlabel("hours after sunset")
ax.set_ylabel("degrees Celsius")
plt.show()
