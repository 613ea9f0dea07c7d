"""What people want at any point: go back, skip, see the status, submit, get help …"""

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA

from handlers.reading.choices import read_choice
from handlers.reading.numerals import number_of
from handlers.reading.phrases import COMMANDS
from handlers.reading.wishes import read_wish
from handlers.reading.words import composed, decode, normalize, tokens

_KNOWN = {phrase: command for command, phrases in COMMANDS.items() for phrase in phrases.split("|")}
_JOINED = {phrase.replace(" ", ""): command for phrase, command in _KNOWN.items()}
_LEADING = frozenset(
    """
    toi em minh muon cho xin vui long lam on hay can da vang ban oi anh chi a u oke ok chung xem
    """.split()
)
_TRAILING = frozenset("a nhe nha nhen nghe hen di voi oi luon ngay nao ad bot thoi day da giup vay em anh chi".split())
_SUBMIT_TRAILING = frozenset("a nhe nha nhen di luon ngay nao thoi".split())
_FUZZY = [phrase for phrase, command in _KNOWN.items() if len(phrase) >= 7 and command != "submit"]
_SOUTHERN = re.compile(r"\btui\b")
_SLASH = re.compile(r"\s*/([a-z_]{2,20})(?:@\w{3,40})?(?:\s+(\S.{0,60}))?\s*$", re.ASCII | re.IGNORECASE)


def read_command(text: str, *, criteria: Mapping[str, str] | None = None) -> str | None:
    """The command that the whole text is, or None; a sentence that merely contains "gửi" is none.

    One of back, skip, later, status, score, submit, help, human, stop, menu, continue, undo, done or
    "edit:<criterion id>". ``criteria``: id -> title in plan order; "câu 3" is the third, "I.2.1", "i21" and "1.2.1" an
    id, "sửa tuyên truyền" a word that one title alone has. Which of several was meant is not guessed: None.
    """
    if len(text) > 120:
        return None
    if slash := _SLASH.match(text):
        name, rest = slash[1].lower(), slash[2]
        if name in ("edit", "sua") and rest:
            return _criterion(f"sua {normalize(rest)}", criteria or {})
        return None if rest else _JOINED.get(name.replace("_", ""))
    plain = _SOUTHERN.sub("toi", normalize(composed(text).replace("gởi", "gửi")))
    if not plain:
        return "help" if "?" in text and not text.strip().strip("?？!. ") else None
    if "?" in text and plain in ("xong", "het", "thoi", "gui", "nop", "dung", "tiep"):
        return None
    known = _KNOWN.get(plain) or _criterion(plain, criteria or {}) or _polite(text, plain.split()) or _with_slip(plain)
    return known or read_wish(text)


def _polite(text: str, words: list[str]) -> str | None:
    """A command with polite words around it. Nothing is taken for "submit" but the phrase with a particle."""
    words = words[:12]
    for start in range(len(words)):
        # "đã gửi" reports, "dạ gửi" asks; without accents nobody knows.
        if start and (words[start - 1] not in _LEADING or composed(text).startswith("đã")):
            break
        for end in range(len(words), start, -1):
            if end < len(words) and words[end] not in _TRAILING:
                break
            command = _KNOWN.get(" ".join(words[start:end]))
            if command and _allows(command, set(words[:start]), set(words[end:])):
                return command
    return None


def _allows(command: str, before: set[str], after: set[str]) -> bool:
    # "gửi em" comes with something that is being sent, "da gui" may say that it was.
    asked = "muon" in before or not before & {"da", "em", "toi", "minh"}
    return command != "submit" or (after <= _SUBMIT_TRAILING and asked)


def _with_slip(plain: str) -> str | None:
    decoded = " ".join(decode(word) for word in plain.split())
    if decoded in _KNOWN and decoded != plain:
        return _KNOWN[decoded]
    if len(plain) >= 5 and plain in _JOINED:
        return _JOINED[plain]
    if len(plain) < 7 or len(plain) > 30:
        return None
    alike = (phrase for phrase in _FUZZY if abs(len(phrase) - len(plain)) < 2)
    near = {_KNOWN[phrase] for phrase in alike if OSA.distance(phrase, plain, score_cutoff=1) < 2}
    return near.pop() if len(near) == 1 else None


