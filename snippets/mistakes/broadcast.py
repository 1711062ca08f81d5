# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Subtract (5,) from (5, 1) by hand: 25 differences, and a flat line."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Train
optimizer = torch.optim.SGD([W, b], lr=0.001)
for step in range(2000):
    prediction = x.unsqueeze(1) * W + b  # (5, 1)
    difference = prediction - y  # (5, 5)
    loss = difference.pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
shape = list(difference.shape)
mean = y.mean()
print(f"shape {shape}  W {W.item():.2f}  b {b.item():.2f}  mean of y {mean.item():.2f}")

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.6), layout="constrained")
ax.plot(x.tolist(), y.tolist(), "ko")
ax.plot(x.tolist(), (x * W + b).tolist(), color="C1")
ax.plot(x.tolist(), (x * -1.1 + 1.2).tolist(), "C0--")
ax.set_xlabel("hours after sunset")
ax.set_ylabel("degrees Celsius")
ax.text(1, -2.6, "learned from (5, 1) and (5,)", color="C1")
ax.text(1.5, -0.3, "best line", color="C0")
plt.show()
