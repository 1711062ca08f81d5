# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""A weight that is used twice collects a share of the gradient from each use."""

# %% Uses
import torch

W = torch.tensor([3.0], requires_grad=True)  # (1,)
product = W * W  # two uses of W
product.backward()
print("W.grad:", W.grad.item())
