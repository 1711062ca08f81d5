# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Train until nothing moves any more, and compare the closed form."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Closed form
columns = torch.stack([x, torch.ones_like(x)], dim=1).double()  # (5, 2)
solution = torch.linalg.lstsq(columns, y.double().unsqueeze(1)).solution  # (2, 1)
best_W, best_b = solution.flatten().tolist()

# %% Train
learning_rate = 0.001
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)
away = []
for step in range(10_000):
    before = W.item(), b.item()
    if step in (0, 1000, 2000, 4000):
        away.append(before[0] - best_W)
        print(f"step {step:4}  from the best W {away[-1]:9.2g}")
    loss = (x * W + b - y).pow(2).sum()
    gradient_W, gradient_b = torch.autograd.grad(loss, [W, b])
    with torch.no_grad():
        W.sub_(gradient_W, alpha=learning_rate)
        b.sub_(gradient_b, alpha=learning_rate)
    if before == (W.item(), b.item()):
        break  # a step that changes no bit: no later step will

# %% Result
stopped = step
left = W.item() - best_W
print(f"step {stopped:4}  from the best W {left:9.2g}, and here it stays")

# %% Reason
update = learning_rate * gradient_W.abs().item()
neighbor = W.detach().nextafter(W.detach() - gradient_W)  # the next 32-bit number
half = abs(neighbor.item() - W.item()) / 2
print(f"the step                        {update:.3e}")
print(f"half the way to the next number {half:.3e}")
