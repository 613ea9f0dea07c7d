"""One or several of the offered choices: by number, by name, by a part of it, with small slips."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from handlers.reading.numerals import number_of
from handlers.reading.words import NEGATIVE, POLITE, VAGUE, fold, label_tokens, normalize, tokens
from handlers.reading.yes_no import read_yes_no

Options = Sequence[tuple[str, tuple[str, ...]]]

_BEFORE_NUMBER = re.compile(
    r"(?:(?:so|cau|chon|cai|y|phuong an|lua chon|dap an|muc|thu|la|lay|cho|da|vang|em|toi|minh|thi) )+"
)
_FILLER = frozenset("chon lay la cai y phuong an muc lua dap cho thi day voi nhap toi em minh loai hang muc da".split())
_HEAD, _TAIL = POLITE | _FILLER, POLITE | {"roi", "day", "luon", "thoi", "di", "giup"}
_SPELLED = dict.fromkeys("ko k kg khg hong hok".split(), "khong") | {"bc": "bao cao", "vb": "van ban"}
_FIXED = frozenset({("nhap", "ho"), ("nhap", "danh"), ("nhap", "excel")})  # no filler: "nhập hộ" is no "hồ sơ"
_QUARTERS = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "mot": "i", "hai": "ii", "ba": "iii", "bon": "iv", "tu": "iv"}
_FIRST = frozenset({"dau tien", "cai dau", "cai dau tien", "thu nhat", "cai thu nhat", "cau dau", "cau dau tien"})
_LAST = frozenset({"cuoi cung", "cai cuoi", "cai cuoi cung", "sau cung", "cau cuoi", "cau cuoi cung"})
# Too common to tell one label from another on their own.
_COMMON = frozenset("co la va cua cho trong vao o cac nhung mot duoc bi den tu ve voi khac nay".split())


def read_exact_choice(text: str, options: Options, *, numbered: bool = True) -> int | None:
    """The zero-based index of the choice that the whole text names: its label, a further word, or its number.

    For questions whose answer is free text, where a part of a label must not be taken for the choice.
    """
    words = tuple(normalize(text).split())
    if not words or len(words) > 20:
        return None
    named = {
        index
        for index, (label, further) in enumerate(options)
        if any(words == label_tokens(name) for name in (label, *further))
    }
    number = _number(text, words, len(options)) if numbered else None
    if number is not None:
        named.add(number)
    return named.pop() if len(named) == 1 else None


def read_choice(text: str, options: Options, *, numbered: bool = True) -> int | None:
    """The zero-based index of the choice that is meant; None if none or more than one could be.

    Beyond ``read_exact_choice``: yes and no where one label says yes and one no, a part of a label that no other
    label has, a label inside a short polite sentence, one slip of the finger in a longer word. A denial is never
    dropped: "ban hành" does not choose "Không ban hành". ``numbered=False``: "2" is not the second choice.
    """
    if "?" in text and normalize(text):
        return None
    exact = read_exact_choice(text, options, numbered=numbered)
    words = normalize(text).split()
    if not words or len(words) > 20:
        return None if words else _by_yes_no(text, options)
    if exact is not None:
        return None if _names_other(text, words, exact, options) else exact
    if numbered and len(words) > 1 and words[0].isdecimal():
        return _numbered_label(words, options)
    if _is_number(text):
        return None
    said = _by_yes_no(text, options)
    if said is not None:
        return said
    core = _core(words)
    for match in (_same, _part, _slip):
        found = [
            i for i, option in enumerate(options) if any(match(core, label_tokens(n)) for n in (option[0], *option[1]))
        ]
        if found:
            return found[0] if len(found) == 1 and not _shared(core, found[0], options) else None
    return None


def read_option(text: str, options: Options) -> int | None:
    """``read_choice`` for the answer to a question; also by words that stand in one option alone. Not for a page where
    the same words may be a name or a command."""
    chosen = read_choice(text, options)
    if chosen is not None or "?" in text:
        return chosen
    core = _core(normalize(text).split())
    told = _alone(core, options)
    return told[0] if told and (VAGUE - {"chung"}).isdisjoint(core) else None


def _shared(core: tuple[str, ...], found: int, options: Options) -> bool:
    """Whether only the most common words tell it from another option: "có kế hoạch" beside "Có kế hoạch riêng" and
    "Lồng ghép vào Kế hoạch"."""
    own = options[found]
    if any(_same(core, label_tokens(name)) for name in (own[0], *own[1])):
        return False
    told = {word for word in core if word not in _COMMON}
    others = (label_tokens(label) for place, (label, _) in enumerate(options) if place != found)
    return not _denied(core) and any(not _denied(label) and told <= set(label) for label in others)


def _names_other(text: str, words: list[str], exact: int, options: Options) -> bool:
    """Whether a number in words is also a part of another label: "năm" is the fifth choice, or "Năm 2024"."""
    if any(c.isdigit() for c in text) or tuple(words) == label_tokens(options[exact][0]):
        return False
    core = _core(words)
    return number_of(tokens(text)) is not None and any(
        _part(core, label_tokens(label)) for index, (label, _) in enumerate(options) if index != exact
    )


def _number(text: str, words: tuple[str, ...], count: int) -> int | None:
    if fold(text).strip().startswith("-") or re.search(r"\d\s*[.,/:%-]\s*\d|%|\+|\?", text):
        return None
    phrase = " ".join(_core([word for word in words if word not in POLITE]))
    if phrase in _FIRST or phrase in _LAST:
        return 0 if phrase in _FIRST else count - 1
    typed = tokens(text)
    if before := _BEFORE_NUMBER.match(" ".join(word for _, word in typed[:-1]) + " "):
        typed = typed[len(before[0].split()) :]
    while len(typed) > 1 and typed[-1][1] in POLITE:
        typed = typed[:-1]
    if len(typed) == 1 and typed[0][0] in ("không", "khong", "sau", "nam"):
        return None
    number = number_of(typed)
    return number - 1 if number is not None and 1 <= number <= count else None


def _is_number(text: str) -> bool:
    return number_of([pair for pair in tokens(text) if pair[1] not in POLITE]) is not None and any(
        c.isdigit() for c in text
    )


def _numbered_label(words: list[str], options: Options) -> int | None:
    """ "2. Lồng ghép": the number and the label must agree."""
    number = int(words[0]) - 1 if len(words[0]) < 4 else -1
    rest = read_choice(" ".join(words[1:]), options, numbered=False)
    whole = [i for i, (label, _) in enumerate(options) if _part(tuple(words), label_tokens(label))]
    if len(whole) == 1 and rest in (None, whole[0]) and (number != rest or number == whole[0]):
        return whole[0]
    return rest if rest == number else None


def _by_yes_no(text: str, options: Options) -> int | None:
    said = read_yes_no(text)
    if said is None:
        return None
    readings = [{_says(name) for name in (label, *further)} - {None} for label, further in options]
    found = [index for index, reading in enumerate(readings) if reading == {said}]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1024)
def _says(label: str) -> bool | None:
    return read_yes_no(label)


def _core(words: list[str]) -> tuple[str, ...]:
    """Without politeness around it; the words in the middle stay."""
    start, end = 0, len(words)
    while start < end - 1 and words[start] in _HEAD and tuple(words[start : start + 2]) not in _FIXED:
        start += 1
    while end > start + 1 and words[end - 1] in _TAIL:
        end -= 1
    said = [_SPELLED.get(word, word) for word in words[start:end]] if end - start > 1 else words[start:end]
    said = " ".join(said).split()
    return tuple(
        _QUARTERS.get(word, word) if before in ("quy", "qui") else word
        for before, word in zip(["", *said], said, strict=False)
    )


def _denied(words: Sequence[str]) -> bool:
    return not NEGATIVE.isdisjoint(words)


def _same(core: tuple[str, ...], label: tuple[str, ...]) -> bool:
    return core == label or (len(core) + len(label) > 2 and "".join(core) == "".join(label))


def _part(core: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """The words stand in the label in that order and are not only the most common ones."""
    if _denied(core) != _denied(label) or not VAGUE.isdisjoint(set(core) - set(label)):
        return False
    told = [word for word in core if word not in _COMMON]
    if sum(map(len, told)) < 2 or not told:
        return False
    rest = iter(label)
    return all(word in rest for word in core)


def _slip(core: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """The words stand in the label with one slip each in longer words, two at most; numbers exactly."""
    if _denied(core) != _denied(label) or sum(map(len, core)) < 5:
        return False
    width = len(core)
    return any(_near(core, label[i : i + width]) for i in range(len(label) - width + 1)) or _joined(core, label)


def _near(core: tuple[str, ...], part: tuple[str, ...]) -> bool:
    slips = 0
    for typed, meant in zip(core, part, strict=True):
        if typed == meant:
            continue
        if min(len(typed), len(meant)) < 3 or typed[0].isdigit() or meant[0].isdigit() or typed in NEGATIVE:
            return False
        distance = OSA.distance(typed, meant, score_cutoff=1)
        slips += distance
        if distance > 1:
            return False
    return (slips <= 2 and any(t == m for t, m in zip(core, part, strict=True))) or (
        slips == 1 and len("".join(core)) >= 5
    )


def _alone(core: tuple[str, ...], options: Options) -> list[int]:
    """The options that two or more of the words stand in, and no other option: "lồng gép chung với kh cchc"."""
    if _denied(core):
        return []
    words = {word for word in core if len(word) > 2 and word not in _COMMON}
    labels = [set().union(*(label_tokens(name) for name in (label, *further))) for label, further in options]
    hits: dict[int, int] = {}
    for word in words:
        owners = [place for place, label in enumerate(labels) if any(_like(word, each) for each in label)]
        if len(owners) == 1:
            hits[owners[0]] = hits.get(owners[0], 0) + 1
    return (
        [place for place, count in hits.items() if count > 1 and not _denied(tuple(labels[place]))]
        if len(hits) == 1
        else []
    )


def _like(typed: str, meant: str) -> bool:
    return typed == meant or (min(len(typed), len(meant)) > 2 and OSA.distance(typed, meant, score_cutoff=1) < 2)


def _joined(core: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Blanks forgotten: "longghep"."""
    whole = "".join(core)
    if len(whole) < 6 or any(c.isdigit() for c in whole):
        return False
    starts = range(len(label))
    return any("".join(label[i:j]) == whole for i in starts for j in range(i + 1, min(len(label), i + 6) + 1))


