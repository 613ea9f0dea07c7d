"""Joining by one's own phone number, where the channel vouches that it is one's own (Telegram's contact button).

Only the owner of a number learns whether it is on the officer's list, and nothing is kept before they agreed: the
conversation remembers the lines of the list, not the number.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import col, or_, select

from handlers import menu, onboarding
from handlers.codes import real_time
from handlers.conversation import Choice, Reply, strong
from handlers.members import give_role
from handlers.reading import read_phone
from handlers.turn import UNIT_ROLES, Turn, ask, current_campaign, prefixed
from storage import queries
from storage.tables import RosterContact, Unit


def choice(turn: Turn) -> tuple[Choice, ...]:
    """The way in, where there is a button for it."""
    if not turn.event.shares_phone:
        return ()
    return (Choice("phone", turn.tr("Use my phone number"), ("so dien thoai", "dung so dien thoai")),)


def begin(turn: Turn) -> list[Reply]:
    turn.move("onboarding", "phone")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    if turn.talk.step == "phone_confirm":
        return _show_confirm(turn)
    if turn.talk.step == "phone_consent":
        return _show_consent(turn)
    words = turn.tr(
        "Please press the button below to share your own phone number. "
        "It is only compared with the organizer's list of contacts."
    )
    return replace(ask(words, Choice("back", turn.tr("Back"), ("quay lai",)), numbered=False), phone=True)


def receive(turn: Turn) -> list[Reply]:
    """A contact card came. ``text`` is the sender's own number, or empty for somebody else's card."""
    tr = turn.tr
    if not turn.text:
        turn.move("onboarding", "phone" if turn.event.shares_phone else "code")
        words = tr("This card belongs to somebody else and was not kept. Only one's own number can be used here.")
        return [prefixed(words, onboarding.show(turn))]
    phone = read_phone(f"+{turn.text.lstrip('+')}")
    lines = _lines(turn, phone) if phone else []
    if not lines:
        turn.move("onboarding", "code")
        words = tr("This number could not be used to let you in. Please write the invitation code instead.")
        return [prefixed(words, onboarding.show(turn))]
    if all(line.person_id not in (None, turn.event.person) for line in lines):
        turn.move("onboarding", "code")
        words = tr(
            "Somebody has joined with this number already. If that was you: choose “Use another phone or app too” "
            "there, and write the code here."
        )
        return [ask(words)]
    turn.move("onboarding", "phone_consent", lines=[line.id for line in lines])
    return [show(turn)]


def _lines(turn: Turn, phone: str) -> list[RosterContact]:
    """What the list says about a number; a role that was ended is not given again by it."""
    rows = (
        select(RosterContact)
        .join(Unit, col(Unit.id) == RosterContact.unit_id)
        .where(RosterContact.phone == phone, col(RosterContact.closed_at).is_(None), Unit.active)
        .order_by(col(RosterContact.id))
    )
    return list(turn.session.exec(rows))


def _free(turn: Turn) -> list[RosterContact]:
    """The lines that are still this person's to take."""
    rows = select(RosterContact).where(
        col(RosterContact.id).in_(turn.data["lines"]),
        col(RosterContact.closed_at).is_(None),
        or_(col(RosterContact.person_id).is_(None), RosterContact.person_id == turn.event.person),
    )
    return list(turn.session.exec(rows.order_by(col(RosterContact.id))))


def handle(turn: Turn) -> list[Reply]:
    """One step on this way in."""
    if turn.talk.step == "phone":
        if turn.choice == "back":
            return onboarding.welcome(turn)
        return [prefixed(turn.tr("That was not understood."), show(turn))]
    if turn.choice == "decline":
        return [onboarding.declined(turn)]
    if turn.talk.step == "phone_consent":
        if turn.choice != "agree":
            return [prefixed(turn.tr("Please choose one."), show(turn))]
        turn.talk.step = "phone_confirm"
        return [show(turn)]
    return _confirm(turn)


def _show_consent(turn: Turn) -> Reply:
    reply = onboarding.show_consent(turn)
    return prefixed(turn.tr("The phone number is kept, too, so that the organizer can call."), reply)


def _show_confirm(turn: Turn) -> Reply:
    tr, lines = turn.tr, _free(turn)
    if not lines:
        return onboarding.declined(turn)
    name = turn.data.get("name") or lines[0].name
    what = [f"• {onboarding.role_in_words(turn, line.role)} – {_unit(turn, line).name}" for line in lines]
    words = tr("The list says: {name}\n{roles}\nIs that right?", name=strong(name), roles="\n".join(what))
    return ask(
        words,
        Choice("yes", tr("Yes, that is right"), ("dung", "co", "dong y")),
        Choice("name", tr("Correct the name"), ("sua ten", "sua ho ten")),
        Choice("no", tr("No, that is wrong"), ("khong", "khong phai", "sai")),
    )


def _unit(turn: Turn, line: RosterContact) -> Unit:
    return turn.session.get_one(Unit, line.unit_id)


def _confirm(turn: Turn) -> list[Reply]:
    lines = _free(turn)
    if turn.choice == "name" and lines:
        turn.talk.step = "name"
        return [onboarding.show(turn)]
    if turn.choice == "no" or not lines:
        words = turn.tr("Please ask the organizer to correct the list.")
        return [prefixed(words, onboarding.declined(turn))]
    if turn.choice != "yes":
        return [prefixed(turn.tr("Please choose one."), show(turn))]
    return [_let_in(turn, lines)]


def _let_in(turn: Turn, lines: Sequence[RosterContact]) -> Reply:
    tr, now = turn.tr, real_time(turn)
    turn.remember(name=turn.data.get("name") or lines[0].name)
    onboarding.remember_person(turn)
    turn.person.phone = lines[0].phone
    for line in lines:
        line.person_id = turn.event.person
        give_role(turn.session, turn.event.person, line.role, line.unit_id, by=turn.event.person, now=turn.now)
    ids = {line.id for line in lines}
    for other in queries.outstanding_invitations(turn.session, now):
        if other.contact_id in ids:
            other.revoked_at = now
    turn.session.flush()
    turn.roles = tuple(queries.roles_of(turn.session, turn.event.person))
    words = tr("Welcome, {name}. Everything is ready.", name=turn.person.name)
    if turn.has_role(*UNIT_ROLES) and (current := current_campaign(turn.session)):
        words = "\n".join([words, *menu.next_deadlines(turn, current[1])])
    return prefixed(words, menu.show_menu(turn))
