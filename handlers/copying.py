"""The answers of an earlier round as a starting point: copied once, into a sheet that is still empty."""

from handlers.conversation import Choice
from handlers.sheet import Sheet, save_facts
from handlers.turn import Turn
from scoring import answers as facts_of
from scoring.campaign import Round
from storage import queries
from storage.tables import Submission


def earlier_round(turn: Turn, sheet: Sheet) -> tuple[Round, Submission] | None:
    """The round before this one in which the same candidate sent something."""
    rounds, submission = [each for each in sheet.campaign.rounds if not each.reads], sheet.submission
    place = next((index for index, each in enumerate(rounds) if each.id == submission.round), 0)
    for each in reversed(rounds[:place]):
        found = queries.submission_for(
            turn.session, sheet.campaign.id, submission.unit_id, each.id, candidate_id=submission.candidate_id
        )
        if found is not None and found.number:
            return each, found
    return None


def copy_choice(turn: Turn, sheet: Sheet) -> list[Choice]:
    """Offered while nothing was answered yet."""
    found = earlier_round(turn, sheet) if not sheet.rows else None
    if found is None:
        return []
    label = turn.tr("Copy the answers of: {round}", round=found[0].title.within(turn.tr.locale))
    return [Choice("copy", label, ("chep", "sao chep"))]


def copy_answers(turn: Turn, sheet: Sheet) -> int:
    """Copy the facts, not the evidence; how many criteria were copied."""
    found = earlier_round(turn, sheet) if not sheet.rows else None
    if found is None or found[1].id is None:
        return 0
    copied = 0
    for criterion_id, row in queries.answers_of(turn.session, found[1].id).items():
        if criterion_id not in sheet.editable:
            continue
        facts = facts_of.load_facts(sheet.campaign.criterion(criterion_id), row.facts)
        save_facts(turn.session, sheet, criterion_id, facts, by=turn.event.person, now=turn.now, action="copied")
        copied += 1
    return copied
