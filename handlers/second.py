"""The second review in the chat: whoever had no part in the first one decides each criterion anew; then what differs is
settled, one by one, with a reason."""

from handlers import (
    appraising,
    conflicts,
    menu,
    powers,
    second_asking,
    second_case,
    second_deciding,
    taking,
    waiting,
)
from handlers import second_pages as pages
from handlers.conversation import Document, EventKind, Reply
from handlers.naming import listed_name
from handlers.review_steps import named_criterion
from handlers.second_case import Case
from handlers.turn import Turn, prefixed
from storage.queries import second as seconds
from storage.tables import EvidenceKind, Opinion

SHORTEST_REASON = 5
SETTLING = ("sides", "side", "side_reason")


def begin(turn: Turn) -> list[Reply]:
    """From the list of what waits, or from a message: ``second:<number>``."""
    number = (turn.choice or "").partition(":")[2]
    turn.move("second", "look", review=int(number) if number.isdecimal() else 0)
    return [show(turn)]


def _open(turn: Turn) -> Case | Reply:
    """The case, and a step that fits what may be done with it; or why there is nothing to do."""
    case = second_case.load_case(turn, turn.data.get("review") or 0)
    if case is None:
        return _to_list(turn, turn.tr("This submission no longer waits for a review."))
    if second_case.settles(turn, case.sheet.submission, case.review):
        if turn.talk.step not in SETTLING:
            turn.move("second", "sides", review=case.review.id)
        return case
    if second_case.power_second(turn, case.sheet.submission, case.review) is not None:
        if turn.talk.step in SETTLING:
            turn.move("second", "look", review=case.review.id)
        return case
    return _to_list(turn, _why_not(turn, case))


def _why_not(turn: Turn, case: Case) -> str:
    if conflicts.is_barred(turn, case.sheet.submission):
        return conflicts.refuse(turn, case.sheet.submission)
    other = case.review.second_id
    if case.review.compared_at is None and other not in (None, turn.event.person):
        return turn.tr("{name} has begun its second review.", name=taking.name_of(turn, other))
    return turn.tr("This is not open to you.")


def _to_list(turn: Turn, said: str) -> Reply:
    return prefixed(said, _list(turn))


def _list(turn: Turn) -> Reply:
    """What waits; the menu for whom the organizer named from another step."""
    if not powers.is_reviewer(turn):
        return menu.show_menu(turn)
    turn.move("review", "list")
    return waiting.show_list(turn)


def show(turn: Turn) -> Reply:
    """The current question."""
    case = _open(turn)
    return case if isinstance(case, Reply) else _show(turn, case)


def _show(turn: Turn, case: Case) -> Reply:
    name = listed_name(turn, case.sheet.submission)
    if turn.talk.step == "correct":
        return prefixed(name, appraising.show_facts(turn, case.own))
    if turn.talk.step == "correct_reason":
        return prefixed(name, appraising.show_reason(turn, case.own))
    if turn.talk.step == "conflict":
        return conflicts.show(turn, case.own, case.unit)
    return {
        "criterion": pages.show_criterion,
        "left": pages.show_reason,
        "not_applicable": pages.show_reason,
        "return": pages.show_reason,
        "question": pages.show_reason,
        "finish": pages.show_finish,
        "side": pages.show_side,
        "side_reason": pages.show_side_reason,
        "sides": pages.show_sides,
    }.get(turn.talk.step, pages.show_look)(turn, case)


def handle(turn: Turn) -> list[Reply]:
    case = _open(turn)
    if isinstance(case, Reply):
        return [case]
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), _show(turn, case))]
    if turn.choice == "list":
        return [_list(turn)]
    from handlers import second_reasons, second_settling

    if turn.talk.step in SETTLING:
        return second_settling.handle(turn, case)
    return {
        "criterion": _at_criterion,
        "correct": _correct,
        "correct_reason": second_reasons.reason,
        "left": second_reasons.reason,
        "not_applicable": second_reasons.reason,
        "return": second_reasons.send_back,
        "question": second_reasons.question,
        "conflict": _conflict,
        "finish": _finish,
    }.get(turn.talk.step, _at_look)(turn, case)


def again(turn: Turn, case: Case, hint: str = "") -> list[Reply]:
    return [prefixed(hint or turn.tr("That was not understood."), _show(turn, case))]


def to(turn: Turn, case: Case, step: str, said: str = "", **data: object) -> list[Reply]:
    """Another page of the same."""
    turn.move("second", step, review=case.review.id, **data)
    shown = show(turn)
    return [prefixed(said, shown) if said else shown]


