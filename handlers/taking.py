"""One submission is reviewed by one person at a time: taken when it is opened, seen as taken by the others, released
when it is left or after a while without an act."""

from datetime import datetime, timedelta

from handlers.noting import note
from handlers.turn import Turn
from storage.tables import Person, Submission

TAKEN_FOR = timedelta(hours=1)


def holder(submission: Submission, now: datetime) -> int | None:
    """Who reviews it now; None when anybody may take it."""
    if submission.taken_by is None or submission.taken_at is None or now - submission.taken_at >= TAKEN_FOR:
        return None
    return submission.taken_by


def held_by_another(turn: Turn, submission: Submission) -> int | None:
    """Who else reviews it now."""
    by = holder(submission, turn.now)
    return by if by != turn.event.person else None


def take(turn: Turn, submission: Submission) -> None:
    """Begin with it, or go on: the hour begins anew."""
    submission.taken_by, submission.taken_at = turn.event.person, turn.now


def take_over(turn: Turn, submission: Submission) -> None:
    """Take it from somebody who has it; that person is told at the next act there."""
    before = held_by_another(turn, submission)
    take(turn, submission)
    if before is not None:
        note(
            turn,
            "submission",
            "taken over",
            campaign_id=submission.campaign_id,
            unit_id=submission.unit_id,
            before={"person": before},
        )


def release(submission: Submission) -> None:
    submission.taken_by = submission.taken_at = None


def name_of(turn: Turn, person_id: int | None) -> str:
    """A colleague by name; whoever withdrew has none any more."""
    person = turn.session.get(Person, person_id) if person_id else None
    return (person and person.name) or turn.tr("A colleague")
