"""Telling harmless Office documents from encrypted ones, those with macros, and other things in the same containers.

Two containers: ZIP (docx, xlsx, pptx, odt, ods, odp) and the compound file of Office 97 (doc, xls, ppt; also
.msi and .msg, which are refused). Read with the standard library alone, and never unpacked: only directories and two
small members are looked at. Formats: ECMA-376 part 2 (OPC), OpenDocument 1.3 part 2, [MS-CFB], [MS-DOC] 2.5.2 and
[MS-XLS] 2.4.117.
"""

import io
import struct
import zipfile
from collections.abc import Iterator

_OOXML = {
    "wordprocessingml.document.main+xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "spreadsheetml.sheet.main+xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "presentationml.presentation.main+xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OPENDOCUMENT = {f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")}
_COMPOUND = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_COMPOUND_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = frozenset({"EncryptedPackage", "EncryptedSummary"})
_MACROS = frozenset({"Macros", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA"})
_SHIFTS = (9, 12)  # sectors of 512 or 4,096 bytes
_RUNNABLE = (
    *(".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta"),
    *(".jar", ".class", ".sh", ".py", ".lnk", ".html", ".htm", ".svg", ".docm", ".xlsm", ".pptm"),
)
_ENTRY_KINDS = (1, 2, 5)  # storage, stream, root
_NAME_LENGTHS = range(4, 65, 2)  # bytes of UTF-16 with the closing zero
_HEADER = 512  # bytes of a compound file before its first sector
_FILEPASS = 0x2F
_MAX_MEMBER = 1024 * 1024  # bytes of a directory member; real ones have a few thousand


def office_type(data: bytes) -> str | None:
    """The media type of an Office document; None when it is none of the known kinds."""
    if data.startswith(_COMPOUND_MAGIC):
        names = {name for name, _ in _compound_entries(data)}
        return next((media_type for name, media_type in _COMPOUND.items() if name in names), None)
    return _zip_type(data) if data.startswith(b"PK\x03\x04") else None


def is_safe_office(data: bytes) -> bool:
    """False for an Office document that is encrypted or carries macros or programs; True for everything else."""
    if data.startswith(_COMPOUND_MAGIC):
        return _compound_is_safe(data)
    return _zip_is_safe(data) if data.startswith(b"PK\x03\x04") else True


def is_locked(data: bytes) -> bool:
    """Whether an Office document is encrypted, so that its owner has to take the password away first."""
    if data.startswith(_COMPOUND_MAGIC):
        return len(data) >= _HEADER and _compound_is_locked(data)
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(member.flag_bits & 1 for member in archive.infolist()):
                return True
            return b"encryption-data" in _member(archive, "META-INF/manifest.xml")
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError):
        return False  # damaged: refused for that


def _zip_type(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _member(archive, "[Content_Types].xml")
            if parts:
                return next((media_type for part, media_type in _OOXML.items() if part.encode() in parts), None)
            kind = _member(archive, "mimetype").decode("ascii", "replace").strip()
            return kind if kind in _OPENDOCUMENT else None
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError):
        return None  # damaged, encrypted or packed in a way that Office never uses


def _zip_is_safe(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if b"macroenabled" in _member(archive, "[Content_Types].xml").lower():
                return False
            if b"encryption-data" in _member(archive, "META-INF/manifest.xml"):
                return False
            return not any(_is_dangerous(member) for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError):
        return False


def _is_dangerous(member: zipfile.ZipInfo) -> bool:
    name = member.filename.lower()
    return (
        bool(member.flag_bits & 1)  # encrypted
        or name.endswith((*_RUNNABLE, "vbaproject.bin"))
        or "/macrosheets/" in name  # Excel 4.0 macros
        or name.startswith(("basic/", "scripts/"))  # OpenDocument's macros
    )


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small member of an archive; empty when it is not there or too large to be what its name says."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return b""
    if info.file_size > _MAX_MEMBER:
        return b""
    with archive.open(info) as file:
        return file.read(_MAX_MEMBER)


def _compound_entries(data: bytes) -> Iterator[tuple[str, int]]:
    """Name and first sector of every stream and storage.

    Directory entries are 128 bytes, aligned, wherever their sectors lie: looking at each aligned place needs no walk
    along sector chains that a forged file could make endless.
    """
    for at in range(512, len(data) - 127, 128):
        (length,) = struct.unpack_from("<H", data, at + 64)
        if data[at + 66] not in _ENTRY_KINDS or length not in _NAME_LENGTHS:
            continue
        raw = data[at : at + length]
        if raw[-2:] == b"\0\0" and b"\0\0" not in (raw[i : i + 2] for i in range(0, length - 2, 2)):
            yield raw[:-2].decode("utf-16-le", "replace"), struct.unpack_from("<I", data, at + 116)[0]


def _compound_is_safe(data: bytes) -> bool:
    (shift,) = struct.unpack_from("<H", data, 30)
    return shift in _SHIFTS and _MACROS.isdisjoint(dict(_compound_entries(data))) and not _compound_is_locked(data)


def _compound_is_locked(data: bytes) -> bool:
    entries = dict(_compound_entries(data))
    if not _ENCRYPTED.isdisjoint(entries):
        return True
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in _SHIFTS:
        return False
    if "WordDocument" in entries:
        return _word_is_encrypted(data, entries["WordDocument"] + 1 << shift)
    book = entries.get("Workbook", entries.get("Book"))
    return book is not None and _workbook_is_locked(data, book + 1 << shift)


def _word_is_encrypted(data: bytes, start: int) -> bool:
    flags = data[start + 11 : start + 12]  # FibBase: bit 8 of the word at 10 is fEncrypted
    return not flags or bool(flags[0] & 1)


def _workbook_is_locked(data: bytes, start: int) -> bool:
    """FILEPASS stands among the first records of the workbook, right after BOF."""
    for _ in range(4):
        if start + 4 > len(data):
            return False
        kind, length = struct.unpack_from("<HH", data, start)
        if kind == _FILEPASS:
            return True
        start += 4 + length
    return False
