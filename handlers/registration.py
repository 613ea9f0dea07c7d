"""Registering: the points a unit aims at, row by row or all at once, with the covering document, then a receipt.

Until the deadline it may be changed freely; the last version received in time counts. Afterwards a first registration
is recorded as late, and a change is a request to the organizer (plans: workflow rule 2).
"""

from decimal import Decimal
from typing import Any

from handlers import permissions
from handlers import registration_pages as pages
from handlers.conversation import Choice, EventKind, Reply
from handlers.proofs import file_error_in_words
from handlers.reading import normalize, read_command, read_count, read_document
from handlers.registering import (
    Draft,
    begin_draft,
    discard_draft,
    may_still_register,
    missing_rows,
    send_draft,
    set_document,
    set_points,
)
from handlers.turn import Turn, acting_unit, ask, current_campaign, prefixed
from scoring.campaign import Criterion, attainable


def open_draft(turn: Turn) -> Draft | Reply:
    """The draft this person works on, or the sentence that says why there is none."""
    current, unit = current_campaign(turn.session), acting_unit(turn)
    menu = Choice("go:menu", turn.tr("Menu"))
    points = current is not None and current[1].registration.kind == "points"
    if current is None or not points or unit is None or not permissions.may_register(turn.roles, unit.id):
        turn.move("menu")
        return ask(turn.tr("There is nothing to register for at the moment."), menu)
    opened, campaign = current
    if not may_still_register(turn, campaign, unit):
        turn.move("menu")
        words = turn.tr(
            "The campaign ended on {date}; no registration is accepted any more.",
            date=turn.tr.date(campaign.period.end),
        )
        return ask(words, menu)
    return begin_draft(turn, opened.id, campaign, unit)


def begin(turn: Turn) -> list[Reply]:
    """From the menu: a new registration, the unfinished one, or a change of the one that was sent."""
    draft = open_draft(turn)
    if isinstance(draft, Reply):
        return [draft]
    if draft.row.revision and (missing_rows(draft) or draft.row.document_number is None):
        return [prefixed(turn.tr("Going on with the registration that was begun."), ask_next(turn, draft))]
    if draft.row.revision or draft.sent is not None:
        return [ask_recap(turn, draft)]
    turn.move("registration", "start")
    return [show(turn)]


def ask_next(turn: Turn, draft: Draft) -> Reply:
    """The first row without points, then the covering document, then the recap."""
    rows = missing_rows(draft)
    if rows:
        turn.move("registration", "row", criterion=rows[0].id)
    elif draft.campaign.registration.document and draft.row.document_number is None:
        turn.move("registration", "number")
    elif draft.campaign.registration.document and draft.row.document_file is None and not turn.data.get("no_file"):
        turn.move("registration", "file")
    else:
        return ask_recap(turn, draft)
    return show(turn, draft)


def ask_recap(turn: Turn, draft: Draft) -> Reply:
    turn.move("registration", "recap")
    return show(turn, draft)


def show(turn: Turn, draft: Draft | None = None) -> Reply:
    """The current question."""
    loaded = draft or open_draft(turn)
    if isinstance(loaded, Reply):
        return loaded
    return {
        "start": pages.show_start,
        "row": pages.show_row,
        "number": pages.show_number,
        "file": pages.show_file,
        "pick": pages.show_pick,
    }.get(turn.talk.step, pages.show_recap)(turn, loaded)


def handle(turn: Turn) -> list[Reply]:
    """An answer to the current question."""
    draft = open_draft(turn)
    if isinstance(draft, Reply):
        return [draft]
    step = turn.talk.step
    if turn.event.kind is EventKind.FILE and step not in ("file", "number"):
        return [_unasked_file(turn, draft)]
    if step in STEPS:
        return [STEPS[step](turn, draft)]
    return _recap(turn, draft)


