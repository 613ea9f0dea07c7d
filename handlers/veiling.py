"""What a blind second review keeps back from whoever may do it: other reviewers' decisions that are not closed yet."""

from dataclasses import replace

from handlers import taking
from handlers.noting import note
from handlers.powers import is_reviewer
from handlers.sheet import Sheet
from handlers.turn import Turn
from storage.queries import second as seconds
from storage.tables import FirstSeen, Submission


def may_become_second(turn: Turn) -> bool:
    """A reviewer, in whatever right. An organizer who is none sees everything."""
    return is_reviewer(turn)


def note_seen(turn: Turn, submission: Submission) -> None:
    """Whoever opens what somebody else began has seen it, and is not its blind second reviewer."""
    me = turn.event.person
    if not seconds.is_veiled(turn.session, submission) or turn.session.get(FirstSeen, (submission.id, me)) is not None:
        return
    if not seconds.has_decisions_of_others(turn.session, submission, me):
        return
    assert submission.id is not None
    turn.session.add(FirstSeen(submission_id=submission.id, person_id=me, seen_at=turn.now))
    note(turn, "second", "seen", campaign_id=submission.campaign_id, unit_id=submission.unit_id, after={"person": me})
    turn.session.flush()


def veiled(turn: Turn, sheet: Sheet) -> Sheet:
    """The sheet as it may be seen among all units: with one's own decisions, without others' while they are veiled."""
    me = turn.event.person
    if not seconds.is_veiled(turn.session, sheet.submission):
        return sheet
    if not seconds.has_decisions_of_others(turn.session, sheet.submission, me):
        return sheet
    mine = {name: each for name, each in sheet.decisions.items() if each.decided_by == me}
    return replace(sheet, decisions=mine, appraisals={}, appraised=sheet.scores, appraised_verdicts=sheet.verdicts)


def begun_by_another(turn: Turn, sheet: Sheet) -> int | None:
    """Who else has this submission, among all units. While it is veiled, whoever opened it and did not give it back has
    it, however long ago and whether or not anything is decided: the two look the same."""
    submission, me = sheet.submission, turn.event.person
    if not seconds.is_veiled(turn.session, submission):
        return taking.held_by_another(turn, submission)
    if submission.taken_by is not None:
        return submission.taken_by if submission.taken_by != me else None
    return next((each.decided_by for each in sheet.decisions.values() if each.told_at is None), None)


def hides_history(turn: Turn, sheet: Sheet) -> bool:
    """The history of a unit tells of all its submissions: it waits while another one of them is veiled that this person
    had no part in. Whether anything is decided about that one makes no difference, so nothing can be told from it."""
    submission = sheet.submission
    return may_become_second(turn) and any(
        each.id != submission.id
        and turn.session.get(FirstSeen, (each.id, turn.event.person)) is None
        and turn.event.person not in seconds.first_reviewers(turn.session, each)
        for each in seconds.veiled_submissions(turn.session, submission.campaign_id, submission.unit_id)
    )


def no_history(turn: Turn) -> str:
    return turn.tr("The history is shown when all reviews of this unit are closed: you may become its second reviewer.")
