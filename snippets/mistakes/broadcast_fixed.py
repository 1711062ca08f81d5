# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Give predictions and targets the same shape."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Fix
optimizer = torch.optim.SGD([W, b], lr=0.01)
for step in range(1000):
    prediction = x.unsqueeze(1) * W + b  # (5, 1)
    difference = prediction - y.unsqueeze(1)  # (5, 1)
    loss = difference.pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
shape = list(difference.shape)
print(f"shape {shape}  W {W.item():.2f}  b {b.item():.2f}")
