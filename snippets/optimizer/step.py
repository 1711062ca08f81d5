# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""An optimizer never sees the loss: step() reads .grad."""

# %% Step
import torch

p = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([p], lr=0.1)
p.grad = torch.tensor([2.0])  # written by hand: there is no loss anywhere
optimizer.step()
print(f"p moved from 0 to {p.item():.4f}")
