"""Somebody of a unit who competes for himself, where the plan lets him: the unit's contact hands the candidate over by
a code, sees whose it is, and takes it back; the individual may leave it to the unit again.

Whoever has the role acts for this one candidate, and meanwhile nobody else does. All of it stands in the history.
"""

from sqlmodel import col, select

from handlers import menu, notices, organizing, permissions, role_ended
from handlers.competing import is_alone, name_of
from handlers.conversation import Choice, Reply, strong
from handlers.members import end_memberships, give_role
from handlers.noting import note
from handlers.turn import Turn, acting_unit, ask, current_campaign, prefixed, tell
from scoring.campaign import Campaign
from scoring.candidates import may_act_alone
from storage import queries
from storage.tables import Candidate, Invitation, Membership, Role, Unit

TAKEN_OFF = "taken off the list"  # why a role ended


def is_possible(campaign: Campaign, unit: Unit) -> bool:
    """Whether somebody of this unit may compete for himself."""
    kinds = (each for each in campaign.candidates if not each.unit_types or unit.unit_type in each.unit_types)
    return any(may_act_alone(campaign, each.id) for each in kinds)


def begin(turn: Turn) -> list[Reply]:
    """The contact's page: who of the unit does it alone."""
    if _scene(turn) is None:
        return [_not_open(turn)]
    turn.move("alone", "list")
    return [show(turn)]


def _scene(turn: Turn) -> tuple[Campaign, Unit] | None:
    current, unit = current_campaign(turn.session), acting_unit(turn)
    if current is None or unit is None or not permissions.may_hand_to_individual(turn.roles, unit.id):
        return None
    return (current[1], unit) if is_possible(current[1], unit) else None


def _not_open(turn: Turn) -> Reply:
    turn.move("menu")
    return ask(turn.tr("This is not open to you."), Choice("go:menu", turn.tr("Menu")))


def _people(turn: Turn, campaign: Campaign, unit: Unit) -> list[Candidate]:
    """Those of the unit who may compete for themselves."""
    listed = queries.candidates_of(turn.session, campaign.id, unit.id or 0)
    return [each for each in listed if may_act_alone(campaign, each.kind)]


def show(turn: Turn) -> Reply:
    """The current question."""
    if turn.talk.step == "leave":
        return _show_leave(turn)
    found = _scene(turn)
    if found is None:
        return _not_open(turn)
    tr, people = turn.tr, _people(turn, *found)
    chosen = next((each for each in people if each.id == turn.data.get("candidate")), None)
    if turn.talk.step == "back" and chosen is not None:
        words = tr(
            "Take it back from {name}? Everything that was entered is kept, and the unit goes on with it.",
            name=strong(name_of(chosen, tr)),
        )
        return ask(words, Choice("yes", tr("Yes, take it back"), ("dong y", "lay lai", "co")), _back(turn))
    lines = [
        strong(tr("Individuals who do it alone")),
        tr(
            "Whoever does it alone registers, answers and sends the evidence in the own chat, for this one name. The "
            "unit sees how far it is, and can take it back."
        ),
    ]
    choices = []
    for each in people:
        name, alone = name_of(each, tr), is_alone(turn.session, each.id)
        lines.append(f"• {name}: {tr('alone') if alone else tr('through the unit')}")
        label = tr("Take back: {name}", name=name) if alone else tr("Alone: {name}", name=name)
        choices.append(Choice(f"{'back' if alone else 'give'}:{each.id}", label))
    if not people:
        lines.append(tr("Nobody is on the list yet. Names are added under “Register”."))
    return ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))


def _back(turn: Turn) -> Choice:
    return Choice("list", turn.tr("Back"), ("quay lai", "khong"))


def handle(turn: Turn) -> list[Reply]:
    if turn.talk.step == "leave":
        return _at_leave(turn)
    found = _scene(turn)
    if found is None:
        return [_not_open(turn)]
    kind, _, value = (turn.choice or "").partition(":")
    wanted = int(value) if value.isdigit() else turn.data.get("candidate")
    chosen = next((each for each in _people(turn, *found) if each.id == wanted), None)
    if kind == "list":
        return begin(turn)
    if chosen is not None and kind == "give" and not is_alone(turn.session, chosen.id):
        _withdraw_codes(turn, chosen)
        return [organizing.make_invitation_for(turn, Role.INDIVIDUAL, found[1], candidate=chosen)]
    if chosen is not None and kind == "back" and is_alone(turn.session, chosen.id):
        turn.move("alone", "back", candidate=chosen.id)
        return [show(turn)]
    if chosen is not None and kind == "yes" and turn.talk.step == "back":
        told = release(turn, chosen, why="taken back")
        turn.move("alone", "list")
        words = turn.tr("Taken back; the unit goes on for {name}.", name=name_of(chosen, turn.tr))
        return [prefixed(words, show(turn)), *told]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


# ---------------------------------------------------------------- the role


