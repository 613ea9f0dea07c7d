"""What a test reads in a PDF that matplotlib wrote: the words that are drawn letter by letter below U+0100."""

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"(?:\[(.*?)\]\s*TJ|(\((?:\\.|[^\\)])*\))\s*Tj)", re.DOTALL)
_STRING = re.compile(rb"\(((?:\\.|[^\\)])*)\)", re.DOTALL)


def pdf_words(data: bytes) -> list[str]:
    """Each run of letters that is drawn in one go; other letters than those of Latin-1 are left out."""
    found = []
    for packed in _STREAM.findall(data):
        try:
            # Its checksum may end in the byte that the pattern takes for the line end: it is not asked for.
            drawing = zlib.decompressobj().decompress(packed)
        except zlib.error:
            continue  # a font or a picture
        for array, single in _SHOWN.findall(drawing):
            letters = b"".join(_STRING.findall(array or single)).replace(b"\\", b"")
            found.append(letters.replace(b"\x00", b"").decode("latin-1"))
    return found


def pdf_pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", data))
