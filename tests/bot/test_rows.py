"""What a turn changed is written by statements, and nothing but what it changed."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from bot.rows import change, write_turn
from storage.database import Database
from storage.tables import Answer, Conversation, OpenedCampaign, Person, Submission, Unit

NOW = datetime(2024, 12, 16, 2, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def fill(session: Session) -> None:
    session.add_all([Person(id=1, name="Lan", created_at=NOW), Unit(id=1, code="P1", name="P 1", unit_type="ward")])
    session.add(OpenedCampaign(id="c", opened_at=NOW, opened_by=None))
    session.flush()
    session.add(Submission(id=1, campaign_id="c", campaign_version=1, unit_id=1))
    session.add(Conversation(person_id=1, flow="menu", data={}, updated_at=NOW))
    session.flush()


def test_a_new_answer_and_what_changed_are_written_and_let_go(database: Database):
    with database.session() as session:
        fill(session)
        talk = session.get_one(Conversation, 1)
        talk.flow, talk.data = "assessment", {"criterion": "I.1"}
        answer = Answer(submission_id=1, criterion="I.1", facts={"n": "1.50", "day": None}, answered_at=NOW)
        session.add(answer)
        write_turn(session)
        assert talk not in session
        assert answer not in session
        found = session.exec(select(Answer)).one()
        assert found.model_dump(exclude={"id"}) == answer.model_dump(exclude={"id"})
        found.revision = 2
        write_turn(session)
        session.commit()
    with database.reader() as session:
        talk, answer = session.get_one(Conversation, 1), session.exec(select(Answer)).one()
        assert (talk.flow, talk.data, talk.question) == ("assessment", {"criterion": "I.1"}, None)
        assert (answer.revision, answer.facts) == (2, {"n": "1.50", "day": None})


def test_a_column_that_the_turn_did_not_touch_is_left_alone(database: Database):
    with database.session() as session:
        fill(session)
        change(session, Submission, 1, number=3)
        talk = session.get_one(Conversation, 1)
        session.connection().exec_driver_sql("UPDATE conversation SET round = '2024'")
        talk.step = "facts"
        write_turn(session)
        talk = session.get_one(Conversation, 1)
        assert (talk.step, talk.round) == ("facts", "2024")


def test_whatever_else_is_new_leaves_all_to_a_flush(database: Database):
    with database.session() as session:
        fill(session)
        talk, unit = session.get_one(Conversation, 1), Unit(code="P2", name="P 2", unit_type="ward")
        session.add(unit)
        talk.step = "facts"
        write_turn(session)
        assert talk in session.dirty
        assert unit in session.new
