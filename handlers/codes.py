"""Invitation codes: what looks like one, why one lets nobody in, and the limit on guessing."""

from datetime import datetime, timedelta

from sqlmodel import col, func, select

from handlers import notices, permissions
from handlers.conversation import Reply
from handlers.turn import Turn, own_candidates
from storage import queries
from storage.queries.invitations import ALPHABET, LENGTH
from storage.tables import Candidate, CodeAttempt, Invitation, Role

WRONG_CODES_ALLOWED, WRONG_CODES_WITHIN = 5, timedelta(hours=1)
MANY_WRONG_CODES = 30  # of all people together within the same time: somebody tries with many accounts


def real_time(turn: Turn) -> datetime:
    """Codes expire by the real clock, whatever day the campaign plays on."""
    return turn.event.real or turn.now


def code_in(text: str) -> str | None:
    """A text that is a code as a whole, however it is spaced; None otherwise."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    looks_right = len(letters) == LENGTH and all(letter in ALPHABET for letter in letters)
    return letters if looks_right and any(letter.isdigit() for letter in letters) else None


def guessed_too_often(turn: Turn, now: datetime) -> bool:
    return _wrong(turn, now, by=turn.event.person) >= WRONG_CODES_ALLOWED


def note_wrong_code(turn: Turn, now: datetime) -> list[Reply]:
    """Count it; the organizers hear of somebody who seems to guess, once for each who does. ``now``: real time."""
    turn.session.add(CodeAttempt(person_id=turn.event.person, at=now))
    turn.session.flush()
    guesses = _wrong(turn, now, by=turn.event.person) == WRONG_CODES_ALLOWED
    many = _wrong(turn, now) == MANY_WRONG_CODES
    if not guesses and not many:
        return []
    replies = []
    for organizer in queries.people_with_role(turn.session, Role.ORGANIZER):
        tr = notices.language_of(turn.session, organizer)
        words = (
            tr("Many wrong invitation codes come in: {n} within an hour. Nobody got in by them.", n=MANY_WRONG_CODES)
            if many
            else tr(
                "Somebody wrote {n} wrong invitation codes within an hour and has to wait now. Nobody got in.",
                n=WRONG_CODES_ALLOWED,
            )
        )
        when = notices.polite_now(turn.session, turn.now)
        replies.append(Reply(words, to=organizer, question=False, proactive=True, not_before=when))
    return replies


def _wrong(turn: Turn, now: datetime, *, by: int | None = None) -> int:
    """Wrong codes of the last hour, of one person or of all."""
    query = select(func.count()).select_from(CodeAttempt).where(col(CodeAttempt.at) > now - WRONG_CODES_WITHIN)
    return turn.session.scalar(query if by is None else query.where(CodeAttempt.person_id == by)) or 0


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
    return _problem_of_individual(turn, invitation)


def _problem_of_individual(turn: Turn, invitation: Invitation) -> str:
    """A code for somebody who competes for himself: only for a name on the list that nobody acts for alone."""
    if invitation.candidate_id is None:
        return ""
    candidate = turn.session.get_one(Candidate, invitation.candidate_id)
    if not candidate.active or queries.individual_behind(turn.session, candidate.id) is not None:
        return turn.tr("This code was withdrawn. Please ask the organizer for a new one.")
    if permissions.speaks_for(turn.roles, candidate.unit_id):
        return turn.tr("This code is for somebody else of the unit; its contact registers and answers without one.")
    if any(each.unit_id == candidate.unit_id for each in own_candidates(turn)):
        return turn.tr("This account competes for this unit already.")
    return ""
