# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Feed whole numbers to a model of 32-bit numbers."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Predict tags=["raises-exception"]
X = torch.tensor([[1], [2], [3], [4], [5]])  # (5, 1), torch.int64
model = torch.nn.Linear(1, 1)
prediction = model(X)
