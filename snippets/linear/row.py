# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Give nn.Linear a row of five numbers: it takes them for five features."""

# %% Row tags=["raises-exception"]
import torch
from torch import nn

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
model = nn.Linear(in_features=1, out_features=1)
model(x)
