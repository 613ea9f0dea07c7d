"""Which unit is meant: "p1", "ubnd phuong 1", "tnmt", "tai chanh ke hoach"."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from handlers.reading.words import POLITE, may_be, normalize, tokens

_SHORT = {
    "p": "phuong", "f": "phuong", "kp": "khu pho", "tdp": "to dan pho", "tp": "thanh pho", "tx": "thi xa", "q": "quan",
    "vp": "van phong", "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "mttq": "mat tran to quoc", "t": "to",
}  # fmt: skip
_NUMBERED = "p|f|q|kp|tdp|phuong|quan|khu pho|khu|to dan pho|to|thon|ap|khom|xom|ban|tieu khu|cum"
_GLUED = re.compile(r"\b(p|f|q|kp|tdp|phuong|quan|khu|to|thon|ap|khom|xom|khupho|t)(\d{1,3})\b")
_AFTER_TYPE = re.compile(
    rf"\b({_NUMBERED}|so) (?:so )?"
    r"(mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi mot|muoi hai|muoi ba|muoi|i|ii|iii|iv|v|vi|vii|viii|ix|x)"
    r"(?=$| (?:phuong|xa|thi|thanh|quan|huyen)\b)"
)
_VALUES = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "muoi mot": 11, "muoi hai": 12, "muoi ba": 13,
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
}  # fmt: skip
# "khu phố Hải" is no "khu phố hai".
_ACCENTED = {
    "mot": "một", "hai": "hai", "ba": "ba", "bon": "bốn", "tu": "tư", "nam": "năm", "sau": "sáu", "bay": "bảy",
    "tam": "tám", "chin": "chín", "muoi": "mười",
}  # fmt: skip
_GENERIC = re.compile(r"\b(?:uy ban nhan dan|uy ban(?= (?:phuong|xa|thi tran)\b)|va|cua|cac|truc thuoc|thuoc)\b")
_TYPES = frozenset(
    """
    phuong xa khu pho phong ban to dan thon ap khom quan huyen thanh tinh van trung tam hoi doan truong so uy
    """.split()
)
_BESIDE = POLITE | frozenset(
    """
    toi o la don vi ben cua tai thuoc chung co quan minh dai dien cho day lam vien to truong chu tich bi thu pho
    can bo con chau
    """.split()
)
_PLACE = re.compile(r"(?:thanh pho|tinh|huyen|thi xa|quan|phuong|xa|tp)(?: [a-z ]{2,})?$")


@lru_cache(maxsize=4096)
def _core(text: str) -> tuple[str, ...]:
    """The words that tell units apart: abbreviations spelled out, numbers as digits, "UBND" and "và" left out."""
    plain = _GLUED.sub(r"\1 \2", normalize(text))
    names = {word for raw, word in tokens(text) if word in _ACCENTED and not may_be(raw, (_ACCENTED[word],))}
    plain = re.sub(r"\b(phuong|khu pho|kp|to|tdp|to dan pho|thon|ap) so (?=\d)", r"\1 ", plain)
    plain = " ".join(_SHORT.get(word, word) if word != "t" or "t " in plain else word for word in plain.split())
    plain = _AFTER_TYPE.sub(lambda match: match[0] if match[2] in names else f"{match[1]} {_VALUES[match[2]]}", plain)
    words = _GENERIC.sub(" ", plain).split() or plain.split()
    return tuple(str(int(word)) if word.isdigit() and word.isascii() and len(word) < 6 else word for word in words)


def unit_words(name: str) -> tuple[str, ...]:
    """The words of a unit's name that tell it from others; two spellings of one name have the same."""
    return _core(name)


def read_unit(text: str, names: Sequence[str]) -> tuple[int, ...]:
    """The zero-based indices of the units that may be meant: one is sure, several are to be asked about, none unknown.

    Numbers must be equal ("phường 1" is never "Phường 11"); accents only decide between names that differ in nothing
    else; initials stand for words ("tnmt"); a slip is allowed inside longer words.
    """
    if len(text) > 160 or not names:
        return ()
    core = _core(text)
    if not core or {"khong", "chua", "ko"} & set(core):
        return ()
    cores = [_core(name) for name in names]
    # "chi" may be a polite word or the beginning of "Chi cục": the whole text comes first.
    return _find(text, core, names, cores) or _find(text, _trim(core), names, cores)


