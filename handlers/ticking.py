"""What becomes due by itself. Called by the scheduler every few seconds with the campaign's time."""

from datetime import datetime

from sqlmodel import Session

from handlers import drafts, trial
from handlers.advancing import move_on, ready_to_move
from handlers.context import calendar_of, today
from handlers.conversation import Reply
from handlers.data_requests import remind
from handlers.dossier_entered import tell_left_alone as tell_of_papers
from handlers.members import erase_withdrawn
from handlers.reminder_lost import take_back
from handlers.reminding import send_due
from handlers.retention import keep_no_longer
from handlers.reviewing import close_round, left_alone
from handlers.sheet import load_sheet
from handlers.undelivered import reports
from storage import queries


def tick(session: Session, now: datetime) -> list[Reply]:
    """Close the decision rounds that a reviewer left alone, and remind. What is due is a query: repeating a tick does
    nothing."""
    replies: list[Reply] = []
    calendar = calendar_of(session)
    for submission in left_alone(session, now):
        campaign = queries.definition(session, submission.campaign_id, submission.campaign_version)
        day = today(session, now)
        sheet = load_sheet(session, campaign, submission, on=day)
        replies += close_round(session, sheet, calendar, by=None, now=now, today=day)
    for submission in ready_to_move(session, today(session, now)):
        campaign = queries.definition(session, submission.campaign_id, submission.campaign_version)
        replies += move_on(session, campaign, submission, by=None, now=now, today=today(session, now))
    erase_withdrawn(session, now)
    replies += keep_no_longer(session, now)
    replies += remind(session, now)
    take_back(session, now)
    trial.drop_left_alone(session, now)
    drafts.drop_left_alone(session, now)
    replies += reports(session, now)
    replies += tell_of_papers(session, now)
    return replies + send_due(session, now)
