# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Ask for the gradient by a tensor that the loss does not depend on."""

# %% Unused tags=["raises-exception"]
import torch

W = torch.ones(1, requires_grad=True)  # (1,)
b = torch.ones(1, requires_grad=True)  # (1,)
loss = (2.0 * W).pow(2).sum()  # b was forgotten
torch.autograd.grad(loss, [W, b])
