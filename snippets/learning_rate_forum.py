# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""A question from the PyTorch forum, answered by two eigenvalues."""

# %% Data
import torch

A = torch.tensor([[-249.69, -4.1511], [-4.1511, -0.20755]]).double()  # (2, 2)
B = torch.tensor([0.0, 10.0])  # (2,): the loss is (A @ x - B).pow(2).sum()

# %% Answer
smallest, largest = torch.linalg.eigvalsh(2 * A.T @ A).tolist()
limit = 2 / largest
condition = largest / smallest
left = (1 - 1.603e-5 * smallest) ** 1_000_000  # of the slow error, a million steps on
loss = B.pow(2).sum().item() * left**2  # it starts at x = 0 and can reach 0
print(f"largest rate               {limit:.4e}")
print(f"condition number           {condition:,.0f}")
print(f"loss after a million steps {loss:.1f}")
