"""Letting people in: a code or a link, two sentences about data, agreement, the unit, done.

Before somebody agreed only the channel's id and what is needed to answer are kept; a code is used up at the very end.
"""

from datetime import datetime

from sqlmodel import select

from handlers import access, alone, individuals, menu, own_phone
from handlers.codes import code_in, guessed_too_often, note_wrong_code, problem_of, real_time
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.joining import note_listed, take_over
from handlers.members import give_role
from handlers.noting import note
from handlers.turn import UNIT_ROLES, Turn, ask, current_campaign, prefixed
from reports.wording import role_words
from storage import queries
from storage.tables import Candidate, ChannelAccount, Invitation, Role, RosterContact, Unit

CONSENT_VERSION = "1"


def role_in_words(turn: Turn, role: Role) -> str:
    return role_words(turn.tr)[role]


def welcome(turn: Turn) -> list[Reply]:
    """Somebody who was not let in yet wrote for the first time, or began anew."""
    turn.move("onboarding", "code")
    return handle(turn)


def handle(turn: Turn) -> list[Reply]:
    """One step on the way in."""
    if (code := code_in(turn.text)) is not None and turn.talk.step not in ("name", "unit", "own_name", "own_unit"):
        return _try_code(turn, code)
    if turn.event.stale:
        return [prefixed(turn.tr("That step has moved on. This is the current one:"), show(turn))]
    if turn.event.kind is EventKind.CONTACT and turn.talk.step in ("code", "phone"):
        return own_phone.receive(turn)
    if turn.talk.step.startswith("phone"):
        return own_phone.handle(turn)
    if turn.talk.step.startswith(individuals.PREFIX):
        return individuals.handle(turn)
    steps = {
        "consent": _consent,
        "confirm": _confirm,
        "name": _name,
        "request_consent": access.agree,
        "unit": access.take_unit,
    }
    return steps.get(turn.talk.step, _without_code)(turn)


def show(turn: Turn) -> Reply:
    """The current question."""
    if turn.talk.step.startswith(individuals.PREFIX):
        return individuals.show(turn)
    match turn.talk.step:
        case "phone" | "phone_consent" | "phone_confirm":
            return own_phone.show(turn)
        case "consent" | "request_consent":
            return show_consent(turn)
        case "confirm":
            return _show_confirm(turn)
        case "name":
            return ask(turn.tr("What is your full name?"))
        case "unit":
            return access.show_unit(turn)
    return _show_code(turn)


def _show_code(turn: Turn) -> Reply:
    tr = turn.tr
    if any(request.person_id == turn.event.person for request in queries.waiting_requests(turn.session)):
        return ask(
            tr(
                "The request to take part is still waiting for the organizer. "
                "A code that was received can be written here."
            )
        )
    current = current_campaign(turn.session)
    name = current[1].short_name.within(tr.locale) if current else tr("the emulation campaign")
    return ask(
        tr(
            "Hello. This is the assistant of {campaign}. To take part, please write the invitation code "
            "(8 letters and digits, for example K7MF-3XQ9).",
            campaign=strong(name),
        ),
        *own_phone.choice(turn),
        _no_code(turn),
        *individuals.choice(turn),
        numbered=False,
    )


def _without_code(turn: Turn) -> list[Reply]:
    if turn.choice == "no_code" and _show_code(turn).choices:
        turn.move("onboarding", "request_consent")
        return [show(turn)]
    if turn.choice == "alone" and individuals.choice(turn):
        return individuals.begin(turn)
    if turn.choice == "phone" and turn.event.shares_phone:
        return own_phone.begin(turn)
    return [_show_code(turn)]


# ---------------------------------------------------------------- codes


def _try_code(turn: Turn, code: str) -> list[Reply]:
    tr, now = turn.tr, real_time(turn)
    if guessed_too_often(turn, now):
        return [ask(tr("Too many wrong codes. Please try again in an hour or ask the organizer for a new one."))]
    invitation = queries.find_invitation(turn.session, code)
    problem = problem_of(turn, invitation, now)
    if invitation is None or problem:
        told = note_wrong_code(turn, now)
        if not turn.roles:
            turn.move("onboarding", "code")
        back = _show_code(turn) if not turn.roles else menu.show_menu(turn)
        return [prefixed(problem, back), *told]
    if invitation.person_id is not None:
        return _link(turn, invitation, now)
    turn.move("onboarding", "confirm" if turn.person.consented_at else "consent", invitation=invitation.id)
    return [show(turn)]


def _link(turn: Turn, invitation: Invitation, now: datetime) -> list[Reply]:
    """A code that adds this channel to somebody who is in already: from now on both are one person."""
    tr = turn.tr
    if turn.roles:
        return [prefixed(tr("This account belongs to somebody who takes part already."), menu.show_menu(turn))]
    account = turn.session.get_one(ChannelAccount, turn.event.account)
    assert invitation.person_id is not None
    account.person_id = invitation.person_id
    invitation.used_at, invitation.used_by = now, invitation.person_id
    queries.record(
        turn.session,
        at=turn.now,
        person_id=invitation.person_id,
        subject="account",
        action="linked",
        after={"channel": account.channel},
    )
    turn.move("", "")
    turn.session.flush()
    words = tr("This chat now belongs to the same person. Write “tiếp tục” to go on where you stopped.")
    return [Reply(words, to=invitation.person_id, question=False)]


# ---------------------------------------------------------------- agreement and confirmation


