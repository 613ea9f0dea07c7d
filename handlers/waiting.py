"""The queue of somebody who decides: what waits, what of it somebody has taken, how far it all is; filters by words."""

from collections.abc import Sequence

from handlers import closing_many, comparing, narrowing, permissions, taking
from handlers.conversation import Choice, Reply
from handlers.explained_pages import explained_choices
from handlers.naming import listed_name
from handlers.powers import is_reviewer, roles_in_any_right
from handlers.queueing import Waiting, progress, waiting_everywhere
from handlers.reading import normalize, read_command
from handlers.second_pages import second_choices
from handlers.turn import Turn, ask, current_campaign, prefixed
from storage import queries
from storage.tables import Submission

PAGE = 10


def may_see(turn: Turn) -> bool:
    """Whoever decides at a step of the chain, in whatever right."""
    return permissions.may_see_queue(roles_in_any_right(turn))


def show_list(turn: Turn) -> Reply:
    tr, items = turn.tr, waiting_everywhere(turn)
    explained, twice = explained_choices(turn), second_choices(turn)
    menu = Choice("go:menu", tr("Menu"))
    away = Choice("away", tr("Somebody stands in for me"), ("nho nguoi thay", "uy quyen"))
    if not items and not explained and not twice:
        return ask(" ".join([tr("Nothing waits for a review."), *_progress(turn, items)]), away, menu)
    chosen = narrowing.narrowed(turn, items)
    start = turn.data.get("start", 0) if turn.data.get("start", 0) < len(chosen) else 0
    page = chosen[start : start + PAGE]
    choices = [*explained, *twice, *_choices(turn, items, page)]
    if len(chosen) > start + PAGE:
        choices.append(Choice("more", tr("More ({n})", n=len(chosen) - start - PAGE), ("them", "xem them")))
    if sum(each.step.appraises for each in chosen) > 1:
        choices.append(Choice("compare", tr("One criterion across all units"), ("so sanh", "theo tieu chi")))
    choices += closing_many.choice(turn, chosen)
    choices += narrowing.choices(turn, items)
    return ask("\n".join(_heading(turn, items, chosen, len(explained), len(twice))), *choices, away, menu)


def _heading(turn: Turn, items: list[Waiting], chosen: list[Waiting], explained: int, twice: int) -> list[str]:
    tr, lines = turn.tr, []
    if explained:
        said = tr.plural("{n} explanation waits for an answer.", "{n} explanations wait for an answer.", explained)
        lines.append(said)
    if twice:
        lines.append(tr.plural("{n} second review waits.", "{n} second reviews wait.", twice))
    lines += _progress(turn, items)
    if said := narrowing.in_words(turn, items):
        lines.append(said)
    if chosen or not lines:
        lines.append(tr.plural("{n} submission waits for a review:", "{n} submissions wait for a review:", len(chosen)))
    elif items:
        lines.append(tr("Nothing of the rest is among these."))
    return lines


def _progress(turn: Turn, items: Sequence[Waiting]) -> list[str]:
    """How far the appraisal of everybody is, for those who take part in it."""
    tr, found = turn.tr, progress(turn, items)
    if found.sent < 2 or not (found.done or found.returned) or not is_reviewer(turn):
        return []
    words = tr("{done}/{sent} are appraised.", done=tr.number(found.done), sent=tr.number(found.sent))
    if found.returned:
        words += " " + tr("Being corrected: {n}.", n=tr.number(found.returned))
    return [words]


def _choices(turn: Turn, items: list[Waiting], page: list[Waiting]) -> list[Choice]:
    free = next((each for each in page if each.taken_by is None), None)
    dated = len({each.due for each in items}) > 1
    choices = []
    for each in page:
        submission, name = each.submission, listed_name(turn, each.submission)
        named = (name,) if submission.candidate_id else (each.unit.name, each.unit.code)
        words = (*named, *(("tiep", "tiep theo") if each is free else ()))
        label = " – ".join([_label(turn, each), *_beside(turn, each, due=dated)])
        choices.append(Choice(f"submission:{submission.id}", label, words))
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


def _beside(turn: Turn, item: Waiting, *, due: bool) -> list[str]:
    """The later step that it has reached; until when, where that is not the same for all; what this person has decided
    of it."""
    tr, parts = turn.tr, []
    if not item.step.appraises:
        parts.append(item.step.title.within(tr.locale))
    if due and item.due is not None:
        parts.append(tr("by {date}", date=tr.date(item.due)))
    if item.step.appraises and (mine := _decided_by_me(turn, item)):
        parts.append(tr.plural("{n} criterion decided", "{n} criteria decided", mine))
    return parts


def _decided_by_me(turn: Turn, item: Waiting) -> int:
    """In the round that is open: the others' are shown on the page of the submission alone."""
    assert item.submission.id is not None
    found = queries.decisions_of(turn.session, item.submission.id, item.submission.number).values()
    return sum(each.decided_by == turn.event.person and each.told_at is None for each in found)


def following(turn: Turn, submission: Submission) -> Submission | None:
    """The next one that nobody else has, in the order of the list, going round once."""
    items = [
        each.submission
        for each in narrowing.narrowed(turn, waiting_everywhere(turn))
        if each.taken_by is None and each.step.appraises
    ]
    place = items.index(submission) + 1 if submission in items else 0
    return next((each for each in [*items[place:], *items[:place]] if each.id != submission.id), None)


def choose(turn: Turn) -> list[Reply]:
    """What was said to the list, except a submission or an explanation."""
    kind, _, name = (turn.choice or "").partition(":")
    match kind:
        case "more":
            turn.remember(start=turn.data.get("start", 0) + PAGE)
            return [show_list(turn)]
        case "all":
            narrowing.widen(turn)
            return [show_list(turn)]
        case "again":
            narrowing.narrow(turn, again=1)
            return [show_list(turn)]
        case "only":
            narrowing.narrow(turn, step=name)
            return [show_list(turn)]
        case "compare":
            return comparing.begin(turn)
    return _typed(turn)


def _typed(turn: Turn) -> list[Reply]:
    """A criterion, "trả lại lần 2", or units that are on any page."""
    if (criterion := _criterion(turn, exact=True)) is not None:
        return comparing.open_page(turn, criterion)
    if (again := narrowing.read_again(turn.text)) is not None:
        narrowing.narrow(turn, again=again)
        return [show_list(turn)]
    found = narrowing.named(turn, narrowing.narrowed(turn, waiting_everywhere(turn))) if turn.text else []
    if len(found) == 1:
        from handlers import review

        return review.open_item(turn, found[0].submission)
    if (criterion := _criterion(turn, exact=False)) is not None:
        return comparing.open_page(turn, criterion)
    if found:
        narrowing.narrow(turn, units=sorted({each.submission.unit_id for each in found}), named=turn.text)
        return [show_list(turn)]
    return [prefixed(turn.tr("That was not understood."), show_list(turn))]


def _criterion(turn: Turn, *, exact: bool) -> str | None:
    """By its number, or (not ``exact``) by words of its title."""
    current = current_campaign(turn.session)
    if current is None or not turn.text or not is_reviewer(turn):
        return None
    titles = {each.id: each.title.within(turn.tr.locale) for each in current[1].criteria}
    if exact:
        return next((each for each in titles if normalize(each) == normalize(turn.text)), None)
    named = (read_command(f"sửa {turn.text}", criteria=titles) or "").removeprefix("edit:")
    return named if named in titles else None
