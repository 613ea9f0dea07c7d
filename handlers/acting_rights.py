"""Who acts for a unit and for those of it who compete: its contact, an organizer in its place, or somebody for himself.

Part of ``handlers/permissions.py``, which is what the others ask.
"""

from collections.abc import Iterable

from storage.tables import Membership, Role

Roles = Iterable[Membership]


def speaks_for(roles: Roles, unit_id: int | None) -> bool:
    """A contact or the leader of this very unit."""
    return unit_id is not None and any(
        member.unit_id == unit_id and member.role in (Role.UNIT_CONTACT, Role.UNIT_LEADER) for member in roles
    )


def is_organizer(roles: Roles) -> bool:
    return any(member.role is Role.ORGANIZER for member in roles)


def may_enter_for(roles: Roles) -> bool:
    """Enter what a unit says by phone or on paper; it is marked so, and the unit is told."""
    return is_organizer(roles)


def competes_as(roles: Roles, candidate_id: int | None) -> bool:
    """The individual who competes for himself as this very candidate; nothing else of the unit is his."""
    return candidate_id is not None and any(
        member.role is Role.INDIVIDUAL and member.candidate_id == candidate_id for member in roles
    )


def acts_for(roles: Roles, unit_id: int | None, candidate_id: int | None, *, alone: bool) -> bool:
    """Whoever competes for himself as the candidate; as long as somebody does (``alone``), not the unit's contact, nor
    an organizer in the unit's place, who act for the unit and for everybody else of it."""
    roles = list(roles)
    if alone and candidate_id is not None:
        return competes_as(roles, candidate_id)
    return speaks_for(roles, unit_id) or (unit_id is not None and may_enter_for(roles))


def may_hand_to_individual(roles: Roles, unit_id: int | None) -> bool:
    """Let somebody of the unit act for himself, and take that back: the unit's contact, or an organizer."""
    roles = list(roles)
    return speaks_for(roles, unit_id) or (unit_id is not None and is_organizer(roles))


def may_return_to_unit(roles: Roles, unit_id: int | None, candidate_id: int | None) -> bool:
    """Leave it to the unit's contact again: who may take it back, and the individual himself."""
    roles = list(roles)
    return competes_as(roles, candidate_id) or may_hand_to_individual(roles, unit_id)
