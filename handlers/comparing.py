"""One criterion across all units: facts, points, evidence and verdict of each in a line, and decided from there.

What fair scores are made of: the same eye looks at the same row of everybody, one after the other.
"""

import re

from handlers import narrowing, returning, veiling
from handlers.comparing_lines import Line, in_words, lines_of, why_left
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.naming import appraised_value
from handlers.queueing import waiting
from handlers.reading import normalize, read_command
from handlers.reviewing import decide
from handlers.turn import Turn, ask, current_campaign, prefixed
from handlers.wording import short_name
from reports.knowing import kind_of
from scoring.campaign import Campaign, Criterion
from scoring.candidates import sheet_criteria
from storage import queries
from storage.tables import Submission, Verdict

PAGE = 10
_NUMBERS = re.compile(r"\d+(?:\s*-\s*\d+)?")


def begin(turn: Turn) -> list[Reply]:
    """Which criterion?"""
    turn.move("comparing", "pick")
    return [show(turn)]


def open_page(turn: Turn, criterion_id: str) -> list[Reply]:
    """The first units. Their numbers stay the same until one leaves."""
    found = sorted(narrowing.narrowed(turn, waiting(turn)), key=lambda each: each.unit.id or 0)
    ids = [each.submission.id for each in found if _is_in(turn, each.submission, criterion_id)]
    turn.move("comparing", "page", criterion=criterion_id, ids=ids, start=0)
    return [show(turn)]


def _is_in(turn: Turn, submission: Submission, criterion_id: str) -> bool:
    """Whether the kind of its candidate is asked this."""
    campaign = queries.definition(turn.session, submission.campaign_id, submission.campaign_version)
    criteria = sheet_criteria(campaign, kind_of(turn.session, campaign, submission))
    return any(each.id == criterion_id for each in criteria)


def show(turn: Turn) -> Reply:
    """The current question."""
    current = current_campaign(turn.session)
    if current is None or (turn.talk.step != "pick" and not turn.data.get("ids")):
        return ask(turn.tr("Nothing waits for a review."), Choice("list", turn.tr("Back to the list"), ("quay lai",)))
    campaign = current[1]
    if turn.talk.step == "pick":
        return _show_pick(turn, campaign)
    criterion = campaign.criterion(turn.data["criterion"])
    if turn.talk.step == "confirm":
        return _show_confirm(turn, criterion)
    if turn.talk.step == "reason":
        units = ", ".join(line.name for line in _chosen(turn))
        return returning.show_reason(turn, f"{criterion.id} ({units})")
    return _show_page(turn, criterion)


def _show_pick(turn: Turn, campaign: Campaign) -> Reply:
    tr = turn.tr
    choices = [
        Choice(f"criterion:{each.id}", short_name(each, tr), (each.id, each.title.within(tr.locale)))
        for each in campaign.criteria
    ]
    back = Choice("list", tr("Back to the list"), ("quay lai", "danh sach"))
    return ask(tr("Which criterion is to be compared?"), *choices, back, numbered=False)


def _show_page(turn: Turn, criterion: Criterion) -> Reply:
    tr, start, ids = turn.tr, turn.data["start"], turn.data["ids"]
    lines = [strong(f"{short_name(criterion, tr)} ({start + 1}–{min(start + PAGE, len(ids))}/{len(ids)})")]
    lines += [in_words(turn, line, criterion, tr) for line in lines_of(turn, range(start + 1, start + PAGE + 1))]
    lines.append(tr("Write for example: duyệt 1 3-5 · trả lại 2 · 4 (to see one with its evidence)."))
    choices = [Choice("approve_page", tr("Approve these"), ("duyet tat ca", "duyet het"))]
    if start + PAGE < len(ids):
        choices.insert(0, Choice("next", tr("Next units"), ("tiep", "tiep theo", "xem tiep")))
    if start:
        choices.append(Choice("before", tr("Units before"), ("truoc",)))
    choices.append(Choice("pick", tr("Another criterion"), ("tieu chi khac",)))
    choices.append(Choice("list", tr("Back to the list"), ("quay lai", "danh sach")))
    return ask("\n".join(lines), *choices, numbered=False)


def handle(turn: Turn) -> list[Reply]:
    """A reviewer's answer."""
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), show(turn))]
    if turn.choice == "list":
        from handlers import review

        return review.begin(turn)
    if turn.choice == "pick":
        return begin(turn)
    if turn.talk.step == "pick":
        return _pick(turn)
    return {"confirm": _confirm, "reason": _reason}.get(turn.talk.step, _at_page)(turn)


def _pick(turn: Turn) -> list[Reply]:
    current = current_campaign(turn.session)
    titles = {each.id: each.title.within(turn.tr.locale) for each in current[1].criteria} if current else {}
    named = (turn.choice or "").removeprefix("criterion:")
    if named not in titles:
        named = (read_command(f"sửa {turn.text}", criteria=titles) or "").removeprefix("edit:")
    if named in titles:
        return open_page(turn, named)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _at_page(turn: Turn) -> list[Reply]:
    start, ids = turn.data["start"], turn.data["ids"]
    match turn.choice:
        case "next" if start + PAGE < len(ids):
            turn.remember(start=start + PAGE)
            return [show(turn)]
        case "before" if start:
            turn.remember(start=max(start - PAGE, 0))
            return [show(turn)]
        case "approve_page":
            return _ask_approval(turn, list(range(start + 1, min(start + PAGE, len(ids)) + 1)))
    return _typed(turn)


