"""Reviewing from the chat: the list of what waits, one submission, one criterion; approve or return with a reason."""

from handlers import appraising, officer
from handlers import review_pages as pages
from handlers.context import calendar_of
from handlers.conversation import Document, EventKind, Reply
from handlers.reading import normalize, read_command
from handlers.reviewing import close_round, decide, sent_back, undecided, undo_last
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, current_campaign, prefixed
from handlers.verdict_words import sheet_tally
from handlers.wording import points_of
from storage.tables import EvidenceKind, Submission, Unit, Verdict

# A typed reason that merely resembles a ready phrase is kept as it was typed; only a number (or a press) picks one.
LONGEST_NUMBER = 5


def begin(turn: Turn) -> list[Reply]:
    """The list of what waits."""
    turn.move("review", "list")
    return [show(turn)]


def _open(turn: Turn) -> tuple[Sheet, Unit] | Reply:
    """The submission that is being reviewed, or why it is not any more."""
    current = current_campaign(turn.session)
    submission = turn.session.get(Submission, turn.data.get("submission") or 0)
    if current is None or submission is None or not pages.may_review(turn, submission):
        turn.move("review", "list")
        return prefixed(turn.tr("This submission no longer waits for a review."), pages.show_list(turn))
    sheet = load_sheet(turn.session, current[1], submission, on=turn.today)
    return sheet, turn.session.get_one(Unit, submission.unit_id)


def show(turn: Turn) -> Reply:
    """The current question."""
    if turn.talk.step == "list":
        return pages.show_list(turn)
    opened = _open(turn)
    if isinstance(opened, Reply):
        return opened
    sheet, unit = opened
    return {
        "criterion": pages.show_criterion,
        "pick": pages.show_pick,
        "reason": pages.show_reason,
        "approve_all": pages.show_approve_all,
        "correct": pages.show_correct,
        "correct_reason": pages.show_correct_reason,
        "question": pages.show_question,
        "close": pages.show_close,
    }.get(turn.talk.step, pages.show_submission)(turn, sheet, unit)


def open_criterion(turn: Turn, sheet: Sheet, unit: Unit, criterion_id: str) -> list[Reply]:
    """One criterion with its evidence: the files arrive in the chat, the question comes last."""
    turn.move("review", "criterion", submission=sheet.submission.id, criterion=criterion_id)
    question = pages.show_criterion(turn, sheet, unit)
    files = tuple(
        Document("evidence", {"digest": proof.digest, "name": proof.name or f"{criterion_id}"})
        for proof in sheet.proofs(criterion_id)
        if proof.kind is EvidenceKind.FILE
    )
    if not files:
        return [question]
    words = turn.tr("Evidence for {criterion}:", criterion=criterion_id)
    return [Reply(words, question=False, documents=files), question]


def handle(turn: Turn) -> list[Reply]:
    """A reviewer's answer."""
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), show(turn))]
    if turn.talk.step == "list":
        return _choose_submission(turn)
    opened = _open(turn)
    if isinstance(opened, Reply):
        return [opened]
    sheet, unit = opened
    return {
        "criterion": _at_criterion,
        "pick": _pick,
        "reason": _reason,
        "approve_all": _approve_all,
        "correct": _correct,
        "correct_reason": _correct_reason,
        "question": _question,
        "close": _close,
    }.get(turn.talk.step, _at_submission)(turn, sheet, unit)


def _choose_submission(turn: Turn) -> list[Reply]:
    if turn.choice and turn.choice.startswith("submission:"):
        turn.move("review", "submission", submission=int(turn.choice.partition(":")[2]))
        return [show(turn)]
    return [prefixed(turn.tr("That was not understood."), pages.show_list(turn))]


def _again(turn: Turn, hint: str = "") -> list[Reply]:
    return [prefixed(hint or turn.tr("That was not understood."), show(turn))]


def _to(turn: Turn, sheet: Sheet, step: str, **data: object) -> list[Reply]:
    turn.move("review", step, submission=sheet.submission.id, **data)
    return [show(turn)]


def _named_criterion(turn: Turn, sheet: Sheet) -> str | None:
    titles = {criterion.id: criterion.title.within(turn.tr.locale) for criterion in sheet.reviewed}
    command = read_command(f"sửa {turn.text}", criteria=titles) or ""
    named = command.removeprefix("edit:")
    return named if named in titles else None


