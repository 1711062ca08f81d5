# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Read the best learning rate off the curvature, then watch six rates train."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Curvature
def squared_error(line):
    """The loss of one line, given as a tensor of two numbers: W and b."""
    W, b = line
    return (x * W + b - y).pow(2).sum()


hessian = torch.func.hessian(squared_error)(torch.zeros(2))  # (2, 2)
smallest, largest = torch.linalg.eigvalsh(hessian).tolist()
limit = 2 / largest
best = 2 / (smallest + largest)
condition = largest / smallest
print("Hessian        ", hessian.tolist())
print(f"eigenvalues     {smallest:.5g} and {largest:.5g}")
print(f"largest rate    {limit:.6f}")
print(f"best rate       {best:.6f}")

# %% Start
above = 0.0172  # just above the limit
rates = torch.tensor([0.0001, 0.001, 0.01, best, above, 0.02])  # (6,)
torch.manual_seed(0)
W = torch.rand(1).repeat(6).requires_grad_()  # (6,): six lines, one for each rate
b = torch.rand(1).repeat(6).requires_grad_()  # (6,)

# %% Train
path, losses = [], []
for step in range(1001):
    residual = x.unsqueeze(1) * W + b - y.unsqueeze(1)  # (5, 6)
    loss = residual.pow(2).sum(dim=0)  # (6,): one loss for each rate
    path.append((W.tolist(), b.tolist()))
    losses.append(loss.tolist())
    W.grad = b.grad = None
    loss.sum().backward()  # no line feels the others: each gradient is its own
    with torch.no_grad():
        W -= rates * W.grad
        b -= rates * b.grad

# %% Result
print("  rate   slow   fast after 10      100     1000")
for i, rate in enumerate(rates.tolist()):
    slow, fast = 1 - rate * smallest, 1 - rate * largest
    after = "".join(f"{losses[step][i]:9.3g}" for step in (10, 100, 1000))
    print(f"{rate:.4f} {slow:.4f} {fast:6.3f}{after}")

# %% Overflow
import math

too_high = [loss[5] for loss in losses]  # the losses at rate 0.02
step_inf = next(step for step, loss in enumerate(too_high) if math.isinf(loss))
step_nan = next(step for step, loss in enumerate(too_high) if math.isnan(loss))
print(f"rate 0.02: the loss is inf from step {step_inf}, nan from step {step_nan}")

# %% Plot
import matplotlib.pyplot as plt
from matplotlib.patches import Ellipse

# Where the loss is the same: ellipses around the best line.
curvatures, directions = torch.linalg.eigh(hessian)  # (2,), (2, 2)
flattest_W, flattest_b = directions[:, 0]
angle = torch.atan2(flattest_b, flattest_W).rad2deg().item()
light = {"fc": ("C0", 0.04), "ec": "gray", "lw": 0.8}

fig, axes = plt.subplots(
    2, 2, figsize=(4.6, 3.2), layout="constrained", sharex=True, sharey=True
)
shown = [path[:30:3] + path[30::97], path[:8] + path[8:81:9], path[:21], path[:13]]
counts = [1000, 80, 20, 12]
for i, ax in enumerate(axes.flat, start=1):
    for height in (2, 10, 30, 65, 120):  # above the smallest loss
        width, depth = (2 * (2 * height / curvatures).sqrt()).tolist()
        ax.add_patch(Ellipse((-1.1, 1.2), width, depth, angle=angle, **light))
    line_W, line_b = zip(*[(W[i], b[i]) for W, b in shown[i - 1]])
    ax.plot(line_W, line_b, "C0o-", lw=1.1, markevery=[-1])
    ax.plot(line_W[0], line_b[0], "ko", mfc="w")
    ax.plot(-1.1, 1.2, "k*", ms=10)
    title = f"rate {rates[i].item():.3g}, {counts[i - 1]} steps"
    ax.set(xlim=(-3.4, 1.3), ylim=(-0.5, 2.1), yticks=[0, 1, 2], title=title)
axes[0, 0].text(0.5, 0.4, "start", ha="center")
axes[0, 0].text(-1.1, 1.45, "best", ha="center")
for ax in axes[1]:
    ax.set_xlabel("W")
for ax in axes[:, 0]:
    ax.set_ylabel("b")
plt.show()
