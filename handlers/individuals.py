"""Somebody without a code who wants to compete alone: people compete through their unit, so its contact is asked.

Nobody becomes a contact by it. The name is passed on only after agreement, and the contact puts it on the unit's list;
where the plan lets individuals act for themselves, also as somebody who does it alone.
"""

from sqlmodel import col, select

from handlers import notices, onboarding
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.noting import note
from handlers.reading import read_unit
from handlers.turn import Turn, ask, current_campaign, prefixed
from locales import Translator
from scoring.campaign import Campaign
from scoring.candidates import kinds_of_people, may_act_alone
from storage import queries
from storage.tables import Role, Unit

PREFIX = "own_"  # of the steps of the onboarding that belong here
UNITS_SHOWN = 8


def choice(turn: Turn) -> tuple[Choice, ...]:
    """Offered where people of units compete in the campaign that is open."""
    current = current_campaign(turn.session)
    if current is None or not any(kinds_of_people(current[1], each.id) for each in current[1].unit_types):
        return ()
    words = ("ca nhan", "toi la ca nhan", "du thi ca nhan", "dang ky ca nhan")
    return (Choice("alone", turn.tr("I want to compete as an individual"), words),)


def begin(turn: Turn) -> list[Reply]:
    turn.move("onboarding", "own_consent")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    tr = turn.tr
    if turn.talk.step == "own_name":
        return ask(tr("What is your full name?"))
    if turn.talk.step == "own_unit":
        return ask(tr("In which unit? For example: {unit}", unit=_example(turn)), *_chosen_units(turn))
    if _may_be_alone(turn):
        return _ask_consent_alone(turn)
    return ask(
        tr(
            "Individuals compete through their unit: its contact puts the name on the list, registers and sends the "
            "own assessment, and knows what is needed. Your name can be passed on to the contact.\n"
            "Kept for that: your name and this chat's account, for this campaign only, deleted at your request.\n"
            "Do you agree?"
        ),
        *_consent_choices(tr),
    )


def _consent_choices(tr: Translator) -> tuple[Choice, Choice]:
    return (
        Choice("agree", tr("I agree, pass it on"), ("dong y", "co", "ok")),
        Choice("decline", tr("I do not agree"), ("khong dong y", "khong")),
    )


def _may_be_alone(turn: Turn) -> bool:
    """Whether the plan lets individuals register and answer for themselves."""
    current = current_campaign(turn.session)
    return current is not None and any(may_act_alone(current[1], each.id) for each in current[1].candidates)


def _ask_consent_alone(turn: Turn) -> Reply:
    tr = turn.tr
    return ask(
        tr(
            "Individuals may register and answer for themselves here. The contact of the unit confirms that the name "
            "is of the unit, and may also do everything for it. Your name is passed on to the contact.\n"
            "Kept for that: your name, your unit, this chat's account, and what you answer and send here; for this "
            "campaign only, seen by your unit, the organizers and the reviewers, deleted at your request.\n"
            "Do you agree?"
        ),
        *_consent_choices(tr),
    )


def _units(turn: Turn, campaign: Campaign) -> list[Unit]:
    units = turn.session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id)))
    return [each for each in units if kinds_of_people(campaign, each.unit_type)]


def _example(turn: Turn) -> str:
    """The first unit, as its own people call it."""
    current = current_campaign(turn.session)
    units = _units(turn, current[1]) if current else []
    return units[0].name if units else "UBND Phường 1"


def _chosen_units(turn: Turn) -> list[Choice]:
    """Those that the words could mean."""
    found = [turn.session.get(Unit, number) for number in turn.data.get("units", ())]
    return [Choice(f"unit:{each.id}", each.name) for each in found if each is not None]


def handle(turn: Turn) -> list[Reply]:
    """One step: agreement, name, unit."""
    current = current_campaign(turn.session)
    if current is None:
        return onboarding.welcome(turn)
    if turn.talk.step == "own_name":
        return _take_name(turn)
    if turn.talk.step == "own_unit":
        return _take_unit(turn, current[1])
    if turn.choice == "decline":
        return [onboarding.declined(turn)]
    if turn.choice != "agree":
        return [prefixed(turn.tr("Please choose one."), show(turn))]
    turn.move("onboarding", "own_name")
    return [show(turn)]