def _find(text: str, typed: tuple[str, ...], names: Sequence[str], cores: list[tuple[str, ...]]) -> tuple[int, ...]:
    same = [index for index, core in enumerate(cores) if core == typed]
    if same:
        return _by_accents(text, names, same)
    numbers = _numbers(typed)
    # A number that was typed must be the name's; a name's number that was not typed leaves the choice open.
    fitting = [i for i, core in enumerate(cores) if core and (not numbers or _numbers(core) == numbers)]
    told = _own(typed)
    costs = {i: cost for i in fitting if (cost := _cost(typed, cores[i])) is not None}
    if not costs:
        return _inside(typed, cores)
    best = min(costs.values())
    found = tuple(i for i, cost in costs.items() if cost == best)
    if not told or best > _slips_allowed(told) or (best and len(found) > 3):
        # "văn phòng" are two words of kinds only, and yet a name where one unit alone has both.
        return found if not told and (len(found) > 1 or len(typed) > 1) else ()
    # Part of one name only is sure; so is the whole of a name without its type word ("tư pháp": Phòng Tư pháp).
    whole = [i for i in found if _own(cores[i]) == told]
    return tuple(whole) if len(whole) == 1 else found


def _own(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the kinds of unit at its beginning: (tan, hoi) of "Phường Tân Hội"."""
    start = next((i for i, word in enumerate(words) if word not in _TYPES), len(words))
    return words[start:]


def _slips_allowed(told: Sequence[str]) -> int:
    return 2 if sum(map(len, told)) >= 12 else 1 if sum(map(len, told)) >= 5 else 0


def _trim(words: tuple[str, ...]) -> tuple[str, ...]:
    start, end = 0, len(words)
    while (
        start < end - 1 and words[start] in _BESIDE and words[start : start + 2] not in (("to", "dan"), ("don", "vi"))
    ):
        if words[start] == "to" and words[start + 1].isdigit():
            break
        start += 1
    while end > start + 1 and words[end - 1] in ("a", "ah", "nhe", "nha", "oi"):
        end -= 1
    return words[start:end]


def _numbers(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if word[0].isdigit())


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)


def _cost(typed: tuple[str, ...], name: tuple[str, ...]) -> int | None:
    """Slips needed to find all typed words in the name, in order; None if they are not there."""
    best: dict[int, int] = {0: 0}  # position in the name -> slips so far
    position = 0
    while position < len(typed):
        reached, used = _step(typed, position, name, best)
        if not reached:
            return None
        best, position = reached, position + used
    return min(best.values())


def _step(typed: tuple[str, ...], at: int, name: tuple[str, ...], best: dict[int, int]) -> tuple[dict[int, int], int]:
    """Match the typed word (or the words that the name abbreviates) at every later place of the name."""
    reached: dict[int, int] = {}
    word = typed[at]
    for start, cost in best.items():
        for place in range(start, len(name)):
            width, slip = _match(word, name, place, 3 if at == 0 else 2)
            if width and cost + slip <= 2:
                end = place + width
                reached[end] = min(cost + slip, reached.get(end, 9))
    if reached:
        return reached, 1
    for size in (2, 3, 4, 5, 6):
        run = typed[at : at + size]
        if len(run) == size:
            short = _initials(run)
            reached = {p + 1: best[s] for s in best for p in range(s, len(name)) if name[p] == short}
            if reached:
                return reached, size
    return {}, 1


def _match(word: str, name: tuple[str, ...], place: int, shortest: int) -> tuple[int, int]:
    """(words of the name that the typed word stands for, slips); (0, 0) if it stands for none."""
    other = name[place]
    if word == other:
        return 1, 0
    if shortest <= len(word) <= 7 and _initials(name[place : place + len(word)]) == word:
        return len(word), 0
    if len(word) >= 4 and len(other) >= 4 and word.isalpha() and word[0] == other[0]:
        return (1, 1) if OSA.distance(word, other, score_cutoff=1) == 1 else (0, 0)
    return 0, 0


def _inside(typed: tuple[str, ...], cores: list[tuple[str, ...]]) -> tuple[int, ...]:
    """A whole name inside a longer text: "UBND phường 1, thành phố Vĩnh Long"."""
    phrase = f" {' '.join(typed)} "
    found: list[int] = []
    for index, core in enumerate(cores):
        name = f" {' '.join(core)} "
        at = phrase.find(name)
        if at < 0 or not any(word not in _TYPES for word in core):
            continue
        before, after = phrase[:at].split(), phrase[at + len(name) :].strip()
        if set(before) <= _BESIDE and (not after or _PLACE.match(after)):
            found.append(index)
    return tuple(found)


def _by_accents(text: str, names: Sequence[str], found: list[int]) -> tuple[int, ...]:
    if len(found) == 1:
        return (found[0],)
    typed = _accented(text)
    exact = [index for index in found if _accented(names[index]) == typed]
    return (exact[0],) if len(exact) == 1 else tuple(found)


def _accented(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower()))
