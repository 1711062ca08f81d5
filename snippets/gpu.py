# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line on the default device, whichever it is, and add in many orders."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Start
device = torch.get_default_device()
torch.manual_seed(0)
W = torch.rand(1, device="cpu").to(device).requires_grad_()  # (1,)
b = torch.rand(1, device="cpu").to(device).requires_grad_()  # (1,)

# %% Train
learning_rate = 0.001
optimizer = torch.optim.SGD([W, b], lr=learning_rate)
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()  # a single number
    if step % 100 == 0:
        print(f"step {step:4} W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% Result
loss = (x * W + b - y).pow(2).sum()
print(f"step 1000 W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")

# %% Draws
torch.manual_seed(0)
there = torch.rand(1).item()  # by the generator of the default device
torch.manual_seed(0)
here = torch.rand(1, device="cpu").item()  # by the generator of the CPU
print(f"seed 0 draws {there:.4f} on the default device, {here:.4f} on the CPU")

# %% Orders
import math

torch.manual_seed(0)
numbers = torch.rand(1000, device="cpu")
orders = torch.rand(200, 1000, device="cpu").argsort(dim=1, stable=True)
shuffled = numbers[orders].to(device)  # (200, 1000): the same numbers, 200 times


def add_up(rows):  # (..., n) -> (...)
    """Add the numbers of each row from left to right, in float32."""
    total = torch.zeros(rows.shape[:-1])
    for column in rows.unbind(-1):
        total = total + column  # each addition is rounded
    return total


one_by_one = add_up(shuffled)  # (200,)
in_lanes = add_up(add_up(shuffled.reshape(200, 40, 25)))  # 40 partial sums first

# %% Errors
exact = math.fsum(numbers.tolist())  # rounded once, at the end
unit = 2.0 ** (math.floor(math.log2(exact)) - 23)  # distance of neighboring floats
errors = [(total - exact) / unit for total in one_by_one.tolist()]
lane_errors = [(total - exact) / unit for total in in_lanes.tolist()]
different = len(set(errors))
lanes_different = len(set(lane_errors))
worst = max(abs(error) for error in errors)
lanes_worst = max(abs(error) for error in lane_errors)
print(f"one by one: {different:2} sums, off by up to {worst:4.1f} units")
print(f"40 lanes:   {lanes_different:2} sums, off by up to {lanes_worst:4.1f} units")

# %% Histogram
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
edges = [k - 0.5 for k in range(-math.ceil(worst) - 1, math.ceil(worst) + 3)]
ax.hist(errors, edges, alpha=0.6)
ax.hist(lane_errors, edges, histtype="step", linewidth=2, color="C2")
ax.set_xlabel("error of the sum (units in the last place)")
ax.set_ylabel("orders, of 200")
ax.text(6, 12, "one by one", color="C0")
ax.text(3, 45, "in 40 lanes", color="C2")
plt.show()