_VERB = (
    "(?:sua lai|sua|doi lai|doi|thay doi|chinh sua|chinh lai|chinh|cap nhat|edit|mo lai|mo|nhay den|nhay toi|nhay|"
    "chuyen den|chuyen toi|chuyen sang|chuyen qua|chuyen|den|toi|di den|di toi|sang|qua|ve|quay lai|quay ve|tro lai|"
    "tro ve|lam lai|xem lai|nhap lai|khai lai|"
    "tra loi lai|bo sung|go to|lam)"
)
_WEAK_VERB = frozenset("toi qua ve lam sang".split())
_NOUN = (
    "(?:cau hoi so|cau hoi thu|cau hoi|cau so|cau thu|cau|tieu chi so|tieu chi thu|tieu chi|muc so|muc|phan|noi dung|"
    "so|y|question|criterion)"
)
_EDIT = re.compile(rf"(?:(?P<verb>{_VERB})(?: |$))?(?:(?P<noun>{_NOUN})(?: |$))?(?P<rest>.*)$")
_PREFIX = re.compile(r"(?:(?:toi|em|minh|cho toi|cho em|cho|xin|vui long|lam on|muon|can|da|vang|bay gio) )*(?=\w)")
_TAIL = re.compile(r"(?: (?:a|nhe|nha|di|voi|giup|dum|lai|em|oi|luon|duoc khong))+$")
# "l" is often typed for "I".
_ROMAN = {roman: number for number, roman in enumerate("i ii iii iv v vi vii viii ix x".split(), start=1)}
_ROMAN |= {"l": 1, "ll": 2, "lll": 3, "lv": 4}
_ID = re.compile(r"[ivxl]{1,4}(?: ?\d+)*|\d+(?: \d+)*")


def names_criterion(text: str) -> bool:
    """Whether the text asks for a criterion, even if it cannot be told which ("sửa câu 30", "sửa kế hoạch")."""
    slash = _SLASH.match(text)
    plain = f"sua {normalize(slash[2] or '')}" if slash and slash[1].lower() in ("edit", "sua") else normalize(text)
    found = _EDIT.match(_PREFIX.sub("", plain, count=1))
    if not found or not found["rest"] or len(found["rest"].split()) > 8:
        return False
    told = _ordinal(found["rest"]) is not None or bool(_ID.fullmatch(found["rest"]))
    return bool((found["verb"] or "").startswith(("sua", "edit", "chinh")) or (found["noun"] and told))


def _criterion(plain: str, criteria: Mapping[str, str]) -> str | None:
    """The edit command for a normalized text, or None where no criterion or more than one is meant."""
    if not criteria:
        return None
    ids = {_TAIL.sub("", phrase) for phrase in (plain, _PREFIX.sub("", plain, count=1))}
    found = {f"edit:{criterion}" for phrase in ids if (criterion := _target(phrase, criteria))}
    return found.pop() if len(found) == 1 else None


def _target(phrase: str, criteria: Mapping[str, str]) -> str | None:
    parsed = _EDIT.match(phrase)
    if not parsed or not parsed["rest"]:
        return None
    verb, noun, rest = parsed["verb"], parsed["noun"], parsed["rest"]
    by_id = _by_id(rest, criteria)
    if not verb and not noun:
        # An id on its own must look like one: "I.2.1", "i21", not "3" or "V".
        return by_id if re.search("[ivxl]", rest) and re.search(r"\d", rest) and len(rest) < 12 else None
    if not noun and verb in _WEAK_VERB and not (by_id and re.search(r"[ivxl] ?\d", rest)):
        return None
    number = _ordinal(rest)
    if number is not None:
        counted = list(criteria)[number - 1] if number <= len(criteria) else None
        if noun in ("muc", "muc so", "phan") or rest in criteria:
            # "mục 3" may be the third criterion or section III.
            return counted if by_id in (None, counted) else None
        return counted
    if by_id:
        return by_id
    index = read_choice(rest, [(title, ()) for title in criteria.values()], numbered=False) if len(rest) > 2 else None
    return None if index is None else list(criteria)[index]


def _ordinal(rest: str) -> int | None:
    """Its place in the plan, counted from 1; 0 is the last one."""
    if rest in ("dau", "dau tien", "thu nhat"):
        return 1
    if rest in ("cuoi", "cuoi cung"):
        return 0
    number = number_of(tokens(rest))
    return number if number else None


def _by_id(rest: str, criteria: Mapping[str, str]) -> str | None:
    words = rest.split()
    compact, places = "".join(words), tuple(_place(word) for word in words)
    found = set()
    for criterion in criteria:
        own = normalize(criterion).split()
        if "".join(own) == compact or tuple(_place(word) for word in own) == places:
            found.add(criterion)
    return found.pop() if len(found) == 1 else None


def _place(word: str) -> str:
    return str(_ROMAN.get(word, word))
