"""What an import would do, as values: steps about units and contacts, and what is wrong in the list."""

from dataclasses import dataclass
from enum import StrEnum

from storage.tables import Role


class Step(StrEnum):
    ADD = "add"
    CHANGE = "change"
    KEEP = "keep"  # it is here already, as the list says


class TroubleKind(StrEnum):
    """What is wrong with a row. ``details`` of the trouble, in order, in brackets."""

    NO_UNIT = "no_unit"  # a person without a unit
    NO_NAME = "no_name"  # (phone)
    BAD_PHONE = "bad_phone"  # (text)
    BAD_ROLE = "bad_role"  # (text)
    BAD_CODE = "bad_code"  # (text)
    CODE_TAKEN = "code_taken"  # (code, the unit that has it)
    OTHER_CODE = "other_code"  # (unit, its code in the list, this code)
    WHICH_UNIT = "which_unit"  # (name, the units that may be meant)
    PHONE_TWICE = "phone_twice"  # (phone, name, the other name, its sheet, its row)


@dataclass(frozen=True, slots=True)
class Trouble:
    """``sheet`` is "" in a .csv file."""

    kind: TroubleKind
    sheet: str
    row: int
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitStep:
    """A unit as it will be. ``was``: code, name and type before a change."""

    step: Step
    code: str
    name: str
    unit_type: str
    unit_id: int | None = None
    was: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class ContactStep:
    """Somebody as the roster will have them, in the unit that has ``code`` then. ``was``: name, phone and role before
    a change. ``contact_id`` None and nothing to add: somebody who takes part already."""

    step: Step
    code: str
    name: str
    phone: str | None
    role: Role
    contact_id: int | None = None
    was: tuple[str, str | None, Role] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """``doubled``: how many rows say what another row says. ``skipped``: sheets without a list."""

    units: tuple[UnitStep, ...]
    contacts: tuple[ContactStep, ...]
    troubles: tuple[Trouble, ...] = ()
    doubled: int = 0
    skipped: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        steps = [*(unit.step for unit in self.units), *(contact.step for contact in self.contacts)]
        return any(step is not Step.KEEP for step in steps)