def hand_over(turn: Turn, candidate: Candidate, person: int) -> list[Reply]:
    """From now on this person acts for the candidate; the contacts of the unit hear of it."""
    give_role(
        turn.session,
        person,
        Role.INDIVIDUAL,
        candidate.unit_id,
        by=turn.event.person,
        now=turn.now,
        candidate_id=candidate.id,
    )
    _note(turn, candidate, "handed over")
    turn.session.flush()
    return [
        _told(turn, contact, candidate, given=True)
        for contact in queries.contacts_of(turn.session, candidate.unit_id)
        if contact != turn.event.person
    ]


def release(turn: Turn, candidate: Candidate, *, why: str) -> list[Reply]:
    """Nobody acts for the candidate alone any more: the unit's contacts do, or (TAKEN_OFF) nobody. Whom it concerns is
    told."""
    held = turn.session.exec(
        select(Membership).where(
            Membership.role == Role.INDIVIDUAL,
            Membership.candidate_id == candidate.id,
            col(Membership.until).is_(None),
        )
    ).all()
    _withdraw_codes(turn, candidate)
    if not held:
        return []
    end_memberships(turn.session, held, by=turn.event.person, now=turn.now, why=why)
    _note(turn, candidate, "taken back", why=why)
    turn.session.flush()
    alone, others = {each.person_id for each in held}, set(queries.contacts_of(turn.session, candidate.unit_id))
    taken_off = why == TAKEN_OFF
    told = [
        each
        for person in sorted(alone)
        for each in role_ended.tell_individual(turn, person, candidate, taken_off=taken_off)
    ]
    if taken_off:
        return told
    return told + [_told(turn, each, candidate, given=False) for each in sorted(others - alone - {turn.event.person})]


def _note(turn: Turn, candidate: Candidate, action: str, *, why: str | None = None) -> None:
    note(
        turn,
        f"candidate:{candidate.id}",
        action,
        campaign_id=candidate.campaign_id,
        unit_id=candidate.unit_id,
        after={"kind": candidate.kind},
        why=why,
    )


def _withdraw_codes(turn: Turn, candidate: Candidate) -> None:
    """Codes that were made for it and not used open nothing any more."""
    for each in turn.session.exec(
        select(Invitation).where(
            Invitation.candidate_id == candidate.id,
            col(Invitation.used_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
    ):
        each.revoked_at = turn.event.real or turn.now


def _told(turn: Turn, person: int, candidate: Candidate, *, given: bool) -> Reply:
    tr = notices.language_of(turn.session, person)
    name = f"{name_of(candidate, tr)} ({queries.unit_of(turn.session, candidate.unit_id).name})"
    words = (
        tr("{name} registers and answers alone from now on. The unit can take it back at any time.", name=name)
        if given
        else tr("The unit’s contact acts for {name} again. Everything that was entered is kept.", name=name)
    )
    choices = (Choice("go:alone", tr("Individuals who do it alone"), ("tu lam",)),) if given else ()
    return notices.standing(person, words, *choices, when=notices.polite_now(turn.session, turn.now))


# ---------------------------------------------------------------- the individual leaves it to the unit


def leave(turn: Turn) -> list[Reply]:
    """From the individual's own matters: ``tounit:<candidate>``."""
    value = (turn.choice or "").rpartition(":")[2]
    if not value.isdigit() or not permissions.competes_as(turn.roles, int(value)):
        return [tell(turn.tr("This is not open to you."))]
    turn.move("alone", "leave", candidate=int(value))
    return [show(turn)]


def _show_leave(turn: Turn) -> Reply:
    words = turn.tr("The unit’s contact goes on with everything that was entered. Leave it to the unit?")
    yes = Choice("yes", turn.tr("Yes, leave it to the unit"), ("dong y", "co"))
    return ask(words, yes, Choice("go:menu", turn.tr("No"), ("khong", "thoi")))


def _at_leave(turn: Turn) -> list[Reply]:
    candidate = turn.session.get(Candidate, turn.data.get("candidate") or 0)
    if candidate is None or not permissions.competes_as(turn.roles, candidate.id):
        return [_not_open(turn)]
    if turn.choice != "yes":
        return [prefixed(turn.tr("That was not understood."), show(turn))]
    told = release(turn, candidate, why="left to the unit")
    turn.roles = tuple(queries.roles_of(turn.session, turn.event.person))
    words = turn.tr("The unit’s contact goes on. Thank you for the work so far.")
    if not turn.roles:
        turn.move("onboarding", "code")
        return [ask(words), *told]
    turn.move("menu")
    return [prefixed(words, menu.show(turn)), *told]


def forget(turn: Turn) -> list[Reply]:
    """Somebody has the own data deleted: the unit's contacts go on with each candidate, without the name."""
    told = []
    for member in turn.roles:
        if member.role is Role.INDIVIDUAL and member.candidate_id is not None:
            candidate = turn.session.get_one(Candidate, member.candidate_id)
            candidate.name = None
            told += release(turn, candidate, why="withdrew")
    return told
