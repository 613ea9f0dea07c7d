"""For whom: the unit itself, or somebody of it who competes; people are added here, and taken off on request.

Where a plan lets only units compete nothing of this is asked.
"""

from handlers import alone, assessment, form_registration, initiatives, permissions, registration
from handlers.competing import Competitor, choose, competitors_of, name_of
from handlers.conversation import Choice, Reply, strong
from handlers.noting import note
from handlers.reading import normalize
from handlers.registering import may_still_register
from handlers.turn import Turn, acting_unit, alone_as, ask, current_campaign, prefixed
from scoring.campaign import Campaign, CandidateKind
from scoring.candidates import kinds_of_people, registers, sheet_criteria
from storage.tables import Candidate, Unit

LONGEST_NAME = 80


def register(turn: Turn) -> list[Reply]:
    """From the menu: register."""
    return _begin(turn, "register")


def assess(turn: Turn) -> list[Reply]:
    """From the menu: the self-assessment."""
    return _begin(turn, "assess")


def _begin(turn: Turn, purpose: str) -> list[Reply]:
    if (mine := alone_as(turn)) is not None:
        return go(turn, purpose, mine.id)
    found = _scene(turn)
    over = found is not None and not may_still_register(turn, *found)
    if found is None or over or not permissions.may_register(turn.roles, found[1].id) or not _people(*found, purpose):
        return go(turn, purpose, None)
    turn.move("enrolling", "who", purpose=purpose)
    return [show(turn)]


def _scene(turn: Turn) -> tuple[Campaign, Unit] | None:
    current, unit = current_campaign(turn.session), acting_unit(turn)
    return (current[1], unit) if current is not None and unit is not None else None


def _people(campaign: Campaign, unit: Unit, purpose: str) -> list[CandidateKind]:
    """As what people of this unit may do it."""
    kinds = kinds_of_people(campaign, unit.unit_type)
    return [each for each in kinds if purpose != "register" or registers(campaign, each.id)]


def go(turn: Turn, purpose: str, candidate_id: int | None, *, round: str | None = None) -> list[Reply]:
    """On to the registration or the self-assessment ("assess") of the one that was chosen; ``round`` None: of the one
    that runs."""
    choose(turn, candidate_id=candidate_id, round=round)
    if purpose == "assess":
        return assessment.begin(turn)
    current = current_campaign(turn.session)
    if current is None or current[1].registration.kind == "points":
        return registration.begin(turn)
    if current[1].registration.kind == "initiatives":
        return initiatives.begin(turn)
    return form_registration.begin(turn)


def show(turn: Turn) -> Reply:
    """The current question."""
    tr, found = turn.tr, _scene(turn)
    if found is None:
        turn.move("menu")
        return ask(tr("There is nothing to register for at the moment."), Choice("go:menu", tr("Menu")))
    back = Choice("back", tr("Back"), ("quay lai",))
    match turn.talk.step:
        case "kind":
            kinds = _people(*found, turn.data["purpose"])
            choices = [Choice(f"kind:{each.id}", each.name.within(tr.locale)) for each in kinds]
            return ask(tr("As what does the person compete?"), *choices, back)
        case "name":
            return ask(tr("Full name of the individual?"), back, numbered=False)
        case "consent":
            return _show_consent(turn, back)
        case "remove":
            choices = [Choice(f"remove:{each.candidate_id}", each.name(tr)) for each in _individuals(turn, *found)]
            return ask(tr("Whose name is to be taken off?"), *choices, back)
        case "confirm":
            return _show_confirm(turn, back)
    return _show_who(turn, *found)


def _individuals(turn: Turn, campaign: Campaign, unit: Unit) -> list[Competitor]:
    return [each for each in competitors_of(turn.session, campaign, unit) if each.candidate is not None]


def _show_who(turn: Turn, campaign: Campaign, unit: Unit) -> Reply:
    tr, purpose = turn.tr, turn.data["purpose"]
    people = {each.id for each in _people(campaign, unit, purpose)}
    listed = [
        each
        for each in competitors_of(turn.session, campaign, unit)
        if each.kind_id in people or (each.candidate is None and _takes_part(campaign, each, purpose))
    ]
    choices = [_listed(turn, each) for each in listed]
    choices.append(Choice("add", tr("Add an individual"), ("them", "them ca nhan")))
    if any(each.candidate is not None for each in listed):
        choices.append(Choice("remove", tr("Take a name off"), ("xoa ten",)))
        if alone.is_possible(campaign, unit):
            choices.append(Choice("go:alone", tr("Individuals who do it alone"), ("tu lam", "ca nhan tu lam")))
    words = tr("Whom is the registration for?") if purpose == "register" else tr("Whose self-assessment?")
    return ask(words, *choices, Choice("go:menu", tr("Menu")))


def _listed(turn: Turn, who: Competitor) -> Choice:
    if who.candidate is None:
        return Choice("who:unit", who.unit.name, ("don vi", "tap the"))
    kind = who.kind.name.within(turn.tr.locale) if who.kind else ""
    return Choice(f"who:{who.candidate_id}", f"{name_of(who.candidate, turn.tr)} – {kind}", (who.candidate.name or "",))


