# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Keep a layer in a plain list, where the model does not see it."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)


# %% Start tags=["raises-exception"]
class Line(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [torch.nn.Linear(1, 1)]


model = Line()
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
