"""The queue of a reviewer: what waits, what of it somebody has taken, and filters by words."""

import re

from handlers import comparing, taking
from handlers.conversation import Choice, Reply
from handlers.explained_pages import explained_choices
from handlers.naming import listed_name
from handlers.queueing import Waiting, waiting
from handlers.reading import normalize, read_command
from handlers.second_pages import second_choices
from handlers.turn import Turn, ask, current_campaign, prefixed

PAGE = 10
_AGAIN = re.compile(r"\b(?:tra lai|gui lai|lan)\b(?: lan)?(?: (\d))?")


def _filtered(turn: Turn, items: list[Waiting]) -> list[Waiting]:
    again = turn.data.get("again", 0)
    return [each for each in items if each.submission.number > again]


def show_list(turn: Turn) -> Reply:
    tr, items = turn.tr, waiting(turn)
    explained, twice = explained_choices(turn), second_choices(turn)
    menu = Choice("go:menu", tr("Menu"))
    away = Choice("away", tr("Somebody stands in for me"), ("nho nguoi thay", "uy quyen"))
    if not items and not explained and not twice:
        return ask(tr("Nothing waits for a review."), away, menu)
    chosen = _filtered(turn, items)
    start = turn.data.get("start", 0) if turn.data.get("start", 0) < len(chosen) else 0
    page = chosen[start : start + PAGE]
    choices = [*explained, *twice, *_choices(turn, page)]
    if len(chosen) > start + PAGE:
        choices.append(Choice("more", tr("More ({n})", n=len(chosen) - start - PAGE), ("them", "xem them")))
    if len(items) > 1:
        choices.append(Choice("compare", tr("One criterion across all units"), ("so sanh", "theo tieu chi")))
    resent = sum(1 for each in items if each.submission.number > 1)
    if turn.data.get("again"):
        choices.append(Choice("all", tr("All of them"), ("tat ca",)))
    elif 0 < resent < len(items):
        choices.append(Choice("again", tr("Only those returned before ({n})", n=resent), ("tra lai", "gui lai")))
    words = tr.plural("{n} submission waits for a review:", "{n} submissions wait for a review:", len(chosen))
    lines = [words] if chosen else []
    if twice:
        lines.insert(0, tr.plural("{n} second review waits.", "{n} second reviews wait.", len(twice)))
    if explained:
        said = tr.plural("{n} explanation waits for an answer.", "{n} explanations wait for an answer.", len(explained))
        lines.insert(0, said)
    return ask("\n".join(lines or [words]), *choices, away, menu)


def _choices(turn: Turn, items: list[Waiting]) -> list[Choice]:
    free = next((each for each in items if each.taken_by is None), None)
    choices = []
    for each in items:
        submission, name = each.submission, listed_name(turn, each.submission)
        named = (name,) if submission.candidate_id else (each.unit.name, each.unit.code)
        words = (*named, *(("tiep", "tiep theo") if each is free else ()))
        choices.append(Choice(f"submission:{each.submission.id}", _label(turn, each), words))
    return choices


def _label(turn: Turn, item: Waiting) -> str:
    tr, submission = turn.tr, item.submission
    assert submission.sent_at is not None
    label = tr("{unit} (sent {date})", unit=listed_name(turn, submission), date=tr.date(submission.sent_at))
    if submission.number > 1:
        label += " " + tr("– version {number}", number=submission.number)
    if item.taken_by is not None:
        label += " " + tr("– {name} has it", name=taking.name_of(turn, item.taken_by))
    return label


def choose(turn: Turn) -> list[Reply]:
    """What was said to the list, except a submission or an explanation."""
    match turn.choice:
        case "more":
            turn.remember(start=turn.data.get("start", 0) + PAGE)
            return [show_list(turn)]
        case "all":
            turn.move("review", "list")
            return [show_list(turn)]
        case "again":
            turn.move("review", "list", again=1)
            return [show_list(turn)]
        case "compare":
            return comparing.begin(turn)
    if (named := _criterion(turn)) is not None:
        return comparing.open_page(turn, named)
    if found := _AGAIN.search(normalize(turn.text)):
        turn.move("review", "list", again=int(found[1] or 1))
        return [show_list(turn)]
    return [prefixed(turn.tr("That was not understood."), show_list(turn))]


def _criterion(turn: Turn) -> str | None:
    current = current_campaign(turn.session)
    if current is None or not turn.text:
        return None
    titles = {each.id: each.title.within(turn.tr.locale) for each in current[1].criteria}
    named = (read_command(f"sửa {turn.text}", criteria=titles) or "").removeprefix("edit:")
    return named if named in titles else None
