"""What is asked while a form is filled in: its marks, its texts, the review page; also for the register."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.conversation import Choice, Reply, strong
from handlers.registering import Draft, is_late, last_day
from handlers.turn import Turn, ask
from locales import Translator
from reports.wording import field_in_words
from scoring.campaign import FormField, Mark


def offered_marks(draft: Draft) -> list[Mark]:
    """The columns that this kind of candidate may tick."""
    marks = draft.campaign.registration.marks
    return [each for each in marks if not each.candidates or draft.who.kind_id in each.candidates]


def missing_marks(draft: Draft) -> int:
    """How many are still to be ticked."""
    ticked = len(draft.row.marks or ())
    return max(draft.campaign.registration.minimum_marks - ticked, 0) if offered_marks(draft) else 0


def show_marks(turn: Turn, draft: Draft) -> Reply:
    tr, marks, ticked = turn.tr, offered_marks(draft), set(draft.row.marks or ())
    lines = [*_head(turn, draft), *_headings(marks, tr)]
    numbers = ", ".join(str(number) for number in sorted({1, min(2, len(marks)), len(marks)}))
    lines.append(
        tr("Several are allowed: press them one by one, or write all numbers, for example: {numbers}", numbers=numbers)
    )
    if ticked:
        lines.append(tr("Ticked: {marks}.", marks=marks_in_words(draft, tr)))
    choices = [
        Choice(
            f"mark:{each.id}",
            ("☑ " if each.id in ticked else "☐ ") + each.title.within(tr.locale),
            (each.title.within(tr.locale),),
        )
        for each in marks
    ]
    way_out = Choice("go:menu", tr("Later"), ("de sau",))
    return ask("\n".join(lines), *choices, Choice("done", tr("Done ticking"), ("xong", "tiep")), way_out)


def _headings(marks: Sequence[Mark], tr: Translator) -> list[str]:
    """``Danh hiệu thi đua: ô 1–5``."""
    lines, groups = [], dict.fromkeys(each.heading.within(tr.locale) for each in marks)
    for heading in groups:
        places = [number for number, each in enumerate(marks, start=1) if each.heading.within(tr.locale) == heading]
        shown = str(places[0]) if len(places) == 1 else f"{places[0]}–{places[-1]}"
        lines.append(tr("{heading}: numbers {numbers}", heading=heading, numbers=shown))
    return lines


def _head(turn: Turn, draft: Draft) -> list[str]:
    """Whose registration, in which form, until when."""
    tr = turn.tr
    lines = [strong(tr("Registration of {unit}", unit=draft.who.name(tr)))]
    if draft.sent is None and not draft.row.revision:
        lines.append(draft.campaign.registration.intro.within(tr.locale))
    if is_late(turn, draft):
        lines.append(late_in_words(turn, draft))
    elif (due := last_day(turn, draft.campaign, draft.unit)) is not None:
        lines.append(tr("By {date}.", date=tr.long_date(due)))
    return lines


def show_field(turn: Turn, draft: Draft) -> Reply:
    field = next(each for each in draft.campaign.registration.fields if each.id == turn.data["field"])
    known = (draft.row.fields or {}).get(field.id)
    first = not draft.row.revision and not offered_marks(draft)
    return ask_field(turn, field, known, head=_head(turn, draft) if first else [])


def ask_field(turn: Turn, field: FormField, known: str | None, *, head: Sequence[str] = ()) -> Reply:
    """One text or choice of a form; what stands there now is said."""
    tr = turn.tr
    lines = [*head, field.question.within(tr.locale)]
    if known:
        lines.append(tr("Now: {facts}.", facts=field_in_words(field, known, tr)))
    choices = [Choice(f"option:{each.id}", each.label.within(tr.locale)) for each in field.options]
    if known:
        choices.append(Choice("skip", tr("Leave it as it is"), ("giu nguyen", "bo qua")))
    elif not field.required:
        choices.append(Choice("skip", tr("Skip"), ("bo qua", "khong co")))
    back = Choice("back", tr("Back"), ("quay lai",))
    return ask("\n".join(lines), *choices, back, numbered=bool(field.options))


def read_field(turn: Turn, field: FormField) -> str:
    """What was typed or chosen; empty when it cannot be."""
    if field.options:
        chosen = (turn.choice or "").removeprefix("option:")
        return chosen if chosen in {each.id for each in field.options} else ""
    return turn.text.strip()


def fields_in_words(fields: Sequence[FormField], values: Mapping[str, Any], tr: Translator) -> list[str]:
    """``Nội dung đăng ký: …``, those that are filled in."""
    return [
        f"{each.label.within(tr.locale)}: {field_in_words(each, values[each.id], tr)}"
        for each in fields
        if values.get(each.id)
    ]


def marks_in_words(draft: Draft, tr: Translator) -> str:
    ticked = set(draft.row.marks or ())
    return ", ".join(each.title.within(tr.locale) for each in offered_marks(draft) if each.id in ticked)


def show_recap(turn: Turn, draft: Draft) -> Reply:
    tr, form = turn.tr, draft.campaign.registration
    lines = [strong(tr("Registration of {unit}", unit=draft.who.name(tr)))]
    choices = []
    if offered_marks(draft):
        lines.append(tr("Ticked: {marks}.", marks=marks_in_words(draft, tr) or tr("nothing yet")))
        choices.append(Choice("marks", tr("Change the ticks"), ("sua o", "sua danh hieu")))
    lines += fields_in_words(form.fields, draft.row.fields or {}, tr)
    choices += [
        Choice(
            f"field:{each.id}",
            tr("Change: {field}", field=each.label.within(tr.locale)),
            (each.label.within(tr.locale),),
        )
        for each in form.fields
    ]
    if draft.sent is not None and not draft.changed:
        lines.append(tr("Sent. Receipt {receipt}.", receipt=draft.sent.receipt))
        return ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))
    if is_late(turn, draft):
        lines.append(late_in_words(turn, draft))
    send = Choice("send", tr("Send the registration"), ("gui", "nop", "dong y"))
    leave = Choice("discard", tr("Discard the changes")) if draft.sent else Choice("go:menu", tr("Later"), ("de sau",))
    return ask("\n".join(lines), send, *choices, leave)


def late_in_words(turn: Turn, draft: Draft) -> str:
    """What lateness means in this plan."""
    if draft.sent is not None:
        return turn.tr("The time to register is over. A change now counts only when the organizer accepts it.")
    return draft.campaign.registration.late.within(turn.tr.locale)
