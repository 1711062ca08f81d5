# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Make numbers of all values first."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Fix
import numpy as np

column = np.array([1.0, 2.0, "3.0"], dtype=object)
x = torch.tensor(column.astype(np.float32))  # (3,)
print(x)
