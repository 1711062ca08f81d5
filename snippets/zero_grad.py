# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""What happens when gradients are not zeroed."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


def start():
    torch.manual_seed(0)
    return torch.rand(1, requires_grad=True), torch.rand(1, requires_grad=True)


# %% Two passes
W, b = start()
(x * W + b - y).pow(2).sum().backward()
once = W.grad.item()
(x * W + b - y).pow(2).sum().backward()  # the same loss at the same place
twice = W.grad.item()
exactly_double = twice == 2 * once
print(f"W.grad after one backward():  {once:8.3f}")
print(f"W.grad after two backward():  {twice:8.3f}")
print("exactly double?              ", exactly_double)


# %% Train
def train(zeroing):
    W, b = start()
    optimizer = torch.optim.SGD([W, b], lr=0.001)
    losses, path = [], []
    for step in range(1000):
        loss = (x * W + b - y).pow(2).sum()
        losses.append(loss.item())
        path.append((W.item(), b.item()))
        if zeroing:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, path


losses_right, path_right = train(zeroing=True)
losses_wrong, path_wrong = train(zeroing=False)
print("          zeroed  not zeroed")
for step in (0, 1, 2, 5, 10, 100, 500, 995, 999):
    print(f"step {step:3}  {losses_right[step]:7.2f}  {losses_wrong[step]:10.2f}")
lowest, highest = min(losses_wrong), max(losses_wrong)
print(f"not zeroed: between {lowest:.2f} and {highest:.2f}")

# %% Loss
import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 2, figsize=(4.6, 2.6), sharey=True, layout="constrained")
axes[0].plot(losses_right[:100], color="C0")
axes[0].set_title("zeroed", color="C0")
axes[1].plot(losses_wrong[:100], color="C1")
axes[1].set_title("not zeroed", color="C1")
axes[0].set_ylabel("loss")
for ax in axes:
    ax.set_yscale("log")
    ax.minorticks_off()
    ax.set_xlabel("step")
plt.show()

# %% Angle
import math

W, b = start()
optimizer = torch.optim.SGD([W, b], lr=0.001)
angles = []  # between what the optimizer follows and the gradient it should follow
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()
    true_W, true_b = torch.autograd.grad(loss, [W, b], retain_graph=True)
    loss.backward()
    followed = math.atan2(b.grad.item(), W.grad.item())
    turn = math.degrees(followed - math.atan2(true_b.item(), true_W.item()))
    angles.append(abs((turn + 180) % 360 - 180))  # from 0 to 180 degrees
    optimizer.step()
uphill = sum(angle > 90 for angle in angles)
largest = max(angles)
print(f"steps that go uphill: {uphill} of 1000")
print(f"largest angle: {largest:.1f} degrees")

# %% Paths
fig, axes = plt.subplots(1, 2, figsize=(4.6, 2.7), sharey=True, layout="constrained")
some = path_right[:30] + path_right[30::40]  # the late steps are tiny
axes[0].plot(*zip(*some), ".-", color="C0", lw=0.8, ms=3)
axes[0].set_title("zeroed", color="C0")
axes[1].plot(*zip(*path_wrong[:120]), ".-", color="C1", lw=0.5, ms=3)
axes[1].set_title("not zeroed", color="C1")
axes[0].text(-1.1, 1.35, "best", ha="center")
axes[0].text(0.5, 0.95, "start", ha="center")
axes[0].set_ylabel("b")
for ax in axes:
    ax.plot(-1.1, 1.2, "k*", ms=10)
    ax.plot(*path_right[0], "ko", mfc="w")
    ax.set_xlim(-2.9, 0.8)
    ax.set_xlabel("W")
plt.show()
