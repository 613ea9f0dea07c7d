"""Invitation codes: what looks like one, why one lets nobody in, and the limit on guessing."""

from datetime import datetime, timedelta

from sqlmodel import col, func, select

from handlers.turn import Turn
from storage.queries.invitations import ALPHABET, LENGTH
from storage.tables import CodeAttempt, Invitation

WRONG_CODES_ALLOWED, WRONG_CODES_WITHIN = 5, timedelta(hours=1)


def real_time(turn: Turn) -> datetime:
    """Codes expire by the real clock, whatever day the campaign plays on."""
    return turn.event.real or turn.now


def code_in(text: str) -> str | None:
    """A text that is a code as a whole, however it is spaced; None otherwise."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    looks_right = len(letters) == LENGTH and all(letter in ALPHABET for letter in letters)
    return letters if looks_right and any(letter.isdigit() for letter in letters) else None


def guessed_too_often(turn: Turn, now: datetime) -> bool:
    wrong = turn.session.scalar(
        select(func.count())
        .select_from(CodeAttempt)
        .where(CodeAttempt.person_id == turn.event.person, col(CodeAttempt.at) > now - WRONG_CODES_WITHIN)
    )
    return (wrong or 0) >= WRONG_CODES_ALLOWED


def problem_of(turn: Turn, invitation: Invitation | None, now: datetime) -> str:
    """Why a code lets nobody in; empty when it does."""
    tr = turn.tr
    if invitation is None:
        return tr("This code is not known. Please check it letter by letter.")
    if invitation.used_at is not None:
        return tr("This code was used already. Each code works once; please ask the organizer for a new one.")
    if invitation.revoked_at is not None:
        return tr("This code was withdrawn. Please ask the organizer for a new one.")
    if invitation.expires_at <= now:
        return tr(
            "This code expired on {date}. Please ask the organizer for a new one.", date=tr.date(invitation.expires_at)
        )
    return ""
