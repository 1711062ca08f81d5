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