def _typed(turn: Turn) -> list[Reply]:
    """ "duyệt 1 3-5", "trả lại 2" or a number alone."""
    if (another := _named_criterion(turn)) is not None:
        return open_page(turn, another)
    words, numbers = normalize(turn.text), _numbers(turn.text)
    known = [number for number in numbers if number <= len(turn.data["ids"])]
    if not known or len(known) != len(numbers):
        return [prefixed(turn.tr("That was not understood."), show(turn))]
    if words.startswith(("duyet", "approve")):
        return _ask_approval(turn, known)
    if words.startswith(("tra lai", "return")) and len(known) > 1:
        said = turn.tr("One unit at a time: each one that gets something back reads a reason of its own.")
        return [prefixed(said, show(turn))]
    if words.startswith(("tra lai", "return")):
        turn.remember(chosen=_open_ones(turn, known), left=known)
        if not turn.data["chosen"]:
            return [_none_of(turn)]
        turn.remember(left=[])
        turn.talk.step = "reason"
        return [show(turn)]
    if len(known) == 1:
        return _open_one(turn, known[0])
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _named_criterion(turn: Turn) -> str | None:
    """Another criterion by its number, where that is no number of a unit."""
    current, said = current_campaign(turn.session), normalize(turn.text)
    if current is None or not said or said.isdigit():
        return None
    return next((each.id for each in current[1].criteria if normalize(each.id) == said), None)


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in _NUMBERS.findall(text):
        first, _, last = part.replace(" ", "").partition("-")
        found += range(int(first), min(int(last or first), int(first) + 100) + 1)
    return [number for number in dict.fromkeys(found) if number]


def _open_one(turn: Turn, number: int) -> list[Reply]:
    from handlers import review

    return review.open_from_elsewhere(turn, turn.data["ids"][number - 1], turn.data["criterion"])


def _open_ones(turn: Turn, numbers: list[int]) -> list[int]:
    """The numbers of those that this person can decide now."""
    return [line.number for line in lines_of(turn, numbers) if why_left(turn, line, turn.data["criterion"]) is None]


def _ask_approval(turn: Turn, numbers: list[int]) -> list[Reply]:
    chosen = _open_ones(turn, numbers)
    turn.remember(chosen=chosen, left=[number for number in numbers if number not in chosen])
    if not chosen:
        return [_none_of(turn)]
    turn.talk.step = "confirm"
    return [show(turn)]


def _none_of(turn: Turn) -> Reply:
    return prefixed("\n".join([turn.tr("None of these can be decided now."), *_left_in_words(turn)]), show(turn))


def _left_in_words(turn: Turn) -> list[str]:
    """What was asked for and is left alone, each with why, and what can be done."""
    lines = lines_of(turn, list(turn.data.get("left", [])))
    left = [words for line in lines if (words := why_left(turn, line, turn.data["criterion"])) is not None]
    return [turn.tr("Left as it is: {what}.", what="; ".join(left))] if left else []


def _chosen(turn: Turn) -> list[Line]:
    return lines_of(turn, list(turn.data["chosen"]))


def _show_confirm(turn: Turn, criterion: Criterion) -> Reply:
    tr, lines = turn.tr, _chosen(turn)
    named = "\n".join(
        f"• {line.name}: {appraised_value(veiling.veiled(turn, line.sheet), criterion.id, tr)}" for line in lines
    )
    words = tr.plural(
        "Approve {criterion} of {n} unit?", "Approve {criterion} of {n} units?", len(lines), criterion=criterion.id
    )
    return ask(
        "\n".join([words, named, *_left_in_words(turn)]),
        Choice("yes", tr("Yes, approve"), ("dong y", "duyet", "co"), verb=tr("APPROVE")),
        Choice("no", tr("No"), ("khong", "thoi")),
    )


def _confirm(turn: Turn) -> list[Reply]:
    if turn.choice == "no":
        turn.talk.step = "page"
        return [show(turn)]
    if turn.choice != "yes":
        return [prefixed(turn.tr("That was not understood."), show(turn))]
    return _decide(turn, Verdict.APPROVED, None)


def _reason(turn: Turn) -> list[Reply]:
    if turn.choice in ("overview", "phrases"):  # the sentences are changed from a single submission
        turn.talk.step = "page"
        return [show(turn)]
    reason = returning.read_reason(turn)
    if reason is None:
        return [prefixed(turn.tr("A reason is needed: the unit reads it first."), show(turn))]
    return _decide(turn, Verdict.RETURNED, reason)


def _decide(turn: Turn, verdict: Verdict, reason: str | None) -> list[Reply]:
    """One by one; then what was done, and what was not, why, and what can be done about it."""
    criterion, done, left = turn.data["criterion"], [], list(turn.data.get("left", []))
    for line in _chosen(turn):
        if why_left(turn, line, criterion) is not None:
            left.append(line.number)
            continue
        decide(turn, line.sheet, criterion, verdict, reason, power=line.power)
        done.append(line.name)
    turn.session.flush()
    turn.remember(left=left)
    lines = [_done_in_words(turn, verdict, done)] if done else []
    lines += _left_in_words(turn)
    turn.talk.step = "page"
    turn.remember(chosen=[], left=[])
    return [prefixed("\n".join(lines), show(turn))]


def _done_in_words(turn: Turn, verdict: Verdict, units: list[str]) -> str:
    criterion, names = turn.data["criterion"], ", ".join(units)
    if verdict is Verdict.APPROVED:
        return turn.tr("{criterion} is approved: {units}.", criterion=criterion, units=names)
    return turn.tr("{criterion} will be returned: {units}.", criterion=criterion, units=names)
