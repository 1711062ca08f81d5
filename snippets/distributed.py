# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line in two processes with DistributedDataParallel."""

# %% Data
import torch

torch.set_default_device("cpu")  # two processes of this kind fit on any machine
x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Start
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)


# %% Average
def gradient(x, y):
    """Return the gradient of the sum of squares over these points, in (W, b)."""
    loss = (x * W + b - y).pow(2).sum()
    return torch.cat(torch.autograd.grad(loss, [W, b]))  # (2,)


gradient_0 = gradient(x[:3], y[:3])  # process 0 has three points
gradient_1 = gradient(x[3:], y[3:])  # process 1 has two
average = (gradient_0 + gradient_1) / 2
full = gradient(x, y)
for name, g in [
    ("process 0", gradient_0),
    ("process 1", gradient_1),
    ("average", average),
    ("2 x average", 2 * average),
    ("all five points", full),
]:
    print(f"{name:15}  dW {g[0].item():7.2f}  db {g[1].item():6.2f}")

# %% Bits
optimizer = torch.optim.SGD([W, b], lr=0.001)
same_steps, largest_difference = 0, 0.0
for step in range(1000):
    full_now = gradient(x, y)
    split_now = gradient(x[:3], y[:3]) + gradient(x[3:], y[3:])
    same_steps += torch.equal(split_now, full_now)
    difference = (split_now - full_now).abs().max().item()
    largest_difference = max(largest_difference, difference)
    W.grad, b.grad = full_now.split(1)
    optimizer.step()
one_W, one_b = W.item(), b.item()  # what one process learns
print(f"every bit agrees in {same_steps} of 1000 steps")
print("always less than 0.0001 apart:", largest_difference < 0.0001)

# %% Picture
import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

fig, ax = plt.subplots(figsize=(4.6, 3.0), layout="constrained")
ax.axis("off")
ax.set(xlim=(0, 10), ylim=(0, 10))


def box(x, y, lines, color):
    """Write centered lines of text in a frame around (x, y)."""
    width, height = 2.3, 0.55 * len(lines)
    corner = (x - width / 2, y - height / 2)
    shape = {"boxstyle": "round,pad=0.2", "fc": "none", "ec": color, "lw": 1.5}
    ax.add_patch(FancyBboxPatch(corner, width, height, **shape))
    for i, line in enumerate(lines):
        ax.text(x, y + height / 2 - 0.55 * (i + 0.5), line, ha="center", va="center")


def arrow(start, end):
    """Draw an arrow from start to end."""
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": "gray"})


def numbers(g):
    """Return a gradient as two lines of text."""
    return [f"dW = {g[0].item():.2f}", f"db = {g[1].item():.2f}"]


for rank, side, points, g in [
    (0, -1, "x = 1, 2, 3", gradient_0),
    (1, 1, "x = 4, 5", gradient_1),
]:
    box(5 + 3.3 * side, 9.2, [f"process {rank}", points], f"C{rank}")
    box(5 + 3.3 * side, 6.0, ["its gradient", *numbers(g)], f"C{rank}")
    box(5 + 3.3 * side, 0.9, ["the same step:", "same W and b"], f"C{rank}")
    arrow((5 + 3.3 * side, 8.4), (5 + 3.3 * side, 7.3))
    arrow((5 + 2.4 * side, 4.9), (5 + 1.4 * side, 4.0))
    arrow((5 + 1.4 * side, 2.8), (5 + 2.4 * side, 1.7))
box(5, 3.4, ["the average", *numbers(average)], "gray")
plt.show()

# %% Program
program = '''\
import json

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel


class Line(torch.nn.Module):
    """The line x * W + b."""

    def __init__(self):
        super().__init__()
        self.W = torch.nn.Parameter(torch.rand(1))  # (1,)
        self.b = torch.nn.Parameter(torch.rand(1))  # (1,)

    def forward(self, x):
        return x * self.W + self.b


dist.init_process_group("gloo")
rank, world_size = dist.get_rank(), dist.get_world_size()

all_x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])
all_y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])
x = all_x.tensor_split(world_size)[rank]  # (3,) in process 0, (2,) in process 1
y = all_y.tensor_split(world_size)[rank]

torch.manual_seed(0)
line = Line()
model = DistributedDataParallel(line)
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)


def report(step):
    """Print the loss over all points, which are few enough for one process."""
    loss = (line(all_x) - all_y).pow(2).sum()
    print(
        f"step {step:4}  W {line.W.item():7.4f}  b {line.b.item():7.4f}"
        f"  loss {loss.item():9.4f}"
    )


for step in range(1000):
    if rank == 0 and step % 100 == 0:
        report(step)
    loss = (model(x) - y).pow(2).sum()  # over this process's points
    optimizer.zero_grad()
    (world_size * loss).backward()  # here the gradients are averaged
    if step == 0:
        first = [line.W.grad.item(), line.b.grad.item()]
    optimizer.step()

if rank == 0:
    report(1000)
    with open("line.json", "w") as file:
        json.dump({"W": line.W.item(), "b": line.b.item(), "first": first}, file)
dist.destroy_process_group()
'''
with open("ddp_fit.py", "w") as file:
    file.write(program)

# %% Run
import os
import subprocess
import sys

command = [sys.executable, "-m", "torch.distributed.run"]  # what torchrun starts
command += ["--standalone", "--nproc-per-node", "2", "ddp_fit.py"]
for attempt in range(5):  # see below why one attempt may not be enough
    two = subprocess.run(
        command,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    if two.returncode == 0:
        break
assert two.returncode == 0, two.stderr  # what went wrong, if anything did
print(two.stdout, end="")

# %% Compare
import json

with open("line.json") as file:
    fitted = json.load(file)
W, b = fitted["W"], fitted["b"]
loss = (x * W + b - y).pow(2).sum()
apart = max(abs(W - one_W), abs(b - one_b))
same_line = apart == 0
first_W, first_b = fitted["first"]
print(f"the first gradient of two processes: dW {first_W:.3f}  db {first_b:.3f}")
print(f"one process:   W {one_W:.4f}  b {one_b:.4f}")
print(f"two processes: W {W:.4f}  b {b:.4f}")
print("the same in every bit:", same_line)

# %% Uneven
from torch.utils.data.distributed import DistributedSampler


def best_line(weights):
    """Return the W and b with the least weighted sum of squares."""
    root = torch.tensor(weights).sqrt().unsqueeze(1)  # (5, 1)
    A = torch.stack([x, torch.ones(5)], dim=1)  # (5, 2)
    return torch.linalg.lstsq(root * A, root * y.unsqueeze(1)).solution.flatten()


dealt = []
for rank in range(2):
    sampler = DistributedSampler(range(5), num_replicas=2, rank=rank, shuffle=False)
    print(f"process {rank} is dealt the points {list(sampler)}")
    dealt += list(sampler)
times_dealt = [float(dealt.count(point)) for point in range(5)]

all_W, all_b = best_line([1.0, 1.0, 1.0, 1.0, 1.0])
means_W, means_b = best_line([1 / 6, 1 / 6, 1 / 6, 1 / 4, 1 / 4])
padded_W, padded_b = best_line(times_dealt)
print(f"each point once:       W {all_W.item():7.4f}  b {all_b.item():7.4f}")
print(f"average of two means:  W {means_W.item():7.4f}  b {means_b.item():7.4f}")
print(f"one point dealt twice: W {padded_W.item():7.4f}  b {padded_b.item():7.4f}")