def _take_name(turn: Turn) -> list[Reply]:
    name = " ".join(turn.text.split())
    if turn.event.kind is not EventKind.TEXT or not 2 <= len(name) <= 80 or not any(c.isalpha() for c in name):
        return [prefixed(turn.tr("Please write the name in letters, for example: Trần Thị Mai"), show(turn))]
    turn.move("onboarding", "own_unit", name=name)
    return [show(turn)]


def _take_unit(turn: Turn, campaign: Campaign) -> list[Reply]:
    units = _units(turn, campaign)
    found = [each for each in units if turn.choice == f"unit:{each.id}"]
    if not found and turn.text:
        found = [units[place] for place in read_unit(turn.text, [each.name for each in units])]
    if len(found) != 1:
        turn.remember(units=[each.id for each in found[:UNITS_SHOWN]])
        words = turn.tr("Which one?") if found else turn.tr("There is no such unit.")
        return [prefixed(words, show(turn))]
    return _pass_on(turn, campaign, found[0])


def _pass_on(turn: Turn, campaign: Campaign, unit: Unit) -> list[Reply]:
    """To the contacts of the unit; where it has none, to the organizers."""
    assert unit.id is not None
    onboarding.remember_person(turn)
    contacts = queries.contacts_of(turn.session, unit.id)
    note(turn, "access_request", "requested", campaign_id=campaign.id, unit_id=unit.id)
    turn.move("onboarding", "code")
    tr = turn.tr
    if not contacts:
        told = [
            _to_organizer(turn, person, campaign, unit)
            for person in queries.people_with_role(turn.session, Role.ORGANIZER)
        ]
        words = tr(
            "{unit} has no contact here yet; the organizers are told. The answer comes in this chat.", unit=unit.name
        )
        return [ask(words), *told]
    words = tr("Passed on to the contact of {unit}. The answer comes in this chat.", unit=strong(unit.name))
    return [ask(words), *(_to_contact(turn, person, campaign, unit) for person in contacts)]


def _to_contact(turn: Turn, person: int, campaign: Campaign, unit: Unit) -> Reply:
    tr = notices.language_of(turn.session, person)
    kinds = kinds_of_people(campaign, unit.unit_type)
    words = tr(
        "{name} wants to compete as an individual of {unit}, and agrees that the name is kept. "
        "Put on the list, the contact registers and answers for {name} here.",
        name=strong(turn.person.name or ""),
        unit=unit.name,
    )
    if any(may_act_alone(campaign, each.id) for each in kinds):
        words = tr(
            "{name} wants to compete as an individual of {unit}, and agrees that the name is kept. Put on the list, "
            "{name} can register and answer alone; or the contact does it for {name}.",
            name=strong(turn.person.name or ""),
            unit=unit.name,
        )
    return notices.standing(
        person, words, *_ways_in(turn, campaign, unit, tr), when=notices.polite_now(turn.session, turn.now)
    )


def _ways_in(turn: Turn, campaign: Campaign, unit: Unit, tr: Translator) -> list[Choice]:
    """Onto the list as a kind of candidate, where the plan allows it as somebody who does it alone; or not at all."""
    request, choices = f"enlist:{turn.event.person}:{unit.id}", []
    for each in kinds_of_people(campaign, unit.unit_type):
        kind = each.name.within(tr.locale)
        if may_act_alone(campaign, each.id):
            label = tr("Put on the list, does it alone: {kind}", kind=kind)
            choices.append(Choice(f"{request}:{each.id}:alone", label))
        choices.append(Choice(f"{request}:{each.id}", tr("Put on the list as: {kind}", kind=kind)))
    return [*choices, Choice(f"{request}:-", tr("Not of this unit"))]


def _to_organizer(turn: Turn, person: int, campaign: Campaign, unit: Unit) -> Reply:
    tr = notices.language_of(turn.session, person)
    words = tr(
        "{name} wants to compete as an individual of {unit}, which has no contact here yet.",
        name=turn.person.name or "",
        unit=unit.name,
    )
    invite = Choice("go:invite", tr("Invite somebody"), ("moi",))
    if not _may_be_alone(turn):
        return notices.standing(person, words, invite)
    return notices.standing(person, words, *_ways_in(turn, campaign, unit, tr), invite)
