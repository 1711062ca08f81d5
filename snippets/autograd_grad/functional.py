# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line with torch.func.grad: a function in, its gradient function out."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Function
from torch.func import grad, vmap


def squared_errors(W, b, x, y):
    return (x * W + b - y).pow(2).sum()  # a single number


gradient = grad(squared_errors, argnums=(0, 1))  # for W and for b

# %% Start
torch.manual_seed(0)
W = torch.rand(1)  # (1,), and no requires_grad
b = torch.rand(1)  # (1,)

# %% Train
learning_rate = 0.001
path = [(W.item(), b.item())]
for step in range(1000):
    grad_W, grad_b = gradient(W, b, x, y)
    W = W - learning_rate * grad_W
    b = b - learning_rate * grad_b
    path.append((W.item(), b.item()))

# %% Result
loss = squared_errors(W, b, x, y)
print(f"step 1000 W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")

# %% Points
per_point = vmap(gradient, in_dims=(None, None, 0, 0))  # one W, one b, many points
each_W, each_b = per_point(W, b, x, y)  # (5, 1) and (5, 1)
grad_W, grad_b = gradient(W, b, x, y)  # (1,) and (1,)
pulls_W, pulls_b = each_W.flatten().tolist(), each_b.flatten().tolist()
print("by W, point by point:", [round(g, 4) for g in pulls_W])
print(f"their sum {sum(pulls_W):.4f}, the gradient {grad_W.item():.4f}")
print("by b, point by point:", [round(g, 4) for g in pulls_b])
print(f"their sum {sum(pulls_b):.4f}, the gradient {grad_b.item():.4f}")
stronger = (each_W.abs() > grad_W.abs()).sum().item()
print(f"points that pull W harder than the sum: {stronger} of 5")

# %% Plot
import matplotlib.pyplot as plt

grid_W, grid_b = torch.meshgrid(
    torch.linspace(-1.7, 0.7, 13), torch.linspace(0.2, 1.8, 9), indexing="ij"
)
field = vmap(vmap(gradient, (0, 0, None, None)), (0, 0, None, None))
down_W, down_b = (-g for g in field(grid_W, grid_b, x, y))  # (13, 9) each
length = torch.hypot(down_W, down_b)

points = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
minimum = torch.linalg.lstsq(points, y.unsqueeze(1)).solution.flatten().tolist()

fig, ax = plt.subplots(figsize=(4.6, 3.0), layout="constrained")
arrows = [t.tolist() for t in (grid_W, grid_b, down_W / length, down_b / length)]
ax.quiver(*arrows, angles="xy", color="gray", alpha=0.5, scale=20, width=0.004)
ax.plot(*zip(*(path[:20] + path[20::20])), "C0o-", markevery=[-1])
ax.plot(*path[0], "ko", mfc="w")
ax.text(0.5, 0.85, "start", ha="center")
ax.plot(*minimum, "k*", ms=10)
ax.text(-1.1, 1.27, "best", ha="center")
ax.text(-0.2, 0.45, "1000 steps", color="C0")
ax.set(xlabel="W", ylabel="b", aspect="equal")
ax.grid(False)
plt.show()
