"""What reviewers asked a unit about a criterion, and what it answered, beside that criterion."""

from sqlmodel import col, select

from handlers.sheet import Sheet
from handlers.turn import Turn
from storage.tables import OfficerQuestion


def asked(turn: Turn, sheet: Sheet, criterion_id: str, *, own: bool = False) -> list[str]:
    """Since it was sent first, oldest first. ``own``: only what this person asked."""
    submission, tr = sheet.submission, turn.tr
    wanted = select(OfficerQuestion).where(
        OfficerQuestion.unit_id == submission.unit_id,
        col(OfficerQuestion.candidate_id).is_not_distinct_from(submission.candidate_id),
        OfficerQuestion.criterion == criterion_id,
        col(OfficerQuestion.asked_at) >= submission.first_sent_at,
    )
    if own:
        wanted = wanted.where(OfficerQuestion.person_id == turn.event.person)
    return [
        tr("Asked: “{question}” – answered: “{answer}”", question=each.text, answer=each.answer)
        if each.answer
        else tr("Asked: “{question}” – no answer yet", question=each.text)
        for each in turn.session.exec(wanted.order_by(col(OfficerQuestion.id)))
    ]