def _at_submission(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    match turn.choice:
        case "approve_all":
            return _to(turn, sheet, "approve_all")
        case "next":
            return _next_criterion(turn, sheet, unit, after=None)
        case "return":
            return _to(turn, sheet, "pick")
        case "close":
            return _to(turn, sheet, "close")
        case "list":
            return begin(turn)
    if (named := _named_criterion(turn, sheet)) is not None:
        return open_criterion(turn, sheet, unit, named)
    return _again(turn)


def _next_criterion(turn: Turn, sheet: Sheet, unit: Unit, *, after: str | None) -> list[Reply]:
    """The next criterion without a verdict, going round once."""
    ids = [criterion.id for criterion in sheet.reviewed]
    start = ids.index(after) + 1 if after else 0
    for criterion_id in [*ids[start:], *ids[:start]]:
        if criterion_id not in sheet.decisions and criterion_id != after:
            return open_criterion(turn, sheet, unit, criterion_id)
    turn.move("review", "submission", submission=sheet.submission.id)
    return [prefixed(turn.tr("Every criterion is decided."), show(turn))]


def _fresh(turn: Turn, sheet: Sheet) -> Sheet:
    turn.session.flush()
    return load_sheet(turn.session, sheet.campaign, sheet.submission, on=turn.today)


def _at_criterion(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    match turn.choice:
        case "approve":
            decide(turn, sheet, criterion_id, Verdict.APPROVED)
            said = turn.tr("{criterion} is approved.", criterion=criterion_id)
            first, *rest = _next_criterion(turn, _fresh(turn, sheet), unit, after=criterion_id)
            return [prefixed(said, first), *rest]
        case "correct":
            turn.move("review", "correct", submission=sheet.submission.id, criterion=criterion_id, pending={})
            return [show(turn)]
        case "question":
            return _to(turn, sheet, "question", criterion=criterion_id)
        case "return_this":
            return _to(turn, sheet, "reason", queue=[criterion_id])
        case "next":
            return _next_criterion(turn, sheet, unit, after=criterion_id)
        case "overview":
            return _to(turn, sheet, "submission")
    if (named := _named_criterion(turn, sheet)) is not None:
        return open_criterion(turn, sheet, unit, named)
    return _again(turn)


def _correct(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "overview":
        return open_criterion(turn, sheet, unit, turn.data["criterion"])
    return [appraising.take(turn, sheet)]


def _correct_reason(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    if turn.choice == "overview":
        return open_criterion(turn, sheet, unit, criterion_id)
    if not appraising.store(turn, sheet):
        return _again(turn, turn.tr("A reason is needed: the unit reads it first."))
    said = turn.tr("The correction of {criterion} is kept.", criterion=criterion_id)
    turn.move("review", "criterion", submission=sheet.submission.id, criterion=criterion_id)
    return [prefixed(said, pages.show_criterion(turn, _fresh(turn, sheet), unit))]


def _question(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    if turn.choice == "overview":
        return open_criterion(turn, sheet, unit, criterion_id)
    told = officer.ask_unit(turn, unit, criterion_id)
    if not told:
        return _again(turn, turn.tr("Please write it in words."))
    said = turn.tr("The question was passed on; nothing else changes.")
    turn.move("review", "criterion", submission=sheet.submission.id, criterion=criterion_id)
    return [prefixed(said, pages.show_criterion(turn, sheet, unit)), *told]


def _pick(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "overview":
        return _to(turn, sheet, "submission")
    known = {criterion.id.casefold(): criterion.id for criterion in sheet.reviewed}
    words = [word for word in turn.text.replace(";", ",").replace(" và ", ",").replace(" ", ",").split(",") if word]
    named = [known.get(word.rstrip(".").casefold()) for word in words]
    if named and all(named):
        return _to(turn, sheet, "reason", queue=list(dict.fromkeys(named)))
    if (single := _named_criterion(turn, sheet)) is not None:
        return _to(turn, sheet, "reason", queue=[single])
    return _again(turn)


def _reason(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "overview":
        return _to(turn, sheet, "submission")
    reason = turn.text
    if turn.choice and turn.choice.startswith("phrase:") and len(normalize(turn.text)) < LONGEST_NUMBER:
        reason = pages.ready_phrases(turn)[int(turn.choice.partition(":")[2])]
    if len(reason) < 5:
        return _again(turn, turn.tr("A reason is needed: the unit reads it first."))
    criterion_id, *rest = turn.data["queue"]
    decide(turn, sheet, criterion_id, Verdict.RETURNED, reason)
    _fresh(turn, sheet)
    said = turn.tr("{criterion} will be returned: {reason}", criterion=criterion_id, reason=reason)
    if rest:
        turn.move("review", "reason", submission=sheet.submission.id, queue=rest)
    else:
        turn.move("review", "close", submission=sheet.submission.id)
    return [prefixed(said, show(turn))]


def _approve_all(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "no":
        return _to(turn, sheet, "submission")
    if turn.choice != "yes":
        return _again(turn)
    for criterion_id in undecided(sheet):
        decide(turn, sheet, criterion_id, Verdict.APPROVED)
    return _close_now(turn, _fresh(turn, sheet), unit)


def _close(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    match turn.choice:
        case "yes":
            return _close_now(turn, sheet, unit)
        case "no":
            return _to(turn, sheet, "submission")
        case "undo":
            return undo(turn)
    return _again(turn)


def _close_now(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    told = close_round(
        turn.session, sheet, calendar_of(turn.session), by=turn.event.person, now=turn.now, today=turn.today
    )
    tr = turn.tr
    turn.move("review", "list")
    if sent_back(sheet):
        due = sheet.submission.return_due_on
        said = tr(
            "Returned to {unit}; to be corrected by {date}.",
            unit=pages.listed_name(turn, sheet.submission, unit),
            date=tr.long_date(due) if due else "",
        )
    elif sheet.campaign.has_points:
        total = points_of(sheet.appraised.total, sheet.appraised.max, tr)
        said = tr("{unit} is approved with {points} points.", unit=unit.name, points=total)
    else:
        name = pages.listed_name(turn, sheet.submission, unit)
        said = tr("{unit} is approved: {verdicts}.", unit=name, verdicts=sheet_tally(sheet, tr, appraised=True))
    return [prefixed(said, pages.show_list(turn)), *told]


def undo(turn: Turn) -> list[Reply]:
    """Take the last decision of an open round back."""
    opened = _open(turn)
    if isinstance(opened, Reply):
        return [opened]
    sheet, _ = opened
    criterion_id = undo_last(turn, sheet)
    turn.move("review", "submission", submission=sheet.submission.id)
    turn.session.flush()
    if criterion_id is None:
        return [prefixed(turn.tr("There is no decision to take back."), show(turn))]
    return [prefixed(turn.tr("The decision about {criterion} is taken back.", criterion=criterion_id), show(turn))]
