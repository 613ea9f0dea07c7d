"""One message each working morning to organizers and reviewers, only when there is something to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from handlers import digest_lost, notices
from handlers.context import calendar_of
from handlers.conversation import Choice, Reply, strong
from handlers.reminder_budget import budget_lines, note_told
from handlers.reminder_duties import Standing, load_book
from handlers.reminder_lost import true_until
from handlers.reminder_mornings import Morning, Plan, plan_morning
from handlers.reminder_rounds import round_lines
from handlers.reminder_words import days_left, names
from locales import Translator
from scoring.campaign import Deadline
from storage import queries
from storage.queries.deadlines import fulfilments
from storage.tables import (
    OpenedCampaign,
    Registration,
    RegistrationState,
    ReminderMorning,
    Role,
    Submission,
    SubmissionState,
)

Late = tuple[Deadline, Sequence[str]]  # and the names of the units


@dataclass(frozen=True, slots=True)
class _Seen:
    """A morning as somebody is told of it: with the earlier ones whose list never reached them."""

    morning: Morning
    plans: Sequence[Plan]
    late: Sequence[Late]
    again: bool


def digests(
    session: Session, morning: Morning, plans: Sequence[Plan], now: datetime, *, state: ReminderMorning
) -> list[Reply]:
    """Called once for a morning, when everybody else has been told. A list speaks of days that are left, so it is true
    as long as a reminder is; one that could not be sent by then is made up for on the next working morning."""
    worked = calendar_of(session).is_working_day(morning.day)
    people = {person: {Role.REVIEWER} for person in queries.people_with_role(session, Role.REVIEWER)}
    for person in queries.people_with_role(session, Role.ORGANIZER):
        people.setdefault(person, set()).add(Role.ORGANIZER)
    lost = digest_lost.take_lost(session, people) if worked else {}
    seen: dict[frozenset[date], _Seen] = {}
    replies = []
    for person, roles in people.items():
        tr, days = notices.language_of(session, person), lost.get(person, frozenset())
        if days not in seen:
            seen[days] = _see(session, morning, plans, days, worked=worked)
        lines, choices = _lines(session, seen[days], roles, tr, state=state, worked=worked)
        if lines:
            text = "\n".join([strong(tr("This morning:")), *lines])
            until = true_until(session, plans[0].campaign if plans else None, now)
            replies.append(notices.standing(person, text, *choices, when=now, until=until))
            digest_lost.note_sent(session, person, morning.day, days, now=now)
    note_told(session, state)
    return replies


def _see(session: Session, morning: Morning, plans: Sequence[Plan], days: frozenset[date], *, worked: bool) -> _Seen:
    if days:
        morning = replace(morning, missed=morning.missed | days - {morning.day})
        plans = [
            plan_morning(session, session.get_one(OpenedCampaign, plan.campaign.id), plan.campaign, morning)
            for plan in plans
        ]
    late = [each for plan in plans for each in _late(session, plan, morning)] if worked else []
    return _Seen(morning, plans, late, again=bool(days))


def _lines(
    session: Session, seen: _Seen, roles: set[Role], tr: Translator, *, state: ReminderMorning, worked: bool
) -> tuple[list[str], list[Choice]]:
    """Everything that somebody with these roles is told."""
    lines, choices = _contents(session, seen.late, seen.plans, roles, tr) if worked else ([], [])
    if Role.ORGANIZER not in roles:
        return lines, choices
    told: list[tuple[str, Choice | None]] = []
    if worked:
        told += [each for plan in seen.plans for each in round_lines(session, plan, seen.morning, tr)]
    told += budget_lines(session, state, tr, again=seen.again)
    told += _own_duties(session, seen.plans, seen.morning, tr)
    lines += [line for line, _ in told]
    choices += [choice for _, choice in told if choice is not None]
    return lines, choices


def _contents(
    session: Session, late: Sequence[Late], plans: Sequence[Plan], roles: set[Role], tr: Translator
) -> tuple[list[str], list[Choice]]:
    """What there is to do, and the ways to it."""
    lines = [_overdue(deadline, units, tr) for deadline, units in late]
    choices = []
    if lines and Role.ORGANIZER in roles:
        choices.append(Choice("go:nudge", tr("Who is late, and urging"), ("don doc",)))
    if Role.REVIEWER in roles and (waiting := sum(_waiting(session, plan) for plan in plans)):
        words = tr.plural("{n} submission waits for a review.", "{n} submissions wait for a review.", waiting)
        lines.append(f"• {words}")
        choices.append(Choice("go:review", tr("Review submissions"), ("tham dinh", "ho so")))
    if Role.ORGANIZER in roles and (requests := _requests(session)):
        words = tr.plural("{n} request waits for a decision.", "{n} requests wait for a decision.", requests)
        lines.append(f"• {words}")
        choices.append(Choice("go:requests", tr("Requests to decide"), ("yeu cau",)))
    return lines, choices


def _own_duties(
    session: Session, plans: Sequence[Plan], morning: Morning, tr: Translator
) -> Iterable[tuple[str, Choice]]:
    """What the organizer has to do itself, on its own mornings like anybody's."""
    for plan in plans:
        done = fulfilments(session, plan.campaign.id)
        for (name, day), due in plan.due.items():
            if due.deadline.duty_of != "organizer" or (name, None) in done:
                continue
            what = due.deadline.title.within(tr.locale)
            yield (
                f"• {strong(what)}: {days_left(day, morning.day, tr)}",
                Choice(f"remind:own:{plan.campaign.id}:{name}", tr("Done: {what}", what=what)),
            )


def _late(session: Session, plan: Plan, morning: Morning) -> Iterable[Late]:
    """The units that are overdue since this morning's overdue notices (or those that it made up for)."""
    overdue = {name for (name, _), due in plan.due.items() for r in (*due.today, *due.missed) if r.offset == "T+1"}
    if not overdue:
        return
    book = load_book(session, plan.campaign)
    for deadline in plan.campaign.deadlines:
        late = [
            unit.name
            for unit_id, unit in book.units.items()
            if deadline.id in overdue
            and (deadline.id, book.days.of(deadline, unit_id)) in plan.due
            and book.standing(deadline, unit_id, morning.day) is Standing.OVERDUE
        ]
        if late:
            yield deadline, late


def _overdue(deadline: Deadline, late: Sequence[str], tr: Translator) -> str:
    what = deadline.title.within(tr.locale)
    count = tr.plural("{n} unit", "{n} units", len(late))
    if deadline.kind == "goal":
        return "• " + tr("Goal not yet reported as reached: {what} – {count}", what=what, count=count)
    return "• " + tr("Overdue: {what} – {count}: {names}", what=what, count=count, names=names(late, tr))


def _waiting(session: Session, plan: Plan) -> int:
    return session.exec(
        select(func.count())
        .select_from(Submission)
        .where(Submission.campaign_id == plan.campaign.id, Submission.state == SubmissionState.SUBMITTED)
    ).one()


def _requests(session: Session) -> int:
    changes = session.exec(
        select(func.count()).select_from(Registration).where(col(Registration.state) == RegistrationState.REQUESTED)
    ).one()
    return changes + len(queries.waiting_requests(session))
