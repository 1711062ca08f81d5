# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line with another learning rate: how does the loss fall?"""

# %% Train
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W, b = torch.rand(1, requires_grad=True), torch.rand(1, requires_grad=True)
learning_rate = 0.001
optimizer = torch.optim.SGD([W, b], lr=learning_rate)
losses = []
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()  # a single number
    losses.append(loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
loss = (x * W + b - y).pow(2).sum()
print(f"step 1000 W {W.item():.4g} b {b.item():.4g} loss {loss.item():.3g}")

# %% Plot
import matplotlib.pyplot as plt

plt.figure(figsize=(4.6, 2.7), layout="constrained")
plt.semilogy(losses)
plt.axhline(0.16, color="gray", linewidth=1, linestyle=":")
plt.text(1000, 0.12, "lowest loss", color="gray", ha="right", va="top")
top = max(1000, 2 * losses[-1])  # at a rate too high the loss grows
plt.ylim(0.16 * (0.16 / top) ** 0.15, top)  # with room for a name below 0.16
plt.minorticks_off()
plt.xlabel("step")
plt.ylabel("loss")
plt.show()
