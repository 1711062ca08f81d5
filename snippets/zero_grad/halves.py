# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Two half batches add up to the gradient of one batch."""

# %% Accumulate
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([W, b], lr=0.001)

equal_steps = 0
largest = 0.0
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()
    whole = torch.autograd.grad(loss, [W, b])  # all five points at once
    optimizer.zero_grad()  # once a batch, not once a part
    (x[:3] * W + b - y[:3]).pow(2).sum().backward()  # three points
    (x[3:] * W + b - y[3:]).pow(2).sum().backward()  # two points: += in .grad
    gaps = [abs(W.grad - whole[0]).item(), abs(b.grad - whole[1]).item()]
    equal_steps += max(gaps) == 0
    largest = max(largest, *gaps)
    optimizer.step()
print(f"3 + 2 points gave the same gradient as 5 in {equal_steps} of 1000 steps")
print(f"the largest difference is {largest:.0e}")


# %% Mean
def squares(part):
    return (x[part] * W + b - y[part]).pow(2)


def slope(*losses):
    W.grad = None
    for loss in losses:
        loss.backward()
    return W.grad.item()


three, two = slice(0, 3), slice(3, 5)
wanted = slope(squares(slice(0, 5)).mean())
halved = slope(squares(three).mean() / 2, squares(two).mean() / 2)
weighted = slope(squares(three).sum() / 5, squares(two).sum() / 5)
print(f"W.grad, mean of five points: {wanted:7.4f}")
print(f"half of each part's mean:    {halved:7.4f}")
print(f"a fifth of each part's sum:  {weighted:7.4f}")
