# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit a line with Adam at another learning rate: how far do 1000 steps get?"""

# %% Train
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)
learning_rate = 0.001
optimizer = torch.optim.Adam([W, b], lr=learning_rate)
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()  # a single number
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step == 0:
        print(f"step    1 W {W.item():.4f} b {b.item():.4f}")
print(f"step 1000 W {W.item():.4f} b {b.item():.4f}")
