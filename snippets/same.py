# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Train the same line in ten ways and compare every bit of every step."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
learning_rate = 0.001


# %% Train
def squared_error(W, b):
    """The loss of every page."""
    return (x * W + b - y).pow(2).sum()


def train(update, loss_of=squared_error, dtype=torch.float32):
    """W, b, the loss and both gradients at each of 1000 steps."""
    torch.manual_seed(0)
    W = torch.rand(1).to(dtype).requires_grad_()  # (1,)
    b = torch.rand(1).to(dtype).requires_grad_()  # (1,)
    step = update(W, b)
    path = []
    for _ in range(1000):
        loss = loss_of(W, b)
        W.grad = b.grad = None
        loss.backward()
        gradients = W.grad.item(), b.grad.item()
        path.append((W.item(), b.item(), loss.item(), *gradients))
        with torch.no_grad():
            step()
    return path


# %% Updates
def sgd(**options):
    """The optimizer, with one of its ways to loop over W and b."""
    return lambda W, b: torch.optim.SGD([W, b], lr=learning_rate, **options).step


def one_rounding(W, b):
    """Multiply and subtract in one operation."""

    def step():
        W.sub_(W.grad, alpha=learning_rate)
        b.sub_(b.grad, alpha=learning_rate)

    return step


def two_roundings(W, b):
    """Multiply, then subtract: as written in most tutorials."""

    def step():
        W.sub_(learning_rate * W.grad)
        b.sub_(learning_rate * b.grad)

    return step


def data(W, b):
    """The same through .data."""

    def step():
        W.data -= learning_rate * W.grad.data
        b.data -= learning_rate * b.grad.data

    return step


def by_hand(W, b):
    """The gradient from paper: nothing of loss.backward() is used."""

    def step():
        residual = x * W + b - y  # (5,)
        W.sub_(2 * (residual * x).sum(), alpha=learning_rate)
        b.sub_(2 * residual.sum(), alpha=learning_rate)

    return step


# %% Losses
def matrix(W, b):
    """The product that nn.Linear computes."""
    prediction = torch.nn.functional.linear(x.unsqueeze(1), W.unsqueeze(1), b)  # (5, 1)
    return (prediction - y.unsqueeze(1)).pow(2).sum()


def backward_order(W, b):
    """The same five points, the last one first."""
    return (x.flip(0) * W + b - y.flip(0)).pow(2).sum()


def double(W, b):
    """The same numbers, computed in 64 bits."""
    return (x.double() * W + b - y.double()).pow(2).sum()


# %% Result
ways = {
    "SGD": train(sgd()),
    "SGD(foreach=True)": train(sgd(foreach=True)),
    "SGD(fused=True)": train(sgd(fused=True)),
    "W.sub_(W.grad, alpha=rate)": train(one_rounding),
    "gradient by hand": train(by_hand),
    "W -= rate * W.grad": train(two_roundings),
    "W.data -= rate * W.grad.data": train(data),
    "nn.Linear": train(sgd(), matrix),
    "points in reverse order": train(sgd(), backward_order),
    "64 bits": train(sgd(), double, torch.float64),
}
sgd_path = ways["SGD"]
names, differing, largest = list(ways), [], []
print(f"{'compared with SGD':30}steps that differ   largest difference in W")
for name, path in ways.items():
    pairs = list(zip(path, sgd_path))
    differing.append(sum(ours[:2] != theirs[:2] for ours, theirs in pairs))
    largest.append(max(abs(ours[0] - theirs[0]) for ours, theirs in pairs))
    print(f"{name:30}{differing[-1]:17}{largest[-1]:26.1e}")
off_truth, off_sgd = largest[-1], max(largest[:-1])
print(f"at most {off_sgd:.1e} from SGD in 32 bits, and {off_truth:.1e} in 64")

# %% Rounding
path = torch.tensor(sgd_path)  # (1000, 5)
old, gradients = path[:, :2], path[:, 3:]  # (1000, 2) each: W and b
rate = torch.tensor(learning_rate)  # 0.001, as 32 bits hold it
exact = old.double() - rate.double() * gradients.double()  # (1000, 2)
once = exact.float()
twice = old - rate * gradients  # the product is rounded, then the difference
once_right = (once[:-1] == old[1:]).all(dim=1).sum().item()
twice_right = (twice[:-1] == old[1:]).all(dim=1).sum().item()
print(f"SGD's next W and b are the exact ones, rounded once: {once_right} of 999 steps")
print(f"they are the ones rounded twice: {twice_right} of 999 steps")
changed = (once != twice)[:-1].any(dim=1).sum().item()
print(f"the two roundings differ in {changed} of 999 steps")

