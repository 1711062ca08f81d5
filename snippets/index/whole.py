# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit a line through five points with an optimizer."""

# %% The whole program
import torch

torch.manual_seed(0)
x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([W, b], lr=0.001)
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"W {W.item():.2f}, b {b.item():.2f}, loss {loss:.2f}")
