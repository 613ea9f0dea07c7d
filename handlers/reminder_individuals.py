"""What those who compete for themselves are reminded of: their own registration, self-assessment, award dossier and
corrections, by the same days as their unit's; nothing that is the unit's own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from handlers import notices
from handlers.reminder_duties import Book, Duty, load_book, opening_day, returned_deadline
from handlers.reminder_mornings import Due, Plan
from locales import Translator
from reports.competing import name_of
from reports.dossiers import handed_in_days_of_people
from scoring.campaign import Campaign, Deadline
from scoring.candidates import registers, sheet_criteria
from scoring.dossiers import awards_with_dossier
from scoring.rounds import round_of
from storage.queries import duties as stored
from storage.queries import reminders
from storage.queries.duties import SheetState, UnitName
from storage.queries.reminders import Individual
from storage.tables import Candidate, SubmissionState, Unit

OWN = ("registration", "self_assessment", "dossier")  # the rest is for units to do


@dataclass(frozen=True, slots=True)
class OwnBook:
    """The duties of some people who compete for themselves in one campaign, by candidate. ``book``: of their units."""

    book: Book
    registered: AbstractSet[int]
    sheets: Mapping[tuple[int, str], SheetState]  # by round, oldest first
    fulfilled: Mapping[tuple[str, int], date]  # (deadline, candidate)
    handed_in: Mapping[tuple[str, int], date]

    def is_open(self, deadline: Deadline, candidate: Candidate) -> bool:
        """Whether it is a duty of this individual, and not done."""
        if deadline.duty_of != "units" or deadline.kind not in OWN:
            return False
        if deadline.registered_only and not self._is_registered(candidate):
            return False
        own, campaign = candidate.id or 0, self.book.campaign
        if deadline.kind == "registration":
            return registers(campaign, candidate.kind) and own not in self.registered
        if deadline.kind == "self_assessment":
            sheet = self._sheet(deadline, own)
            return bool(sheet_criteria(campaign, candidate.kind)) and (
                sheet is None or sheet.state is SubmissionState.DRAFT
            )
        if campaign.dossier and not awards_with_dossier(campaign, candidate.kind, round_of(campaign, deadline)):
            return False
        return (deadline.id, own) not in self.fulfilled and (deadline.id, own) not in self.handed_in

    def _is_registered(self, candidate: Candidate) -> bool:
        """Himself, where people of this kind register; else with the unit."""
        if registers(self.book.campaign, candidate.kind):
            return candidate.id in self.registered
        return candidate.unit_id in self.book.registered

    def _sheet(self, deadline: Deadline, candidate: int) -> SheetState | None:
        """Of the round that the deadline closes, else the newest."""
        cycle = round_of(self.book.campaign, deadline)
        if cycle is not None:
            return self.sheets.get((candidate, cycle.id))
        return next((self.sheets[key] for key in reversed(list(self.sheets)) if key[0] == candidate), None)

    def duty(self, deadline: Deadline, who: Individual, tr: Translator) -> Duty | None:
        """None without a date, and where the unit takes no part."""
        found, unit = self.book.duty(deadline, who.candidate.unit_id), self.book.units.get(who.candidate.unit_id)
        if found is None or unit is None or who.candidate.campaign_id != self.book.campaign.id:
            return None
        return replace(found, unit=_named(who, unit, tr), candidate_id=who.candidate.id)


def load_own(session: Session, campaign: Campaign, people: Sequence[Individual], book: Book | None = None) -> OwnBook:
    """The duties of these people; ``book``: of their units, where it is loaded already."""
    candidates = [each.candidate.id or 0 for each in people if each.candidate.campaign_id == campaign.id]
    dossiers = [each for each in campaign.deadlines if each.kind == "dossier" and campaign.dossier and candidates]
    return OwnBook(
        book=book or load_book(session, campaign, {each.candidate.unit_id for each in people}),
        registered=stored.registered_alone(session, campaign.id, candidates),
        sheets=stored.sheet_states_alone(session, campaign.id, candidates),
        fulfilled=stored.done_days_alone(session, campaign.id, candidates),
        handed_in={
            (deadline.id, candidate): day
            for deadline in dossiers
            for candidate, day in handed_in_days_of_people(session, campaign, deadline).items()
        },
    )


def open_alone(session: Session, campaign: Campaign, deadline: Deadline) -> Iterator[tuple[OwnBook, Individual]]:
    """Those who compete alone and can be written to, who have this still to do."""
    everybody = [each for each in reminders.individuals(session) if each.candidate.campaign_id == campaign.id]
    there = reminders.preferred_channels(session, [each.person_id for each in everybody]) if everybody else {}
    people = [each for each in everybody if each.person_id in there]
    if not people:
        return
    own = load_own(session, campaign, people)
    for who in people:
        if who.candidate.unit_id in own.book.units and own.is_open(deadline, who.candidate):
            yield own, who


def own_duties(
    plan: Plan, dues: Iterable[tuple[Deadline, date, Due]], own: OwnBook, who: Individual, tr: Translator
) -> Iterator[tuple[Duty, Due]]:
    """What somebody still has to do, of what this morning is about."""
    candidate = who.candidate
    unit = own.book.units.get(candidate.unit_id)
    if unit is None or candidate.campaign_id != plan.campaign.id:
        return
    for deadline, day, due in dues:
        if own.book.days.of(deadline, candidate.unit_id) != day or not own.is_open(deadline, candidate):
            continue
        duty = own.duty(deadline, who, tr)
        assert duty is not None
        yield duty, due
    if returned := plan.returned_alone.get(candidate.id or 0):
        yield Duty(plan.campaign, returned[1].deadline, _named(who, unit, tr), candidate.id), returned[1]


def open_duties_alone(
    session: Session, campaign: Campaign, people: Sequence[Individual], today: date
) -> Iterator[tuple[Individual, Duty]]:
    """Everything that these people still have to do, for each the nearest first; without windows that are not open
    yet."""
    people = [each for each in people if each.candidate.campaign_id == campaign.id]
    if not people:
        return
    own, opened = load_own(session, campaign, people), opening_day(session, campaign)
    for who in people:
        tr = notices.language_of(session, who.person_id)
        found = [
            duty
            for deadline in campaign.deadlines
            if deadline.remind and own.is_open(deadline, who.candidate)
            if (duty := own.duty(deadline, who, tr)) is not None and duty.due_on >= opened
            if duty.deadline.opens_on is None or duty.deadline.opens_on <= today
        ]
        found += _to_correct(own, who, tr)
        yield from ((who, duty) for duty in sorted(found, key=lambda duty: duty.due_on))


def _to_correct(own: OwnBook, who: Individual, tr: Translator) -> Iterator[Duty]:
    """What was returned."""
    campaign, unit = own.book.campaign, own.book.units.get(who.candidate.unit_id)
    for (candidate, _), sheet in own.sheets.items():
        returned = sheet.state is SubmissionState.RETURNED and sheet.return_due_on is not None
        if unit is not None and candidate == who.candidate.id and returned:
            yield Duty(campaign, returned_deadline(campaign, sheet), _named(who, unit, tr), candidate)


def _named(who: Individual, unit: Unit | UnitName, tr: Translator) -> UnitName:
    """The unit, under the name of whom of it a duty is."""
    return UnitName(unit.id or 0, f"{name_of(who.candidate, tr)} ({unit.name})", unit.code, unit.unit_type)
