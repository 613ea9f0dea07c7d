"""The reviewer's side of the explanation round: the appraised value stands, or it is decided anew; with a reason."""

from handlers import advancing, appraising, explanations, notices, taking, waiting
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.explained_pages import files_of, power_to_answer, show_explanation
from handlers.naming import appraised_value, whose
from handlers.noting import note_about
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, ask, current_campaign, prefixed
from storage import queries
from storage.tables import Explanation, Submission, Unit

SHORTEST_REASON = 5


def begin(turn: Turn, explanation_id: int) -> list[Reply]:
    turn.move("explained", "look", explanation=explanation_id)
    found = _open(turn)
    if isinstance(found, Reply):
        return [found]
    sheet, row, unit = found
    return [*files_of(turn, row), show_explanation(turn, sheet, row, unit)]


def _open(turn: Turn) -> tuple[Sheet, Explanation, Unit] | Reply:
    """What is being answered, or why it is not any more."""
    current = current_campaign(turn.session)
    row = turn.session.get(Explanation, turn.data.get("explanation") or 0)
    submission = turn.session.get_one(Submission, row.submission_id) if row is not None else None
    if current is None or row is None or submission is None or power_to_answer(turn, submission) is None:
        return _to_list(turn, turn.tr("This is not open to you."))
    sheet = load_sheet(turn.session, current[1], submission, on=turn.today)
    turn.session.refresh(row)
    if row.sent_at is None or row.number != submission.number:
        return _to_list(turn, turn.tr("This is not open to you."))
    if row.decided_at is not None:
        name = taking.name_of(turn, row.decided_by)
        return _to_list(turn, turn.tr("{name} has answered it meanwhile.", name=name))
    return sheet, row, turn.session.get_one(Unit, submission.unit_id)


def _to_list(turn: Turn, said: str) -> Reply:
    turn.move("review", "list")
    return prefixed(said, waiting.show_list(turn))


def show(turn: Turn) -> Reply:
    """The current question."""
    found = _open(turn)
    if isinstance(found, Reply):
        return found
    sheet, row, unit = found
    if turn.talk.step == "correct":
        return prefixed(whose(turn, sheet), appraising.show_facts(turn, sheet))
    if turn.talk.step in ("correct_reason", "keep", "accept"):
        back = Choice("overview", turn.tr("Back"), ("quay lai",))
        if turn.talk.step == "correct_reason":
            return prefixed(whose(turn, sheet), appraising.show_reason(turn, sheet))
        return ask(
            turn.tr("What is answered to {unit}? It reads this sentence.", unit=whose(turn, sheet)),
            back,
            numbered=False,
            verb=turn.tr("RECORD"),
        )
    return show_explanation(turn, sheet, row, unit)


def handle(turn: Turn) -> list[Reply]:
    found = _open(turn)
    if isinstance(found, Reply):
        return [found]
    sheet, row, unit = found
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), show(turn))]
    if turn.choice == "overview":
        turn.move("explained", "look", explanation=row.id)
        return [show(turn)]
    if turn.talk.step == "look":
        return _at_look(turn, row)
    if turn.talk.step == "correct":
        return [appraising.take(turn, sheet)]
    if len(turn.text) < SHORTEST_REASON:
        return [prefixed(turn.tr("A reason is needed: the unit reads it first."), show(turn))]
    return _close(turn, sheet, row, unit)


def _at_look(turn: Turn, row: Explanation) -> list[Reply]:
    match turn.choice:
        case "list":
            turn.move("review", "list")
            return [waiting.show_list(turn)]
        case "keep" | "accept":
            turn.move("explained", turn.choice, explanation=row.id)
            return [show(turn)]
        case "correct":
            turn.move("explained", "correct", explanation=row.id, criterion=row.criterion, pending={})
            return [show(turn)]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _close(turn: Turn, sheet: Sheet, row: Explanation, unit: Unit) -> list[Reply]:
    """Apply it, tell the unit, and let the submission go on when nothing else holds it."""
    outcome = "kept" if turn.talk.step == "keep" else "changed"
    if turn.talk.step == "accept" and (appraisal := sheet.appraisals.get(row.criterion)) is not None:
        appraisal.undone_at = turn.now
        note_about(
            turn.session,
            sheet.submission,
            f"appraisal:{row.criterion}",
            "taken back",
            by=turn.event.person,
            now=turn.now,
            before=dict(appraisal.facts),
            why=turn.text,
        )
    if turn.talk.step == "correct_reason":
        appraising.store(turn, sheet, turn.data["pending"])
    sheet.submission.review_touched_at = None  # nothing is left open by this
    turn.session.flush()
    sheet = load_sheet(turn.session, sheet.campaign, sheet.submission, on=turn.today)
    explanations.decide(turn, sheet, row, outcome=outcome, reason=turn.text)
    turn.session.flush()
    told = _tell_unit(turn, sheet, row, unit)
    if not explanations.may_still_explain(turn.session, sheet, turn.today):
        sheet.submission.explain_until = None
    told += advancing.move_on(
        turn.session, sheet.campaign, sheet.submission, by=turn.event.person, now=turn.now, today=turn.today
    )
    turn.move("review", "list")
    said = turn.tr("Answered; the explanation of {criterion} is closed.", criterion=row.criterion)
    return [prefixed(said, waiting.show_list(turn)), *told]


def _tell_unit(turn: Turn, sheet: Sheet, row: Explanation, unit: Unit) -> list[Reply]:
    assert unit.id is not None
    replies = []
    for person in queries.people_behind(turn.session, unit.id, sheet.submission.candidate_id):
        tr = notices.language_of(turn.session, person)
        shown = {
            "criterion": row.criterion,
            "value": strong(appraised_value(sheet, row.criterion, tr)),
            "reason": row.reason,
        }
        kept = row.outcome == "kept"
        said = tr("{criterion} stays: {value}. {reason}", **shown)
        said = said if kept else tr("{criterion} is now: {value}. {reason}", **shown)
        title = tr("Answer to the explanation of {unit}", unit=whose(turn, sheet, tr))
        choice = Choice("go:status", tr("Look at the result"))
        when = notices.polite_time(turn.session, sheet.campaign, turn.now)
        replies.append(notices.standing(person, f"{strong(title)}\n{said}", choice, when=when))
    return replies
