# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit a line to years of which another year is subtracted: which digits are left?"""

# %% Data
import torch

years = torch.tensor([2021.0, 2022.0, 2023.0, 2024.0, 2025.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Subtract
subtracted = 2020
x = years - subtracted  # (5,)
A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
invert_W, invert_b = (torch.linalg.inv(A.T @ A) @ (A.T @ y)).tolist()
qr_W, qr_b = torch.linalg.lstsq(A, y.unsqueeze(1), driver="gels").solution.T[0].tolist()
print(f"invert W {invert_W:.5f}")
print(f"QR     W {qr_W:.5f}")
