# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""What LBFGS says when its closure returns nothing."""

# %% Setup
import torch

W = torch.zeros(1, requires_grad=True)  # (1,)
optimizer = torch.optim.LBFGS([W])


def closure():
    """Forgets to return the loss."""
    optimizer.zero_grad()
    W.pow(2).sum().backward()


# %% Step tags=["raises-exception"]
optimizer.step(closure)
