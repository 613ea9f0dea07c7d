"""What a decree about days off changes here: days of the table, the mornings of reminders, days to correct by.

A deadline never moves with a holiday. A returned self-assessment has working days to be corrected in: when one of them
becomes a day off, the unit gets the next one, and is told. Nothing is taken away when a day off becomes worked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from handlers import notices
from handlers.competing import is_alone, whose
from handlers.context import calendar_of, context_of, local
from handlers.conversation import Choice, Reply, strong
from handlers.noting import note_about
from handlers.reminder_mornings import current_moment
from handlers.reminder_words import place
from scoring.calendar import DayKind, WorkingCalendar
from scoring.campaign import Campaign, Deadline
from scoring.reminders import deadline_reminders
from scoring.rounds import in_its_round
from storage import queries
from storage.queries import calendar as rows
from storage.queries import deadlines, outbox, reminders
from storage.tables import Decision, OpenedCampaign, Submission, SubmissionState, Unit

Days = Mapping[date, DayKind]


@dataclass(frozen=True, slots=True)
class MovedReminder:
    """A reminder that goes out on another morning: ``before`` and ``after`` are local; None: not at all (it falls on
    the same morning as one that is nearer to the deadline)."""

    deadline: Deadline
    offset: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class MovedReturn:
    """A unit that gets more time to correct."""

    campaign: Campaign
    submission: Submission
    due_on: date


@dataclass(frozen=True, slots=True)
class Effects:
    reminders: Sequence[MovedReminder]
    returns: Sequence[MovedReturn]


def news(session: Session, days: Days) -> dict[date, DayKind]:
    """The days that would really change; a weekend that becomes "off" stays what it is."""
    calendar = calendar_of(session)
    after = calendar.changed(days)
    return {day: kind for day, kind in days.items() if calendar.is_working_day(day) != after.is_working_day(day)}


def effects(session: Session, days: Days, now: datetime) -> Effects:
    """What setting these days would change from now on."""
    before = calendar_of(session)
    after = before.changed(days)
    opened = [(row, queries.definition(session, row.id)) for row in queries.open_campaigns(session)]
    moved = [one for row, campaign in opened for one in _reminders(session, row, campaign, before, after, now)]
    returns = [one for _, campaign in opened for one in _returns(session, campaign, before, after, now)]
    return Effects(moved, returns)


def _reminders(
    session: Session,
    opened: OpenedCampaign,
    campaign: Campaign,
    before: WorkingCalendar,
    after: WorkingCalendar,
    now: datetime,
) -> Iterator[MovedReminder]:
    zone, days = context_of(session).timezone, deadlines.due_days(session, campaign.id)
    for deadline in campaign.deadlines:
        for day in sorted(days.every(deadline)):
            dated = in_its_round(campaign, deadline.model_copy(update={"due_on": day}))
            old, new = (
                {each.offset: each.at for each in deadline_reminders(dated, campaign.reminders, table, timezone=zone)}
                for table in (before, after)
            )
            for offset in dict.fromkeys([*old, *new]):
                was, is_now = old.get(offset), new.get(offset)
                if was != is_now and any(at is not None and at > max(now, opened.opened_at) for at in (was, is_now)):
                    yield MovedReminder(dated, offset, was, is_now)


def _returns(
    session: Session, campaign: Campaign, before: WorkingCalendar, after: WorkingCalendar, now: datetime
) -> Iterator[MovedReturn]:
    told = select(col(Decision.submission_id), func.max(Decision.told_at)).group_by(col(Decision.submission_id))
    told_at = {submission: at for submission, at in session.exec(told) if at is not None}
    today = local(session, now).date()
    open_ones = select(Submission).where(
        Submission.campaign_id == campaign.id,
        Submission.state == SubmissionState.RETURNED,
        col(Submission.return_due_on) >= today,
    )
    for submission in session.exec(open_ones.order_by(col(Submission.id))):
        if submission.id not in told_at:
            continue
        day = local(session, told_at[submission.id]).date()
        given, due = (table.add_working_days(day, campaign.correction_days) for table in (before, after))
        if submission.return_due_on == given and due > given:
            yield MovedReturn(campaign, submission, due)


def apply(session: Session, days: Days, *, reason: str, by: int | None, now: datetime) -> list[Reply]:
    """Set the days; returns what those are told whose own day changes. Reminders follow by themselves."""
    found, before = effects(session, days, now), calendar_of(session)
    rows.change_calendar(session, days, reason=reason, by=by, now=now)
    _record(session, "changed", before, days, by=by, now=now, why=reason)
    return _follow(session, found, now)


def undo(session: Session, *, by: int | None, now: datetime) -> tuple[Days, list[Reply]]:
    """Take the last change back: the days that it had set, and what is told because of it."""
    last = rows.last_change(session)
    undone = {row.day: DayKind(row.kind) for row in last}
    before = calendar_of(session)
    kept = {row.day: DayKind(row.kind) for row in rows.calendar_changes(session) if row not in last}
    after = context_of(session).calendar.changed(kept)
    back = {day: after.kind_of(day) for day in undone}
    found = effects(session, back, now)
    for row in last:
        row.undone_at = now
    session.flush()
    _record(session, "undone", before, back, by=by, now=now, why=None)
    return undone, _follow(session, found, now)


def _record(
    session: Session,
    action: str,
    before: WorkingCalendar,
    days: Days,
    *,
    by: int | None,
    now: datetime,
    why: str | None,
) -> None:
    queries.record(
        session,
        at=now,
        person_id=by,
        subject="calendar",
        action=action,
        before={day.isoformat(): before.kind_of(day).value for day in sorted(days)},
        after={day.isoformat(): days[day].value for day in sorted(days)},
        why=why,
    )


def _follow(session: Session, found: Effects, now: datetime) -> list[Reply]:
    """What already waits for a day that is off now waits longer; this morning is looked at again."""
    session.flush()
    calendar = calendar_of(session)
    outbox.postpone(session, now, lambda at: calendar.next_allowed(local(session, at)))
    for row in queries.open_campaigns(session):
        at = current_moment(session, queries.definition(session, row.id), now)
        if at is not None and calendar.is_working_day(at.date()):
            reminders.reopen(session, at)
    return [reply for moved in found.returns for reply in _tell(session, moved, now)]


def _tell(session: Session, moved: MovedReturn, now: datetime) -> Iterator[Reply]:
    submission, before = moved.submission, moved.submission.return_due_on
    assert before is not None
    submission.return_due_on = moved.due_on
    days = {"date": before.isoformat()}, {"date": moved.due_on.isoformat()}
    note_about(session, submission, "submission", "moved", by=None, now=now, before=days[0], after=days[1])
    unit = session.get_one(Unit, submission.unit_id)
    when = notices.polite_time(session, moved.campaign, now)
    mine = submission.candidate_id if is_alone(session, submission.candidate_id) else None
    way = place(unit, mine, "assess", *([submission.round] if submission.round else []))
    for person in queries.people_behind(session, submission.unit_id, submission.candidate_id):
        tr = notices.language_of(session, person)
        lines = [
            strong(tr("Correct the returned self-assessment") + f" – {whose(session, submission, tr)}"),
            tr("Due by the end of {new} now (before: {old}).", new=tr.long_date(moved.due_on), old=tr.date(before)),
            tr("Reason: {reason}", reason=tr("days off have changed")),
        ]
        choice = Choice(way, tr("Correct and send again"))
        yield notices.standing(person, "\n".join(lines), choice, when=when)
