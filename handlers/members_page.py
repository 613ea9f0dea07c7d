"""The organizer's list of people: who speaks for a unit, who reviews; ending a role or handing it on."""

from sqlmodel import col, select

from handlers import alone, menu, organizing, permissions, role_ended
from handlers.conversation import Choice, Reply, strong
from handlers.members import end_memberships
from handlers.onboarding import role_in_words
from handlers.reading import read_unit
from handlers.turn import Turn, ask, prefixed
from storage.tables import Candidate, Membership, Person, Role, Unit

STAFF = (Role.ORGANIZER, Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER)


def begin(turn: Turn) -> list[Reply]:
    turn.move("members", "which")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    if turn.talk.step == "list":
        return _show_list(turn)
    if turn.talk.step == "one":
        return _show_one(turn)
    words = turn.tr("Whose people? Please write the unit's name, for example: Phường 1")
    staff = Choice("staff", turn.tr("Organizers and reviewers"), ("can bo", "nguoi tham dinh"))
    return ask(words, staff, *menu.further_ways(turn), Choice("go:menu", turn.tr("Menu")))


def _members(turn: Turn) -> list[tuple[Membership, Person]]:
    query = (
        select(Membership, Person)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Membership.until).is_(None))
        .order_by(col(Membership.id))
    )
    unit_id = turn.data.get("unit")
    if unit_id is not None:
        query = query.where(Membership.unit_id == unit_id)
    else:
        query = query.where(col(Membership.role).in_(STAFF))
    return [(member, person) for member, person in turn.session.exec(query)]


def _show_list(turn: Turn) -> Reply:
    tr, unit_id = turn.tr, turn.data.get("unit")
    title = turn.session.get_one(Unit, unit_id).name if unit_id else tr("Organizers and reviewers")
    members = _members(turn)
    choices = [
        Choice(f"member:{member.id}", f"{person.name or '–'} – {role_in_words(turn, member.role)}")
        for member, person in members[:20]
    ]
    words = strong(title) + ("" if members else "\n" + tr("Nobody yet."))
    return ask(words, *choices, Choice("go:invite", tr("Invite somebody")), Choice("go:menu", tr("Menu")))


def _member(turn: Turn) -> Membership | None:
    member = turn.session.get(Membership, turn.data.get("member") or 0)
    return member if member is not None and member.until is None else None


def _show_one(turn: Turn) -> Reply:
    tr, member = turn.tr, _member(turn)
    if member is None:
        turn.talk.step = "list"
        return _show_list(turn)
    name = turn.session.get_one(Person, member.person_id).name or "–"
    choices = [Choice("end", tr("End this role"), ("thoi vai tro", "cho thoi"))]
    if member.unit_id is not None and member.candidate_id is None:
        choices.insert(0, Choice("replace", tr("Somebody else takes over"), ("thay", "ban giao")))
    words = tr("{name} is {role}.", name=strong(name), role=role_in_words(turn, member.role))
    return ask(words, *choices, Choice("list", tr("Back"), ("quay lai",)), Choice("go:menu", tr("Menu")))


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_manage_members(turn.roles):
        return [menu.show_menu(turn)]
    choice = turn.choice or ""
    if choice == "staff":
        turn.move("members", "list")
        return [show(turn)]
    if choice == "list":
        turn.talk.step = "list"
        return [show(turn)]
    if choice.startswith(("unit:", "member:")):
        return _open(turn, choice)
    if turn.talk.step == "which":
        return _find_unit(turn)
    member = _member(turn)
    if member is not None and choice == "replace" and member.candidate_id is None:
        unit = turn.session.get_one(Unit, member.unit_id)
        return [organizing.make_invitation_for(turn, member.role, unit, replaces=member.person_id)]
    if member is not None and choice == "end":
        return _end(turn, member)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _open(turn: Turn, choice: str) -> list[Reply]:
    kind, _, row = choice.partition(":")
    if kind == "unit":
        turn.move("members", "list", unit=int(row))
    else:
        turn.remember(member=int(row))
        turn.talk.step = "one"
    return [show(turn)]


def _find_unit(turn: Turn) -> list[Reply]:
    units = organizing.active_units(turn)
    found = [units[index] for index in read_unit(turn.text, [unit.name for unit in units])]
    if len(found) == 1:
        turn.move("members", "list", unit=found[0].id)
        return [show(turn)]
    if found:
        choices = [Choice(f"unit:{unit.id}", unit.name) for unit in found[:8]]
        return [ask(turn.tr("Which one?"), *choices, Choice("go:menu", turn.tr("Menu")))]
    return [prefixed(turn.tr("There is no such unit."), show(turn))]


def _end(turn: Turn, member: Membership) -> list[Reply]:
    """End a role; whoever held it is told. The last organizer stays, or nobody could let anybody in."""
    tr = turn.tr
    organizers = [one for one, _ in _members_of(turn, Role.ORGANIZER)]
    if member.role is Role.ORGANIZER and len(organizers) == 1:
        return [prefixed(tr("The last organizer cannot be removed; invite another one first."), _show_one(turn))]
    told = _end_role(turn, member)
    name = turn.session.get_one(Person, member.person_id).name or "–"
    turn.talk.step = "list"
    said = tr("The role of {name} has ended; access is closed at once.", name=name)
    if member.person_id == turn.event.person:
        return [Reply(said, question=False)]
    return [prefixed(said, _show_list(turn)), *told]


def _end_role(turn: Turn, member: Membership) -> list[Reply]:
    """What the others are told. What somebody did alone goes back to the unit's contact."""
    why = "ended by an organizer"
    if member.role is Role.INDIVIDUAL and member.candidate_id is not None:
        return alone.release(turn, turn.session.get_one(Candidate, member.candidate_id), why=why)
    end_memberships(turn.session, [member], by=turn.event.person, now=turn.now, why=why)
    turn.session.flush()
    return role_ended.tell(turn, member)


def _members_of(turn: Turn, role: Role) -> list[tuple[Membership, Person]]:
    query = (
        select(Membership, Person)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Membership.until).is_(None), Membership.role == role)
    )
    return [(member, person) for member, person in turn.session.exec(query)]
