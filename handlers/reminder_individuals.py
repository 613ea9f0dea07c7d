"""What those who compete for themselves are reminded of: their own registration, self-assessment and corrections, by
the same days as their unit's; nothing that is the unit's own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from handlers.reminder_duties import Book, Duty, load_book, opening_day, returned_deadline
from handlers.reminder_mornings import Due, Plan
from locales import Translator
from reports.competing import name_of
from scoring.campaign import Campaign, Deadline
from scoring.candidates import registers
from scoring.rounds import round_of
from storage import queries
from storage.queries.duties import UnitName
from storage.queries.reminders import Individual
from storage.tables import SubmissionState, Unit


def own_duties(
    session: Session,
    plan: Plan,
    dues: Iterable[tuple[Deadline, date, Due]],
    book: Book,
    who: Individual,
    tr: Translator,
) -> Iterator[tuple[Duty, Due]]:
    """What somebody still has to do, of what this morning is about."""
    unit = book.units.get(who.candidate.unit_id)
    if unit is None or who.candidate.campaign_id != plan.campaign.id:
        return
    named = _named(who, unit, tr)
    for deadline, day, due in dues:
        if book.days.of(deadline, unit.id) != day or not is_open(session, plan.campaign, deadline, who):
            continue
        duty = book.duty(deadline, unit.id)
        assert duty is not None
        yield replace(duty, unit=named), due
    if returned := plan.returned_alone.get(who.candidate.id or 0):
        yield Duty(plan.campaign, returned[1].deadline, named), returned[1]


def is_open(session: Session, campaign: Campaign, deadline: Deadline, who: Individual) -> bool:
    """Whether it is a duty of this individual, and not done."""
    candidate = who.candidate
    if deadline.duty_of != "units":
        return False
    if deadline.kind == "registration":
        sent = queries.current_registration(session, campaign.id, candidate.unit_id, candidate.id)
        return sent is None and registers(campaign, candidate.kind)
    if deadline.kind == "self_assessment":
        cycle = round_of(campaign, deadline)
        submission = queries.submission_for(
            session, campaign.id, candidate.unit_id, cycle.id if cycle else "", candidate_id=candidate.id
        )
        return submission is None or submission.state is SubmissionState.DRAFT
    return False


def open_duties_of(
    session: Session, campaign: Campaign, who: Individual, today: date, tr: Translator
) -> Iterator[Duty]:
    """Everything that this individual still has to do, the nearest first; without windows that are not open yet."""
    candidate = who.candidate
    book = load_book(session, campaign, [candidate.unit_id])
    unit, opened = book.units.get(candidate.unit_id), opening_day(session, campaign)
    if unit is None or candidate.campaign_id != campaign.id:
        return
    named = _named(who, unit, tr)
    found = [
        replace(duty, unit=named)
        for deadline in campaign.deadlines
        if deadline.remind and is_open(session, campaign, deadline, who)
        if (duty := book.duty(deadline, unit.id)) is not None and duty.due_on >= opened
        if duty.deadline.opens_on is None or duty.deadline.opens_on <= today
    ]
    for round in ("", *(each.id for each in campaign.rounds)):
        sheet = queries.submission_for(session, campaign.id, unit.id, round, candidate_id=candidate.id)
        if sheet is not None and sheet.state is SubmissionState.RETURNED and sheet.return_due_on:
            found.append(Duty(campaign, returned_deadline(campaign, sheet), named))
    yield from sorted(found, key=lambda duty: duty.due_on)


def _named(who: Individual, unit: Unit | UnitName, tr: Translator) -> UnitName:
    """The unit, under the name of whom of it a duty is."""
    return UnitName(unit.id or 0, f"{name_of(who.candidate, tr)} ({unit.name})", unit.code, unit.unit_type)
