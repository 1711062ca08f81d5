# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Change a tensor that backward() still needs: autograd notices."""

# %% Notice tags=["raises-exception"]
import torch

W = torch.tensor([3.0], requires_grad=True)  # (1,)
square = W.pow(2)  # its derivative is 2 * W, so autograd keeps W
with torch.no_grad():
    W.sub_(1.0)
square.backward()