def _takes_part(campaign: Campaign, who: Competitor, purpose: str) -> bool:
    if who.kind_id is None:
        return True
    return registers(campaign, who.kind_id) if purpose == "register" else bool(sheet_criteria(campaign, who.kind_id))


def _show_consent(turn: Turn, back: Choice) -> Reply:
    tr = turn.tr
    words = tr(
        "{name}: the name is kept for this campaign only, seen by the unit, the organizer and the reviewers, and "
        "deleted on request. Does the person know and agree?",
        name=strong(turn.data["name"]),
    )
    return ask(words, Choice("agree", tr("Yes, add the name"), ("dong y", "co", "da dong y")), back)


def _show_confirm(turn: Turn, back: Choice) -> Reply:
    tr = turn.tr
    words = tr(
        "Take {name} off? The name is deleted; what was sent stays, without the name.", name=strong(turn.data["name"])
    )
    return ask(words, Choice("yes", tr("Yes, delete"), ("dong y", "xoa", "co")), back)


def handle(turn: Turn) -> list[Reply]:
    found = _scene(turn)
    if found is None or not permissions.may_register(turn.roles, found[1].id):
        turn.move("menu")
        return [ask(turn.tr("This is not open to you."), Choice("go:menu", turn.tr("Menu")))]
    if turn.choice == "back":
        return _begin(turn, turn.data["purpose"])
    kind, _, value = (turn.choice or "").partition(":")
    match turn.talk.step, kind:
        case "who", _:
            return _at_who(turn, *found)
        case "kind", "kind":
            return _to(turn, "name", kind=value)
        case "name", _:
            return _take_name(turn, *found)
        case "consent", "agree":
            return _add(turn, *found)
        case "remove" | "confirm", "remove" | "yes":
            return _ask_remove(turn, *found) if kind == "remove" else _remove(turn, *found)
    return _not_understood(turn)


def _not_understood(turn: Turn) -> list[Reply]:
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _to(turn: Turn, step: str, **data: object) -> list[Reply]:
    turn.move("enrolling", step, **{**turn.data, **data})
    return [show(turn)]


def _at_who(turn: Turn, campaign: Campaign, unit: Unit) -> list[Reply]:
    purpose = turn.data["purpose"]
    if turn.choice == "who:unit":
        return go(turn, purpose, None)
    if turn.choice and turn.choice.startswith("who:"):
        return go(turn, purpose, int(turn.choice.partition(":")[2]))
    if turn.choice == "remove":
        return _to(turn, "remove")
    if turn.choice == "add":
        kinds = _people(campaign, unit, purpose)
        return _to(turn, "name", kind=kinds[0].id) if len(kinds) == 1 else _to(turn, "kind")
    return _not_understood(turn)


def _take_name(turn: Turn, campaign: Campaign, unit: Unit) -> list[Reply]:
    name = " ".join(turn.text.split())
    if not 2 <= len(name) <= LONGEST_NAME or not any(letter.isalpha() for letter in name):
        hint = turn.tr("Please write the name in letters, for example: Trần Thị Mai")
        return [prefixed(hint, show(turn))]
    for known in _individuals(turn, campaign, unit):
        if known.candidate is not None and normalize(known.candidate.name or "") == normalize(name):
            turn.move("enrolling", "who", purpose=turn.data["purpose"])
            return [prefixed(turn.tr("{name} is on the list already.", name=name), show(turn))]
    return _to(turn, "consent", name=name)


def _add(turn: Turn, campaign: Campaign, unit: Unit) -> list[Reply]:
    assert unit.id is not None
    row = Candidate(
        campaign_id=campaign.id,
        unit_id=unit.id,
        kind=turn.data["kind"],
        name=turn.data["name"],
        added_by=turn.event.person,
        added_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    _record(turn, row, "added")
    return go(turn, turn.data["purpose"], row.id)


def _ask_remove(turn: Turn, campaign: Campaign, unit: Unit) -> list[Reply]:
    wanted = int((turn.choice or "").partition(":")[2])
    known = {each.candidate_id: each for each in _individuals(turn, campaign, unit)}
    if wanted not in known:
        return _not_understood(turn)
    return _to(turn, "confirm", candidate=wanted, name=known[wanted].name(turn.tr))


def _remove(turn: Turn, campaign: Campaign, unit: Unit) -> list[Reply]:
    row = turn.session.get(Candidate, turn.data["candidate"])
    purpose = turn.data["purpose"]
    if row is None or row.unit_id != unit.id or row.campaign_id != campaign.id:
        return _begin(turn, purpose)
    told = alone.release(turn, row, why=alone.TAKEN_OFF)
    row.name, row.active, row.removed_at = None, False, turn.now
    _record(turn, row, "removed")
    choose(turn, candidate_id=None)
    turn.move("enrolling", "who", purpose=purpose)
    return [prefixed(turn.tr("The name was deleted."), show(turn)), *told]


def _record(turn: Turn, row: Candidate, action: str) -> None:
    note(
        turn,
        campaign_id=row.campaign_id,
        unit_id=row.unit_id,
        subject=f"candidate:{row.id}",
        action=action,
        after={"kind": row.kind},
    )