def _unasked_file(turn: Turn, draft: Draft) -> Reply:
    """On the overview that says that the document's file is missing, a file is that file."""
    missing = draft.campaign.registration.document and draft.row.document_file is None
    if turn.talk.step != "recap" or not missing:
        return prefixed(turn.tr("No file is expected now."), show(turn, draft))
    if turn.event.file_error is not None:
        return not_understood(turn, draft, file_error_in_words(turn))
    set_document(turn, draft, file=turn.event.files[0].digest)
    return prefixed(turn.tr("The document was received."), show(turn, draft))


def not_understood(turn: Turn, draft: Draft, hint: str = "") -> Reply:
    return prefixed(hint or turn.tr("That was not understood."), show(turn, draft))


def _start(turn: Turn, draft: Draft) -> Reply:
    if turn.choice == "max":
        set_points(turn, draft, {c.id: str(c.max_points) for c in draft.campaign.registered_rows})
        return ask_next(turn, draft)
    if turn.choice == "rows":
        return ask_next(turn, draft)
    turn.move("registration", "row", criterion=draft.campaign.registered_rows[0].id)
    if _several(turn.text) and (reply := _fill_rows(turn, draft)):
        return reply
    turn.move("registration", "start")
    return not_understood(turn, draft)


def _several(text: str) -> list[str]:
    return normalize(text).split()


def _row(turn: Turn, draft: Draft) -> Reply:
    criterion = draft.campaign.criterion(turn.data["criterion"])
    match turn.choice:
        case "row_max":
            return _set_row(turn, draft, criterion, criterion.max_points)
        case "rest_max":
            set_points(turn, draft, {c.id: str(c.max_points) for c in missing_rows(draft)})
            return ask_next(turn, draft)
        case "back":
            return _previous_row(turn, draft, criterion)
    points = read_count(turn.text)
    if points is None:
        return _fill_rows(turn, draft) or not_understood(
            turn, draft, turn.tr("Please write a whole number, for example: {max}", max=str(criterion.max_points))
        )
    return _set_row(turn, draft, criterion, points)


def _previous_row(turn: Turn, draft: Draft, criterion: Criterion) -> Reply:
    ids = [other.id for other in draft.campaign.registered_rows]
    if turn.data.get("single"):
        return ask_recap(turn, draft)
    if ids.index(criterion.id) == 0:
        turn.move("registration", "start")
        return show(turn, draft)
    previous = ids[ids.index(criterion.id) - 1]
    set_points(turn, draft, {previous: None})
    turn.move("registration", "row", criterion=previous)
    return show(turn, draft)


def _set_row(turn: Turn, draft: Draft, criterion: Criterion, points: Any) -> Reply:
    tr = turn.tr
    if not 0 <= points <= criterion.max_points:
        hint = tr(
            "{criterion} takes 0 to {max} points.", criterion=criterion.id, max=tr.points(Decimal(criterion.max_points))
        )
        return not_understood(turn, draft, hint)
    set_points(turn, draft, {criterion.id: str(points)})
    warning = _warn(turn, draft, [criterion])
    reply = ask_recap(turn, draft) if turn.data.get("single") else ask_next(turn, draft)
    return prefixed(warning, reply) if warning else reply


def _warn(turn: Turn, draft: Draft, criteria: list[Criterion]) -> str:
    """A row that cannot give the registered points: accepted, but said."""
    tr, lines = turn.tr, []
    for criterion in criteria:
        points = int(draft.row.points[criterion.id])
        possible = attainable(draft.campaign, criterion.id)
        if points not in possible:
            shown = ", ".join(str(value) for value in sorted(possible))
            lines.append(
                tr(
                    "Note: {criterion} can only give {possible} points; {points} is kept as registered.",
                    criterion=criterion.id,
                    possible=shown,
                    points=points,
                )
            )
    return "\n".join(lines)


