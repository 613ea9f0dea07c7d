"""The officer writes to all units, those of one kind, those that are open or late: with a preview and a report."""

from collections import Counter

from handlers import notices
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.noting import note
from handlers.nudging_pages import campaign_of, deadline_of, page, show_deadlines
from handlers.nudging_sending import Recipients, find_recipients, unreached_lines
from handlers.reminder_budget import cost_lines
from handlers.reminder_duties import OPEN, Standing, load_book
from handlers.reminder_words import names
from handlers.turn import Turn, ask, prefixed
from scoring.campaign import UnitType

LONGEST = 1500  # characters of a message


def begin(turn: Turn, target: str) -> Reply:
    """``target``: "all", "open", "late" or the id of a kind of units after "type:"."""
    turn.move("nudging", "text", **{**turn.data, "target": target})
    return show_text(turn)


def kinds(turn: Turn) -> list[tuple[UnitType, int]]:
    """The kinds that there are units of, and how many."""
    counts = Counter(unit.unit_type for unit in load_book(turn.session, campaign_of(turn)).units.values())
    return [(kind, counts[kind.id]) for kind in campaign_of(turn).unit_types if counts[kind.id]]


def begin_kind(turn: Turn) -> Reply:
    turn.move("nudging", "kind", **turn.data)
    return show_kind(turn)


def show_kind(turn: Turn) -> Reply:
    tr = turn.tr
    choices = [
        Choice(f"type:{kind.id}", f"{kind.name.within(tr.locale)} ({tr.number(count)})") for kind, count in kinds(turn)
    ]
    return ask(tr("To units of which kind?"), *choices, Choice("back", tr("Back"), ("quay lai",)))


def take_kind(turn: Turn) -> list[Reply]:
    if (turn.choice or "").removeprefix("type:") not in {kind.id for kind, _ in kinds(turn)}:
        return []
    return [begin(turn, turn.choice or "")]


def show_text(turn: Turn) -> Reply:
    words = turn.tr("Please write the message to: {whom}", whom=_whom(turn))
    return ask(words, Choice("back", turn.tr("Back"), ("quay lai",)), numbered=False)


def _whom(turn: Turn) -> str:
    tr = turn.tr
    if turn.data["target"] == "all":
        return tr("all units")
    if turn.data["target"].startswith("type:"):
        name = next(kind.name for kind in campaign_of(turn).unit_types if f"type:{kind.id}" == turn.data["target"])
        return tr("units of the kind: {kind}", kind=name.within(tr.locale))
    what = deadline_of(turn).title.within(tr.locale)
    if turn.data["target"] == "late":
        return tr("units that are late: {what}", what=what)
    return tr("units that are open: {what}", what=what)


def take_text(turn: Turn) -> list[Reply]:
    if turn.event.kind is not EventKind.TEXT or not turn.text:
        return []
    if len(turn.text) > LONGEST:
        words = turn.tr("That is too long: at most {max} characters.", max=turn.tr.number(LONGEST))
        return [prefixed(words, show_text(turn))]
    turn.move("nudging", "confirm", **{**turn.data, "text": turn.text})
    return [show_confirm(turn)]


def _recipients(turn: Turn) -> Recipients:
    """Asked again at the moment of sending."""
    book, target = load_book(turn.session, campaign_of(turn)), turn.data["target"]
    units = list(book.units.values())
    if target.startswith("type:"):
        units = [unit for unit in units if f"type:{unit.unit_type}" == target]
    elif target != "all":
        wanted = OPEN if target == "open" else (Standing.OVERDUE,)
        deadline = deadline_of(turn)
        units = [unit for unit_id, unit in book.units.items() if book.standing(deadline, unit_id, turn.today) in wanted]
    return find_recipients(turn.session, units, turn.tr, leaders=True)


def show_confirm(turn: Turn) -> Reply:
    tr, recipients = turn.tr, _recipients(turn)
    if not recipients.people:
        nobody = strong(tr("Nobody there can be written to: {whom}", whom=_whom(turn)))
        lines = [nobody, *unreached_lines(recipients, tr)]
        return ask("\n".join(lines), Choice("back", tr("Back"), ("quay lai", "khong")))
    lines = [
        strong(tr("Send this message?")),
        turn.data["text"],
        tr("To: {whom} – {units}", whom=_whom(turn), units=names([unit.name for unit in recipients.units], tr)),
        tr.plural("{n} person gets a message.", "{n} people get a message.", len(recipients.people)),
        *cost_lines(turn.session, recipients.people, tr),
        *unreached_lines(recipients, tr),
    ]
    at = notices.polite_time(turn.session, campaign_of(turn), turn.now)
    if at > turn.now:
        lines.append(tr("It goes out at {time}, {date}.", time=tr.time(at), date=tr.date(at)))
    send = Choice("yes", tr("Send"), ("gui", "dong y", "co"))
    return ask("\n".join(lines), send, Choice("back", tr("Do not send"), ("khong", "quay lai")))


def take_confirm(turn: Turn) -> list[Reply]:
    if turn.choice != "yes":
        return []
    recipients, text = _recipients(turn), turn.data["text"]
    if not recipients.people:  # whoever there was did it meanwhile
        return [show_confirm(turn)]
    at = notices.polite_time(turn.session, campaign_of(turn), turn.now)
    sent = []
    for person in recipients.people:
        tr = notices.language_of(turn.session, person)
        title = tr("A message of the organizer:")
        sent.append(notices.standing(person, f"{strong(title)}\n{text}", when=at, report_to=turn.event.person))
    note(
        turn,
        campaign_id=turn.data["campaign"],
        subject="broadcast",
        action="sent",
        after={"target": turn.data["target"], "deadline": turn.data.get("deadline"), "text": text, "people": len(sent)},
    )
    tr = turn.tr
    said = tr.plural("Sent to {n} person.", "Sent to {n} people.", len(sent))
    said = "\n".join([said, *unreached_lines(recipients, tr)])
    return [prefixed(said, _home(turn)), *sent]


def _home(turn: Turn) -> Reply:
    if deadline := turn.data.get("deadline"):
        return page(turn, deadline)
    turn.move("nudging", "deadlines", campaign=turn.data["campaign"])
    return show_deadlines(turn)
