"""Asking to be let in without a code, and the organizer's answer to it."""

from sqlmodel import col, select

from handlers import menu, notices, onboarding, permissions
from handlers.conversation import Choice, Reply
from handlers.members import give_role
from handlers.noting import note
from handlers.reading import read_unit
from handlers.turn import Turn, ask, prefixed, tell
from storage.tables import AccessRequest, RequestState, Role, Unit


def agree(turn: Turn) -> list[Reply]:
    """Agreement comes before the name is asked."""
    if turn.choice == "decline":
        return [onboarding.declined(turn)]
    if turn.choice != "agree":
        return [prefixed(turn.tr("Please choose one."), onboarding.show(turn))]
    turn.move("onboarding", "name", request=True)
    return [onboarding.show(turn)]


def show_unit(turn: Turn) -> Reply:
    return ask(turn.tr("Which unit is it for? For example: UBND Phường 1"))


def take_unit(turn: Turn) -> list[Reply]:
    """The last question: store the request and hand it to the organizers."""
    text = " ".join(turn.text.split())[:120]
    if len(text) < 2:
        return [prefixed(turn.tr("That was not understood."), show_unit(turn))]
    onboarding.remember_person(turn)
    found = _units_like(turn, text)
    unit = found[0] if len(found) == 1 else None
    request = AccessRequest(
        person_id=turn.event.person,
        name=turn.person.name or "",
        unit_text=text,
        unit_id=unit.id if unit else None,
        created_at=turn.now,
    )
    turn.session.add(request)
    turn.session.flush()
    note(turn, "access_request", "requested", unit_id=request.unit_id, after={"request": request.id})
    turn.move("onboarding", "code")
    words = turn.tr("The request was passed on. The answer comes in this chat.")
    return [ask(words), *notices.access_requested(turn, request, unit)]


def _active_units(turn: Turn) -> list[Unit]:
    return list(turn.session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id))))


def _units_like(turn: Turn, text: str) -> list[Unit]:
    units = _active_units(turn)
    return [units[index] for index in read_unit(text, [unit.name for unit in units])]


def decide(turn: Turn) -> list[Reply]:
    """The organizer pressed "let in" or "refuse"."""
    if not permissions.may_decide_requests(turn.roles):
        return [tell(turn.tr("This is not open to you."))]
    _, request_id, verdict = (turn.choice or "").split(":", 2)
    request = turn.session.get(AccessRequest, int(request_id))
    if request is None or request.state is not RequestState.WAITING:
        return [tell(turn.tr("This request was decided already."))]
    if verdict == "refuse":
        return refuse(turn, request)
    if request.unit_id is None:
        turn.move("access", "unit", request=request.id)
        return [show(turn)]
    return accept(turn, request, turn.session.get_one(Unit, request.unit_id))


def show(turn: Turn) -> Reply:
    """Which unit a request is meant for, when its words did not tell."""
    request = turn.session.get_one(AccessRequest, turn.data["request"])
    words = turn.tr(
        "Which unit is “{unit}” of {name}? Please write its name.", unit=request.unit_text, name=request.name
    )
    found = _units_like(turn, request.unit_text)[:6]
    choices = [Choice(f"unit:{unit.id}", unit.name) for unit in found]
    return ask(words, *choices, Choice("refuse", turn.tr("Refuse"), ("tu choi",)), Choice("go:menu", turn.tr("Later")))


def handle(turn: Turn) -> list[Reply]:
    """The organizer names the unit."""
    request = turn.session.get_one(AccessRequest, turn.data["request"])
    if request.state is not RequestState.WAITING or not permissions.may_decide_requests(turn.roles):
        turn.move("menu")
        return [prefixed(turn.tr("This request was decided already."), menu.show_menu(turn))]
    if turn.choice == "refuse":
        return refuse(turn, request)
    if turn.choice and turn.choice.startswith("unit:"):
        return accept(turn, request, turn.session.get_one(Unit, int(turn.choice.partition(":")[2])))
    found = _units_like(turn, turn.text)
    if len(found) == 1:
        return accept(turn, request, found[0])
    if found:
        choices = [Choice(f"unit:{unit.id}", unit.name) for unit in found[:6]]
        return [ask(turn.tr("Which one?"), *choices, Choice("go:menu", turn.tr("Later")))]
    return [prefixed(turn.tr("There is no such unit."), show(turn))]


def accept(turn: Turn, request: AccessRequest, unit: Unit) -> list[Reply]:
    """Let somebody in as a contact of a unit."""
    _close(turn, request, RequestState.ACCEPTED, unit.id)
    request.unit_id = unit.id
    give_role(turn.session, request.person_id, Role.UNIT_CONTACT, unit.id, by=turn.event.person, now=turn.now)
    tr = notices.language_of(turn.session, request.person_id)
    said = turn.tr("{name} was let in for {unit}.", name=request.name, unit=unit.name)
    told = Reply(
        tr("You were let in as contact of {unit}. Write “menu” to begin.", unit=unit.name),
        to=request.person_id,
        choices=(Choice("go:menu", tr("Menu")),),
        numbered=False,
        question=False,
        standing=True,
        proactive=True,
    )
    return [_after(turn, said), told]


def refuse(turn: Turn, request: AccessRequest) -> list[Reply]:
    _close(turn, request, RequestState.REFUSED)
    tr = notices.language_of(turn.session, request.person_id)
    words = tr("The request to be let in was not accepted. Please contact the organizer.")
    told = Reply(words, to=request.person_id, question=False, proactive=True)
    return [_after(turn, turn.tr("The request of {name} was refused.", name=request.name)), told]


def _after(turn: Turn, said: str) -> Reply:
    """Back to the menu if the request was the conversation, else only words: what is being asked stays."""
    if turn.talk.flow == "access":
        turn.move("menu")
        return prefixed(said, menu.show_menu(turn))
    return tell(said)


def _close(turn: Turn, request: AccessRequest, state: RequestState, unit_id: int | None = None) -> None:
    request.state, request.decided_at, request.decided_by = state, turn.now, turn.event.person
    after = {"request": request.id, "person": request.person_id}
    note(turn, "access_request", state.value, unit_id=unit_id, after=after)
