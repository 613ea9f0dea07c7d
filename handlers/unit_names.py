"""Names of units and people compared as people mean them; short codes; which type a unit is of."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass

from handlers.reading.units import unit_words
from handlers.reading.words import fold, normalize
from scoring.campaign import UnitType

_LONGEST_CODE = 16
_PREFIXES = {("to", "dan", "pho"): "TDP", ("khu", "pho"): "KP", ("uy", "ban"): "UB", ("van", "phong"): "VP"}


def core(name: str) -> tuple[str, ...]:
    """The words that tell units apart: "UBND Phường 1", "PHƯỜNG 1" and "P.1" have the same."""
    return unit_words(name)


def accents_agree(one: str, other: str) -> bool:
    """Whether two names that have the same words can be the same name: accents must be equal ("Tân Hoà", "Tân Hòa"),
    unless one was typed without any."""
    if is_plain(one) or is_plain(other):
        return True
    first, second = _accents(one), _accents(other)
    return all(first[word] == second[word] for word in first.keys() & second.keys())


def names_agree(one: str, other: str) -> bool:
    """Whether two names of people are the same: case, blanks and missing accents do not matter."""
    return normalize(one) == normalize(other) and accents_agree(one, other)


def better_spelling(known: str, other: str) -> str:
    """The one with accents, where the known one has none."""
    return other if is_plain(known) and not is_plain(other) else known


def is_plain(name: str) -> bool:
    """Whether it was typed without any accent."""
    return fold(name) == unicodedata.normalize("NFC", name).lower()


def _accents(name: str) -> dict[str, list[str]]:
    """Folded word → its accents, in no particular order: people put them over either vowel."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name).lower()):
        letters = unicodedata.normalize("NFD", word)
        marks = sorted(c for c in letters if unicodedata.category(c) == "Mn" or c == "đ")
        found[fold(word)].append("".join(marks))
    return found


# ---------------------------------------------------------------- codes


def make_code(name: str, taken: Container[str]) -> str:
    """A short code that can be read aloud ("PHUONG-1", "KP-TAN-HOA-2"), and is not among ``taken`` (casefolded)."""
    words = [word for word in core(name) if word.isascii()]
    base = _shorten(words) or "DON-VI"
    code, number = base, 1
    while code.casefold() in taken:
        number += 1
        code = f"{base}-{number}"
    return code


def _shorten(words: list[str]) -> str:
    whole = "-".join(words).upper()
    if len(whole) <= _LONGEST_CODE:
        return whole
    prefix, rest = words[0].upper(), words[1:]
    for start, short in _PREFIXES.items():
        if tuple(words[: len(start)]) == start:
            prefix, rest = short, words[len(start) :]
    spelled = "-".join([prefix, *rest]).upper()
    if len(spelled) <= _LONGEST_CODE:
        return spelled
    initials = "".join(word if word.isdigit() else word[0] for word in rest).upper()
    return f"{prefix[:8]}-{initials}"[:_LONGEST_CODE].rstrip("-")


# ---------------------------------------------------------------- types


@dataclass(frozen=True, slots=True)
class _Kind:
    """``name``: how a unit's name, or the heading of its section, begins or what it holds; ``ids``: words of the ids of
    unit types that such a unit may have, the best first. The first is its type where no campaign has one."""

    name: re.Pattern[str]
    ids: tuple[str, ...]


def _kind(name: str, *ids: str) -> _Kind:
    return _Kind(re.compile(name), ids)


# In order: what is telling before what is general.
_KINDS = (
    _kind(r"^(?:khu pho|khu dan cu|khu vuc)\b", "neighborhood", "residential_group", "village"),
    _kind(r"^to (?:dan pho\b|\d)", "residential_group", "neighborhood", "village"),
    _kind(r"^(?:thon|ap|khom|xom|buon|ban lang|soc|tieu khu)\b", "village", "residential_group", "neighborhood"),
    _kind(r"mat tran|\bmttq", "fatherland_front", "mass_organization"),
    _kind(
        r"^(?:van phong |ban \w+ )?(?:dang uy|thanh uy|huyen uy|tinh uy)|^(?:chi|dang) bo\b|tuyen giao|dan van", "party"
    ),
    _kind(
        r"^(?:chi cuc|cuc|cong an|toa an|vien kiem sat|kho bac|buu dien|dien luc|ngan hang|hai quan|thue|nganh doc)\b"
        r"|thi hanh an|bao hiem|quan su|bien phong|nganh doc|quan ly thi truong",
        "vertical_agency",
    ),
    _kind(r"^(?:hoi (?!dong)|doan\b|lien doan|cong doan|hiep hoi|bch doan|doan the)|thanh nien", "mass_organization"),
    _kind(
        r"^(?:truong|tram|trung tam|benh vien|thu vien|nha (?:van hoa|thieu nhi|tre)|ban quan ly|don vi su nghiep)\b"
        r"|mam non|mau giao|tieu hoc|\bthcs|\bthpt|trung hoc|su nghiep",
        "public_service_unit",
    ),
    _kind(r"^(?:phuong|xa|thi tran)\b", "ward", "commune", "locality"),
    _kind(r"^(?:huyen|quan|thi xa|thanh pho)\b", "district", "city_committee", "locality"),
    _kind(
        r"^(?:phong|ban|so|van phong|thanh tra|to|bo phan|hoi dong nhan dan|nganh|co quan chuyen mon)\b",
        "department",
        "agency",
    ),
)
_BEFORE = re.compile(r"^(?:(?:[ivx]+|[a-h]|\d+) )?(?:(?:cac|khoi|nhom|danh sach|nhung|loai) )*")


def guess_type(name: str, *, said: str, hints: Sequence[str], types: Sequence[UnitType]) -> str:
    """The id of the unit's type: what the list says (``said``), else what the name tells, else the section and the
    sheet it stands in (``hints``). "other" when nothing tells. ``types``: those of the campaigns, the open one's first.
    """
    for text in (said, name, *hints):
        if found := _named_type(text, types) or _type_of_kind(text, types):
            return found
    return types[0].id if len(types) == 1 else "other"


def _named_type(text: str, types: Sequence[UnitType]) -> str | None:
    """A type that is called so."""
    plain = normalize(text)
    return next((one.id for one in types if plain in (normalize(one.id), *map(normalize, _names(one)))), None)


def _names(one: UnitType) -> tuple[str, ...]:
    return (one.name.vi, one.name.en) if one.name.en else (one.name.vi,)


def _type_of_kind(text: str, types: Sequence[UnitType]) -> str | None:
    words = " ".join(core(text))
    plain = _BEFORE.sub("", words)
    if text.lower().startswith(("bản ", "làng ")):  # "Bản Nà Lốc" is a village, "Ban Chỉ huy" is not
        plain = f"ban lang {plain}"
    kind = next((kind for kind in _KINDS if plain and kind.name.search(plain)), None)
    if kind is None:
        return None
    found = (one.id for word in kind.ids for one in types if word in one.id)
    return next(found, {"party": "party_body", "ward": "ward_committee"}.get(kind.ids[0], kind.ids[0]))
