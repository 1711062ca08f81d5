# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Keep the graph of old predictions: the loss never changes."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Worse
optimizer = torch.optim.SGD([W, b], lr=0.001)
prediction = x * W + b
losses = []
for step in range(3):
    loss = (prediction - y).pow(2).sum()
    losses.append(loss.item())
    print(f"step {step}  loss {loss.item():.3f}")
    optimizer.zero_grad()
    loss.backward(retain_graph=True)
    optimizer.step()
