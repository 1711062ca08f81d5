# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""The runs that the playground is compared with, and the figures it stands for."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
standardized = (x - x.mean()) / x.std(correction=0)  # (5,)

# %% Settings
addresses = [  # what the address of the page says for each of its presets
    "",
    "rate=0.0166667",
    "rate=0.0168879",
    "rate=0.0170739",
    "zero=0",
    "rate=0.0269752&steps=100&momentum=0.618513",
    "rate=0.1&steps=10&standard=1",
]

# %% Train
from urllib.parse import parse_qsl


def train(address):
    """Return W, b and loss at every step, under the settings of an address."""
    given = dict(parse_qsl(address))
    inputs = standardized if "standard" in given else x
    torch.manual_seed(0)
    W = torch.rand(1, requires_grad=True)  # (1,)
    b = torch.rand(1, requires_grad=True)  # (1,)
    rate, momentum = float(given.get("rate", 0.001)), float(given.get("momentum", 0))
    optimizer = torch.optim.SGD([W, b], lr=rate, momentum=momentum)
    history = []
    for step in range(int(given.get("steps", 1000)) + 1):
        loss = (inputs * W + b - y).pow(2).sum()  # a single number
        history.append((W.item(), b.item(), loss.item()))
        if "zero" not in given:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return torch.tensor(history)  # (steps + 1, 3)


runs = [train(address) for address in addresses]
for address, run in zip(addresses, runs):
    W, b, loss = run[-1].tolist()
    print(f"W {W:10.4g}  b {b:10.4g}  loss {loss:10.4g}  ?{address}")

# %% Fingerprints
# A float32 number is 32 bits. Read as integers and added up, all the numbers of a run
# give one number, which changes when any bit of any step does.
fingerprints = [run.view(torch.int32).sum().item() for run in runs]
processor = torch.backends.cpu.get_cpu_capability()

# %% Plot
import matplotlib.pyplot as plt
from matplotlib.patches import Ellipse

W, b, loss = runs[0].T  # (1001,) each
fig, axes = plt.subplot_mosaic(
    [["line", "surface"], ["loss", "loss"]], figsize=(4.6, 3.8), layout="constrained"
)
line = torch.tensor([0.5, 5.5])  # (2,)
axes["line"].plot(line.tolist(), (line * W[-1] + b[-1]).tolist(), color="C0")
axes["line"].plot(x.tolist(), y.tolist(), "ko")
axes["line"].set(xlabel="hours after sunset", ylabel="degrees Celsius")

A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
curvatures, directions = torch.linalg.eigh(2 * A.T @ A)  # (2,), (2, 2)
flattest_W, flattest_b = directions[:, 0]
angle = torch.atan2(flattest_b, flattest_W).rad2deg().item()
light = {"fc": ("C0", 0.04), "ec": "gray", "lw": 0.8}
for height in (0.5, 2, 8, 32, 128):  # above the smallest loss
    width, depth = (2 * (2 * height / curvatures).sqrt()).tolist()
    ring = Ellipse((-1.1, 1.2), width, depth, angle=angle, **light)
    axes["surface"].add_patch(ring)
path = [*range(40), *range(40, 1000, 40), 1000]
axes["surface"].plot(W[path].tolist(), b[path].tolist(), "o-", markevery=[-1])
axes["surface"].plot(W[0], b[0], "ko", mfc="w")
axes["surface"].text(W[0], b[0] + 0.15, "start", ha="center")
axes["surface"].plot(-1.1, 1.2, "k*", ms=10)
axes["surface"].text(-1.1, 1.4, "best", ha="center")
axes["surface"].set(xlim=(-2.2, 0.8), ylim=(-0.3, 2.7), xlabel="W", ylabel="b")

axes["loss"].semilogy(path, loss[path].tolist(), color="C0")
axes["loss"].set(xlabel="step", ylabel="loss")
plt.show()

# %% Rates
shown = range(101)
places = [(24, 1.1), (55, 12), (70, 130), (50, 2500)]  # of the names
fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
for i, name in enumerate(["0.001", "the best", "below the limit", "above it"]):
    color = ["C0", "C2", "C3", "C1"][i]
    ax.semilogy(shown, runs[i][shown, 2].tolist(), color=color)
    ax.text(*places[i], name, color=color)
ax.set(xlabel="step", ylabel="loss")
ax.minorticks_off()
plt.show()

# %% Forgotten zeroing
shown = range(61)
fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
for i, name in [(4, "not zeroed"), (0, "zeroed")]:
    color = f"C{1 if i else 0}"
    ax.semilogy(shown, runs[i][shown, 2].tolist(), color=color)
    ax.text(61, runs[i][60, 2], name, color=color, va="center")
ax.set(xlabel="step", ylabel="loss", xlim=(0, 78))
ax.minorticks_off()
plt.show()
