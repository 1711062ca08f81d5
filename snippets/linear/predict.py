# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Predict a new x with nn.Linear, and read its weight and its bias."""

# %% Fit
import torch
from torch import nn

hours = torch.tensor([[1.0], [2.0], [3.0], [4.0], [5.0]])  # (5, 1)
degrees = torch.tensor([[0.0], [-1.1], [-1.8], [-3.1], [-4.5]])  # (5, 1)
line = nn.Linear(1, 1)
optimizer = torch.optim.SGD(line.parameters(), lr=0.01)
for step in range(2000):
    loss = nn.functional.mse_loss(line(hours), degrees, reduction="sum")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% Predict
with torch.no_grad():  # nothing needs to be recorded
    hour_six = line(torch.tensor([[6.0]])).item()  # (1, 1) in, (1, 1) out
slope, intercept = line.weight.item(), line.bias.item()
print(f"hour six: {hour_six:.2f} degrees")
print(f"weight {slope:.2f} degrees an hour, bias {intercept:.2f} degrees")