def _fill_rows(turn: Turn, draft: Draft) -> Reply | None:
    """Several numbers in one message fill the rows from the current one on; all of them are right or none is kept."""
    words = _several(turn.text)
    ids = [criterion.id for criterion in draft.campaign.registered_rows]
    rows = list(draft.campaign.registered_rows)[ids.index(turn.data["criterion"]) :]
    if turn.data.get("single") or not 2 <= len(words) <= len(rows) or not all(word.isdecimal() for word in words):
        return None
    filled = list(zip(rows, map(int, words), strict=False))
    for criterion, points in filled:
        if points > criterion.max_points:
            tr = turn.tr
            hint = tr(
                "{criterion} takes 0 to {max} points.",
                criterion=criterion.id,
                max=tr.points(Decimal(criterion.max_points)),
            )
            return not_understood(turn, draft, hint)
    set_points(turn, draft, {criterion.id: str(points) for criterion, points in filled})
    warning = _warn(turn, draft, [criterion for criterion, _ in filled])
    reply = ask_next(turn, draft)
    return prefixed(warning, reply) if warning else reply


def _number(turn: Turn, draft: Draft) -> Reply:
    if turn.choice == "back":
        turn.move("registration", "row", criterion=draft.campaign.registered_rows[-1].id)
        set_points(turn, draft, {draft.campaign.registered_rows[-1].id: None})
        return show(turn, draft)
    if turn.event.file_error is not None:
        return not_understood(turn, draft, file_error_in_words(turn))
    if turn.event.files:  # the document itself, perhaps with its number under it
        set_document(turn, draft, file=turn.event.files[0].digest)
    document = read_document(turn.text, today=turn.today, year=draft.campaign.period.start.year)
    if document is None or document[1] is None:
        kept = turn.tr("The document was received.") + " " if turn.event.files else ""
        return not_understood(turn, draft, kept + turn.tr("Please write both the number and the date."))
    set_document(turn, draft, number=document[0], day=document[1])
    return ask_next(turn, draft)


def _file(turn: Turn, draft: Draft) -> Reply:
    if turn.choice == "no_file":
        turn.remember(no_file=True)
        return ask_next(turn, draft)
    if turn.choice == "back":
        turn.move("registration", "number")
        return show(turn, draft)
    if turn.event.file_error is not None:
        return not_understood(turn, draft, file_error_in_words(turn))
    if not turn.event.files:
        return not_understood(turn, draft)
    set_document(turn, draft, file=turn.event.files[0].digest)
    return ask_next(turn, draft)


def _pick(turn: Turn, draft: Draft) -> Reply:
    if turn.choice == "back":
        return ask_recap(turn, draft)
    titles = {criterion.id: criterion.title.within(turn.tr.locale) for criterion in draft.campaign.registered_rows}
    command = read_command(f"sửa {turn.text}", criteria=titles) or ""
    return edit_row(turn, draft, command.removeprefix("edit:"))


def edit_row(turn: Turn, draft: Draft, criterion_id: str) -> Reply:
    """Ask one row again."""
    if criterion_id not in {criterion.id for criterion in draft.campaign.registered_rows}:
        return not_understood(turn, draft)
    turn.move("registration", "row", criterion=criterion_id, single=True)
    return show(turn, draft)


def _recap(turn: Turn, draft: Draft) -> list[Reply]:
    wanted = "send" if turn.choice is None and read_command(turn.text) == "submit" else turn.choice
    match wanted:
        case "send":
            if missing_rows(draft) or (draft.row.document_number is None and draft.campaign.registration.document):
                return [ask_next(turn, draft)]
            return send_draft(turn, draft)
        case "edit":
            turn.move("registration", "pick")
            return [show(turn, draft)]
        case "document":
            turn.move("registration", "number")
            return [show(turn, draft)]
        case "discard":
            discard_draft(turn, draft)
            turn.move("menu")
            words = turn.tr(
                "The changes were discarded. The registration {receipt} stays.",
                receipt=draft.sent and draft.sent.receipt,
            )
            return [ask(words, Choice("go:menu", turn.tr("Menu")))]
    return [not_understood(turn, draft)]


STEPS = {"start": _start, "row": _row, "number": _number, "file": _file, "pick": _pick}
