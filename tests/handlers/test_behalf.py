"""What an organizer enters for a unit: who entered what, and who may not review it."""

import pytest
from sqlmodel import Session, select

from handlers import behalf
from handlers.conversation import Event, EventKind
from handlers.powers import power_to_review
from handlers.turn import begin_turn
from storage import queries
from storage.database import Database
from storage.queries.history import ON_BEHALF
from storage.tables import Membership, Person, Role, Submission, SubmissionState, Unit
from tests.conversations import Stage
from tests.showing import ButtonChannel


@pytest.fixture
def stage(database: Database) -> Stage:
    """Minh organizes and reviews, An reviews; the unit's self-assessment was sent."""
    stage = Stage(database, ButtonChannel())
    stage.open_campaign("cchc-vinh-long-2024")
    stage.add_unit("P1", "UBND Phường 1")
    stage.add_person("Minh", "organizer")
    stage.add_person("An", "reviewer")
    with stage.session() as session, session.begin():
        unit = session.exec(select(Unit)).one()
        session.add(Membership(person_id=person(session, "Minh"), role=Role.REVIEWER, since=stage.now))
        session.add(
            Submission(
                campaign_id="cchc-vinh-long-2024",
                campaign_version=1,
                unit_id=unit.id or 0,
                state=SubmissionState.SUBMITTED,
                step="home_affairs",
                number=1,
                sent_at=stage.now,
            )
        )
    return stage


def person(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def answered(stage: Stage, session: Session, criterion: str, by: str, *, on_behalf: bool) -> None:
    unit = session.exec(select(Unit.id)).one() or 0
    session.info[ON_BEHALF] = unit if on_behalf else None
    queries.record(
        session,
        at=stage.now,
        person_id=person(session, by),
        unit_id=unit,
        campaign_id="cchc-vinh-long-2024",
        subject=f"answer:{criterion}",
        action="answered",
    )
    session.flush()


def may_review(stage: Stage, session: Session, who: str) -> bool:
    submission = session.exec(select(Submission)).one()
    event = Event(person(session, who), EventKind.TEXT, stage.now)
    return power_to_review(begin_turn(session, event), submission) is not None


def test_who_entered_it_does_not_review_it(stage: Stage) -> None:
    with stage.session() as session:
        assert may_review(stage, session, "Minh")
        answered(stage, session, "I.1", "Minh", on_behalf=True)
        assert not may_review(stage, session, "Minh")
        assert may_review(stage, session, "An")


def test_unless_there_is_no_other_reviewer(stage: Stage) -> None:
    with stage.session() as session:
        answered(stage, session, "I.1", "Minh", on_behalf=True)
        an = session.exec(select(Membership).where(Membership.person_id == person(session, "An"))).one()
        an.until = stage.now
        session.flush()
        assert may_review(stage, session, "Minh")


def test_an_answer_that_the_unit_gave_itself_afterwards_is_its_own(stage: Stage) -> None:
    with stage.session() as session:
        submission = session.exec(select(Submission)).one()
        answered(stage, session, "I.1", "Minh", on_behalf=True)
        answered(stage, session, "I.2.1", "Minh", on_behalf=True)
        assert list(behalf.entered(session, submission)) == ["I.1", "I.2.1"]
        answered(stage, session, "I.1", "An", on_behalf=False)
        assert behalf.entered(session, submission) == {"I.2.1": person(session, "Minh")}
