"""Which uploaded files are taken, judged by their content, and what they are called.

Only kinds that serve as proof are taken (photos, scans, recordings, PDF and Office documents), and lists of units that
are plain text: the one kind that only its name tells. Everything else
is refused, so a new dangerous kind needs no new rule.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from storage.office import is_locked, is_safe_office, office_type

MAX_SIZE = 20 * 1024 * 1024  # bytes; also what Telegram's Bot API lets a bot download
MAX_NAME = 100  # characters
_MAX_ENDING = 10  # a longer one is no ending but a part of the name


class Refusal(StrEnum):
    """Why an upload is not taken (the values of ``handlers.conversation.FileError``)."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    LOCKED = "locked"
    FORBIDDEN_TYPE = "forbidden_type"


@dataclass(frozen=True, slots=True)
class Accepted:
    """``name`` is safe and ends as the content's type demands, whatever the sender called it."""

    media_type: str
    name: str


LIST = "text/csv"  # a list of units: taken where it is called one and is text; proof of nothing

# Media type → the endings that fit, the usual one first.
_ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "image/tiff": (".tif", ".tiff"),
    "image/bmp": (".bmp",),
    "application/pdf": (".pdf",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.ms-powerpoint": (".ppt", ".pps"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov",),
    "video/3gpp": (".3gp",),
    "video/webm": (".webm",),
    "audio/mp4": (".m4a",),
    "audio/mpeg": (".mp3",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    "audio/aac": (".aac",),
    "audio/amr": (".amr",),
    LIST: (".csv",),
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
)
# The second byte of a raw MP3 or AAC frame; FF FE is no sound but the mark of UTF-16 text.
_SOUND_FRAMES = {**dict.fromkeys(b"\xfb\xfa\xf3\xf2\xe3\xe2", "audio/mpeg"), **dict.fromkeys(b"\xf1\xf9", "audio/aac")}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_MP4_BRANDS = (b"isom", b"iso", b"mp4", b"avc1", b"M4V", b"dash", b"MSNV", b"mmp4")


def inspect_upload(data: bytes, name: str, *, limit: int = MAX_SIZE) -> Accepted | Refusal:
    """Whether an uploaded file is taken, by its content; ``name`` is only what to call it. ``limit`` in bytes."""
    if not data:
        return Refusal.EMPTY
    if len(data) > limit:
        return Refusal.TOO_LARGE
    if is_locked(data):
        return Refusal.LOCKED
    media_type = detect(data) or _plain_list(data, name)
    if media_type is None or not is_safe_office(data):
        return Refusal.FORBIDDEN_TYPE
    return Accepted(media_type=media_type, name=_with_ending(safe_name(name), media_type))


def detect(data: bytes) -> str | None:
    """The media type that the content itself shows; None for every kind that is not taken."""
    for start, media_type in _MAGIC:
        if data.startswith(start):
            return media_type
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12])
    if data[4:8] == b"ftyp":
        return _iso_media(data[8:12])
    if data[:1] == b"\xff":
        return _SOUND_FRAMES.get(data[1] if len(data) > 1 else 0)
    if data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):  # some scanners begin with a line break
        return "application/pdf"
    if data[:2] == b"BM" and int.from_bytes(data[2:6], "little") == len(data):
        return "image/bmp"
    return office_type(data)


def _plain_list(data: bytes, name: str) -> str | None:
    """Text has no bytes that only programs write, except where each letter takes two (UTF-16, with its mark)."""
    if not name.lower().endswith(".csv"):
        return None
    is_text = data.startswith((b"\xff\xfe", b"\xfe\xff")) or not any(
        byte < 0x20 and byte not in b"\t\r\n" for byte in data
    )
    return LIST if is_text else None


def _iso_media(brand: bytes) -> str | None:
    if brand in _HEIC_BRANDS:
        return "image/heic"
    if brand.startswith(b"M4A"):
        return "audio/mp4"
    if brand.startswith(b"qt"):
        return "video/quicktime"
    if brand.startswith(b"3gp"):
        return "video/3gpp"
    return "video/mp4" if brand.startswith(_MP4_BRANDS) else None


# Control characters, and the ones that hide or reorder what is shown: "gpj.exe" must not read as "exe.jpg".
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_FORBIDDEN = re.compile(r'[<>:"|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names that Windows gives to devices


def safe_name(name: str) -> str:
    """A file name to show and to send: no folders, nothing hidden, at most 100 characters, Vietnamese letters kept,
    the ending kept when it must be shortened. "file" when nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = _FORBIDDEN.sub("_", _HIDDEN.sub("", last))
    plain = " ".join(plain.split()).strip(". ")
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    return _shortened(plain, MAX_NAME) or "file"


def _shortened(name: str, length: int) -> str:
    if len(name) <= length:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _MAX_ENDING:
        return name[:length].rstrip(". ")
    return stem[: length - len(ending) - 1].rstrip(". ") + dot + ending


def _with_ending(name: str, media_type: str) -> str:
    endings = _ENDINGS[media_type]
    if name.lower().endswith(endings):
        return name
    return _shortened(name, MAX_NAME - len(endings[0])) + endings[0]
