"""Prove that everything people read can be read in Vietnamese: ``python -m locales.check``.

Compares the texts in the code with the Vietnamese fragments and prints each fault with its file and text.
"""

import re
import string
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from locales.compile import read_fragment
from locales.extract import Msgid, Text, extract

if TYPE_CHECKING:
    from babel.messages.catalog import Message

SOURCES = ("bot", "handlers", "reports", "scoring")
# The age of who reads is unknown: no "uncle", "brother" or "sister". Words of their own that begin alike are fine, and
# so is what a plan or a form is quoted with.
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_OTHER_WORDS = re.compile(
    r"(?<!\w)(chị em|anh hùng|tiếng Anh|nước Anh|bác sĩ|bác bỏ|bác đơn|Bác Hồ)(?!\w)", re.IGNORECASE
)
_PRONOUN = re.compile(r"(?<!\w)(bác|anh|chị)(?!\w)", re.IGNORECASE)


def main(root: Path = Path(__file__).parent.parent) -> int:
    """Print every fault of the project that lies in ``root``. 1 when there is one, else 0."""
    sources = [path for name in SOURCES for path in sorted((root / name).rglob("*.py"))]
    fragments = sorted((root / "locales" / "vi").glob("*.po"))
    texts, faults = extract(sources)
    faults += check(texts, fragments)
    for fault in faults:
        print(fault.replace(f"{root}/", ""))
    print(f"{len({text.msgid for text in texts})} texts, {len(fragments)} fragments, {len(faults)} faults")
    return 1 if faults else 0


def check(texts: Iterable[Text], fragments: Iterable[Path]) -> list[str]:
    """What is missing, superfluous or wrong in the fragments: a line each, with file and text."""
    used = {text.msgid: text.where for text in texts}
    known: dict[Msgid, tuple[Path, str]] = {}
    faults: list[str] = []
    for path in fragments:
        for msgid, text, message in _entries(path):
            if message.context:
                faults += (f"{path}: {_shown(msgid)}: {fault}" for fault in _faults_of_brief(msgid, text, used))
                continue
            where, other = known.setdefault(msgid, (path, text))
            if other != text:
                faults.append(f"{path}: {_shown(msgid)}: is translated differently in {where}")
            faults += (f"{path}: {_shown(msgid)}: {fault}" for fault in _faults(msgid, text, message))
            if msgid not in used:
                faults.append(f"{path}: {_shown(msgid)}: is no longer in the code")
        faults += _faults_of_file(path)
    faults += (f"{where}: {_shown(msgid)}: has no Vietnamese" for msgid, where in used.items() if msgid not in known)
    return faults


def _entries(path: Path) -> Iterator[tuple[Msgid, str, "Message"]]:
    for message in read_fragment(path):
        if not message.id:  # the header
            continue
        msgid = cast("Msgid", tuple(message.id) if isinstance(message.id, list | tuple) else message.id)
        # Vietnamese has one form for every number.
        text = message.string[0] if isinstance(message.string, list | tuple) else message.string
        yield msgid, text or "", message


def _faults_of_file(path: Path) -> Iterator[str]:
    catalogue = read_fragment(path)
    if catalogue.num_plurals != 1 or catalogue.charset != "utf-8":
        yield f"{path}: the header needs charset=utf-8 and Plural-Forms: nplurals=1; plural=0;"
    for msgid in catalogue.obsolete:
        yield f"{path}: {_shown(msgid)}: is commented out"


def _faults(msgid: Msgid, text: str, message: "Message") -> Iterator[str]:
    english = msgid if isinstance(msgid, str) else msgid[1]
    if not text.strip():
        yield "is empty"
        return
    if message.fuzzy:
        yield "is fuzzy"
    try:
        if _parameters(text) != _parameters(english):
            yield f"has other parameters: {text!r}"
    except ValueError as error:
        yield f"{error}: {text!r}"
    if not unicodedata.is_normalized("NFC", text):
        yield "is not in Unicode's composed form (NFC)"
    if pronoun := _PRONOUN.search(_OTHER_WORDS.sub("", _QUOTED.sub("", text))):
        yield f"calls the reader {pronoun.group()!r}"


def _faults_of_brief(msgid: Msgid, text: str, used: Mapping[Msgid, str]) -> Iterator[str]:
    """A shorter wording says less, so it may leave parameters out; it stands beside a text of the code."""
    if msgid not in used:
        yield "is no longer in the code"
    if not isinstance(msgid, str) or not text.strip():
        yield "cannot be a shorter wording"
    elif not _parameters(text) <= _parameters(msgid):
        yield f"has other parameters: {text!r}"


def _parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _shown(msgid: Msgid) -> str:
    return repr(msgid if isinstance(msgid, str) else msgid[0])


if __name__ == "__main__":
    sys.exit(main())
