# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""A shared weight collects a gradient from every time step."""

# %% Model
import torch

inputs = torch.tensor([1.0, -0.5, 0.8, 0.3])  # (4,): one number a time step
w = torch.tensor([0.9], requires_grad=True)  # (1,): the same weight at every step
h = torch.full((1,), 0.5)  # (1,): what the model remembers
uses = []
for value in inputs:
    use = w.clone()  # a copy for this step, so that its share can be seen
    use.retain_grad()
    uses.append(use)
    h = torch.tanh(use * h + value)

# %% Backward
writes = []
w.register_post_accumulate_grad_hook(lambda p: writes.append(p.grad.item()))
h.sum().backward()
shares = [use.grad.item() for use in uses]
total = w.grad.item()
times_written = len(writes)
for step, share in enumerate(shares):
    print(f"share of time step {step}: {share:8.4f}")
print(f"their sum:            {sum(shares):8.4f}")
print(f"w.grad:               {total:8.4f}, written {times_written} time")