def open_criterion(turn: Turn, case: Case, criterion_id: str, said: str = "") -> list[Reply]:
    """With its evidence: the files arrive in the chat, the question comes last."""
    question = to(turn, case, "criterion", said, criterion=criterion_id)
    files = tuple(
        Document("evidence", {"digest": proof.digest, "name": proof.name or criterion_id})
        for proof in case.sheet.proofs(criterion_id)
        if proof.kind is EvidenceKind.FILE
    )
    if not files:
        return question
    words = turn.tr("Evidence for {criterion}:", criterion=criterion_id)
    return [Reply(words, question=False, documents=files), *question]


def _at_look(turn: Turn, case: Case) -> list[Reply]:
    match turn.choice:
        case "approve_rest":
            for criterion_id in second_case.undecided(case):
                second_deciding.find(turn, case, criterion_id, Opinion.APPROVED)
            return to(turn, case, "look", turn.tr("Every criterion is decided."))
        case "next":
            return go_on(turn, case, after=None)
        case "finish" if not second_case.undecided(case):
            return to(turn, case, "finish")
        case "conflict":
            return to(turn, case, "conflict")
    if (named := named_criterion(turn, case.sheet)) is not None:
        return open_criterion(turn, case, named)
    return again(turn, case)


def go_on(turn: Turn, case: Case, *, after: str | None, said: str = "") -> list[Reply]:
    """The next criterion that is not decided yet, going round once."""
    ids = [each.id for each in case.sheet.reviewed]
    start = ids.index(after) + 1 if after else 0
    decided = seconds.opinions_of(turn.session, case.review.id or 0)
    for criterion_id in [*ids[start:], *ids[:start]]:
        if criterion_id not in decided and criterion_id != after:
            return open_criterion(turn, case, criterion_id, said)
    return to(turn, case, "look", f"{said}\n{turn.tr('Every criterion is decided.')}".strip())


def _at_criterion(turn: Turn, case: Case) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    match turn.choice:
        case "approve":
            second_deciding.find(turn, case, criterion_id, Opinion.APPROVED)
            said = turn.tr("{criterion} is approved.", criterion=criterion_id)
            return go_on(turn, case, after=criterion_id, said=said)
        case "as_first" if not case.review.blind:
            from handlers import second_reasons

            return second_reasons.as_first(turn, case, criterion_id)
        case "correct":
            return to(turn, case, "correct", criterion=criterion_id, pending={})
        case "left" | "not_applicable" | "question" | "return":
            return to(turn, case, turn.choice, criterion=criterion_id)
        case "next":
            return go_on(turn, case, after=criterion_id)
        case "overview":
            return to(turn, case, "look")
    if (named := named_criterion(turn, case.sheet)) is not None:
        return open_criterion(turn, case, named)
    return again(turn, case)


def _correct(turn: Turn, case: Case) -> list[Reply]:
    if turn.choice == "overview":
        return open_criterion(turn, case, turn.data["criterion"])
    return [appraising.take(turn, case.own)]


def _conflict(turn: Turn, case: Case) -> list[Reply]:
    """Whoever is too close to the unit leaves it; others are asked."""
    if turn.choice == "overview":
        return to(turn, case, "look")
    if len(turn.text) < SHORTEST_REASON:
        return again(turn, case, turn.tr("Please write it in words."))
    second_deciding.give_up(turn, case)
    said = conflicts.take(turn, case.own, case.unit)
    return [*said, *second_asking.call(turn.session, case.sheet, case.review, now=turn.now)]


def _finish(turn: Turn, case: Case) -> list[Reply]:
    if turn.choice == "no":
        return to(turn, case, "look")
    if turn.choice != "yes" or second_case.undecided(case):
        return again(turn, case)
    name = listed_name(turn, case.sheet.submission)
    told = second_deciding.finish(turn, case)
    if second_case.differing(case):
        said = turn.tr("The two reviews differ; what is different is settled now, one by one.")
        return [*to(turn, case, "sides", said), *told]
    turn.move("review", "list")
    said = turn.tr("Both reviews agree: {unit} is approved, and the unit is told.", unit=name)
    return [prefixed(said, waiting.show_list(turn)), *told]


def undo(turn: Turn) -> list[Reply]:
    """Take the last finding, or the last settlement, back."""
    case = _open(turn)
    if isinstance(case, Reply):
        return [case]
    criterion_id = second_deciding.take_back(turn, case)
    if criterion_id is None:
        return again(turn, case, turn.tr("There is no decision to take back."))
    step = "sides" if turn.talk.step in SETTLING else "look"
    return to(turn, case, step, turn.tr("The decision about {criterion} is taken back.", criterion=criterion_id))
