"""Debian's Chromium and a Chinese font for the browser tests."""

import os
import shutil
import subprocess
from pathlib import Path

from unionplan.local.problems import SetupError

_PACKAGES = ("chromium", "fonts-noto-cjk")
_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def missing() -> list[str]:
    """The Debian packages the browser tests lack."""
    present = {"chromium": shutil.which("chromium") is not None, "fonts-noto-cjk": _FONT.exists()}
    return [name for name in _PACKAGES if not present[name]]


def ensure(*, must: bool) -> bool:
    """Whether browser tests can run; as root on Debian the missing packages are installed.

    With `must` (CI) a `SetupError` is raised instead of answering False.
    """
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing())
    lacking = missing()
    if lacking and must:
        raise SetupError(f"The browser tests need {' and '.join(lacking)}: run `apt-get install {' '.join(lacking)}`.")
    return not lacking


def _install(packages: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {' and '.join(packages)} for the browser tests …", flush=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", "update", "-qq"], install):  # the list of packages may be old, or fine
        done = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if done.returncode == 0 and not missing():
            return
