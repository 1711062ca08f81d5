# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Train and never zero the gradients."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)

# %% Train
optimizer = torch.optim.SGD([W, b], lr=0.001)
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()
    if step % 250 == 0:
        print(f"step {step:4}  loss {loss.item():6.2f}")
    loss.backward()
    optimizer.step()
loss = (x * W + b - y).pow(2).sum()
print(f"step 1000  loss {loss.item():6.2f}")
