"""Registering in a form that is ticked, or with no more than a few words: marks, texts, review page, receipt.

Which marks and texts there are stands in the campaign file. Until the deadline it may be changed freely; what lateness
means is told in the plan's own words.
"""

from handlers import form_pages as pages
from handlers import permissions
from handlers.alone_words import alone_in_words
from handlers.competing import competitor, is_alone
from handlers.conversation import Choice, EventKind, Reply
from handlers.reading import read_choices
from handlers.registering import Draft, begin_draft, discard_draft, may_still_register, send_draft, set_form
from handlers.turn import Turn, acting_place, ask, current_campaign, prefixed
from scoring.campaign import FormField

LONGEST_TEXT = 2000
FLOW = "form"


def open_draft(turn: Turn) -> Draft | Reply:
    """The draft of whoever the talk is about, or the sentence that says why there is none."""
    current, unit, tr = current_campaign(turn.session), acting_place(turn), turn.tr
    menu = Choice("go:menu", tr("Menu"))
    who = competitor(turn, current[1], unit) if current is not None and unit is not None else None
    alone = is_alone(turn.session, who.candidate_id) if who is not None else False
    if who is not None and alone and not permissions.competes_as(turn.roles, who.candidate_id):
        turn.move("menu")
        return alone_in_words(turn, who.name(tr))
    if (
        current is None
        or unit is None
        or who is None
        or not permissions.may_register(turn.roles, unit.id, who.candidate_id, alone=alone)
    ):
        turn.move("menu")
        return ask(tr("There is nothing to register for at the moment."), menu)
    opened, campaign = current
    if not may_still_register(turn, campaign, unit):
        turn.move("menu")
        words = tr(
            "The campaign ended on {date}; no registration is accepted any more.", date=tr.date(campaign.period.end)
        )
        return ask(words, menu)
    return begin_draft(turn, opened.id, campaign, unit, who)


def begin(turn: Turn) -> list[Reply]:
    """A new registration, the unfinished one, or a change of the one that was sent."""
    draft = open_draft(turn)
    if isinstance(draft, Reply):
        return [draft]
    if draft.sent is not None or (draft.row.revision and not pages.missing_marks(draft)):
        return [_to(turn, draft, "recap")]
    return [_next(turn, draft, None)]


def show(turn: Turn, draft: Draft | None = None) -> Reply:
    """The current question."""
    loaded = draft or open_draft(turn)
    if isinstance(loaded, Reply):
        return loaded
    shown = {"marks": pages.show_marks, "field": pages.show_field}.get(turn.talk.step, pages.show_recap)
    return shown(turn, loaded)


def _to(turn: Turn, draft: Draft, step: str, **data: object) -> Reply:
    turn.move(FLOW, step, **data)
    return show(turn, draft)


def _next(turn: Turn, draft: Draft, after: str | None) -> Reply:
    """What follows the marks (None: from the start), or a field; after the last one the review page."""
    if after is None and pages.offered_marks(draft):
        return _to(turn, draft, "marks")
    fields = [each.id for each in draft.campaign.registration.fields]
    place = fields.index(after) + 1 if after in fields else 0
    return _to(turn, draft, "field", field=fields[place]) if place < len(fields) else _to(turn, draft, "recap")


def handle(turn: Turn) -> list[Reply]:
    """An answer to the current question."""
    draft = open_draft(turn)
    if isinstance(draft, Reply):
        return [draft]
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), show(turn, draft))]
    match turn.talk.step:
        case "marks":
            return [_marks(turn, draft)]
        case "field":
            return [_field(turn, draft)]
    return _recap(turn, draft)


def _not_understood(turn: Turn, draft: Draft, hint: str = "") -> Reply:
    return prefixed(hint or turn.tr("That was not understood."), show(turn, draft))


def _marks(turn: Turn, draft: Draft) -> Reply:
    """A number or a press ticks or unticks one; several numbers are the whole choice."""
    offered = pages.offered_marks(draft)
    ids, ticked = [each.id for each in offered], set(draft.row.marks or ())
    several = read_choices(turn.text, len(ids)) if turn.text else None
    if several is not None and len(several) > 1:
        set_form(turn, draft, marks=[ids[index] for index in sorted(several)])
        return _after_marks(turn, draft)
    if turn.choice == "done":
        if missing := pages.missing_marks(draft):
            return _not_understood(turn, draft, missing_in_words(turn, missing))
        return _after_marks(turn, draft)
    mark = (turn.choice or "").removeprefix("mark:")
    if mark in ids:
        ticked ^= {mark}
        set_form(turn, draft, marks=[each for each in ids if each in ticked])
        return show(turn, draft)
    return _not_understood(turn, draft)


def missing_in_words(turn: Turn, missing: int) -> str:
    return turn.tr.plural("Please tick at least {n} more.", "Please tick at least {n} more.", missing)


def _after_marks(turn: Turn, draft: Draft) -> Reply:
    return _to(turn, draft, "recap") if turn.data.get("single") else _next(turn, draft, "")


def _field(turn: Turn, draft: Draft) -> Reply:
    field = next(each for each in draft.campaign.registration.fields if each.id == turn.data["field"])
    if turn.choice == "back":
        return _to(turn, draft, "recap") if turn.data.get("single") else _before(turn, draft, field)
    if turn.choice != "skip":
        value = pages.read_field(turn, field)
        if not value:
            return _not_understood(turn, draft)
        set_form(turn, draft, fields={field.id: value[:LONGEST_TEXT]})
    elif field.required:
        return _not_understood(turn, draft)
    return _to(turn, draft, "recap") if turn.data.get("single") else _next(turn, draft, field.id)


def _before(turn: Turn, draft: Draft, field: FormField) -> Reply:
    fields = [each.id for each in draft.campaign.registration.fields]
    place = fields.index(field.id)
    if place:
        return _to(turn, draft, "field", field=fields[place - 1])
    if pages.offered_marks(draft):
        return _to(turn, draft, "marks")
    return prefixed(turn.tr("This is the first question."), show(turn, draft))


def _recap(turn: Turn, draft: Draft) -> list[Reply]:
    choice = turn.choice or ""
    if choice == "send":
        if pages.missing_marks(draft):
            return [_to(turn, draft, "marks")]
        return send_draft(turn, draft)
    if choice == "marks":
        return [_to(turn, draft, "marks", single=True)]
    if choice.startswith("field:"):
        return [_to(turn, draft, "field", field=choice.partition(":")[2], single=True)]
    if choice == "discard" and draft.sent is not None:
        discard_draft(turn, draft)
        turn.move("menu")
        words = turn.tr("The changes were discarded. The registration {receipt} stays.", receipt=draft.sent.receipt)
        return [ask(words, Choice("go:menu", turn.tr("Menu")))]
    return [_not_understood(turn, draft)]
