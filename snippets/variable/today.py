# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""What torch.autograd.Variable is today."""

# %% Look
import torch
from torch.autograd import Variable

plain = torch.ones(1)
wrapped = Variable(plain)
is_tensor = type(wrapped) is torch.Tensor
plain_passes = isinstance(plain, Variable)
same_memory = wrapped.data_ptr() == plain.data_ptr()
print("type of Variable(plain):       ", type(wrapped))
print("is it exactly torch.Tensor?    ", is_tensor)
print("does a tensor pass as Variable?", plain_passes)
print("do both use the same memory?   ", same_memory)
