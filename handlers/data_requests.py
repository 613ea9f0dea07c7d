"""Requests about one's own data: what is stored, corrected, deleted, or anything else. Each is noted with the day by
which it must be answered (two working days, Decree 356/2025/ND-CP); what the program does by itself is done at once.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from handlers import menu, notices, permissions
from handlers.context import calendar_of, local, today
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.noting import note
from handlers.turn import Turn, ask, prefixed, tell
from locales import Translator
from storage import queries
from storage.tables import BotState, DataRequest, DataRequestKind, Person, Role

WORKING_DAYS = 2
SHORTEST = 3  # characters of a request in one's own words
SHOWN = 10


def log(turn: Turn, kind: DataRequestKind, *, text: str | None = None, done: bool = True) -> DataRequest:
    """One more request of this person."""
    row = DataRequest(
        person_id=turn.event.person,
        kind=kind,
        text=text,
        asked_at=turn.now,
        due_on=calendar_of(turn.session).add_working_days(turn.today, WORKING_DAYS),
        done_at=turn.now if done else None,
    )
    turn.session.add(row)
    turn.session.flush()
    return row


def log_access(turn: Turn) -> None:
    """Looking at one's data: noted once a day, however often the page is opened."""
    known = turn.session.exec(
        select(DataRequest.asked_at)
        .where(DataRequest.person_id == turn.event.person, DataRequest.kind == DataRequestKind.ACCESS)
        .order_by(col(DataRequest.id).desc())
    ).first()
    if known is None or local(turn.session, known).date() != turn.today:
        log(turn, DataRequestKind.ACCESS)


# ---------------------------------------------------------------- asking for something else


def show_ask(turn: Turn) -> Reply:
    words = turn.tr("What is to be done with your data? It is passed on to the organizer as it is written.")
    return ask(words, Choice("back", turn.tr("Back"), ("quay lai", "thoi")), numbered=False)


def take(turn: Turn) -> list[Reply]:
    """Whatever else somebody wants: the organizers are told, with the day by which it must be answered."""
    if turn.event.kind is not EventKind.TEXT or len(turn.text) < SHORTEST:
        return [prefixed(turn.tr("Please write it in words."), show_ask(turn))]
    row = log(turn, DataRequestKind.OTHER, text=turn.text, done=False)
    note(turn, "data_request", "added", after={"kind": row.kind.value})
    turn.leave()
    said = turn.tr("Passed on. It will be answered by {date} at the latest.", date=turn.tr.date(row.due_on))
    told = [_forward(turn.session, row, person, turn.now) for person in _organizers(turn.session)]
    return [prefixed(said, menu.show(turn)), *told]


def _organizers(session: Session) -> list[int]:
    return queries.people_with_role(session, Role.ORGANIZER)


def _forward(session: Session, row: DataRequest, organizer: int, now: datetime) -> Reply:
    tr = notices.language_of(session, organizer)
    words = tr(
        "Request about personal data from {who}: “{text}”. To be answered by {date}.",
        who=strong(_who(session, row, tr)),
        text=row.text or "",
        date=tr.date(row.due_on),
    )
    choice = Choice(f"datareq:{row.id}:done", tr("Request {number} is done", number=row.id))
    return notices.standing(organizer, words, choice, when=notices.polite_now(session, now))


def _who(session: Session, row: DataRequest, tr: Translator) -> str:
    person = session.get(Person, row.person_id) if row.person_id else None
    return (person.name if person else None) or tr("Person {number}", number=row.person_id or 0)


# ---------------------------------------------------------------- the organizer's side


def overview(turn: Turn) -> list[Reply]:
    """What is open, by its last day, and what was done lately."""
    tr = turn.tr
    rows = list(turn.session.exec(select(DataRequest).order_by(col(DataRequest.id).desc()).limit(200)))
    waiting = sorted((row for row in rows if row.done_at is None), key=lambda row: row.due_on)
    lines = [strong(tr("Requests about personal data"))]
    for row in waiting[:SHOWN]:
        late = " " + tr("(overdue)") if row.due_on < turn.today else ""
        lines.append(
            f"• {row.id}. {_who(turn.session, row, tr)}: {row.text or kind_words(tr)[row.kind]} – "
            + tr("by {date}", date=tr.date(row.due_on))
            + late
        )
    if not waiting:
        lines.append(tr("Nothing is open."))
    done = [row for row in rows if row.done_at is not None]
    if done:
        kinds = kind_words(tr)
        counts = (f"{kinds[kind]} {sum(row.kind is kind for row in done)}" for kind in DataRequestKind)
        lines.append(tr("Done: {counts}.", counts=", ".join(counts)))
    choices = [
        Choice(f"datareq:{row.id}:done", tr("Request {number} is done", number=row.id), (f"xong {row.id}",))
        for row in waiting[:SHOWN]
    ]
    turn.move("menu")
    return [ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))]


def kind_words(tr: Translator) -> dict[DataRequestKind, str]:
    return {
        DataRequestKind.ACCESS: tr("seen"),
        DataRequestKind.CORRECTION: tr("corrected"),
        DataRequestKind.DELETION: tr("deleted"),
        DataRequestKind.OTHER: tr("other"),
    }


def decide(turn: Turn) -> list[Reply]:
    """The organizer says that a request is done; who asked is told, and the words of it are kept no longer."""
    tr = turn.tr
    if not permissions.may_decide_requests(turn.roles):
        return [tell(tr("This is not open to you."))]
    row = turn.session.get(DataRequest, int((turn.choice or "0:0").split(":")[1]))
    if row is None or row.done_at is not None:
        return [tell(tr("This request was decided already."))]
    row.done_at, row.done_by, row.text = turn.now, turn.event.person, None
    note(turn, "data_request", "done", after={"kind": row.kind.value})
    replies = [tell(tr("Noted: request {number} is done.", number=row.id))]
    if row.person_id is not None:
        tr = notices.language_of(turn.session, row.person_id)
        words = tr("Your request about your data is done. If not, please ask the officer.")
        replies.append(Reply(words, to=row.person_id, question=False, proactive=True))
    return replies


def remind(session: Session, now: datetime) -> list[Reply]:
    """On the last day of a request that is still open, the organizers are told once more."""
    rows = session.exec(
        select(DataRequest).where(col(DataRequest.done_at).is_(None), DataRequest.due_on <= today(session, now))
    ).all()
    replies = []
    for row in rows:
        if session.get(BotState, ("data_request", str(row.id))) is None:
            session.add(BotState(bot="data_request", key=str(row.id), value="told"))
            replies += [_forward(session, row, person, now) for person in _organizers(session)]
    return replies
