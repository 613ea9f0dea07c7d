"""Uploads are judged by what they contain, not by what they are called."""

import io
import struct
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation import FileError
from storage.uploads import MAX_NAME, Accepted, Refusal, inspect_upload, safe_name

xlsxwriter = pytest.importorskip("xlsxwriter")  # no types
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "application/vnd.oasis.opendocument.text"


def word_document() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Báo cáo")
    document.save(out)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def workbook_of_xlsxwriter() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet()
    return out.getvalue()


def zipped(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_member(data: bytes, name: str, content: str = "x") -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def compound(*streams: str, first: bytes = b"") -> bytes:
    """An Office 97 file: header, one directory sector, one sector of the first stream."""
    entries = b""
    for number, name in enumerate(("Root Entry", *streams)):
        raw = name.encode("utf-16-le") + b"\0\0"
        kind = 5 if number == 0 else 2
        start = 1 if number == 1 else 0
        entries += (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw), kind, 1)
            + bytes(48)
            + struct.pack("<III", start, 512, 0)
        )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + struct.pack("<H", 9)
    sectors = -len(entries) % 512
    return header.ljust(512, b"\0") + entries + bytes(sectors) + first.ljust(512, b"\0")


PLAIN_FIB = b"\xec\xa5" + bytes(30)
LOCKED_FIB = b"\xec\xa5" + bytes(9) + b"\x01" + bytes(20)
BOF = struct.pack("<HH", 0x809, 16) + bytes(16)
FILEPASS = struct.pack("<HH", 0x2F, 4) + bytes(4)
TAKEN = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n....", "a.png", "image/png"),
    (b"GIF89a....", "a.gif", "image/gif"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "a.webp", "image/webp"),
    (b"\0\0\0\x18ftypheic\0\0\0\0", "a.heic", "image/heic"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0", "a.heif", "image/heic"),
    (b"II*\0....", "a.tif", "image/tiff"),
    (b"BM\x0a\0\0\0....", "a.bmp", "image/bmp"),
    (b"%PDF-1.7\n", "a.pdf", "application/pdf"),
    (b"\r\n%PDF-1.4\n", "scan.pdf", "application/pdf"),
    (b"\0\0\0\x18ftypisom\0\0\0\0", "a.mp4", "video/mp4"),
    (b"\0\0\0\x18ftypmp42\0\0\0\0", "a.mp4", "video/mp4"),
    (b"\0\0\0\x14ftypqt  \0\0\0\0", "a.mov", "video/quicktime"),
    (b"\0\0\0\x18ftyp3gp4\0\0\0\0", "a.3gp", "video/3gpp"),
    (b"\0\0\0\x18ftypM4A \0\0\0\0", "a.m4a", "audio/mp4"),
    (b"ID3\x03....", "a.mp3", "audio/mpeg"),
    (b"\xff\xfb\x90\x00", "a.mp3", "audio/mpeg"),
    (b"\xff\xf1\x50\x80", "a.aac", "audio/aac"),
    (b"OggS....OpusHead", "voice.ogg", "audio/ogg"),
    (b"RIFF\x10\0\0\0WAVEfmt ", "a.wav", "audio/wav"),
    (b"#!AMR\n", "a.amr", "audio/amr"),
    (word_document(), "Báo cáo.docx", WORD),
    (workbook(), "Bảng.xlsx", EXCEL),
    (workbook_of_xlsxwriter(), "Bảng.xlsx", EXCEL),
    (zipped({"mimetype": TEXT, "content.xml": "<x/>"}), "a.odt", TEXT),
    (compound("WordDocument", first=PLAIN_FIB), "a.doc", "application/msword"),
    (compound("Workbook", first=BOF), "a.xls", "application/vnd.ms-excel"),
    (compound("PowerPoint Document"), "a.ppt", "application/vnd.ms-powerpoint"),
]
REFUSED = {
    "a Windows program": b"MZ\x90\0",
    "a Linux program": b"\x7fELF",
    "a Java class": b"\xca\xfe\xba\xbe",
    "a shell script": b"#!/bin/sh\n",
    "HTML": b"<!DOCTYPE html><script>",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'>",
    "HTML that pretends to be a PDF": b"<script>1</script>%PDF-1.4",
    "text": "Không có gì".encode(),
    "UTF-16 text": "cmd".encode("utf-16"),
    "RTF": b"{\\rtf1",
    "an unknown kind": b"\0\0\0\0\0\0",
    "an unknown kind of MP4": b"\0\0\0\x18ftypxxxx",
    "7-Zip": b"7z\xbc\xaf\x27\x1c",
    "RAR": b"Rar!\x1a\x07",
    "gzip": b"\x1f\x8b\x08",
    "an archive": zipped({"a.txt": "x"}),
    "an empty archive": zipped({}),
    "a broken archive": b"PK\x03\x04" + bytes(50),
    "an Android program": zipped({"AndroidManifest.xml": "x", "classes.dex": "x"}),
    "a document with macros": with_member(word_document(), "word/vbaProject.bin"),
    "a document with another's macros": zipped(
        {
            "[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"
            " application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        }
    ),
    "a workbook with Excel 4.0 macros": with_member(workbook(), "xl/macrosheets/sheet1.xml"),
    "a document with a program in it": with_member(word_document(), "word/embeddings/setup.exe"),
    "an OpenDocument with macros": zipped({"mimetype": TEXT, "Basic/Standard/script-lb.xml": "<x/>"}),
    "a doc with macros": compound("WordDocument", "Macros", "VBA", first=PLAIN_FIB),
    "an xls with macros": compound("Workbook", "_VBA_PROJECT_CUR", first=BOF),
    "an installer": compound("SummaryInformation"),
    "a cut compound file": compound("WordDocument")[:20],
}

LOCKED = {
    "an encrypted OpenDocument": zipped({"mimetype": TEXT, "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
    "an encrypted docx": compound("EncryptedPackage", "EncryptionInfo"),
    "an encrypted doc": compound("WordDocument", first=LOCKED_FIB),
    "an encrypted xls": compound("Workbook", first=BOF + FILEPASS),
    "an encrypted ppt": compound("PowerPoint Document", "EncryptedSummary"),
}


@pytest.mark.parametrize("data", LOCKED.values(), ids=LOCKED.keys())
def test_a_password_is_named_as_the_reason(data: bytes):
    assert inspect_upload(data, "a.docx") == Refusal.LOCKED


@pytest.mark.parametrize(
    ("data", "name", "media_type"), TAKEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_proofs_are_taken(data: bytes, name: str, media_type: str):
    assert inspect_upload(data, name) == Accepted(media_type=media_type, name=name)


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_everything_else_is_refused_whatever_it_is_called(data: bytes, name: str):
    assert inspect_upload(data, name) == Refusal.FORBIDDEN_TYPE


def test_empty_and_large_files_are_refused():
    assert inspect_upload(b"", "a.pdf") == Refusal.EMPTY
    assert inspect_upload(b"%PDF-" + bytes(10), "a.pdf", limit=14) == Refusal.TOO_LARGE
    assert inspect_upload(b"%PDF-" + bytes(9), "a.pdf", limit=14) == Accepted("application/pdf", "a.pdf")


def test_refusals_are_those_that_the_conversation_knows():
    assert {refusal.value for refusal in Refusal} < {error.value for error in FileError}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ảnh.exe", "ảnh.exe.jpg"),
        ("ảnh", "ảnh.jpg"),
        ("ảnh.JPEG", "ảnh.JPEG"),
        ("", "file.jpg"),
        ("a" * 200 + ".png", "a" * 92 + ".png.jpg"),
    ],
)
def test_a_name_ends_as_its_content_demands(name: str, shown: str):
    assert inspect_upload(b"\xff\xd8\xff\xe0", name) == Accepted("image/jpeg", shown)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo quý I.pdf", "Báo cáo quý I.pdf"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lan\\Tờ trình.docx", "Tờ trình.docx"),
        ("..", "file"),
        (".htaccess", "htaccess"),
        ("a\0b\n\tc.pdf", "abc.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a\u200b\ufeff.pdf", "a.pdf"),
        ('a<b>:"c"|?*.pdf', "a_b_c_.pdf"),
        ("nul.txt", "_nul.txt"),
        ("  nhiều   khoảng   trắng .pdf ", "nhiều khoảng trắng .pdf"),
        ("Đ" * 150 + ".pdf", "Đ" * 96 + ".pdf"),
        ("x" * 150, "x" * 100),
        ("a." + "x" * 150, "a." + "x" * 98),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str):
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_a_safe_name_is_safe_and_stays_as_it_is(name: str):
    safe = safe_name(name)
    assert safe_name(safe) == safe
    assert 0 < len(safe) <= MAX_NAME
    assert not set(safe) & set('/\\\0\n\r<>:"|?*')
    assert safe.encode().decode() == safe


