"""A criterion that the program counts: the unit answers nothing there, but it may lie outside the unit's functions."""

from handlers.asking import ask_next, reload
from handlers.conversation import Choice, Reply, strong
from handlers.overview import progress
from handlers.sheet import Sheet, save_facts
from handlers.turn import Turn, ask, prefixed
from handlers.verdict_words import verdict_in_words
from handlers.wording import short_name
from reports.wording import facts_in_words
from scoring.answers import said_not_applicable
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON

SHORTEST_REASON = 5  # characters


def open_page(turn: Turn, sheet: Sheet, criterion_id: str) -> Reply:
    """“sửa II.2.1.4”, where the plan allows “không áp dụng”."""
    turn.move("assessment", "counted", criterion=criterion_id, later=turn.data.get("later", []))
    return show(turn, sheet)


def show(turn: Turn, sheet: Sheet) -> Reply:
    """What is counted, and what may be said about it."""
    tr, criterion = turn.tr, sheet.campaign.criterion(turn.data["criterion"])
    back = Choice("back", tr("Back"), ("quay lai",))
    if turn.talk.step == "counted_na":
        words = tr(
            "Why does {criterion} not apply? For example: the unit has no such task.",
            criterion=strong(short_name(criterion, tr)),
        )
        return ask(words, back, numbered=False)
    lines = [
        strong(short_name(criterion, tr)),
        facts_in_words(criterion, sheet.answers.get(criterion.id) or {}, tr),
        tr(
            "Counted by the program: add to the register, and it follows. Outside the unit’s functions: not applicable."
        ),
    ]
    if said_not_applicable(criterion.id, sheet.answers):
        return ask("\n".join(lines[:2]), Choice("applies", tr("It applies: count again"), ("co ap dung",)), back)
    choice = Choice("na", tr("Not applicable"), ("khong ap dung", "ngoai chuc nang"))
    return ask("\n".join(lines), choice, back)


def handle(turn: Turn, sheet: Sheet) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    if criterion_id not in sheet.waivable:
        return [ask_next(turn, sheet)]
    if turn.choice == "back":
        return [ask_next(turn, sheet)]
    if turn.talk.step == "counted_na":
        return [_take_reason(turn, sheet, criterion_id)]
    said = said_not_applicable(criterion_id, sheet.answers)
    if turn.choice == "na" and not said:
        turn.talk.step = "counted_na"
        return [show(turn, sheet)]
    if turn.choice == "applies" and said:
        return [_store(turn, sheet, criterion_id, {})]
    return [prefixed(turn.tr("That was not understood."), show(turn, sheet))]


def _take_reason(turn: Turn, sheet: Sheet, criterion_id: str) -> Reply:
    if len(turn.text) < SHORTEST_REASON:
        hint = turn.tr("A reason in a few words is needed; the reviewer reads it.")
        return prefixed(hint, show(turn, sheet))
    return _store(turn, sheet, criterion_id, {NOT_APPLICABLE: True, NOT_APPLICABLE_REASON: turn.text})


def _store(turn: Turn, sheet: Sheet, criterion_id: str, facts: dict[str, object]) -> Reply:
    """The answer takes the place of what is counted; without one it is counted again."""
    save_facts(turn.session, sheet, criterion_id, facts, by=turn.event.person, now=turn.now)
    fresh, tr = reload(turn, sheet), turn.tr
    criterion = fresh.campaign.criterion(criterion_id)
    recorded = tr("Recorded: {facts}.", facts=facts_in_words(criterion, fresh.answers.get(criterion_id) or {}, tr))
    lines = [recorded, progress(fresh, tr)]
    if not facts:
        lines.insert(1, f"{criterion_id}: {verdict_in_words(fresh.verdicts[criterion_id], criterion, tr)}")
    return prefixed("\n".join(lines), ask_next(turn, fresh))
