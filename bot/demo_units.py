"""Sample units that fit the unit types of any campaign: the sample city where its types are there, else made ones."""

from dataclasses import dataclass
from itertools import count
from typing import Final

from bot.demo_city import INVITATIONS, PEOPLE, SIDE_BY_SIDE, UNITS, SamplePerson, SampleUnit
from scoring.campaign import Campaign
from storage.tables import Role

# Names as such units have them; of a type that is not here the type's own name is numbered.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "neighborhood": ("Khu phố 1", "Khu phố 2", "Khu phố 3"),
    "residential_group": ("Tổ dân phố số 1", "Tổ dân phố số 2", "Tổ dân phố số 3"),
    "village": ("Thôn Đông", "Thôn Đoài"),
    "mass_organization": ("Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên"),
    "fatherland_front": ("Ủy ban Mặt trận Tổ quốc",),
    "office_section": ("Bộ phận Văn hóa - Xã hội", "Bộ phận Tài chính - Kế toán"),
    "one_stop_desk": ("Bộ phận tiếp nhận và trả kết quả",),
    "public_service_unit": ("Trường Tiểu học Hoa Sen", "Trạm Y tế"),
    "press": ("Báo và Đài phát thanh tỉnh",),
}
MOST_UNITS: Final = 12


@dataclass(frozen=True, slots=True)
class City:
    """``invitations``: role and unit's key; ``first``: who is shown side by side."""

    units: tuple[SampleUnit, ...]
    people: tuple[SamplePerson, ...]
    invitations: tuple[tuple[Role, str], ...]
    first: tuple[str, ...]


def sample_city(campaign: Campaign) -> City:
    """The units and people to try this campaign with."""
    types = {each.id for each in campaign.unit_types}
    if types.issuperset(sample.kind for sample in UNITS):
        return City(UNITS, PEOPLE, INVITATIONS, SIDE_BY_SIDE)
    units = _units(campaign)
    invited = units[-1].key
    people = (
        *(SamplePerson(each.key, each.name, each.role) for each in PEOPLE),
        SamplePerson("thu-ky", "Vũ Thị Minh Châu", Role.COUNCIL_SECRETARY),
        SamplePerson("chu-tich", "Tạ Quang Vinh", Role.DECISION_MAKER),
    )
    invitations = ((Role.UNIT_CONTACT, invited), (Role.UNIT_LEADER, units[0].key))
    return City(units, people, invitations, (units[0].key, "to-chuc", "tham-dinh-1"))


def _units(campaign: Campaign) -> tuple[SampleUnit, ...]:
    """Up to two of each type; the last one has no contact yet."""
    each_type = 2 if len(campaign.unit_types) * 2 <= MOST_UNITS else 1
    named = [
        (kind.id, name)
        for kind in campaign.unit_types
        for name in NAMES.get(kind.id, _numbered(kind.name.within("vi")))[:each_type]
    ]
    contacts = [sample.contact for sample in UNITS if sample.contact is not None]
    return tuple(
        SampleUnit(f"don-vi-{number}", f"DV{number}", name, kind, None if number == len(named) else contact)
        for number, (kind, name), contact in zip(count(1), named, contacts, strict=False)
    )


def _numbered(name: str) -> tuple[str, ...]:
    return (f"{name} 1", f"{name} 2")
