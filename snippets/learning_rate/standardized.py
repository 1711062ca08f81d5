# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Standardize x first: one step of gradient descent is enough."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Train
mean, std = x.mean(), x.std(correction=0)
z = (x - mean) / std  # (5,): mean 0, standard deviation 1

torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,): the slope over z, not over x
b = torch.rand(1, requires_grad=True)  # (1,)
learning_rate = 0.1
optimizer = torch.optim.SGD([W, b], lr=learning_rate)
for step in range(3):
    loss = (z * W + b - y).pow(2).sum()  # a single number
    print(f"step {step}  W {W.item():7.4f}  b {b.item():7.4f}  loss {loss.item():9.4f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% Result
slope = (W / std).item()  # back to the units of x
intercept = (b - W * mean / std).item()
print(f"slope {slope:.4f}, intercept {intercept:.4f}")
hour_six = (W * (6 - mean) / std + b).item()  # standardize what you predict for, too
print(f"hour six: {hour_six:.1f} degrees")

# %% Curvatures
columns = torch.stack([z, torch.ones_like(z)], dim=1)  # (5, 2)
hessian = 2 * columns.T @ columns  # (2, 2)
smallest, largest = torch.linalg.eigvalsh(hessian).tolist()
print(f"eigenvalues {smallest:.4f} and {largest:.4f}")
