# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit nn.Linear to two features: hours after sunset, and clouds."""

# %% Data
import torch
from torch import nn

hours = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
clouds = torch.tensor([0.2, 0.2, 0.9, 0.5, 0.1])  # (5,): 0 is clear, 1 covered
features = torch.stack([hours, clouds], dim=1)  # (5, 2): a column for each feature
degrees = torch.tensor([[0.0], [-1.1], [-1.8], [-3.1], [-4.5]])  # (5, 1)

# %% Fit
plane = nn.Linear(in_features=2, out_features=1)
optimizer = torch.optim.SGD(plane.parameters(), lr=0.01)
for step in range(3000):
    loss = nn.functional.mse_loss(plane(features), degrees, reduction="sum")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
per_hour, per_cloud = plane.weight.squeeze(0).tolist()  # (1, 2): one for each column
at_start = plane.bias.item()
print(f"hours {per_hour:.2f}, clouds {per_cloud:.2f}, bias {at_start:.2f}")
