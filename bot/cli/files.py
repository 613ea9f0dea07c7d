"""Files that a command writes: whole, or not at all, and for their owner alone."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.commands import WrongInput

if TYPE_CHECKING:
    from locales import Translator


def write_privately(path: Path, data: bytes) -> None:
    """Write a file that its owner alone can read: whole, or not at all."""
    if path.is_dir():
        raise IsADirectoryError(path)
    half = path.with_name(f".{path.name}.half")
    try:
        with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def write_out(path: Path, data: bytes, tr: "Translator") -> None:
    """What ``--out`` names. Raises ``WrongInput`` where no file can be."""
    try:
        write_privately(path, data)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        words = tr("--out: {path} cannot be written; name a file in a folder that exists.", path=path)
        raise WrongInput(words) from error
