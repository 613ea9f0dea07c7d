"""Merge the Vietnamese fragments ``locales/vi/*.po`` and compile them to ``locales/compiled/vi.mo``.

``python -m locales.compile`` does it by hand; the build hook does it for a wheel, and the first use in a working tree
does it when a fragment is newer than the compiled catalogue. A wheel carries the compiled catalogue alone.
"""

import contextlib
import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

FOLDER = Path(__file__).parent
FRAGMENTS = FOLDER / "vi"
COMPILED = FOLDER / "compiled" / "vi.mo"


def catalogue_bytes(fragments: Path = FRAGMENTS, compiled: Path = COMPILED) -> bytes:
    """The compiled catalogue, brought up to date first. A folder that cannot be written to is no obstacle."""
    if not is_stale(fragments, compiled):
        return compiled.read_bytes()
    content = compile_fragments(sorted(fragments.glob("*.po")))
    with contextlib.suppress(OSError):
        _replace(compiled, content)
    return content


def is_stale(fragments: Path, compiled: Path) -> bool:
    """Whether a fragment was written, added or removed since the catalogue was compiled."""
    sources = sorted(fragments.glob("*.po"))
    if not compiled.exists():
        return True
    if not sources:  # an installed wheel
        return False
    # The folder's own time changes when a fragment is added or removed.
    newest = max(path.stat().st_mtime_ns for path in (fragments, *sources))
    return compiled.stat().st_mtime_ns <= newest


def read_fragment(path: Path) -> "Catalog":
    """One fragment. Raises ``ValueError`` that names file and line where it cannot be read."""
    from babel.messages.pofile import PoFileError, read_po

    with path.open("rb") as file:
        try:
            return read_po(file, locale="vi", charset="utf-8", abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as error:
            raise ValueError(f"{path}: {error}") from error


def compile_fragments(paths: Iterable[Path]) -> bytes:
    """The fragments as one catalogue in gettext's binary form. Fuzzy texts are left out."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    merged = Catalog(locale="vi", charset="utf-8")
    for path in paths:
        for message in read_fragment(path):
            if message.id:
                merged[message.id] = message
    buffer = io.BytesIO()
    write_mo(buffer, merged)
    return buffer.getvalue()


def _replace(target: Path, content: bytes) -> None:
    # Several processes may compile at once (parallel tests): each writes its own file and moves it into place.
    target.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)


def main() -> None:
    """Compile, whatever the times of the files."""
    _replace(COMPILED, compile_fragments(sorted(FRAGMENTS.glob("*.po"))))


if __name__ == "__main__":
    main()
