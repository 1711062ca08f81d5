# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""The same change through .detach() is an error, not a wrong number."""

# %% Setup
import torch

s = (torch.arange(-40, 41) / 10).requires_grad_()  # (81,)
out = torch.sigmoid(s)  # (81,)

# %% Change tags=["raises-exception"]
out.detach().mul_(2)
out.sum().backward()
