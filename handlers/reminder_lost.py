"""Reminders that could not be sent on their day, because the vendor was away: not at night, and never with a wrong
number of days.

A reminder is true until the quiet hours begin. What was not out by then is taken back; on the next working morning the
person gets the regular message, or one that stands for what was lost, with the days that are left by then.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from handlers import digest_lost
from handlers.context import calendar_of, local
from handlers.reminder_duties import Duty, returned_deadline
from handlers.reminder_mornings import Due, Plan
from scoring.campaign import Campaign
from scoring.reminders import PlannedReminder
from storage.queries import deadlines, outbox
from storage.queries import reminders as rows
from storage.tables import Reminder, SubmissionState

UNDER_WAY = timedelta(minutes=5)  # what is being sent at that moment is left to end

Which = tuple[int, str, str, date, int, int]  # person, campaign, deadline, last valid day, unit, candidate or 0


def true_until(session: Session, campaign: Campaign | None, now: datetime) -> datetime:
    """Until when a message with a number of days says the truth and may go out: the quiet hours, else midnight."""
    moment = local(session, now)
    midnight = datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)
    if campaign is None:
        return midnight
    quiet = datetime.combine(moment.date(), campaign.reminders.quiet_hours.start, moment.tzinfo)
    return quiet if moment < quiet else midnight


def take_back(session: Session, now: datetime) -> None:
    """What was not sent while it was true is not sent at all; its reminders and wishes are open again."""
    for person, at in outbox.drop_outdated(session, now - UNDER_WAY):
        again = calendar_of(session).next_allowed(local(session, now))
        rows.mark_lost(session, person, at, again=again)
        digest_lost.take_back(session, person, at)


@dataclass(frozen=True, slots=True)
class Lost:
    """The lost reminders of some people, taken out of the table: they are written down anew with what stands for
    them."""

    found: Mapping[Which, Sequence[Reminder]] = field(default_factory=dict)

    def added_to(self, due: Due, duty: Duty, person: int) -> Due:
        """What was lost is made up for like a morning that was missed."""
        found = self.found.get((person, duty.campaign.id, due.deadline.id, duty.due_on, *duty.whose), ())
        lost = [PlannedReminder(row.planned_at, row.deadline, row.offset, "contacts+leader") for row in found]
        return replace(due, missed=[*lost, *due.missed]) if lost else due


def collect(session: Session, people: Collection[int]) -> Lost:
    """Take out what these people lost."""
    found: dict[Which, list[Reminder]] = {}
    for row in rows.take_lost(session, people):
        which = (row.person_id, row.campaign_id, row.deadline, row.due_on, row.unit_id, row.candidate_id)
        found.setdefault(which, []).append(row)
    return Lost(found)


def with_lost(session: Session, plan: Plan, lost: Lost) -> Plan:
    """The morning's plan, which also speaks of what was lost."""
    due, returned, alone = dict(plan.due), dict(plan.returned), dict(plan.returned_alone)
    for _, campaign_id, name, day, unit_id, candidate_id in lost.found:
        if campaign_id != plan.campaign.id:
            continue
        if not name.startswith("return:"):
            if (name, day) not in due:
                due[name, day] = Due(plan.campaign.deadline(name).model_copy(update={"due_on": day}), (), ())
        elif candidate_id:
            mine = deadlines.returned_alone(session, campaign_id, candidate_id)
            if mine is not None and candidate_id not in alone:
                alone[candidate_id] = (mine, Due(returned_deadline(plan.campaign, mine), (), ()))
        elif unit_id not in returned:
            submission = deadlines.submissions(session, campaign_id, [unit_id]).get(unit_id)
            if submission is not None and submission.state is SubmissionState.RETURNED:
                returned[unit_id] = (submission, Due(returned_deadline(plan.campaign, submission), (), ()))
    return replace(plan, due=due, returned=returned, returned_alone=alone)
