# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Write the model as a class: subclass nn.Module, and fit the line."""

# %% Class
import torch
from torch import nn


class Line(nn.Module):
    """A line: one feature in, one number out."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(in_features=1, out_features=1)

    def forward(self, inputs):
        return self.linear(inputs)  # (n, 1) to (n, 1)


# %% Fit
hours = torch.tensor([[1.0], [2.0], [3.0], [4.0], [5.0]])  # (5, 1)
degrees = torch.tensor([[0.0], [-1.1], [-1.8], [-3.1], [-4.5]])  # (5, 1)
model = Line()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(2000):
    loss = nn.functional.mse_loss(model(hours), degrees, reduction="sum")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
names = [name for name, _ in model.named_parameters()]
slope, intercept = model.linear.weight.item(), model.linear.bias.item()
print(names)
print(f"weight {slope:.2f}, bias {intercept:.2f}")
