"""What a second reviewer says in words: why something is corrected, left, or returned; a question to the unit."""

from handlers import appraising, officer, returning, second, second_case, second_deciding
from handlers.conversation import Reply
from handlers.second_case import Case
from handlers.turn import Turn
from scoring import second as rules
from storage.tables import Opinion


def reason(turn: Turn, case: Case) -> list[Reply]:
    """Of a correction, of what does not apply, or of what is left for a later step."""
    criterion_id, step = turn.data["criterion"], turn.talk.step
    if turn.choice == "overview":
        return second.open_criterion(turn, case, criterion_id)
    if len(turn.text) < second.SHORTEST_REASON:
        return second.again(turn, case, turn.tr("Please write it in words."))
    if step == "left":
        second_deciding.find(turn, case, criterion_id, Opinion.LEFT, reason=turn.text)
        said = turn.tr("{criterion} is left for the next step.", criterion=criterion_id)
        return second.go_on(turn, case, after=criterion_id, said=said)
    facts = turn.data["pending"] if step == "correct_reason" else appraising.not_applicable(turn.text)
    own = second_case.own_facts(case.sheet, criterion_id)
    opinion = Opinion.APPROVED if rules.same(facts, own) else Opinion.CORRECTED
    kept = None if opinion is Opinion.APPROVED else facts
    second_deciding.find(turn, case, criterion_id, opinion, facts=kept, reason=turn.text)
    said = turn.tr("The correction of {criterion} is kept.", criterion=criterion_id)
    return second.go_on(turn, case, after=criterion_id, said=said)


def send_back(turn: Turn, case: Case) -> list[Reply]:
    """To the unit; it is compared with the first review like every finding."""
    criterion_id = turn.data["criterion"]
    if turn.choice == "overview":
        return second.open_criterion(turn, case, criterion_id)
    reason = returning.read_reason(turn)
    if reason is None:
        return second.again(turn, case, turn.tr("A reason is needed: the unit reads it first."))
    second_deciding.find(turn, case, criterion_id, Opinion.RETURNED, reason=reason)
    said = turn.tr("{criterion} is to be returned: {reason}", criterion=criterion_id, reason=reason)
    return second.go_on(turn, case, after=criterion_id, said=said)


def question(turn: Turn, case: Case) -> list[Reply]:
    """It lands in the unit's chat and changes no state; the unit reads nothing of a second review."""
    criterion_id = turn.data["criterion"]
    if turn.choice == "overview":
        return second.open_criterion(turn, case, criterion_id)
    told = officer.ask_unit(turn, case.unit, criterion_id, case.sheet.submission.candidate_id)
    if not told:
        return second.again(turn, case, turn.tr("Please write it in words."))
    said = turn.tr("The question was passed on; nothing else changes.")
    return [*second.to(turn, case, "criterion", said, criterion=criterion_id), *told]


def as_first(turn: Turn, case: Case, criterion_id: str) -> list[Reply]:
    """The same facts with the same reason, or left like there."""
    found = second_case.first_found(case.sheet, criterion_id)
    appraisal, decision = case.sheet.appraisals.get(criterion_id), case.sheet.decisions.get(criterion_id)
    if isinstance(found, str):
        second_deciding.find(turn, case, criterion_id, Opinion.LEFT, reason=decision.reason if decision else None)
    elif appraisal is not None:
        second_deciding.find(turn, case, criterion_id, Opinion.CORRECTED, facts=found, reason=appraisal.reason)
    else:
        second_deciding.find(turn, case, criterion_id, Opinion.APPROVED)
    said = turn.tr("{criterion}: as the first reviewer.", criterion=criterion_id)
    return second.go_on(turn, case, after=criterion_id, said=said)
