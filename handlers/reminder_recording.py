"""The rows behind "đã gửi báo cáo": the day that a duty was done, and what it answers in the self-assessment."""

from collections.abc import Sequence
from datetime import date

from handlers import permissions
from handlers.noting import note
from handlers.reminder_duties import load_book
from handlers.sheet import load_sheet, save_facts
from handlers.submissions import ensure_submission
from handlers.turn import Turn
from reports.competing import name_of
from reports.explaining import explain_problem
from scoring import answers as facts_of
from scoring.campaign import Campaign, Deadline
from scoring.rounds import round_of, round_on
from storage import queries
from storage.queries import deadlines as rows
from storage.tables import Candidate, Fulfilment, Unit


def refuse(
    turn: Turn, campaign: Campaign, deadline: Deadline, unit: Unit, day: date, candidate: Candidate | None = None
) -> str:
    """Why this day cannot be; empty when it can."""
    tr, roles = turn.tr, turn.roles
    mine = permissions.competes_as(roles, candidate.id) if candidate else permissions.speaks_for(roles, unit.id)
    if not mine:
        return tr("This is not open to you.")
    if day > turn.today:
        return tr("{date} has not come yet.", date=tr.date(day))
    if deadline.prefills is not None:
        criterion = campaign.criterion(deadline.prefills.criterion)
        problem = facts_of.check_value(campaign, criterion.id, deadline.prefills.fact, day, {})
        if problem is not None:
            return explain_problem(problem, criterion, tr)
    return ""


def record(
    turn: Turn, campaign: Campaign, deadline: Deadline, unit: Unit, day: date, candidate: Candidate | None = None
) -> str:
    """Store the day, fill it in, and say what became of it. ``candidate``: who competes for himself did it."""
    tr, session = turn.tr, turn.session
    assert unit.id is not None
    before = _store(turn, campaign, deadline, unit.id, day, candidate)
    what, name = deadline.title.within(tr.locale), unit.name
    if candidate is not None:
        name = f"{name_of(candidate, tr)} ({unit.name})"
    lines = [tr("Recorded for {unit}: {what}, on {date}.", unit=name, what=what, date=tr.date(day))]
    due = load_book(session, campaign, [unit.id]).days.of(deadline, unit.id)
    if due is not None and day > due:
        late = (day - due).days
        lines.append(
            tr.plural(
                "That is {n} day late (due {date}).", "That is {n} days late (due {date}).", late, date=tr.date(due)
            )
        )
    lines.append(tr("There will be no more reminders of it."))
    if candidate is None:
        lines += _prefill(turn, campaign, deadline, unit, day, before)
    return "\n".join(lines)


def record_own(turn: Turn, campaign: Campaign, deadline: Deadline) -> str:
    """The organizer did a duty of its own, today."""
    _store(turn, campaign, deadline, None, turn.today)
    what = deadline.title.within(turn.tr.locale)
    return turn.tr("Recorded: {what}, on {date}.", what=what, date=turn.tr.date(turn.today))


def _store(
    turn: Turn,
    campaign: Campaign,
    deadline: Deadline,
    unit_id: int | None,
    day: date,
    candidate: Candidate | None = None,
) -> date | None:
    """Keep the day that a duty was done; returns the one that was kept before."""
    if candidate is not None:
        row = rows.fulfilment_alone(turn.session, campaign.id, deadline.id, candidate.id or 0)
    else:
        known = rows.fulfilments(turn.session, campaign.id, None if unit_id is None else [unit_id])
        row = known.get((deadline.id, unit_id))
    before, own = row.done_on if row else None, {"candidate": candidate.id} if candidate else {}
    if row is None:
        row = Fulfilment(campaign_id=campaign.id, deadline=deadline.id, unit_id=unit_id, done_on=day)
        row.candidate_id = candidate.id if candidate else None
        turn.session.add(row)
    row.done_on, row.recorded_by, row.recorded_at = day, turn.event.person, turn.now
    note(
        turn,
        campaign_id=campaign.id,
        unit_id=unit_id,
        subject=f"deadline:{deadline.id}",
        action="done",
        before={"done_on": before.isoformat(), **own} if before else None,
        after={"done_on": day.isoformat(), **own},
    )
    return before


def _prefill(
    turn: Turn, campaign: Campaign, deadline: Deadline, unit: Unit, day: date, before: date | None
) -> Sequence[str]:
    """Answer beforehand what the day answers; a different answer of the unit is left, and said."""
    if deadline.prefills is None or unit.id is None:
        return []
    tr, criterion, fact = turn.tr, deadline.prefills.criterion, deadline.prefills.fact
    opened = next(each for each in queries.open_campaigns(turn.session) if each.id == campaign.id)
    cycle = round_of(campaign, deadline) or round_on(campaign, turn.today)
    submission = ensure_submission(
        turn.session,
        campaign.id,
        opened.version,
        unit.id,
        round=cycle.id if cycle else "",
        by=turn.event.person,
        now=turn.now,
    )
    sheet = load_sheet(turn.session, campaign, submission, on=turn.today)
    known = dict(sheet.answers.get(criterion) or {})
    stands = known.get(fact)
    if stands == day:
        return []
    if criterion not in sheet.editable:
        return [tr("The self-assessment is locked; {criterion} stays as it was sent.", criterion=criterion)]
    if stands is not None and stands != before:
        return [
            tr(
                "In {criterion} stands another day, {date}. To change it, write: sửa {criterion}",
                criterion=criterion,
                date=tr.date(stands) if isinstance(stands, date) else str(stands),
            )
        ]
    save_facts(turn.session, sheet, criterion, {**known, fact: day}, by=turn.event.person, now=turn.now)
    return [tr("It is filled in at {criterion} of the self-assessment already.", criterion=criterion)]
