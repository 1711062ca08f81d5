"""Find a Chromium for the tests that need a browser; as a script, install one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",  # Debian's: the same pages, for less of the processor
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
PLACES = (  # where macOS and Windows keep programs that are not on the PATH
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
MISSING = "no Chromium, Chrome or Edge is installed"


def find() -> str | None:
    """The path of an installed Chromium, Chrome or Edge."""
    found = (shutil.which(name) for name in NAMES)
    there = (place for place in PLACES if Path(place).exists())
    return next((path for path in (*found, *there) if path), None)


def commands() -> list[list[str]]:
    """How the package manager of this system installs one, if it may."""
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        get = [*apt, "install", "-y", "--no-install-recommends", "fonts-liberation"]
        return [[*apt, "update"], *([*get, name] for name in NAMES[:2])]
    if shutil.which("brew"):
        return [["brew", "install", "--cask", "chromium"]]
    return []


def install() -> None:
    """Try until one is there; whatever goes wrong shows, and then it is missing."""
    for command in commands():
        if not find():
            print("+", *command, flush=True)
            try:
                subprocess.run(command, stdin=subprocess.DEVNULL, check=True)
            except (OSError, subprocess.CalledProcessError) as error:
                print(error)


def main() -> int:
    """Install one if there is none; returns 1 if that must have worked and did not."""
    if not find():
        install()
    if find():
        return 0
    must = os.environ.get("CI") == "true"
    print(f"{MISSING}:", "with CI=true that fails" if must else "its tests skip")
    return int(must)


if __name__ == "__main__":
    sys.exit(main())
