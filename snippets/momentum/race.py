# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Gradient descent, momentum and Adam, from one start, down one valley."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Descend
def descend(make_optimizer, steps=1000):
    """The path [(W, b, loss), ...] of an optimizer from the usual start."""
    torch.manual_seed(0)
    W = torch.rand(1, requires_grad=True)  # (1,)
    b = torch.rand(1, requires_grad=True)  # (1,)
    optimizer = make_optimizer([W, b])
    path = []
    for _ in range(steps + 1):
        loss = (x * W + b - y).pow(2).sum()  # a single number
        path.append((W.item(), b.item(), loss.item()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return path


def arrival(path):
    """The step from which W and b stay within 0.001 of -1.1 and 1.2."""
    far = [
        i for i, (W, b, _) in enumerate(path) if max(abs(W + 1.1), abs(b - 1.2)) > 1e-3
    ]
    return far[-1] + 1


# %% Same rate
SGD, Adam = torch.optim.SGD, torch.optim.Adam
same_rate = {
    "plain": descend(lambda params: SGD(params, lr=0.001)),
    "momentum": descend(lambda params: SGD(params, lr=0.001, momentum=0.9)),
    "Adam": descend(lambda params: Adam(params, lr=0.001)),
}
for name, path in same_rate.items():
    W, b, loss = path[-1]
    print(f"{name:8}  W {W:7.4f}  b {b:7.4f}  loss {loss:9.4f}")

# %% Valley
import matplotlib.pyplot as plt
from matplotlib.patches import Ellipse

A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
curvatures, directions = torch.linalg.eigh(2 * A.T @ A)  # (2,), (2, 2)
flattest_W, flattest_b = directions[:, 0]
angle = torch.atan2(flattest_b, flattest_W).rad2deg().item()
light = {"fc": ("C0", 0.04), "ec": "gray", "lw": 0.8}

fig, ax = plt.subplots(figsize=(4.6, 3.0), layout="constrained")
for height in (0.2, 1, 4, 12, 30, 60, 120):  # above the smallest loss
    width, depth = (2 * (2 * height / curvatures).sqrt()).tolist()
    ax.add_patch(Ellipse((-1.1, 1.2), width, depth, angle=angle, **light))
colors = {"plain": "C0", "momentum": "C2", "Adam": "C3"}
for name, path in same_rate.items():
    Ws, bs, _ = zip(*(path[:60] + path[60::20]))  # every step, then every 20th
    ax.plot(Ws, bs, "o-", color=colors[name], markevery=[-1])
ax.plot(*path[0][:2], "ko", mfc="w")
ax.text(0.55, 0.75, "start", va="center")
ax.plot(-1.1, 1.2, "k*", ms=10)
ax.text(-1.1, 1.3, "best", ha="center")
ax.set(xlim=(-2.5, 1.1), ylim=(-0.4, 1.8), xlabel="W", ylabel="b", aspect="equal")
ax.set_yticks([0, 1])
ax.text(-1.2, 0.7, "plain", color="C0", ha="right")
ax.text(-1.8, 0.15, "momentum", color="C2", va="top")
ax.text(0.1, 0.2, "Adam", color="C3")
plt.show()

# %% First step
first_moves = {}
for name, path in same_rate.items():
    first_moves[name] = [after - before for before, after in zip(path[0], path[1])]
    W_move, b_move, _ = first_moves[name]
    print(f"{name:8}  W moves {W_move:8.4f}  b moves {b_move:8.4f}")

# %% Best rates
flat, steep = curvatures.tolist()
root_flat, root_steep = flat**0.5, steep**0.5
plain_rate = 2 / (flat + steep)
momentum_rate = (2 / (root_flat + root_steep)) ** 2
beta = ((root_steep - root_flat) / (root_steep + root_flat)) ** 2
plain_shrink = (steep - flat) / (steep + flat)  # of the error, with every step
momentum_shrink = beta**0.5
print(f"plain     rate {plain_rate:.4f}  leaves {plain_shrink:.4f} of the error")
print(f"momentum  rate {momentum_rate:.4f}  leaves {momentum_shrink:.4f} of the error")
print(f"          with momentum={beta:.4f}")

# %% Race
best_rate = {
    "plain": descend(lambda params: SGD(params, lr=plain_rate)),
    "momentum": descend(lambda params: SGD(params, lr=momentum_rate, momentum=beta)),
    "Adam": descend(lambda params: Adam(params, lr=0.5)),
}
for name, path in best_rate.items():
    highest = max(loss for _, _, loss in path)
    print(f"{name:8}  arrives at step {arrival(path):3}, highest loss {highest:6.1f}")

# %% Plot
fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
for name, path in best_rate.items():
    distances = [max(abs(W + 1.1), abs(b - 1.2)) for W, b, _ in path[:300:2]]
    ax.semilogy(range(0, 300, 2), distances, colors[name])
ax.axhline(0.001, color="gray", linewidth=1, linestyle=":")
ax.text(200, 0.06, "plain", color="C0")
ax.text(30, 1e-4, "momentum", color="C2", ha="right")
ax.text(200, 2e-4, "Adam", color="C3")
ax.set_xlabel("step")
ax.set_ylabel("distance to the minimum")
plt.show()

# %% In the text
start_W = same_rate["Adam"][0][0]
adam_W, adam_b, _ = same_rate["Adam"][-1]
adam_first_W, adam_first_b, _ = first_moves["Adam"]
plain_steps, momentum_steps, adam_steps = map(arrival, best_rate.values())
momentum_highest = max(loss for _, _, loss in best_rate["momentum"])
