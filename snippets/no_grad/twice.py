# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Call backward() twice without emptying .grad in between."""

# %% Once
import torch

W = torch.tensor([3.0], requires_grad=True)  # (1,)
W.pow(2).backward()  # the derivative of W * W is 2 * W
print("after the first backward(): ", W.grad.item())

# %% Again
W.pow(2).backward()  # W is still 3
print("after the second backward():", W.grad.item())
