# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Add up losses with their graphs."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Train
total = 0.0
for step in range(100):
    loss = (x * W + b - y).pow(2).sum()
    total += loss

kept, node = 0, total.grad_fn
while node.name() == "AddBackward0":  # walk back through the additions
    kept += 1
    node = node.next_functions[0][0]
print(f"requires grad: {total.requires_grad}, additions kept: {kept}")