_ALL = re.compile(
    r"(?:tat ca|ca|het|du|day du|du ca|toan bo|het tat ca|all|chon het|chon tat ca|du het|co du|co het|co tat ca)$"
)
_WITH_COUNT = re.compile(
    r"(?:tat ca|ca|du|day du|du ca|toan bo|het|co du)(?: ca)? (?P<n>\d+)"
    r"(?: (?:linh vuc|muc|noi dung|cai|y|o|tieu chi))*$"
)
_EXCEPT = re.compile(
    r"(?:tat ca|ca|het|du|day du|du ca|toan bo|all|co du|co het|chon het|chon tat ca)"
    r"(?: linh vuc| cac muc)? (?:tru|ngoai tru|except|bo)(?: ra)? (?P<rest>.+)$"
)
_NONE = re.compile(
    r"(?:da )?(?:khong|ko|k)(?: co)?(?: (?:cai|linh vuc|muc|noi dung|y))*"
    r"(?: nao| gi)?(?: ca| het)?$|none$"
)
_RANGE = re.compile(r"(?:tu )?(\d+) ?(?:-|den|toi|to|->) ?(\d+)")
_LIST_WORDS = re.compile(r"\b(?:va|voi|so|cau|muc|y|chon|cai|linh vuc|co|da|and|em|toi|a|nhe|nha)\b|&|\+|#")