# %% Example
exact, once, twice = exact[:, 0], once[:, 0], twice[:, 0]  # W alone, (1000,) each
step = (once != twice).int().argmax().item()  # the first step where they differ
print(f"from step {step} to step {step + 1}")
print(f"exact          W = {exact[step].item():.16f}")
print(f"rounded once   W = {once[step].item():.16f}")
print(f"rounded twice  W = {twice[step].item():.16f}")

# %% Neighbors
import matplotlib.pyplot as plt

above = once[step].nextafter(torch.tensor(1.0))
below = once[step].nextafter(torch.tensor(-1.0))
gap = (above - below).double() / 2  # between one 32-bit number and the next
offsets = 1e9 * (once[step] - exact[step] + gap * torch.arange(-2, 3))
off_once = 1e9 * (once[step] - exact[step]).item()
off_twice = 1e9 * (twice[step] - exact[step]).item()

fig, ax = plt.subplots(figsize=(4.6, 1.9), layout="constrained")
ax.plot(offsets.tolist(), [0] * 5, "k|", ms=14)
ax.plot(0, 0, "ko")
ax.text(0, 0.6, "exact", ha="center")
ax.plot(off_once, 0, "C0s")
ax.text(off_once, -1, "rounded once", color="C0", ha="center")
ax.plot(off_twice, 0, "C2D")
ax.text(off_twice, 1.5, "rounded twice", color="C2", ha="center")
ax.text(offsets[0], 0.9, "32-bit numbers")
ax.set_xlabel("distance from the exact result × 10⁹")
ax.set_yticks([])
ax.set_ylim(-1.5, 2.5)
plt.show()

# %% Drift
pairs = list(zip(ways["W -= rate * W.grad"], sgd_path))
drift_W = [ours[0] - theirs[0] for ours, theirs in pairs]
drift_b = [ours[1] - theirs[1] for ours, theirs in pairs]
largest_drift = max(abs(drift) for drift in drift_W + drift_b)
last_apart = max((i for i in range(1000) if drift_W[i] or drift_b[i]), default=0)

fig, ax = plt.subplots(figsize=(4.6, 2.5), layout="constrained")
ax.plot(range(0, 1000, 6), [drift * 1e7 for drift in drift_W[::6]], ".", color="C0")
ax.plot(range(0, 1000, 6), [drift * 1e7 for drift in drift_b[::6]], ".", color="C2")
ax.set_title(f"at most {largest_drift * 1e7:.1f}", loc="right")
ax.set_xlabel("step")
ax.set_ylabel("difference × 10⁷")
ax.text(1000, 0.2, "W", color="C0", ha="right")
ax.text(1000, -0.2, "b", color="C2", ha="right", va="top")
plt.show()


# %% Order
def in_three_orders(path):
    """The slope's gradient along a path, its five products added up in three orders."""
    W, b = torch.tensor(path)[:, :2].unsqueeze(2).unbind(1)  # (1000, 1) each
    slopes = 2 * (x * W + b - y)  # (1000, 5)
    first, second, third, fourth, last = (slopes * x).unbind(1)  # (1000,) each
    one_by_one = (((first + second) + third) + fourth) + last
    last_early = (((first + last) + second) + third) + fourth
    fused = first
    for i in range(1, 5):  # 64 bits hold a product of two 32-bit numbers exactly
        fused = (fused + slopes[:, i].double() * x[i]).float()  # so this rounds once
    return one_by_one, last_early, fused


explained = []  # of the gradients that autograd computed, by each order
for name in ("SGD", "nn.Linear"):
    gradient = torch.tensor(ways[name])[:, 3]  # (1000,): W.grad at each step
    for guess in in_three_orders(ways[name]):
        explained.append((guess == gradient).sum().item())
    plain, early, fused = explained[-3:]
    print(f"{name:9}  first to last {plain:4}  last early {early:4}  fused {fused:4}")
