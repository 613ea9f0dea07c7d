"""The sample city: its units, and the invented people who write for them."""

from dataclasses import dataclass
from typing import Final

from storage.tables import Role


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """``contact``: who answers for it; None: nobody was invited yet. ``key`` is also the contact's id in the chat."""

    key: str
    code: str
    name: str
    kind: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody beside the contacts. ``unit``: the key of the unit they belong to."""

    key: str
    name: str
    role: Role
    unit: str | None = None


def _ward(key: str, code: str, name: str, contact: str | None) -> SampleUnit:
    return SampleUnit(key, code, f"UBND {name}", "ward_committee", contact)


def _department(key: str, code: str, name: str, contact: str | None) -> SampleUnit:
    return SampleUnit(key, code, name, "city_department", contact)


UNITS: Final = (
    _ward("phuong-1", "P1", "Phường 1", "Nguyễn Thị Hồng Hạnh"),
    _ward("phuong-2", "P2", "Phường 2", "Trần Văn Lộc"),
    _ward("phuong-3", "P3", "Phường 3", "Lê Thị Bích Thủy"),
    _ward("phuong-4", "P4", "Phường 4", "Phan Quốc Toàn"),
    _ward("phuong-5", "P5", "Phường 5", "Võ Thị Mỹ Dung"),
    _ward("phuong-8", "P8", "Phường 8", "Huỳnh Tấn Phước"),
    _ward("phuong-9", "P9", "Phường 9", "Đặng Thị Thu Ba"),
    _ward("tan-ngai", "TNG", "Phường Tân Ngãi", "Bùi Văn Sáu"),
    _ward("tan-hoa", "THA", "Phường Tân Hòa", "Đỗ Thị Kim Liên"),
    _ward("tan-hoi", "THI", "Phường Tân Hội", "Hồ Minh Trí"),
    _ward("truong-an", "TAN", "Phường Trường An", None),
    _department("noi-vu", "PNV", "Phòng Nội vụ", "Dương Thị Cẩm Tú"),
    _department("tai-chinh", "PTC", "Phòng Tài chính - Kế hoạch", "Ngô Thành Nhân"),
    _department("kinh-te", "PKT", "Phòng Kinh tế", "Lý Thị Ngọc Mai"),
    _department("van-hoa", "PVH", "Phòng Văn hóa và Thông tin", "Đinh Công Danh"),
    _department("thanh-tra", "TTR", "Thanh tra", "Mai Thị Phương Thảo"),
)

PEOPLE: Final = (
    SamplePerson("to-chuc", "Phạm Minh Đức", Role.ORGANIZER),
    SamplePerson("tham-dinh-1", "Cao Thị Kim Ngân", Role.REVIEWER, "noi-vu"),
    SamplePerson("tham-dinh-2", "Trương Hữu Nghĩa", Role.REVIEWER, "noi-vu"),
)

# They have no account. The third asks to be let in (bot.demo_story) before the demo begins.
STRANGERS: Final = {"nguoi-la-1": "Người lạ 1", "nguoi-la-2": "Người lạ 2", "nguoi-la-3": "Người xin tham gia"}

# Invitations for the strangers to try: the role and the unit's key.
INVITATIONS: Final = ((Role.UNIT_CONTACT, "truong-an"), (Role.UNIT_LEADER, "phuong-1"))

SIDE_BY_SIDE: Final = ("phuong-1", "to-chuc", "tham-dinh-1")
