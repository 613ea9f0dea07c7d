"""What is asked while registering, page by page."""

from dataclasses import replace
from decimal import Decimal

from handlers.conversation import Choice, Reply, strong
from handlers.registering import Draft, is_late, last_day, total
from handlers.turn import Turn, ask
from handlers.uploading import REGISTRATION
from handlers.wording import short_name
from storage.tables import Registration


def show_start(turn: Turn, draft: Draft) -> Reply:
    tr = turn.tr
    lines = [
        strong(tr("Registration of {unit}", unit=draft.unit.name)),
        tr(
            "{count} criteria, {max} points in all. Please register the points aimed at.",
            count=len(draft.campaign.registered_rows),
            max=tr.points(Decimal(draft.campaign.total)),
        ),
    ]
    if (due := last_day(turn, draft.campaign, draft.unit)) is not None:
        if is_late(turn, draft):
            lines.append(late_in_words(turn, draft))
        else:
            lines.append(tr("By {date}.", date=tr.long_date(due)))
    return ask(
        "\n".join(lines),
        Choice("max", tr("The maximum in every row"), ("toi da tat ca", "toi da", "tat ca toi da")),
        Choice("rows", tr("Row by row"), ("tung muc", "nhap tung tieu chi")),
        Choice("go:menu", tr("Later"), ("de sau",)),
    )


def show_row(turn: Turn, draft: Draft) -> Reply:
    tr, criterion = turn.tr, draft.campaign.criterion(turn.data["criterion"])
    number = list(draft.campaign.registered_rows).index(criterion) + 1
    maximum = tr.points(Decimal(criterion.max_points))
    lines = [
        f"{strong(short_name(criterion, tr))} ({number}/{len(draft.campaign.registered_rows)})",
        tr("Points registered, from 0 to {max}?", max=maximum),
    ]
    if not turn.data.get("single"):
        lines.append(tr("Several rows at once are fine too, for example: 10 5 5 10"))
    choices = [Choice("row_max", tr("The maximum ({max})", max=maximum), ("toi da",))]
    if not turn.data.get("single"):
        choices.append(Choice("rest_max", tr("The maximum in all that are left"), ("toi da tat ca", "con lai toi da")))
    return ask("\n".join(lines), *choices, Choice("back", tr("Back"), ("quay lai",)), numbered=False)


def show_number(turn: Turn, draft: Draft) -> Reply:
    words = turn.tr(
        "Number and date of the covering document? For example: 12/UBND-VP ngày 20/4/2024\n"
        "A photo of it can be sent at once, with the number and date under it."
    )
    return _with_file(turn, ask(words, Choice("back", turn.tr("Back"), ("quay lai",)), numbered=False))


def show_file(turn: Turn, draft: Draft) -> Reply:
    question = ask(
        turn.tr("Please send the covering document with the registration table: a photo or a file."),
        Choice("no_file", turn.tr("Send it later"), ("de sau", "gui sau", "bo qua")),
        Choice("back", turn.tr("Back"), ("quay lai",)),
        numbered=False,
    )
    return _with_file(turn, question)


def _with_file(turn: Turn, question: Reply) -> Reply:
    return replace(question, upload=REGISTRATION, upload_title=turn.tr("The covering document of the registration"))


def show_pick(turn: Turn, draft: Draft) -> Reply:
    words = turn.tr("Which criterion? Please write its number, for example: I.1")
    return ask(words, Choice("back", turn.tr("Back"), ("quay lai",)), numbered=False)


def show_recap(turn: Turn, draft: Draft) -> Reply:
    tr, row = turn.tr, draft.row
    lines = [strong(tr("Registration of {unit}", unit=draft.unit.name))]
    for criterion in draft.campaign.registered_rows:
        points = row.points.get(criterion.id)
        shown = "–" if points is None else tr.points(Decimal(points))
        lines.append(f"{short_name(criterion, tr)}: {shown}/{tr.points(Decimal(criterion.max_points))}")
    lines.append(strong(tr("Total registered: {total}", total=tr.points(total(draft)))))
    lines.append(document_in_words(turn, row))
    if draft.sent is not None and not draft.changed:
        lines.append(tr("Sent. Receipt {receipt}.", receipt=draft.sent.receipt))
        choices = [Choice("edit", tr("Change a row"), ("sua",)), Choice("document", tr("Change the document"))]
        return ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))
    if is_late(turn, draft):
        lines.append(late_in_words(turn, draft))
    return ask(
        "\n".join(lines),
        Choice("send", tr("Send the registration"), ("gui", "nop", "dong y")),
        Choice("edit", tr("Change a row"), ("sua",)),
        Choice("document", tr("Change the document")),
        Choice("discard", tr("Discard the changes")) if draft.sent else Choice("go:menu", tr("Later"), ("de sau",)),
    )


def document_in_words(turn: Turn, row: Registration) -> str:
    tr = turn.tr
    if row.document_number is None:
        return tr("Covering document: not entered yet")
    words = tr("Covering document: {number}", number=row.document_number)
    if row.document_date is not None:
        words += " " + tr("of {date}", date=tr.date(row.document_date))
    return words + (", " + tr("file attached") if row.document_file else ", " + tr("file not sent yet"))


def late_in_words(turn: Turn, draft: Draft) -> str:
    """What lateness means in this plan."""
    if draft.sent is not None:
        return turn.tr("The time to register is over. A change now counts only when the organizer accepts it.")
    return draft.campaign.registration.late.within(turn.tr.locale)
