# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Replace W after the optimizer was made."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Train
optimizer = torch.optim.SGD([W, b], lr=0.001)
W = torch.zeros(1, requires_grad=True)  # the optimizer keeps the old one
for step in range(3):
    loss = (x * W + b - y).pow(2).sum()
    print(f"step {step}  W {W.item():.4f}  b {b.item():.4f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
