# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Where zero_grad() goes: three places that work and one that does not."""

# %% Setup
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


def path(place):
    torch.manual_seed(0)
    W = torch.rand(1, requires_grad=True)
    b = torch.rand(1, requires_grad=True)
    optimizer = torch.optim.SGD([W, b], lr=0.001)
    places = []
    for _ in range(1000):
        if place == "before the forward pass":
            optimizer.zero_grad()
        loss = (x * W + b - y).pow(2).sum()
        if place == "before backward()":
            optimizer.zero_grad()
        loss.backward()
        if place == "before step()":
            optimizer.zero_grad()
        optimizer.step()
        if place == "after step()":
            optimizer.zero_grad()
        places.append((W.item(), b.item()))
    return places


# %% Compare
first = path("before the forward pass")
second = path("before backward()")
third = path("after step()")
wrong = path("before step()")
same_bits = first == second == third
moved = len(set(wrong)) > 1
print("all 1000 steps of the three have the same bits:", same_bits)
print("with zero_grad() before step(), anything moved:", moved)
