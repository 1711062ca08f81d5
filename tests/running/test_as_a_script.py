"""A run is a script's run: what looks at its own process sees the same both ways."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from projects import Project, hear_ctrl_c

SCRIPTS = {
    "arguments": "import sys; print(len(sys.argv), sys.argv[0].endswith('.py'))",
    "name": "print(__name__, __package__, __spec__, type(__loader__).__name__)",
    "names": "print(sorted(vars()))",
    "main": "import __main__; print(vars(__main__) is globals())",
    "file": "import os; print(os.path.basename(__file__), os.path.isabs(__file__))",
    "builtins": "import builtins; print(__builtins__ is builtins, len(dir(builtins)))",
    "first of path": "import os, sys; print(os.path.basename(sys.path[0]))",
    "path": "import sys; print(sys.path[1:])",
    "environment": "import os; print(sorted(os.environ))",
    "folder": "import os; print(os.listdir())",
    "recursion": "import sys; print(sys.getrecursionlimit())",
    "threads": "import threading; print(threading.enumerate()[0].name, "
    "threading.active_count(), threading.current_thread() is threading.main_thread())",
    "signals": "import signal; print([signal.getsignal(s) for s in (2, 13, 15, 17)])",
    "alarm": "import signal; print(signal.getitimer(signal.ITIMER_REAL))",
    "locale": "import locale, sys; print(locale.getlocale(), sys.getdefaultencoding(), "
    "sys.getfilesystemencoding(), locale.getpreferredencoding())",
    "umask": "import os; print(os.umask(0))",
    "priority": "import os; print(os.nice(0), os.cpu_count(), os.getuid())",
    "cores": "import os; print(os.sched_getaffinity(0))",
    "input": "import sys; print(repr(sys.stdin.read()), sys.stdin.isatty())",
    "no input": "try: input()\nexcept EOFError: print('no line')",
    "streams": "import sys; print(sys.stdout.encoding, sys.stdout.name, "
    "sys.stdout.isatty(), sys.stderr.errors, sys.stdout is sys.__stdout__)",
    "process": "import multiprocessing as m; print(m.current_process().name, "
    "m.parent_process(), m.active_children(), m.get_start_method(allow_none=True))",
    "trackers": "from multiprocessing import forkserver as f, resource_tracker as r; "
    "print(f._forkserver._forkserver_pid, f._forkserver._forkserver_address, "
    "r._resource_tracker._fd)",
    "seeded": "import random; random.seed(1); print(random.random())",
    "seeded numpy": "import numpy; numpy.random.seed(1); print(numpy.random.rand())",
    "seeded torch": "import torch; torch.manual_seed(0); print(torch.rand(1))",
    "defaults of torch": "import torch; print(torch.get_default_dtype(), "
    "torch.get_default_device(), torch.is_grad_enabled(), "
    "torch.are_deterministic_algorithms_enabled())",
    "collector": "import gc; print(gc.isenabled(), gc.get_threshold(), gc.get_debug())",
    "flags": "import sys; print(sys.flags)",
    "hooks": "import sys; print(sys.gettrace(), sys.getprofile(), "
    "sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__, "
    "sys.unraisablehook is sys.__unraisablehook__, hasattr(sys, 'ps1'))",
    "logging": "import logging; print(logging.root.handlers, logging.root.level)",
    "decimal": "import decimal; print(decimal.getcontext())",
    "loop": "import asyncio; print(asyncio.run(asyncio.sleep(0, 'slept')))",
    "limits": "import resource as r; print(r.getrlimit(r.RLIMIT_NOFILE), "
    "r.getrlimit(r.RLIMIT_STACK))",
    "temporary": "import tempfile; print(tempfile.TemporaryFile().write(b'x'))",
    "exit": "import atexit; atexit.register(print, 'last'); print('first')",
    "source": "import inspect\ndef f(): pass\nprint(inspect.getsource(f))",
    "hints": "import typing\nclass A: x: 'int'\nprint(typing.get_type_hints(A))",
    "pickle": "import pickle\nclass A: pass\nprint(pickle.loads(pickle.dumps(A)))",
    "spawned": "import multiprocessing as m\ndef f(x): return x + 1\n"
    "if __name__ == '__main__':\n"
    "    with m.get_context('spawn').Pool(1) as pool: print(pool.map(f, [1, 2]))",
    "served": "import multiprocessing as m\ndef f(x): return x + 1\n"
    "if __name__ == '__main__':\n"
    "    with m.get_context('forkserver').Pool(1) as pool: print(pool.map(f, [1, 2]))",
    "forked": "import os; pid = os.fork()\nif pid: os.waitpid(pid, 0)\n"
    "print('both', flush=True)\n# %% Go on\nprint(bool(pid), flush=True)",
    "forked and ended": "import os, sys; pid = os.fork()\nif not pid: sys.exit(3)\n"
    "print(os.waitpid(pid, 0)[1])",
    "changed builtins": "import builtins; old = print\n"
    "builtins.print = lambda *a: old('mine', *a)\n"
    "builtins.len = builtins.open = builtins.isinstance = builtins.dict = None\n"
    "# %% Look again\nprint(len)",
    "tracing": "import sys; seen = []\nsys.settrace(lambda f, e, a: "
    "seen.append(f.f_code.co_name))\ndef g(): pass\ng()\nsys.settrace(None); "
    "print(seen)",
    "profile": "import sys; sys.setprofile(lambda f, e, a: e == 'call' and "
    "f.f_code.co_name in 'gh' and print(f.f_code.co_name))\n"
    "def g(): pass\ng()\n# %% Again\ng()",
    "no output": "import sys; print('before'); del sys.stdout, sys.stderr",
    "odd names": "globals()[5] = globals()[''] = 1; print('good')",
    "executable": "import sys; print(sys.executable, sys.version)",
    "frames": "import sys; print(sys._getframe().f_code.co_name)",
}
"""Each looks at what one can see of one's own process."""

