"""Who stands in for a reviewer from one day to another, said by the reviewer; ended in the same place."""

import re
from datetime import date

from sqlmodel import col, select

from handlers import notices
from handlers.conversation import Choice, Reply, strong
from handlers.noting import note
from handlers.reading import read_date
from handlers.turn import Turn, ask, prefixed
from storage.queries import steps
from storage.tables import Membership, Person, Role, StandIn

STEPS = ("away", "away_when", "away_confirm")
LONGEST = 366  # days
_OFFICE = (Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER, Role.ORGANIZER)
_BETWEEN = re.compile(r"\s+(?:đến hết|đến|den het|den|tới|toi|to|until)\s+|\s+[-–]\s+", re.IGNORECASE)
_FROM = re.compile(r"^\s*(?:từ|tu|from)\s+(?:ngày\s+|ngay\s+)?", re.IGNORECASE)


def begin(turn: Turn) -> list[Reply]:
    turn.move("review", "away")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    tr = turn.tr
    back = Choice("list", tr("Back to the list"), ("quay lai", "danh sach"))
    if turn.talk.step == "away_when":
        words = tr(
            "From when to when does {name} stand in? For example: {example}",
            name=strong(_name(turn)),
            example=f"{tr.date(turn.today)} - {tr.date(turn.today)}",
        )
        return ask(words, back, numbered=False)
    if turn.talk.step == "away_confirm":
        return _show_confirm(turn)
    lines = [tr("Who stands in for you? That person then sees and decides what waits for you.")]
    choices = [Choice(f"deputy:{number}", name, (name,)) for number, name in _colleagues(turn)]
    for row in steps.stand_ins_of(turn.session, turn.event.person, turn.today):
        name = _name_of(turn, row.deputy_id)
        lines.append(
            "• " + tr("{name}: {start} to {end}", name=name, start=tr.date(row.from_on), end=tr.date(row.until_on))
        )
        choices.append(Choice(f"end:{row.id}", tr("{name} no longer stands in", name=name)))
    if not choices:
        lines = [tr("There is nobody else in the office here who could stand in.")]
    return ask("\n".join(lines), *choices, back)


def _show_confirm(turn: Turn) -> Reply:
    tr = turn.tr
    words = tr(
        "{name} reviews in your place from {start} to {end}. Is that right?",
        name=strong(_name(turn)),
        start=tr.long_date(date.fromisoformat(turn.data["start"])),
        end=tr.long_date(date.fromisoformat(turn.data["end"])),
    )
    return ask(
        words, Choice("yes", tr("Yes, that is right"), ("dung", "co", "dong y")), Choice("list", tr("No"), ("khong",))
    )


def _colleagues(turn: Turn) -> list[tuple[int, str]]:
    """Those of the office who have agreed, by name."""
    wanted = (
        select(Person.id, Person.name)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.role).in_(_OFFICE),
            col(Membership.until).is_(None),
            col(Person.id) != turn.event.person,
            col(Person.name).is_not(None),
        )
        .distinct()
        .order_by(col(Person.name), col(Person.id))
    )
    return [(number, name) for number, name in turn.session.exec(wanted) if number is not None and name]


def _name(turn: Turn) -> str:
    return _name_of(turn, turn.data["deputy"])


def _name_of(turn: Turn, person_id: int) -> str:
    return turn.session.get_one(Person, person_id).name or turn.tr("A colleague")


def handle(turn: Turn) -> list[Reply]:
    """Empty: back to the list."""
    if turn.choice == "list":
        return []
    kind, _, number = (turn.choice or "").partition(":")
    if kind == "end":
        return [_end(turn, int(number))]
    if turn.talk.step == "away" and kind == "deputy" and int(number) in dict(_colleagues(turn)):
        turn.move("review", "away_when", deputy=int(number))
        return [show(turn)]
    if turn.talk.step == "away_when":
        return [_when(turn)]
    if turn.talk.step == "away_confirm" and turn.choice == "yes":
        return _store(turn)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _when(turn: Turn) -> Reply:
    """ "từ 1/12 đến 10/12": both days included; one day alone is that day."""
    parts = _BETWEEN.split(_FROM.sub("", turn.text), maxsplit=1)
    days = [read_date(part, today=turn.today) for part in parts]
    start, end = days[0], days[-1]
    if start is None or end is None:
        return prefixed(turn.tr("That was not understood."), show(turn))
    if end < start or end < turn.today or (end - start).days > LONGEST:
        words = turn.tr("The last day must not lie before the first one or before today, and at most a year after it.")
        return prefixed(words, show(turn))
    turn.move("review", "away_confirm", deputy=turn.data["deputy"], start=start.isoformat(), end=end.isoformat())
    return show(turn)


def _store(turn: Turn) -> list[Reply]:
    deputy = turn.data["deputy"]
    start, end = date.fromisoformat(turn.data["start"]), date.fromisoformat(turn.data["end"])
    turn.session.add(
        StandIn(
            person_id=turn.event.person,
            deputy_id=deputy,
            from_on=start,
            until_on=end,
            named_by=turn.event.person,
            named_at=turn.now,
        )
    )
    note(turn, "stand_in", "named", after={"person": deputy, "from": start.isoformat(), "until": end.isoformat()})
    turn.session.flush()
    said = turn.tr("Noted. {name} is told.", name=_name(turn))
    tr = notices.language_of(turn.session, deputy)
    words = tr(
        "{name} asks you to review in his or her place from {start} to {end}.",
        name=turn.person.name or turn.tr("A colleague"),
        start=tr.long_date(start),
        end=tr.long_date(end),
    )
    told = notices.standing(
        deputy,
        words,
        Choice("go:review", tr("Review submissions"), ("tham dinh",)),
        when=notices.polite_now(turn.session, turn.now),
    )
    turn.move("review", "away")
    return [prefixed(said, show(turn)), told]


def _end(turn: Turn, number: int) -> Reply:
    row = turn.session.get(StandIn, number)
    if row is None or row.person_id != turn.event.person or row.ended_at is not None:
        return prefixed(turn.tr("That was not understood."), show(turn))
    row.ended_at = turn.now
    note(turn, "stand_in", "ended", after={"person": row.deputy_id})
    turn.session.flush()
    turn.move("review", "away")
    return prefixed(turn.tr("{name} no longer stands in.", name=_name_of(turn, row.deputy_id)), show(turn))
