"""One unit's row of a criterion that is compared across all units."""

from dataclasses import dataclass

from handlers import taking, veiling
from handlers.naming import appraised_value, whose
from handlers.powers import Power, power_to_review, powers
from handlers.review_pages import MARKS
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, current_campaign
from handlers.wording import evidence_in_words
from locales import Translator
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.campaign import Criterion
from storage.queries import second as seconds
from storage.tables import Submission, SubmissionState

LONGEST_FACTS = 110  # characters of one unit's facts in a line; all of them stand on its own page


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's row of the criterion. ``held_by``: who else reviews it now; ``power``: None when it may not be judged
    (any more)."""

    number: int
    name: str
    sheet: Sheet
    held_by: int | None
    power: Power | None


def lines_of(turn: Turn, numbers: range | list[int]) -> list[Line]:
    current = current_campaign(turn.session)
    assert current is not None
    rights, found = powers(turn), []
    for number in numbers:
        if not 1 <= number <= len(turn.data["ids"]):
            continue
        submission = turn.session.get_one(Submission, turn.data["ids"][number - 1])
        sheet = load_sheet(turn.session, current[1], submission, on=turn.today)
        held_by = veiling.begun_by_another(turn, sheet)
        found.append(Line(number, whose(turn, sheet), sheet, held_by, power_to_review(turn, submission, rights)))
    return found


def why_left(turn: Turn, line: Line, criterion: str) -> str | None:
    """Why a bulk decision leaves it alone, and what can be done about it; None where it can be decided now. While
    reviews are independent a decision of somebody else and none are said in the same words."""
    tr = turn.tr
    if line.power is None:
        return tr("{unit}: no longer waits", unit=line.name)
    if line.held_by is not None:
        name = taking.name_of(turn, line.held_by)
        words = tr(
            "{unit}: {name} has it now; to open it yourself, write {number}",
            unit=line.name,
            name=name,
            number=line.number,
        )
        if seconds.is_veiled(turn.session, line.sheet.submission):
            words += " " + tr("(whoever opens what somebody else began may not review it a second time)")
        return words
    return tr("{unit}: decided already", unit=line.name) if criterion in line.sheet.decisions else None


def in_words(turn: Turn, line: Line, criterion: Criterion, tr: Translator) -> str:
    sheet = veiling.veiled(turn, line.sheet)
    decision = sheet.decisions.get(criterion.id)
    facts = facts_in_words(criterion, _facts(sheet, criterion), tr) or tr("not asked")
    if len(facts) > LONGEST_FACTS:
        facts = facts[:LONGEST_FACTS].rstrip() + "…"
    proofs = evidence_in_words(sheet.proofs(criterion.id), tr) or tr("no evidence")
    mark = MARKS[decision.verdict if decision else None]
    words = f"{line.number}. {mark} {line.name}: {appraised_value(sheet, criterion.id, tr)} – {facts} ({proofs})"
    if sheet.submission.state is not SubmissionState.SUBMITTED:
        words += " " + tr("– decided meanwhile")
    elif line.held_by is not None:
        words += " " + tr("– {name} has it", name=taking.name_of(turn, line.held_by))
    return words


def _facts(sheet: Sheet, criterion: Criterion) -> facts_of.Facts:
    appraisal = sheet.appraisals.get(criterion.id)
    if appraisal is not None:
        return facts_of.load_answers(sheet.campaign, {criterion.id: appraisal.facts})[criterion.id]
    return sheet.answers.get(criterion.id) or {}