OURS = {
    "environment": {
        "OMP_NUM_THREADS",  # one thread: said in the provenance
        "MKL_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "TMPDIR",  # so that nothing is left there
    },
}
"""What may be seen in a run and not in a script, with the reason."""


def script(project: Project, name: str) -> str:
    """What a script prints, in an empty folder and without input."""
    folder = project.root / "empty" / name
    folder.mkdir(parents=True)
    made = subprocess.run(
        [sys.executable, project.root / f"snippets/{name}.py"],
        cwd=folder,
        env={n: v for n, v in os.environ.items() if n not in OURS["environment"]},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        preexec_fn=hear_ctrl_c,
    )
    return made.stdout


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """What each prints in a run, and as a script."""
    project = Project(tmp_path_factory.mktemp("both"))
    # No script may have the name of a module that another imports.
    names = {case: f"look_at_{case.replace(' ', '_')}" for case in SCRIPTS}
    for case, source in SCRIPTS.items():
        project.write(names[case], f"# %% Look\n{source}\n")
    try:
        library = project.refresh()
    finally:
        project.runner.close()
    assert library.errors == {}
    with ThreadPoolExecutor(2) as threads:
        scripts = list(threads.map(lambda name: script(project, name), names.values()))
    runs = [library.records[name]["cpu"].stdout() for name in names.values()]
    return dict(zip(SCRIPTS, zip(runs, scripts, strict=True), strict=True))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="it asks what only Linux tells")
@pytest.mark.parametrize("case", SCRIPTS)
def test_a_run_sees_what_a_script_sees(
    both: dict[str, tuple[str, str]], case: str
) -> None:
    """Its process is not to be told from one that was started by hand."""
    run, as_script = both[case]
    for name in OURS.get(case, ()):
        run = run.replace(f"'{name}', ", "")
    assert run == as_script