def show_consent(turn: Turn) -> Reply:
    tr, invitation = turn.tr, turn.session.get(Invitation, turn.data.get("invitation") or 0)
    words = (
        tr(
            "What is kept: your name, your unit, this chat's account, and what you answer and send here. "
            "It is used for this campaign only, seen by your unit and by those who organize and review it, "
            "and deleted at your request.\nDo you agree?"
        )
        if invitation is not None and invitation.candidate_id is not None
        else tr(
            "What is kept: your name, your unit, this chat's account, and what you answer and send here. "
            "It is used for this campaign only, seen by those who organize and review it, "
            "and deleted at your request.\nDo you agree?"
        )
    )
    return ask(
        words,
        Choice("agree", tr("I agree"), ("dong y", "co", "ok")),
        Choice("decline", tr("I do not agree"), ("khong dong y", "khong")),
    )


def _consent(turn: Turn) -> list[Reply]:
    if turn.choice == "decline":
        return [declined(turn)]
    if turn.choice != "agree":
        return [prefixed(turn.tr("Please choose one."), show(turn))]
    turn.remember(agreed=True)
    turn.talk.step = "confirm"
    known = turn.person.name or _listed_name(turn) or turn.event.display_name
    if known:
        turn.remember(name=known)
    else:
        turn.talk.step = "name"
    return [show(turn)]


def _listed_name(turn: Turn) -> str:
    """The name on the officer's list, when exactly one person stands there for this unit and role."""
    invitation = turn.session.get_one(Invitation, turn.data["invitation"])
    if invitation.candidate_id is not None:
        return turn.session.get_one(Candidate, invitation.candidate_id).name or ""
    if invitation.contact_id is not None:
        return turn.session.get_one(RosterContact, invitation.contact_id).name
    listed = turn.session.exec(
        select(RosterContact).where(RosterContact.unit_id == invitation.unit_id, RosterContact.role == invitation.role)
    ).all()
    return listed[0].name if len(listed) == 1 and invitation.unit_id is not None else ""


def declined(turn: Turn) -> Reply:
    turn.move("onboarding", "code")
    words = turn.tr("Nothing was kept. Whoever changes their mind can write the code again at any time.")
    return ask(words, _no_code(turn), numbered=False)


def _no_code(turn: Turn) -> Choice:
    return Choice("no_code", turn.tr("I have no code"), ("khong co ma", "chua co ma", "xin tham gia"))


def _show_confirm(turn: Turn) -> Reply:
    tr = turn.tr
    invitation = turn.session.get_one(Invitation, turn.data["invitation"])
    assert invitation.role is not None
    unit = turn.session.get(Unit, invitation.unit_id) if invitation.unit_id else None
    name = turn.person.name or turn.data.get("name", "")
    role = role_in_words(turn, invitation.role)
    what = tr("{role} of {unit}", role=role, unit=strong(unit.name)) if unit else role
    return ask(
        tr("{name} is to be {role}. Is that right?", name=strong(name), role=what),
        Choice("yes", tr("Yes, that is right"), ("dung", "co", "dong y")),
        Choice("name", tr("Correct the name"), ("sua ten", "sua ho ten")),
        Choice("no", tr("No, that is wrong"), ("khong", "khong phai", "sai")),
    )


def _confirm(turn: Turn) -> list[Reply]:
    match turn.choice:
        case "yes":
            return _let_in(turn)
        case "name":
            turn.talk.step = "name"
            return [show(turn)]
        case "no":
            reply = declined(turn)
            words = turn.tr("Please ask the organizer for the right code.")
            return [prefixed(words, reply)] if not turn.roles else [prefixed(words, menu.show_menu(turn))]
    return [prefixed(turn.tr("Please choose one."), show(turn))]


def _name(turn: Turn) -> list[Reply]:
    """A name as people write it; it is only stored with the confirmation."""
    name = " ".join(turn.text.split())
    if turn.event.kind is not EventKind.TEXT or not 2 <= len(name) <= 80 or not any(c.isalpha() for c in name):
        return [prefixed(turn.tr("Please write the name in letters, for example: Trần Thị Mai"), show(turn))]
    turn.remember(name=name)
    turn.talk.step = "unit" if turn.data.get("request") else "phone_confirm" if turn.data.get("lines") else "confirm"
    return [show(turn)]


def remember_person(turn: Turn) -> None:
    """Keep what the person agreed to."""
    person = turn.person
    person.name = turn.data.get("name") or person.name
    if person.consented_at is None:
        person.consented_at, person.consent_version = turn.now, CONSENT_VERSION
        note(turn, "person", "consented", after={"version": CONSENT_VERSION})


def _give(turn: Turn, invitation: Invitation, now: datetime) -> list[Reply]:
    """The role that the code is for, and what the others are told."""
    assert invitation.role is not None
    if invitation.candidate_id is not None:
        return alone.hand_over(turn, turn.session.get_one(Candidate, invitation.candidate_id), turn.event.person)
    give_role(turn.session, turn.event.person, invitation.role, invitation.unit_id, by=turn.event.person, now=turn.now)
    note_listed(turn, invitation, now)
    return take_over(turn, invitation)


def _let_in(turn: Turn) -> list[Reply]:
    tr, now = turn.tr, real_time(turn)
    invitation = turn.session.get_one(Invitation, turn.data["invitation"])
    if problem := problem_of(turn, invitation, now):  # used by somebody else in the meantime
        return [prefixed(problem, declined(turn))]
    remember_person(turn)
    invitation.used_at, invitation.used_by = now, turn.event.person
    told = _give(turn, invitation, now)
    turn.session.flush()
    turn.roles = tuple(queries.roles_of(turn.session, turn.event.person))
    words = tr("Welcome, {name}. Everything is ready.", name=turn.person.name)
    if turn.has_role(*UNIT_ROLES, Role.INDIVIDUAL) and (current := current_campaign(turn.session)):
        words = "\n".join([words, *menu.next_deadlines(turn, current[1])])
    return [prefixed(words, menu.show_menu(turn)), *told]
