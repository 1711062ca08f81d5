"""The command line: `python -m runpages run|check|render|record|diff|export|pdf`."""

import argparse
import errno
import io
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from runpages.errors import RunpagesError, suggest
from runpages.records.record import Record, place
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.settings import check_cache, load

UNWRITTEN = (errno.EPIPE, errno.ENOSPC, errno.EFBIG, errno.EIO)
"""How writing the output can end: whoever read it has seen enough, or there is no room.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns 1 if something is wrong."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # it may be told to speak ASCII only
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return _call(options)
    except OSError as error:
        if error.filename is not None or error.errno not in UNWRITTEN:
            raise
        # Or Python would complain again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:
            what = f"cannot be written: {error.strerror}"
            print(RunpagesError("standard output", what, "Make room."), file=sys.stderr)
        return 1
    except RunpagesError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what had finished is kept", file=sys.stderr)
        return 130


def _call(options: argparse.Namespace) -> int:
    """Call a command; what it started has ended with it."""
    settings = load(Path.cwd())
    settings = replace(settings, cache=options.cache or settings.cache)
    check_cache(settings)
    runner = Runner(settings, partial(print, file=sys.stderr), options.scheduler)
    try:
        status = int(options.command(runner, options))
        sys.stdout.flush()
        return status
    finally:
        runner.close()


def run(runner: Runner, options: argparse.Namespace) -> int:
    """Run what is stale of these snippets; print what they did and where it is kept."""
    names = [_name(runner, text) for text in options.snippets]
    library = _refresh(runner, names, options.force)
    for name in names or library.snippets:
        for device, made in library.records.get(name, {}).items():
            if names and name not in library.errors:
                _show(made)
            folders = runner.cache, runner.recordings
            kept = (place(folder, name, device) for folder in folders)
            if name not in library.errors:
                where = next(filter(Path.exists, kept))
                print(f"{name} on {device}: {os.path.relpath(where)}")
    return _complain(library.errors.values())


def check(runner: Runner, options: argparse.Namespace) -> int:
    """List the records and recordings that are stale or missing; run nothing."""
    library, wanting = runner.inspect()
    for line in [*wanting, *(f"{uri}: stale" for uri in library.stale)]:
        print(line)
    if not (wanting or library.stale or library.errors):
        print("Nothing is stale.")
    return _complain(library.errors.values()) or int(bool(wanting or library.stale))


def record(runner: Runner, options: argparse.Namespace) -> int:
    """Make the recordings for a device that builders may not have."""
    library = runner.record(options.device, options.force)
    return _complain(library.errors.values())


def diff(runner: Runner, options: argparse.Namespace) -> int:
    """Print how the runs in two folders differ, and what pages say of them."""
    from runpages.authored.page import below
    from runpages.records.compare import report

    old, new = options.old or runner.cache, options.new
    if options.torch:
        from runpages.records.upgrade import run_with

        _refresh(runner, [], force=False)
        new = run_with(runner.settings, options.torch)
    if not new:
        remedy = "Name two folders of records, or --torch VERSION."
        raise RunpagesError("diff", "there is nothing to compare with", remedy)
    root = runner.settings.root
    found = report(old, new, below(runner.settings.folder("docs"), root), root)
    print(found or "no difference")
    return int(bool(found))


def show(runner: Runner, options: argparse.Namespace) -> int:
    """Print a page with its embeds rendered."""
    # It needs what a machine that only makes recordings need not have; so do others.
    from runpages.editions.export import written
    from runpages.rendering.render import render
    from runpages.site import loading

    order = loading.every_page(loading.load(runner.settings.root))
    library = runner.refresh()()
    for page in order:
        if page.path == options.page:
            made = render(page, order, library)
            print(written(made))
            return _complain(e for n, e in library.errors.items() if n in made.used)
    hint = suggest(options.page, [p.path for p in order], "Pages")
    raise RunpagesError(options.page, "no such page", hint)


def write_out(runner: Runner, options: argparse.Namespace) -> int:
    """Write the rendered site as plain Markdown, for another generator."""
    from runpages.assets import font
    from runpages.editions.export import export
    from runpages.site import loading

    config = loading.load(runner.settings.root)
    order = loading.every_page(config)
    assets = {**loading.assets(config), font.PLACE: font.SOURCE}
    library = _refresh(runner, [], force=False)
    if library.errors:
        return _complain(library.errors.values())
    export(runner.settings, library, order, assets, options.folder)
    print(f"{len(order)} pages, and a mkdocs.yml that needs no plugin of ours")
    return 0


def print_out(runner: Runner, options: argparse.Namespace) -> int:
    """Print the site that `make offline` builds as one PDF, by an installed browser."""
    from runpages.editions import pdf
    from runpages.site import loading

    if not options.browser.is_file():
        print("no Chromium, Chrome or Edge is installed: no PDF", file=sys.stderr)
        return 1
    config = loading.load(runner.settings.root)
    order = loading.every_page(config)
    pdf.write(options.site, options.pdf, options.browser, order, config)
    print(f"{options.pdf}: {len(order)} chapters")
    return 0


def _name(runner: Runner, text: str) -> str:
    """Name a snippet, also from its path."""
    return text.removeprefix(f"{runner.settings.snippets}/").removesuffix(".py")


def _refresh(runner: Runner, names: list[str], force: bool) -> Library:
    library = runner.refresh(set(names) or None, force)()
    for text in library.said:
        print(f"not shown to readers: {text}", file=sys.stderr)
    for name in names:
        if name not in library.snippets:
            folder = runner.settings.snippets
            hint = suggest(name, library.snippets, "There are")
            raise RunpagesError(folder, f"no snippet '{name}'", hint)
    return library


def _show(made: Record) -> None:
    for cell in made.cells:
        print(f"# {cell['metadata']['title']}")
        for output in cell["outputs"]:
            if output["output_type"] == "stream":
                print(output["text"], end="")
            elif output["output_type"] == "error":
                print("\n".join(output["traceback"]))
            else:
                print(output["data"]["text/plain"])


def _complain(errors: Iterable[RunpagesError]) -> int:
    status = 0
    for error in errors:
        print(error, file=sys.stderr)
        status = 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m runpages", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(name: str, function: Callable[..., int]) -> Callable[..., Any]:
        one = commands.add_parser(name, help=function.__doc__)
        one.set_defaults(command=function, cache="", scheduler="")
        return one.add_argument

    add = command("run", run)
    add("snippets", nargs="*", help="such as optimizer; none: all")
    add("--cache", help="keep the records there, not in .cache/runpages")
    record_adds = command("record", record)
    record_adds("--device", default="cuda", help="such as cuda, mps or xpu")
    for each in (add, record_adds):
        each("--force", action="store_true", help="run also what is current")
        each("--scheduler", default="", help="have its workers run it: tcp://HOST:8786")
    command("check", check)
    add = command("diff", diff)
    add("old", type=Path, nargs="?", help="a folder of records")
    add("new", type=Path, nargs="?", help="another")
    add("--torch", help="instead: the present runs, and such as 2.14.1")
    command("render", show)("page", help="such as docs/optimizer.md")
    add = command("export", write_out)
    add("folder", type=Path, help="empty, or not there yet")
    add = command("pdf", print_out)
    add("site", type=Path, help="as `make offline` builds it")
    add("pdf", type=Path, help="what to write")
    add("browser", type=Path, nargs="?", default=Path(), help="its path")
    return parser


if __name__ == "__main__":
    sys.exit(main())
