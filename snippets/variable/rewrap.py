# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Wrapping a result in Variable cuts it off from the graph."""

# %% Setup
import torch
from torch.autograd import Variable

x = torch.tensor([1.0, 2.0, 3.0])  # (3,)
W = torch.ones(1, requires_grad=True)  # (1,)
prediction = x * W  # (3,)
rewrapped = Variable(prediction)
print("before:", prediction.requires_grad)
print("after: ", rewrapped.requires_grad)

# %% Backward tags=["raises-exception"]
rewrapped.sum().backward()