@given(st.binary(max_size=600), st.sampled_from([b"", b"PK\x03\x04", compound("WordDocument")[:600], b"\xff", b"RIFF"]))
def test_no_content_breaks_the_inspection(data: bytes, start: bytes):
    assert isinstance(inspect_upload(start + data, "a"), (Accepted, Refusal))


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01\0program", b"MZ\x90\0\x03program", b"a,b\n1,\x00\n"])
def test_what_is_called_a_list_must_be_text(data: bytes):
    assert inspect_upload(data, "don-vi.csv") is Refusal.FORBIDDEN_TYPE


def test_a_document_with_an_encrypted_part_is_refused():
    """Nobody could look into that part: the flag stands in its own header and in the archive's directory."""
    data = bytearray(with_member(word_document(), "word/hidden.xml"))
    inside = [at + 6 for at in _places(data, b"PK\x03\x04")][-1], [at + 8 for at in _places(data, b"PK\x01\x02")][-1]
    for at in inside:
        data[at] |= 1
    assert inspect_upload(bytes(data), "a.docx") is Refusal.LOCKED


def _places(data: bytearray, mark: bytes) -> list[int]:
    return [at for at in range(len(data)) if data[at : at + len(mark)] == mark]


def test_macros_are_not_hidden_behind_a_list_of_parts_without_end():
    """Only a list that is short enough to be read whole is believed."""
    kind = '<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    macros = '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    data = zipped({"[Content_Types].xml": kind + " " * 2**22 + macros, "word/document.xml": "<x/>"})
    assert inspect_upload(zipped({"[Content_Types].xml": kind, "word/document.xml": "<x/>"}), "a.docx") == Accepted(
        media_type=WORD, name="a.docx"
    )
    assert inspect_upload(data, "a.docx") is Refusal.FORBIDDEN_TYPE
