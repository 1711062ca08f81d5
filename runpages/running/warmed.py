"""Import ahead what takes long; the fork server imports this, and forks runs then."""

import contextlib
import gc
import os
import signal

from runpages.child import preload
from runpages.running.subreaper import end_with_parent

end_with_parent(signal.SIGKILL)
before = set(os.environ)
gc.disable()  # it would look a thousand times at what is here to stay
with contextlib.suppress(ImportError):
    import torch

    preload.ahead("torch._dynamo")  # the first optimizer asks for it
    torch.set_num_threads(1)  # a pool of threads would not survive a fork
with contextlib.suppress(ImportError):
    import matplotlib  # noqa: F401

    preload.ahead("runpages.child.figures").warm_up()
for name in set(os.environ) - before:  # torch's, where a script's would not be yet
    del os.environ[name]
gc.freeze()  # forks then need not walk through, and so copy, what is here
gc.enable()
