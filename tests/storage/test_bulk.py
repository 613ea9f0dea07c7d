"""Many rows in one statement are the same rows as one by one, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from scoring.calendar import DayKind
from storage.bulk import KEPT, among, insert_all
from storage.database import Database
from storage.tables import CalendarChange, Conversation, Person, ReminderMorning

NOW = datetime(2024, 4, 12, 1, 0, 0, 250, tzinfo=UTC)
DAY = "changed_at", "day", "kind", "reason", "undone_at"


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    with database.session() as session:
        yield session
    database.close()


def test_every_kind_of_value_comes_back_as_it_was_given(session: Session) -> None:
    rows = [
        (NOW, date(2024, 4, 29), DayKind.OFF, 'một "ngày" nghỉ\n– 5 %', None),
        (NOW, date(2024, 5, 4), DayKind.WORKED, "", NOW),
    ]
    found = insert_all(session, CalendarChange, DAY, rows, same={"batch": 7}, returning=("id", "day"))
    assert [day for _, day in sorted(found)] == [row[1] for row in rows]
    for changed_at, day, kind, reason, undone_at in rows:
        session.add(
            CalendarChange(batch=7, changed_at=changed_at, day=day, kind=kind, reason=reason, undone_at=undone_at)
        )
    session.flush()
    stored = session.exec(select(CalendarChange).order_by(col(CalendarChange.id))).all()
    values = [each.model_dump(exclude={"id"}) for each in stored]
    assert values[:2] == values[2:]


def test_documents_keep_their_text(session: Session) -> None:
    people = [Person(created_at=NOW) for _ in range(2)]
    session.add_all(people)
    session.flush()
    documents = [[1, 2], None]
    rows = [(person.id, kept) for person, kept in zip(people, documents, strict=True)]
    same = {"flow": "", "step": "", "data": {"text": "Đã gửi “quý III”"}, "updated_at": NOW}
    insert_all(session, Conversation, ("person_id", "standing"), rows, same=same)
    found = session.exec(select(Conversation).order_by(col(Conversation.person_id))).all()
    assert [(talk.standing, talk.data) for talk in found] == [(kept, same["data"]) for kept in documents]
    insert_all(
        session,
        Conversation,
        ("person_id", "standing"),
        [(people[0].id, [3])],
        same={**same, "flow": "other"},
        there="standing",
    )
    session.expire_all()
    assert [(talk.standing, talk.flow) for talk in found] == [([3], ""), (None, "")]


def test_a_row_that_is_there_is_kept_or_an_error(session: Session) -> None:
    same = {"reached": 3, "caught_up": False, "digested": False}
    assert len(insert_all(session, ReminderMorning, ("at",), [(NOW,)], same=same, there=KEPT, returning=("at",))) == 1
    assert insert_all(session, ReminderMorning, ("at",), [(NOW,)], same=same, there=KEPT, returning=("at",)) == []
    assert insert_all(session, ReminderMorning, ("at",), [], same=same) == []
    with pytest.raises(IntegrityError):
        insert_all(session, ReminderMorning, ("at",), [(NOW,)], same=same)


@pytest.mark.parametrize("numbers", [[], [2], [3, 1, 3, 99], range(1, 40_000)])
def test_among_is_a_list_of_any_length(session: Session, numbers: list[int]) -> None:
    session.add_all([Person(created_at=NOW) for _ in range(3)])
    session.flush()
    found = session.exec(select(Person.id).where(among(session, Person.id, numbers)).order_by(col(Person.id)))
    assert list(found) == [number for number in (1, 2, 3) if number in numbers]
