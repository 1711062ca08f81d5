# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Count what autograd records when the update is not inside torch.no_grad()."""

# %% Inside
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
W = torch.tensor([2.0], requires_grad=True)
outside = x * W  # (5,)
with torch.no_grad():
    inside = x * W  # (5,), the same five numbers
print("outside:", outside.requires_grad, outside.grad_fn.name())
print("inside: ", inside.requires_grad, inside.grad_fn)
print("W:      ", W.requires_grad)


# %% Count
def operations(tensor):
    """Return how many recorded operations backward() would go through."""
    seen, waiting = set(), [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(earlier for earlier, _ in node.next_functions)
    return len(seen)


# %% Grow
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


def train(update, steps=200):
    """Return W at the end, and the size of the recording at each step."""
    torch.manual_seed(0)
    W, b = torch.rand(1, requires_grad=True), torch.rand(1, requires_grad=True)
    counts = []
    for _ in range(steps):
        loss = (x * W + b - y).pow(2).sum()
        counts.append(operations(loss))
        for p in (W, b):
            p.retain_grad()  # keep .grad even where p is not a leaf
        loss.backward()
        W, b = update(W), update(b)
    return W.item(), counts


def recorded(p):
    return p - 0.001 * p.grad  # a new tensor that remembers the old one


@torch.no_grad()
def not_recorded(p):
    p.sub_(p.grad, alpha=0.001)
    p.grad = None
    return p


recorded_W, growing = train(recorded)
not_recorded_W, constant = train(not_recorded)
print(f"recorded:     W {recorded_W:.4f} ", growing[:5], "...", growing[-1])
print(f"not recorded: W {not_recorded_W:.4f} ", constant[:5], "...", constant[-1])

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.6), layout="constrained")
ax.plot(range(0, 200, 5), growing[::5], "C1")
ax.plot(range(0, 200, 5), constant[::5], "C0")
ax.set(xlabel="step", ylabel="recorded operations", ylim=(0, None))
ax.text(140, 310, "update recorded", color="C1", ha="right")
ax.text(195, 25, "update inside no_grad", color="C0", ha="right")
plt.show()
