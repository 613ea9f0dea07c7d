"""What an organizer enters a unit's answers from: a photo of its paper, or a telephone call with somebody on some day.

Without either nothing is sent in the unit's place; what was entered stays meanwhile.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from handlers import menu
from handlers.conversation import Choice, Document, EventKind, Reply
from handlers.noting import note
from handlers.proofs import file_error_in_words
from handlers.reading import read_date
from handlers.turn import Turn, ask, prefixed
from handlers.uploading import PAPER
from locales import Translator
from storage.tables import EntrySource, Registration, SourceKind, Submission, Unit

STEPS = ("call", "paper")  # of the flow "behalf"
FLOW = "behalf"
FRESH = timedelta(days=7)  # after it, what is sent needs a paper or a call of its own
LONGEST = 120  # characters about whom one talked to
_BETWEEN = re.compile(r"[,;.\n]+|\s+[-–]\s+")


def begin(turn: Turn, unit: Unit, kind: SourceKind) -> Reply:
    """A new source, and what it needs is asked at once."""
    assert unit.id is not None
    row = EntrySource(unit_id=unit.id, kind=kind, files=[], entered_by=turn.event.person, begun_at=turn.now)
    if (before := current(turn)) is not None:  # the same sitting goes on from another paper
        row.papers_since, row.papers_at = before.papers_since, before.papers_at
        before.papers_since = before.papers_at = None
    turn.session.add(row)
    turn.session.flush()
    turn.talk.entry_source_id = row.id
    note(turn, FLOW, "begun", unit_id=unit.id, after={"source": kind.value})
    turn.move(FLOW, _step(kind), **({"then": turn.data["then"]} if "then" in turn.data else {}))
    return show(turn)


def current(turn: Turn) -> EntrySource | None:
    """What is entered from now; None while nobody enters for a unit."""
    row = turn.session.get(EntrySource, turn.talk.entry_source_id) if turn.talk.entry_source_id else None
    return row if row is not None and turn.behalf is not None and row.unit_id == turn.behalf.id else None


def again(turn: Turn) -> Reply | None:
    """Ask for it from the menu; None while nobody enters for a unit."""
    if (row := current(turn)) is None:
        return None
    turn.move(FLOW, _step(row.kind))
    return show(turn)


def is_complete(row: EntrySource) -> bool:
    return bool(row.files) if row.kind is SourceKind.PAPER else row.talked_to is not None


def _fresh(turn: Turn) -> EntrySource | None:
    """What is entered from now, unless it is so old that it was about another matter."""
    row = current(turn)
    return row if row is not None and turn.now - row.begun_at <= FRESH else None


def is_lacking(turn: Turn) -> bool:
    """Whether something has to be said before anything is sent for a unit; never where the unit speaks for itself."""
    row = _fresh(turn)
    return turn.behalf is not None and (row is None or not is_complete(row))


def lacking(turn: Turn) -> Reply | None:
    """What has to be said before something is sent for a unit; None where nothing is lacking, or where the unit speaks
    for itself. The step that was being done is come back to."""
    unit = turn.behalf
    if unit is None or not is_lacking(turn):
        return None
    row = _fresh(turn)
    then = {"flow": turn.talk.flow, "step": turn.talk.step, "data": dict(turn.data)}
    if row is None:
        turn.move(FLOW, "source", unit=unit.id, then=then)
        from handlers.behalf import show as show_source  # late: it imports this module

        return prefixed(turn.tr("Nothing was sent yet; what was entered is kept."), show_source(turn))
    turn.move(FLOW, _step(row.kind), then=then)
    return prefixed(turn.tr("Nothing was sent yet; what was entered is kept."), show(turn))


def mark(turn: Turn, sent: Registration | Submission) -> None:
    """Note at what is sent from what it was entered. The unit's own sending changes nothing: what was entered before
    it still was."""
    if (row := current(turn)) is not None:
        sent.entry_source_id = row.id


def note_papers(turn: Turn) -> None:
    """A paper of an award dossier was put in, or taken out, in the unit's place: the unit is told when the sitting ends
    (``handlers.dossier_entered``)."""
    if (row := current(turn)) is not None:
        row.papers_since, row.papers_at = row.papers_since or turn.now, turn.now


def _step(kind: SourceKind) -> str:
    return "paper" if kind is SourceKind.PAPER else "call"


# ---------------------------------------------------------------- asking


def show(turn: Turn) -> Reply:
    """The current question."""
    return _show_paper(turn) if turn.talk.step == "paper" else _show_call(turn)


def _show_paper(turn: Turn) -> Reply:
    tr, row = turn.tr, current(turn)
    if row is not None and row.files:
        words = tr.plural(
            "{n} photo of the paper is kept. Send further pages, or write XONG.",
            "{n} photos of the paper are kept. Send further pages, or write XONG.",
            len(row.files),
        )
        question = ask(words, Choice("done", tr("Done"), ("xong", "het", "du roi")))
    else:
        words = tr("Please take a photo of the unit's paper and send it here. It is needed before anything is sent.")
        by_phone = ("dien thoai", "khong co phieu", "khong co giay")
        other = Choice("call", tr("There is no paper: it was by phone"), by_phone)
        question = ask(words, other, Choice("later", tr("Later"), ("de sau", "gui sau")))
    return replace(question, upload=PAPER, upload_title=tr("The unit's paper"))


def _show_call(turn: Turn) -> Reply:
    tr = turn.tr
    words = tr("With whom, and on which day, was the telephone call? For example: trưởng khu phố, hôm nay")
    other = Choice("paper", tr("There is a paper"), ("phieu giay", "co phieu"))
    return ask(words, other, Choice("later", tr("Later"), ("de sau",)), numbered=False)


def handle(turn: Turn) -> list[Reply]:
    row = current(turn)
    if row is None:
        return [menu.show_menu(turn)]
    if turn.choice in ("call", "paper") and turn.choice != turn.talk.step:
        row.kind = SourceKind.PHONE if turn.choice == "call" else SourceKind.PAPER
        note(turn, FLOW, "changed", unit_id=row.unit_id, after={"source": row.kind.value})
        turn.move(FLOW, _step(row.kind), **turn.data)
        return [show(turn)]
    if turn.choice == "later":
        if "then" in turn.data:
            turn.leave()  # what was to be sent may hold files: "tiếp tục" leads back to it
        else:
            turn.move("menu")
        words = turn.tr("All right. Nothing is sent before that; it is asked again then.")
        return [prefixed(words, menu.show(turn))]
    if turn.event.kind is EventKind.FILE and turn.talk.step == "paper":
        return _receive(turn, row)
    if turn.talk.step == "call":
        return _called(turn, row)
    if turn.choice == "done" and row.files:
        return [_go_on(turn, turn.tr("The paper is kept."))]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def take_at_menu(turn: Turn) -> list[Reply]:
    """A photo while nothing is asked is the paper that is still lacking; empty where none is."""
    row = current(turn)
    if row is None or row.kind is not SourceKind.PAPER or row.files:
        return []
    turn.move(FLOW, "paper")
    return _receive(turn, row)


def _receive(turn: Turn, row: EntrySource) -> list[Reply]:
    if turn.event.file_error is not None:
        return [prefixed(file_error_in_words(turn), show(turn))]
    known = {each["digest"] for each in row.files}
    fresh = [{"digest": file.digest, "name": file.name} for file in turn.event.files if file.digest not in known]
    row.files = [*row.files, *fresh]
    for file in fresh:
        note(turn, FLOW, "added", unit_id=row.unit_id, after={"source": row.kind.value, "file": file["digest"]})
    album = turn.event.album
    further = album is not None and turn.data.get("album") == album
    turn.remember(album=album)
    return [] if further else [show(turn)]


def _called(turn: Turn, row: EntrySource) -> list[Reply]:
    whom, day = read_call(turn.text, turn.today)
    if not whom or day is None or len(whom) > LONGEST:
        return [prefixed(turn.tr("That was not understood."), show(turn))]
    if day > turn.today:
        return [prefixed(turn.tr("That day has not come yet."), show(turn))]
    row.talked_to, row.talked_on = whom, day
    note(turn, FLOW, "told", unit_id=row.unit_id, after={"source": row.kind.value, "date": day.isoformat()})
    return [_go_on(turn, in_words(row, turn.tr))]


def read_call(text: str, today: date) -> tuple[str, date | None]:
    """``trưởng khu phố, hôm qua``: whom, and when. Without a day it is today; several days are asked about."""
    parts = [(part.strip(), read_date(part, today=today)) for part in _BETWEEN.split(text) if part.strip()]
    days = [day for _, day in parts if day is not None]
    whom = ", ".join(part for part, day in parts if day is None)
    if not any(letter.isalpha() for letter in whom) or len(days) > 1:
        return "", None
    return (whom, days[0]) if days else _day_at_end(whom, today) or (whom, today)


def _day_at_end(text: str, today: date) -> tuple[str, date] | None:
    """``trưởng khu phố 3 ngày 15/12``: the day stands at the end, without a comma."""
    words = text.split()
    for place in range(1, len(words)):
        if (day := read_date(" ".join(words[place:]), today=today)) is not None:
            return " ".join(words[:place]), day
    return None


def _go_on(turn: Turn, said: str) -> Reply:
    """Back to what was being done, or to the menu."""
    then = turn.data.get("then")
    if then is None:
        turn.move("menu")
        return prefixed(said, menu.show(turn))
    from handlers.flows import current_flow  # late: it imports this module

    turn.move(then["flow"], then["step"], **then["data"])
    return prefixed(said, current_flow(turn).show(turn))


# ---------------------------------------------------------------- for the unit and whoever reviews


def in_words(row: EntrySource, tr: Translator) -> str:
    """``Theo phiếu giấy của đơn vị (2 ảnh).`` or ``Qua điện thoại ngày 16/12/2024 với trưởng khu phố.``"""
    if row.kind is SourceKind.PAPER:
        return tr.plural("From the unit's paper ({n} photo).", "From the unit's paper ({n} photos).", len(row.files))
    if row.talked_on is None:
        return tr("By phone.")
    whom = row.talked_to or tr("somebody of the unit")
    return tr("By phone on {date} with {whom}.", date=tr.date(row.talked_on), whom=whom)


def registration_words(turn: Turn, row: Registration) -> str:
    """From what a registration was entered; empty when the unit sent it itself."""
    source = turn.session.get(EntrySource, row.entry_source_id) if row.entry_source_id else None
    return turn.tr("Entered by the officer. {source}", source=in_words(source, turn.tr)) if source else ""


def photos(turn: Turn, sent: Registration | Submission) -> tuple[Document, ...]:
    """The unit's paper, to be looked at."""
    row = turn.session.get(EntrySource, sent.entry_source_id) if sent.entry_source_id else None
    files = row.files if row is not None and row.kind is SourceKind.PAPER else []
    return tuple(Document("evidence", {"digest": each["digest"], "name": each["name"] or "phieu"}) for each in files)
