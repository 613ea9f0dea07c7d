"""The answer to somebody who wants to compete as an individual of a unit: onto its list, as somebody who does it alone
where the plan lets individuals, or not of this unit.
"""

from sqlmodel import select

from handlers import alone, notices, permissions
from handlers.competing import competitors_of, is_alone
from handlers.conversation import Choice, Reply
from handlers.noting import note
from handlers.reading import normalize
from handlers.turn import Turn, current_campaign, tell
from scoring.campaign import Campaign
from scoring.candidates import kinds_of_people, may_act_alone
from storage import queries
from storage.tables import Candidate, History, Person, Unit


def decide(turn: Turn) -> list[Reply]:
    """The contact pressed: onto the list as a kind of candidate, or not of this unit."""
    tr, current = turn.tr, current_campaign(turn.session)
    _, person_id, unit_id, kind, *how = (turn.choice or "").split(":", 4)
    person, unit = turn.session.get(Person, int(person_id)), turn.session.get(Unit, int(unit_id))
    if current is None or unit is None or not permissions.may_register(turn.roles, unit.id):
        return [tell(tr("This is not open to you."))]
    if person is None or not person.name:
        return [tell(tr("This person’s name was deleted meanwhile."))]
    if kind == "-":
        return [tell(tr("{name} is told.", name=person.name)), _told(turn, person, unit, accepted=False)]
    if kind not in {each.id for each in kinds_of_people(current[1], unit.unit_type)}:
        return [tell(tr("This is not open to you."))]
    known = (each.candidate for each in competitors_of(turn.session, current[1], unit) if each.candidate is not None)
    listed = next((each for each in known if normalize(each.name or "") == normalize(person.name)), None)
    if how:
        return _take_alone(turn, current[1], unit, person, kind, listed)
    if listed is not None:
        return [tell(tr("{name} is on the list already.", name=person.name))]
    _enlist(turn, current[1], unit, person.name, kind)
    words = tr("{name} is on the list of {unit}.", name=person.name, unit=unit.name)
    ways = (Choice("go:register", tr("Register"), ("dang ky",)), Choice("go:assess", tr("Own assessment")))
    said = Reply(words, choices=ways, numbered=False, question=False, standing=True)
    return [said, _told(turn, person, unit, accepted=True)]


def _take_alone(
    turn: Turn, campaign: Campaign, unit: Unit, person: Person, kind: str, listed: Candidate | None
) -> list[Reply]:
    """Onto the list, and from now on that person registers and answers for this name. Only who asked for it in this
    unit gets it, and never somebody else's name."""
    tr, wanted = turn.tr, person.id or 0
    if not may_act_alone(campaign, kind) or not _asked(turn, campaign, unit, wanted):
        return [tell(tr("This is not open to you."))]
    if listed is not None and (listed.kind != kind or is_alone(turn.session, listed.id)):
        return [tell(tr("{name} is on the list already.", name=person.name))]
    if any(each.unit_id == unit.id for each in queries.roles_of(turn.session, wanted)):
        return [tell(tr("{name} has a role in {unit} already.", name=person.name, unit=unit.name))]
    row = listed or _enlist(turn, campaign, unit, person.name or "", kind)
    told = alone.hand_over(turn, row, wanted)
    words = tr("{name} is on the list of {unit} and does everything alone.", name=person.name, unit=unit.name)
    back = Choice("go:alone", tr("Individuals who do it alone"), ("tu lam",))
    choices = (back,) if permissions.speaks_for(turn.roles, unit.id) else ()
    said = Reply(words, choices=choices, numbered=False, question=False, standing=True)
    return [said, _told_alone(turn, wanted, unit), *told]


def _asked(turn: Turn, campaign: Campaign, unit: Unit, person: int) -> bool:
    """Whether this person asked, after agreeing that the name is kept, to compete as somebody of this unit."""
    wanted = select(History.id).where(
        History.subject == "access_request",
        History.person_id == person,
        History.unit_id == unit.id,
        History.campaign_id == campaign.id,
    )
    return turn.session.exec(wanted.limit(1)).first() is not None


def _told_alone(turn: Turn, person: int, unit: Unit) -> Reply:
    tr = notices.language_of(turn.session, person)
    words = tr(
        "{unit} has put the name on its list. From now on you register and answer here yourself.", unit=unit.name
    )
    ways = (Choice("go:register", tr("Register"), ("dang ky",)), Choice("go:assess", tr("Own assessment")))
    return notices.standing(person, words, *ways, when=notices.polite_now(turn.session, turn.now))


def _enlist(turn: Turn, campaign: Campaign, unit: Unit, name: str, kind: str) -> Candidate:
    assert unit.id is not None
    row = Candidate(
        campaign_id=campaign.id,
        unit_id=unit.id,
        kind=kind,
        name=name,
        added_by=turn.event.person,
        added_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    note(turn, f"candidate:{row.id}", "added", campaign_id=campaign.id, unit_id=unit.id, after={"kind": kind})
    return row


def _told(turn: Turn, person: Person, unit: Unit, *, accepted: bool) -> Reply:
    assert person.id is not None
    tr = notices.language_of(turn.session, person.id)
    words = tr("{unit} could not put the name on its list. Please ask the unit’s contact.", unit=unit.name)
    if accepted:
        words = tr(
            "{unit} has put the name on its list. Its contact registers and sends the own assessment; please give the "
            "contact the figures and the evidence.",
            unit=unit.name,
        )
    when = notices.polite_now(turn.session, turn.now)
    return Reply(words, to=person.id, question=False, proactive=True, not_before=when)