def read_choices(text: str, count: int) -> tuple[int, ...] | None:
    """The zero-based indices, ascending, of what is ticked in a list of ``count``: "1,2,5", "1-4", "tất cả trừ 3".

    "không có" ticks nothing: an empty tuple. A number out of the list or anything else: None.
    """
    folded = re.sub(r"\s+", " ", fold(text)).strip(" .!,;")
    if len(folded) > 200 or not folded:
        return None
    plain = " ".join(word for word in normalize(text).split() if word not in POLITE)
    counted = _WITH_COUNT.match(plain)
    if _ALL.match(plain) or (counted and len(counted["n"]) < 5 and int(counted["n"]) == count):
        return tuple(range(count))
    if _NONE.match(plain):
        return ()
    if excluded := _EXCEPT.match(folded):
        out = _indices(excluded["rest"], count)
        return None if not out else tuple(index for index in range(count) if index not in out)
    listed = _indices(folded, count)
    return tuple(sorted(listed)) if listed else None


def _indices(folded: str, count: int) -> set[int] | None:
    chosen: set[int] = set()
    for first, last in _RANGE.findall(folded):
        if len(first) > 3 or len(last) > 3 or int(first) >= int(last):
            return None
        chosen.update(range(int(first) - 1, int(last)))
    rest = _LIST_WORDS.sub(" ", _RANGE.sub(" ", folded))
    parts = re.split(r"[\s,;./|]+", rest.strip(" ,;./|"))
    if any(part and not re.fullmatch(r"\d{1,3}", part, re.ASCII) for part in parts):
        return None
    chosen.update(int(part) - 1 for part in parts if part)
    return chosen if chosen and min(chosen) >= 0 and max(chosen) < count else None
