# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line by hand with torch.autograd.Variable, as it was done up to 2018."""

# %% Data
import torch
from torch.autograd import Variable

x = Variable(torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]))  # (5,)
y = Variable(torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5]))  # (5,)

# %% Start
torch.manual_seed(0)
W = Variable(torch.rand(1), requires_grad=True)  # (1,)
b = Variable(torch.rand(1), requires_grad=True)  # (1,)

# %% Train
learning_rate = 0.001
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()  # a single number
    if step % 100 == 0:
        print(
            f"step {step:4}  W {W.item():7.4f}  b {b.item():7.4f}"
            f"  loss {loss.item():9.4f}"
        )
    loss.backward()
    W.data -= learning_rate * W.grad.data
    b.data -= learning_rate * b.grad.data
    W.grad.data.zero_()
    b.grad.data.zero_()

# %% Result
loss = (x * W + b - y).pow(2).sum()
print(f"step 1000  W {W.item():7.4f}  b {b.item():7.4f}  loss {loss.item():9.4f}")

# %% Plot
import matplotlib.pyplot as plt

ends = torch.tensor([0.5, 5.5])  # (2,): a line needs two points
fig, ax = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
ax.plot(ends.tolist(), (ends * W.data + b.data).tolist(), label="after 1000 steps")
ax.plot(x.data.tolist(), y.data.tolist(), "ko", label="data")
ax.set_xlabel("x")
ax.set_ylabel("y")
ax.legend()
plt.show()
