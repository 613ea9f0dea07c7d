"""What the columns of an officer's list mean, by their headings: any order, any case, accents and line breaks ignored.

A heading is recognised when it holds a telling word and no word that is foreign to its kind, so "Đơn vị công tác" is a
unit, "Đơn vị tính" is nothing, and a title ("Danh sách các đơn vị …") or a row of data is no row of headings.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from reports.roster_cells import Cell, Grid

LAST_HEADING_ROW = 15
_MAX_DEPTH = 3  # rows of headings over one another


class Kind(StrEnum):
    NUMBER = "number"
    UNIT = "unit"
    CODE = "code"
    TYPE = "type"
    NAME = "name"
    FAMILY = "family"  # the first part of a name that stands in two columns
    GIVEN = "given"
    PHONE = "phone"
    ROLE = "role"
    POSITION = "position"


class Group(StrEnum):
    """Whom a column is about, where the list has a head and a contact side by side."""

    LEADER = "leader"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class PersonColumns:
    """The columns of one person of a row. ``names``: the parts of the name; ``phones``: the best one first."""

    names: tuple[int, ...] = ()
    phones: tuple[int, ...] = ()
    role: int | None = None
    position: int | None = None
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what. ``bottom``: the last row of the headings."""

    bottom: int
    unit: int
    number: int | None = None
    code: int | None = None
    type: int | None = None
    people: tuple[PersonColumns, ...] = ()
    known: int = 0  # how many headings were recognised; one that is merged over two columns counts once


