"""A round opens and closes by itself: what the organizers' list of the morning says about it."""

from collections.abc import Iterator
from datetime import timedelta

from sqlmodel import Session

from handlers.context import calendar_of
from handlers.conversation import Choice
from handlers.reminder_mornings import Morning, Plan
from locales import Translator
from scoring.campaign import Campaign, Round
from scoring.rounds import closes_on
from storage.queries.deadlines import due_days, submissions
from storage.tables import SubmissionState


def round_lines(session: Session, plan: Plan, morning: Morning, tr: Translator) -> Iterator[tuple[str, Choice | None]]:
    """On the first working morning of a round, and on the first one after its end (or, when those were missed, on the
    morning that makes up for them)."""
    campaign, calendar = plan.campaign, calendar_of(session)
    today = {morning.day, *morning.missed}
    moved = due_days(session, campaign.id).moved(None)
    for cycle in campaign.rounds:
        opens = calendar.on_or_after(cycle.start)
        # The campaign's own opening says it all; a round that looks back on others is decided, not answered.
        if not cycle.reads and opens in today and cycle.start > campaign.period.start:
            yield _opened(campaign, cycle, tr, dated=closes_on(campaign, cycle, moved=moved) is not None)
        last = closes_on(campaign, cycle, moved=moved)
        if last is not None and calendar.on_or_after(last + timedelta(days=1)) in today:
            yield _closed(session, campaign, cycle, tr), None


def _opened(campaign: Campaign, cycle: Round, tr: Translator, *, dated: bool) -> tuple[str, Choice | None]:
    name = cycle.title.within(tr.locale)
    line = "• " + tr("{round} is open since {date}.", round=name, date=tr.date(cycle.start))
    if dated or cycle.deadline is None:
        return line, None
    what = campaign.deadline(cycle.deadline).title.within(tr.locale)
    line += " " + tr("{what} has no date yet: nobody is reminded, and the round does not close.", what=what)
    return line, Choice("go:nudge", tr("Set the date"), ("dat ngay",))


def _closed(session: Session, campaign: Campaign, cycle: Round, tr: Translator) -> str:
    name = cycle.title.within(tr.locale)
    sent = [
        each
        for each in submissions(session, campaign.id, round=cycle.id).values()
        if each.state is not SubmissionState.DRAFT
    ]
    count = tr.plural("{n} unit has sent its self-assessment.", "{n} units have sent their self-assessment.", len(sent))
    return "• " + tr("{round} is closed.", round=name) + ("" if cycle.reads else f" {count}")
