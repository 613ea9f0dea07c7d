"""The second review in the chat: whoever had no part in the first one decides each criterion anew; then what differs is
settled, one by one, with a reason."""

from handlers import appraising, conflicts, menu, powers, second_asking, second_case, second_deciding, taking, waiting
from handlers import second_pages as pages
from handlers.conversation import Document, EventKind, Reply
from handlers.naming import listed_name
from handlers.review_steps import named_criterion
from handlers.second_case import Case
from handlers.turn import Turn, prefixed
from scoring import second
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
    if turn.talk.step in SETTLING:
        from handlers import second_settling

        return second_settling.handle(turn, case)
    return {
        "criterion": _at_criterion,
        "correct": _correct,
        "correct_reason": _reason,
        "left": _reason,
        "not_applicable": _reason,
        "conflict": _conflict,
        "finish": _finish,
    }.get(turn.talk.step, _at_look)(turn, case)


def again(turn: Turn, case: Case, hint: str = "") -> list[Reply]:
    return [prefixed(hint or turn.tr("That was not understood."), _show(turn, case))]


def _to(turn: Turn, case: Case, step: str, said: str = "", **data: object) -> list[Reply]:
    """Another page of the same."""
    turn.move("second", step, review=case.review.id, **data)
    shown = show(turn)
    return [prefixed(said, shown) if said else shown]


def _open_criterion(turn: Turn, case: Case, criterion_id: str, said: str = "") -> list[Reply]:
    """With its evidence: the files arrive in the chat, the question comes last."""
    question = _to(turn, case, "criterion", said, criterion=criterion_id)
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
            return _to(turn, case, "look", turn.tr("Every criterion is decided."))
        case "next":
            return _next(turn, case, after=None)
        case "finish" if not second_case.undecided(case):
            return _to(turn, case, "finish")
        case "conflict":
            return _to(turn, case, "conflict")
    if (named := named_criterion(turn, case.sheet)) is not None:
        return _open_criterion(turn, case, named)
    return again(turn, case)


def _next(turn: Turn, case: Case, *, after: str | None, said: str = "") -> list[Reply]:
    """The next criterion that is not decided yet, going round once."""
    ids = [each.id for each in case.sheet.reviewed]
    start = ids.index(after) + 1 if after else 0
    decided = seconds.opinions_of(turn.session, case.review.id or 0)
    for criterion_id in [*ids[start:], *ids[:start]]:
        if criterion_id not in decided and criterion_id != after:
            return _open_criterion(turn, case, criterion_id, said)
    return _to(turn, case, "look", f"{said}\n{turn.tr('Every criterion is decided.')}".strip())


def _at_criterion(turn: Turn, case: Case) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    match turn.choice:
        case "approve":
            second_deciding.find(turn, case, criterion_id, Opinion.APPROVED)
            said = turn.tr("{criterion} is approved.", criterion=criterion_id)
            return _next(turn, case, after=criterion_id, said=said)
        case "as_first" if not case.review.blind:
            return _as_first(turn, case, criterion_id)
        case "correct":
            return _to(turn, case, "correct", criterion=criterion_id, pending={})
        case "left" | "not_applicable":
            return _to(turn, case, turn.choice, criterion=criterion_id)
        case "next":
            return _next(turn, case, after=criterion_id)
        case "overview":
            return _to(turn, case, "look")
    if (named := named_criterion(turn, case.sheet)) is not None:
        return _open_criterion(turn, case, named)
    return again(turn, case)


def _as_first(turn: Turn, case: Case, criterion_id: str) -> list[Reply]:
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
    return _next(turn, case, after=criterion_id, said=said)


def _correct(turn: Turn, case: Case) -> list[Reply]:
    if turn.choice == "overview":
        return _open_criterion(turn, case, turn.data["criterion"])
    return [appraising.take(turn, case.own)]


def _reason(turn: Turn, case: Case) -> list[Reply]:
    """Of a correction, of what does not apply, or of what is left for a later step."""
    criterion_id, step = turn.data["criterion"], turn.talk.step
    if turn.choice == "overview":
        return _open_criterion(turn, case, criterion_id)
    if len(turn.text) < SHORTEST_REASON:
        return again(turn, case, turn.tr("Please write it in words."))
    if step == "left":
        second_deciding.find(turn, case, criterion_id, Opinion.LEFT, reason=turn.text)
        said = turn.tr("{criterion} is left for the next step.", criterion=criterion_id)
        return _next(turn, case, after=criterion_id, said=said)
    facts = turn.data["pending"] if step == "correct_reason" else appraising.not_applicable(turn.text)
    own = second_case.own_facts(case.sheet, criterion_id)
    opinion = Opinion.APPROVED if second.same(facts, own) else Opinion.CORRECTED
    kept = None if opinion is Opinion.APPROVED else facts
    second_deciding.find(turn, case, criterion_id, opinion, facts=kept, reason=turn.text)
    said = turn.tr("The correction of {criterion} is kept.", criterion=criterion_id)
    return _next(turn, case, after=criterion_id, said=said)


def _conflict(turn: Turn, case: Case) -> list[Reply]:
    """Whoever is too close to the unit leaves it; others are asked."""
    if turn.choice == "overview":
        return _to(turn, case, "look")
    if len(turn.text) < SHORTEST_REASON:
        return again(turn, case, turn.tr("Please write it in words."))
    second_deciding.give_up(turn, case)
    said = conflicts.take(turn, case.own, case.unit)
    return [*said, *second_asking.call(turn.session, case.sheet, case.review, now=turn.now)]


def _finish(turn: Turn, case: Case) -> list[Reply]:
    if turn.choice == "no":
        return _to(turn, case, "look")
    if turn.choice != "yes" or second_case.undecided(case):
        return again(turn, case)
    name = listed_name(turn, case.sheet.submission)
    told = second_deciding.finish(turn, case)
    if second_case.differing(case):
        said = turn.tr("The two reviews differ; what is different is settled now, one by one.")
        return [*_to(turn, case, "sides", said), *told]
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
    return _to(turn, case, step, turn.tr("The decision about {criterion} is taken back.", criterion=criterion_id))