def fold(text: str) -> str:
    """Lower case, without accents, every run of other signs one blank."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    return " ".join(re.findall(r"[a-z0-9]+", plain.replace("đ", "d")))


# ---------------------------------------------------------------- one heading


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PEOPLE = (
    "ho va ten nguoi can bo cong chuc vien dau moi dai dien thu truong lanh dao phu trach lien he lac dung cua don vi "
    "co quan khu pho to dan ban thon ap phong trao thi dua cchc cai cach hanh chinh theo doi tham muu thuc hien duoc "
    "giao chuyen trach dia phuong tiep nhan thong tin day du full name contact person of the unit head leader"
)
_UNITS = (
    "ten cac don vi dv co quan to chuc khu pho kp dan tdp thon ap khom xom ban cu dia phuong xa thi tran phong nganh "
    "doan the tap truong hoc noi cong tac lam viec tham gia dua dang ky truc thuoc va hoac dau moi tren khoi name unit"
)
_EXACT = {
    Kind.NUMBER: r"stt|tt|s t t|so tt|so thu tu|thu tu|no",
    Kind.CODE: r"(?:ma|ma so|ma hieu|ky hieu|ma dinh danh)(?: (?:don vi|dv|co quan|khu pho|to dan pho|to|thon|ap))?"
    r"|(?:unit )?code",
    Kind.TYPE: r"(?:loai|loai hinh|phan loai|nhom|khoi)(?: (?:don vi|dv|co quan|to chuc))?|doi tuong|(?:unit )?type",
    Kind.ROLE: r"vai tro(?: (?:tham gia|trong phong trao|trong phong trao thi dua|trong he thong))?|role",
    Kind.FAMILY: r"ho|ho (?:va )?(?:ten )?(?:chu )?(?:dem|lot|tu)|last name|surname|family name",
    Kind.GIVEN: r"ten|given name|first name",
}
_PHONE = re.compile(
    r"\b(?:dien thoai|sdt|so dt|sodt|dtdd|dt|di dong|zalo|phone|mobile|tel|hotline|so may|sodienthoai|dienthoai)\b"
    r"|^(?:thong tin |so )?lien (?:he|lac)$"
)
_PHONE_WORDS = _words(
    f"{_PEOPLE} so dien thoai sdt dt sodt dtdd di dong zalo phone mobile number tel hotline may ban nha rieng ca nhan "
    "van hoac neu sodienthoai dienthoai"
)
_UNIT = re.compile(
    r"(?:ten )?(?:cac )?(?:don vi|dv|co quan|to chuc|tap the|khu pho|kp|to dan pho|tdp|to|thon|ap|khom|xom|khu dan cu"
    r"|phong ban|phong|ban nganh|doan the|dia phuong|dia ban|phuong|xa|thi tran|noi cong tac|noi lam viec|unit)\b"
    r"|tendonvi$|donvi$"
)
_UNIT_WORDS = _words(_UNITS + " tendonvi donvi")
_NAME = re.compile(
    r"\bho (?:va )?ten\b|\b(?:nguoi|can bo|cong chuc|dau moi|dai dien|thu truong|lanh dao|phu trach|dung dau)\b"
    r"|^truong (?:khu|ban|thon|ap|don vi|co quan)\b|^(?:full |contact )?name$|^contact\b|^head\b|^leader\b"
    r"|^hoten$|^hovaten$"
)
_NAME_WORDS = _words(_PEOPLE + " hoten hovaten")
_POSITION = re.compile(r"chuc (?:vu|danh)\b|position\b")
_POSITION_WORDS = _words(f"{_PEOPLE} chuc vu danh hien nay cong tac dang chinh quyen doan the position")
_LEADER = re.compile(r"\b(?:thu truong|lanh dao|dung dau|head|leader)\b|\btruong (?:khu|ban|thon|ap|don vi|co quan)\b")
_CONTACT = re.compile(r"\b(?:dau moi|lien he|phu trach|theo doi|tham muu|contact)\b")


_REMARK = re.compile(r"(?<=\S)\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class _Heading:
    kind: Kind
    rank: int = 0  # of several of a kind the lowest is taken
    group: Group | None = None


def _recognise(stacked: list[str]) -> _Heading | None:
    """A heading of one or more rows. What stands in brackets after it ("(nếu có)", "(Zalo)") may be anything."""
    plain = fold(" ".join(_REMARK.sub("", text) for text in stacked))
    words = _words(plain)
    if not plain or len(words) > 14:
        return None
    for kind, pattern in _EXACT.items():
        if re.fullmatch(pattern, plain):
            return _Heading(kind)
    if _PHONE.search(plain) and words <= _PHONE_WORDS:
        return _Heading(Kind.PHONE, _phone_rank(fold(" ".join(stacked))), _group(plain))
    position = _POSITION.search(plain)
    if position and words <= _POSITION_WORDS and not re.search(r"don vi|co quan", plain[position.start() :]):
        return _Heading(Kind.POSITION, 0, _group(plain))
    if _UNIT.match(plain) and words <= _UNIT_WORDS:
        return _Heading(Kind.UNIT, _unit_rank(plain))
    if _NAME.search(plain) and words <= _NAME_WORDS:
        return _Heading(Kind.NAME, 0, _group(plain))
    return None


def _phone_rank(plain: str) -> int:
    """A phone that is in a pocket is better than one on a desk."""
    if re.search(r"\b(?:di dong|dtdd|zalo|mobile|ca nhan)\b", plain):
        return 0
    return 2 if re.search(r"\b(?:co quan|ban|nha|van phong|don vi)\b", plain) else 1


def _unit_rank(plain: str) -> int:
    """The unit itself before the place where it lies."""
    if re.search(r"\b(?:don vi|dv|co quan|to chuc|tap the|unit|donvi|tendonvi)\b", plain):
        return 0
    return 2 if re.search(r"\b(?:phuong|xa|thi tran|dia ban|noi)\b", plain) else 1


def _group(plain: str) -> Group | None:
    return Group.LEADER if _LEADER.search(plain) else Group.CONTACT if _CONTACT.search(plain) else None


# ---------------------------------------------------------------- a row of headings


def find_columns(grid: Grid) -> Columns | None:
    """The best row of headings among the first ones; None when the sheet has none that names a unit."""
    best: Columns | None = None
    for top in range(1, min(LAST_HEADING_ROW, grid.rows) + 1):
        for bottom in range(top, min(top + _MAX_DEPTH - 1, LAST_HEADING_ROW) + 1):
            found = columns_at(grid, top, bottom)
            if found and (best is None or found.known > best.known):
                best = found
    if best is None or best.known > 1:
        return best
    # One heading alone may be a title; it is one when nothing stands beside it and a list stands below it.
    below = sum(1 for row in range(best.bottom + 1, grid.rows + 1) if grid.text(row, best.unit))
    return best if len(grid.row(best.bottom)) == 1 and below and grid.columns == best.unit else None


def columns_at(grid: Grid, top: int, bottom: int) -> Columns | None:
    """What the rows from ``top`` to ``bottom`` say when they are read as headings."""
    headings: dict[int, tuple[_Heading, Cell]] = {}
    for column in range(1, grid.columns + 1):
        stacked = dict.fromkeys(cell for row in range(top, bottom + 1) if (cell := grid.at(row, column)))
        heading = _recognise([cell.text for cell in stacked])
        if heading:
            headings[column] = heading, list(stacked)[-1]
    found = {column: heading for column, (heading, _) in headings.items()}
    units = sorted((heading.rank, column) for column, heading in found.items() if heading.kind is Kind.UNIT)
    if not units:
        return None

    def first(kind: Kind) -> int | None:
        return next((column for column, heading in found.items() if heading.kind is kind), None)

    return Columns(
        bottom=bottom,
        unit=units[0][1],
        number=first(Kind.NUMBER),
        code=first(Kind.CODE),
        type=first(Kind.TYPE),
        people=tuple(_people(headings)),
        known=len({cell for _, cell in headings.values()}),
    )


@dataclass(slots=True)
class _Person:
    group: Group | None
    cell: Cell | None = None
    names: list[int] = field(default_factory=list)
    phones: list[tuple[int, int]] = field(default_factory=list)
    role: int | None = None
    position: int | None = None


def _people(headings: dict[int, tuple[_Heading, Cell]]) -> Iterator[PersonColumns]:
    """A name begins a person; a phone belongs to the person of its own group, else to the one on its left."""
    people: list[_Person] = []
    for column, (heading, cell) in headings.items():
        if heading.kind in (Kind.NAME, Kind.FAMILY, Kind.GIVEN):
            last = people[-1] if people else None
            continues = last and (last.cell == cell or (heading.kind is Kind.GIVEN and len(last.names) == 1))
            if not last or not continues:
                people.append(last := _Person(heading.group, cell))
            last.names.append(column)
    for column, (heading, _) in headings.items():
        if heading.kind in (Kind.PHONE, Kind.ROLE, Kind.POSITION):
            if not people:
                people.append(_Person(heading.group))
            _attach(people, column, heading)
    for person in people:
        phones = tuple(column for _, column in sorted(person.phones))
        group = person.group if len(people) > 1 else None  # one person of a unit is its contact, whatever the office
        yield PersonColumns(tuple(person.names), phones, person.role, person.position, group)


def _attach(people: list[_Person], column: int, heading: _Heading) -> None:
    same = [person for person in people if heading.group and person.group is heading.group]
    left = [person for person in people if not person.names or person.names[0] < column]
    person = same[0] if same else left[-1] if left else people[0]
    if heading.kind is Kind.PHONE:
        person.phones.append((heading.rank, column))
    elif heading.kind is Kind.ROLE:
        person.role = column
    else:
        person.position = column
