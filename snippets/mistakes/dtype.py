# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Feed 64-bit numbers to a model of 32-bit numbers."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Predict tags=["raises-exception"]
import numpy as np

data = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])  # NumPy's default: 64 bits
X = torch.tensor(data)  # (5, 1), torch.float64
model = torch.nn.Linear(1, 1)
prediction = model(X)
