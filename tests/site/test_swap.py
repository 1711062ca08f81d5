"""The last good site stays until another is whole: however a build ends."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from mkdocs.config.defaults import MkDocsConfig
from projects import PATIENCE
from sites import CONFIG, Site

from runpages.errors import RunpagesError
from runpages.site.swap import Swap

pytestmark = pytest.mark.slow

LATE = """
import os, signal

def on_post_build(config):
    WHAT
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two pages that was built."""
    site = Site(tmp_path_factory.mktemp("first"))
    assert site.call("mkdocs", "build", "-q")[0] == 0
    return site.root


@pytest.fixture
def site(first: Path, tmp_path: Path) -> Site:
    """A copy of it, with a page more."""
    site = Site(tmp_path)
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    site.page("new", "# New\n")
    return site


def hook(site: Site, text: str) -> None:
    """Have the build call a function of its own."""
    (site.root / "hook.py").write_text(text, "utf-8")
    (site.root / "mkdocs.yml").write_text(f"{CONFIG}hooks: [hook.py]\n", "utf-8")


def found(folder: Path) -> dict[str, str]:
    """All files of a folder, with what they hold."""
    files = (f for f in folder.rglob("*") if f.is_file())
    return {str(f.relative_to(folder)): f.read_text("latin-1") for f in files}


def beside(site: Site) -> set[str]:
    """What a build left beside the site."""
    return {f.name for f in site.root.glob(".site*")}


def fail_late(what: str) -> str:
    """A hook that is the last to be called, and fails."""
    return LATE.replace("WHAT", what)


@pytest.mark.parametrize(
    "text",
    [
        "def on_config(config):\n    raise ValueError('early')\n",
        "def on_post_page(output, page, **_):\n    raise ValueError('written')\n",
        fail_late("raise ValueError('late')"),
        fail_late("raise SystemExit(1)"),
        fail_late("os.kill(os.getpid(), signal.SIGINT)"),
        fail_late("os.kill(os.getpid(), signal.SIGKILL)"),
    ],
)
def test_a_build_that_fails_anywhere_keeps_the_site(site: Site, text: str) -> None:
    """Wherever, and whoever stopped it."""
    before = found(site.root / "site")
    hook(site, text)
    assert site.call("mkdocs", "build", "-q")[0] != 0
    assert found(site.root / "site") == before
    if "KILL" not in text:
        assert beside(site) == set()


def test_a_strict_build_that_fails_keeps_the_site(site: Site) -> None:
    """MkDocs counts the warnings once all is built."""
    before = found(site.root / "site")
    site.page("new", "# New\n\n[nowhere](missing.md)\n")
    status, output = site.call("mkdocs", "build", "--strict")
    assert status == 1
    assert "Aborted with 1 warnings in strict mode" in output
    assert found(site.root / "site") == before
    assert beside(site) == set()


def test_a_form_that_finds_no_place_keeps_the_site(site: Site) -> None:
    """What this plugin writes last can fail as well."""
    before = found(site.root / "site")
    hook(
        site,
        "import os\ndef on_env(env, config, **_):\n"
        "    os.mkdir(os.path.join(config.site_dir, 'llms.txt'))\n",
    )
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert "llms.txt: cannot be written" in output
    assert found(site.root / "site") == before


def test_what_is_hidden_in_the_site_is_kept(site: Site) -> None:
    """As MkDocs keeps it: a repository that the site is pushed from, say.

    What a killed build left goes.
    """
    (site.root / ".site.new-1").mkdir()
    (site.root / "site/.git").mkdir()
    (site.root / "site/.git/HEAD").write_text("ref", "utf-8")
    (site.root / "site/old.html").touch()
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert (site.root / "site/.git/HEAD").read_text("utf-8") == "ref"
    assert "new/index.html" in found(site.root / "site")
    assert not (site.root / "site/old.html").exists()
    assert beside(site) == set()


def test_a_site_that_is_a_link_stays_one(site: Site, tmp_path: Path) -> None:
    """What it leads to is replaced."""
    (site.root / "site").rename(site.root / "elsewhere")
    (site.root / "site").symlink_to("elsewhere")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert (site.root / "site").is_symlink()
    assert (site.root / "elsewhere/new/index.html").exists()


def test_other_plugins_read_what_is_built(site: Site) -> None:
    """Where they are told that the site is, it is."""
    text = "assert os.path.exists(config.site_dir + '/new/index.html')"
    hook(site, fail_late(text))
    assert site.call("mkdocs", "build", "-q")[0] == 0


def test_gh_deploy_pushes_the_new_site(site: Site) -> None:
    """It asks for the place of the site after the build."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-C", str(site.root)]
    remote = site.root / "remote.git"
    for command in (
        ["git", "init", "-q", "--bare", str(remote)],
        [*git, "init", "-q"],
        [*git, "commit", "-q", "--allow-empty", "-m", "begun"],
        [*git, "remote", "add", "origin", str(remote)],
        [*git, "config", "user.name", "a"],
        [*git, "config", "user.email", "a@b.c"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    status, output = site.call("mkdocs", "gh-deploy", "-q")
    assert status == 0, output
    listed = subprocess.run(
        ["git", "-C", str(remote), "ls-tree", "-r", "--name-only", "gh-pages"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.splitlines()
    assert "new/index.html" in listed
    assert (site.root / "site/new/index.html").exists()


# One swap, without a build -----------------------------------------------------------

STEP = """
import os, pathlib, shutil, signal, sys
from mkdocs.config.defaults import MkDocsConfig
from runpages.site.swap import Swap

left = int(sys.argv[2])

def counted(function):
    def call(*arguments, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **more)
    return call

for place, name in ((os, "rename"), (os, "unlink"), (os, "rmdir"), (os, "mkdir")):
    setattr(place, name, counted(getattr(place, name)))

config = MkDocsConfig()
config.site_dir = sys.argv[1]
swap = Swap(config, pathlib.Path(sys.argv[1]).parent)
swap.begin()
for name in ("a", "b"):
    pathlib.Path(config.site_dir, name).write_text("new", "utf-8")
swap.end()
"""
OLD, NEW = {"a": "old", "c": "old"}, {"a": "new", "b": "new"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A site that was built before."""
    (tmp_path / "site").mkdir()
    for name, text in OLD.items():
        (tmp_path / "site" / name).write_text(text, "utf-8")
    return tmp_path / "site"


def swap_of(place: Path) -> Swap:
    """A build of it that has begun."""
    config = MkDocsConfig()
    config.site_dir = str(place)
    swap = Swap(config, place.parent / "spare")
    swap.begin()
    return swap


def write(swap: Swap) -> None:
    """Build the new site."""
    for name, text in NEW.items():
        Path(swap.config.site_dir, name).write_text(text, "utf-8")


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_kill_9_at_every_step_of_a_swap_loses_no_site(place: Path) -> None:
    """Whoever builds next finds one that is whole: the old one or the new."""
    ends = []
    for step in range(30):
        for file in place.parent.glob("**/*"):
            if file.is_file():
                file.unlink()
        place.mkdir(exist_ok=True)
        for name, text in OLD.items():
            (place / name).write_text(text, "utf-8")
        command = [sys.executable, "-c", STEP, str(place), str(step)]
        status = subprocess.run(command, check=False, timeout=PATIENCE).returncode
        swap = swap_of(place)
        ends.append(found(place))
        assert ends[-1] in (OLD, NEW)
        swap.drop()
        assert [f.name for f in place.parent.iterdir()] == ["site"]
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert ends[0] == OLD
    assert ends[-1] == NEW


def test_a_folder_that_cannot_be_renamed_is_filled(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A mount, say; the build says so."""
    rename, kept = os.rename, place.stat().st_ino

    def busy(source: object, target: object, **more: object) -> None:
        if str(source) == str(place):
            raise OSError(errno.EBUSY, "Device or resource busy")
        rename(source, target, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "rename", busy)
    caplog.set_level("INFO")
    swap = swap_of(place)
    write(swap)
    swap.end()
    assert found(place) == NEW
    assert place.stat().st_ino == kept
    assert "cannot be renamed (Device or resource busy): it was filled" in caplog.text
    assert [f.name for f in place.parent.iterdir()] == ["site"]


def test_where_nothing_can_be_written_beside_the_site_it_is_filled(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is built in a folder of the project instead."""
    allowed = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: path != place.parent and allowed(path, mode)
    )
    swap = swap_of(place)
    write(swap)
    assert Path(swap.config.site_dir).parent == place.parent / "spare"
    swap.end()
    assert found(place) == NEW
    assert list((place.parent / "spare").iterdir()) == []


def test_a_build_leaves_alone_what_another_writes(place: Path) -> None:
    """Two at a time: both finish, and the later one is the site."""
    other = subprocess.Popen(
        [
            sys.executable,
            "-c",
            STEP.replace(
                "swap.end()", "print(flush=True);sys.stdin.read(); swap.end()"
            ),
            str(place),
            "99",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdout
    other.stdout.readline()
    swap = swap_of(place)
    swap.end()
    assert found(place) == {}
    other.communicate(timeout=PATIENCE)
    assert other.returncode == 0
    assert found(place) == NEW


def test_a_full_disk_is_one_message(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do; the site is there."""
    swap = swap_of(place)
    write(swap)

    def full(*_: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(RunpagesError, match="cannot be replaced: No space left"):
        swap.end()
    assert found(place) == OLD
