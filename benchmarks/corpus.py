"""The pages that every tool builds: six cells and a figure each, all different."""

import re

TITLES = ("Data", "Start", "Train", "Result", "Plot", "Best")
CODE = """\
# %% Data
import torch

x = torch.linspace(0, {n}, {points})
y = {slope} * x + torch.sin({n} * x)

# %% Start
torch.manual_seed({n})
W = torch.rand(1, requires_grad=True)
b = torch.rand(1, requires_grad=True)

# %% Train
optimizer = torch.optim.SGD([W, b], lr=0.1 / {n} ** 2)
for step in range(200):
    loss = (x * W + b - y).pow(2).mean()
    if step % 50 == 0:
        print(f"step {{step}} loss {{loss.item():.2f}}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% Result
print(f"page {n} has {{len(x) + {extra}}} points, W {{W.item():.2f}}")

# %% Plot
import matplotlib.pyplot as plt

plt.figure(figsize=(5, 3))
plt.plot(x, y, "o")
plt.plot(x, (x * W + b).detach())
plt.show()

# %% Best
A = torch.stack([x, torch.ones_like(x)], dim=1)
print(f"best {{torch.linalg.lstsq(A, y.unsqueeze(1)).solution[0].item():.2f}}")
"""
PROSE = {
    "Data": "Page {n} has points around a line of slope {slope}.",
    "Start": "It starts at random, and at the same place every time.",
    "Train": "Two hundred steps at a rate that suits the width of page {n}.",
    "Result": "This is where it ends.",
    "Plot": "The line runs through the middle of the wave.",
    "Best": "And this is the best slope of page {n}.",
}


def code(n: int, extra: int = 0) -> str:
    """The script of page `n`, from 1; `extra` changes what it prints."""
    return CODE.format(n=n, points=20 + n, slope=n / 10, extra=extra)


def cells(n: int, extra: int = 0) -> dict[str, str]:
    """Its cells by title."""
    parts = re.split(r"^# %% (\w+)\n", code(n, extra), flags=re.MULTILINE)[1:]
    return {t: s.strip() for t, s in zip(parts[::2], parts[1::2], strict=True)}


def prose(n: int, added: str = "") -> dict[str, str]:
    """Its paragraphs by the title of the cell that follows."""
    texts = {t: text.format(n=n, slope=n / 10) for t, text in PROSE.items()}
    return texts | {"Data": f"{texts['Data']} {added}".strip()}


def printed(n: int, extra: int = 0) -> str:
    """Words that its output must hold."""
    return f"page {n} has {20 + n + extra} points"
