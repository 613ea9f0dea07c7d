"""Whole numbers in words and digits: "mười hai", "muoi 2", "một trăm linh năm", "1.234"."""

import re

from handlers.reading.words import may_be

_FORMS: dict[str, tuple[int, tuple[str, ...]]] = {
    "khong": (0, ("không",)),
    "mot": (1, ("một",)),
    "hai": (2, ("hai",)),
    "ba": (3, ("ba",)),
    "bon": (4, ("bốn",)),
    "nam": (5, ("năm",)),
    "sau": (6, ("sáu",)),
    "bay": (7, ("bảy", "bẩy", "bãy", "bẫy")),
    "tam": (8, ("tám",)),
    "chin": (9, ("chín",)),
}
# Only after "mươi": hai mươi mốt, tư, lăm.
_ENDINGS: dict[str, tuple[int, tuple[str, ...]]] = {
    "mot": (1, ("mốt", "một")),
    "tu": (4, ("tư",)),
    "lam": (5, ("lăm",)),
    "nham": (5, ("nhăm",)),
}
_SCALES: dict[str, tuple[str, ...]] = {
    "muoi": ("mười", "mươi"),
    "chuc": ("chục",),
    "tram": ("trăm",),
    "nghin": ("nghìn",),
    "ngan": ("ngàn",),
    "trieu": ("triệu",),
    "linh": ("linh",),
    "le": ("lẻ",),
    "lam": ("lăm",),
    "nham": ("nhăm",),
    "ham": ("hăm",),
}
_DIGITS = re.compile(r"\d{1,9}$")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+$")
Word = tuple[str, str]


def digits(text: str) -> int | None:
    """A whole number in digits, thousands marked by dots or not at all ("1.234"); None for anything else."""
    if text.isascii() and _DIGITS.match(text):
        return int(text)
    return int(text.replace(".", "")) if text.isascii() and len(text) < 13 and _GROUPED.match(text) else None


def is_numeral(word: Word) -> bool:
    """Whether the word can be part of a number."""
    raw, plain = word
    if plain[0].isdigit():
        return True
    form = _FORMS.get(plain)
    return bool(form and may_be(raw, form[1])) or _is(word, *_SCALES) or raw in ("mốt", "tư", "tu")


def _is(word: Word, *plains: str) -> bool:
    return word[1] in plains and may_be(word[0], _SCALES[word[1]])


def _unit(word: Word) -> int | None:
    if _DIGITS.match(word[1]):
        return int(word[1]) if len(word[1]) == 1 else None
    form = _FORMS.get(word[1])
    return form[0] if form and may_be(word[0], form[1]) else None


def _ending(word: Word) -> int | None:
    """The last digit after "mươi". A spoken "năm" there is refused: it may be "years" ("hai mươi năm")."""
    if (form := _ENDINGS.get(word[1])) and may_be(word[0], form[1]):
        return form[0]
    return None if word[1] == "nam" else _unit(word) or None


def _below_hundred(words: list[Word]) -> int | None:
    match words:
        case [one]:
            if _is(one, "muoi"):
                return None if one[0] == "mươi" else 10
            return int(one[1]) if _DIGITS.match(one[1]) else _unit(one)
        case [ten, last] if _is(ten, "muoi"):
            ending = _ending(last)
            return 10 + ending if ending and last[0] not in ("mốt", "tư") else None
        case [ham, last] if ham[0] == "hăm":
            ending = _ending(last)
            return 20 + ending if ending else None
        case [tens, ten] if _is(ten, "muoi", "chuc"):
            count = _unit(tens)
            return count * 10 if count and (count > 1 or _is(ten, "chuc")) and _multiplies(ten) else None
        case [tens, last] if last[1] in ("lam", "nham") or last[0] in ("mốt", "tư"):
            count, ending = _unit(tens), _ending(last)
            return count * 10 + ending if count and count > 1 and ending else None
        case [tens, ten, last] if _is(ten, "muoi"):
            count, ending = _unit(tens), _ending(last)
            return count * 10 + ending if count and count > 1 and ending and _multiplies(ten) else None
    return None


def _multiplies(ten: Word) -> bool:
    """ "chín mươi" is 90; "chín mười" may be nine and ten."""
    return may_be(ten[0], ("mươi", "chục"))


def _below_thousand(words: list[Word]) -> int | None:
    at = next((i for i, word in enumerate(words) if _is(word, "tram")), None)
    if at is None:
        return _below_hundred(words)
    hundreds = _unit(words[0]) if at == 1 else None
    rest = words[at + 1 :]
    if hundreds == 0 and not rest:  # "không trăm" only stands between others: "một nghìn không trăm linh tám"
        return None
    if hundreds is None or not rest:
        return None if hundreds is None else hundreds * 100
    if _is(rest[0], "linh", "le"):
        last = _unit(rest[1]) if len(rest) == 2 else None
        return hundreds * 100 + last if last else None
    # "một trăm năm" may be 105 or 150: only whole tens are clear.
    tail = _below_hundred(rest) if any(_is(word, "muoi", "lam", "nham", "ham") for word in rest) else None
    return None if tail is None else hundreds * 100 + tail


def number_of(words: list[Word]) -> int | None:
    """The number that the words say as a whole; None if they say none or more than one reading is possible."""
    if not words or len(words) > 12:
        return None
    for scale, names in ((1_000_000, ("trieu",)), (1_000, ("nghin", "ngan"))):
        at = next((i for i, word in enumerate(words) if _is(word, *names)), None)
        if at is None:
            continue
        head, rest = _below_thousand(words[:at]), words[at + 1 :]
        if not head:
            return None
        if not rest:
            return head * scale
        # "một nghìn hai" means 1,200 to some and 1,002 to others: the rest must name its own scale.
        if scale == 1_000 and _is(rest[0], "linh", "le") and len(rest) == 2:
            tail = _unit(rest[1])
        else:
            tail = number_of(rest) if any(_is(word, "tram", "nghin", "ngan") for word in rest) else None
        return None if tail is None else head * scale + tail
    return _below_thousand(words)
