"""The folder of the demo: its own database and files, held by one running demo at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Final

FOLDER: Final = Path("var/demo")
DATABASE: Final = "demo.sqlite"
FILES: Final = "files"
LOCK: Final = "lock"


class DemoInUse(Exception):
    """Another demo runs on this folder."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep the folder for this process. The system lets go of it when the process ends, however that happens.

    Raises ``DemoInUse``.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            _lock(handle)
        except OSError as error:
            raise DemoInUse(str(folder)) from error
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore] # exists on Windows only
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def erase(folder: Path) -> None:
    """Remove what a demo made here, and nothing else: the folder may be anybody's."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        (folder / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    if (folder / FILES).is_dir():
        rmtree(folder / FILES)
