"""What an organizer enters for a unit: who entered what, and who may not review it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from handlers import behalf, entry_source
from handlers.conversation import Event, EventKind
from handlers.powers import power_to_review
from handlers.turn import begin_turn
from locales import translator
from reports.trail import TrailLine, trail
from storage import queries
from storage.database import Database
from storage.queries.history import ON_BEHALF
from storage.tables import (
    Candidate,
    EntrySource,
    Membership,
    Person,
    Role,
    SourceKind,
    Submission,
    SubmissionState,
    Unit,
)
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


def answered(
    stage: Stage, session: Session, criterion: str, by: str, *, on_behalf: bool, submission: int | None = None
) -> None:
    unit = session.exec(select(Unit.id)).one() or 0
    session.info[ON_BEHALF] = unit if on_behalf else None
    queries.record(
        session,
        at=stage.now,
        person_id=person(session, by),
        unit_id=unit,
        campaign_id="cchc-vinh-long-2024",
        submission_id=submission or session.exec(select(Submission.id)).first(),
        subject=f"answer:{criterion}",
        action="answered",
    )
    session.flush()


def may_review(stage: Stage, session: Session, who: str) -> bool:
    submission = session.exec(select(Submission).order_by(col(Submission.id))).first()
    assert submission is not None
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


def test_of_a_unit_and_its_people_each_has_who_entered_it(stage: Stage) -> None:
    with stage.session() as session:
        own = session.exec(select(Submission)).one()
        person_of_unit = Candidate(
            campaign_id=own.campaign_id,
            unit_id=own.unit_id,
            kind="individual",
            name="Lê Thị Mẫu",
            added_by=person(session, "Minh"),
            added_at=stage.now,
        )
        session.add(person_of_unit)
        session.flush()
        theirs = Submission(
            campaign_id=own.campaign_id, campaign_version=1, unit_id=own.unit_id, candidate_id=person_of_unit.id
        )
        session.add(theirs)
        session.flush()
        answered(stage, session, "I.1", "Minh", on_behalf=True, submission=theirs.id)
        assert behalf.entered(session, own) == {}
        assert behalf.entered(session, theirs) == {"I.1": person(session, "Minh")}
        assert may_review(stage, session, "Minh")
        unit = session.exec(select(Unit)).one()
        (line,) = [each for each in _trail(session, unit, with_people=True) if "I.1" in each.what]
        assert (line.what, line.who) == ("Câu trả lời I.1 (Lê Thị Mẫu)", "Minh (nhập hộ)")
        (line,) = [each for each in _trail(session, unit, with_people=False) if "I.1" in each.what]
        assert "Mẫu" not in line.what
        assert str(person_of_unit.id) in line.what


def _trail(session: Session, unit: Unit, *, with_people: bool) -> list[TrailLine]:
    return trail(session, "cchc-vinh-long-2024", translator("vi"), unit=unit, with_people=with_people)


@pytest.mark.parametrize(
    ("said", "whom", "day"),
    [
        ("trưởng khu phố, hôm nay", "trưởng khu phố", 16),
        ("trưởng khu phố", "trưởng khu phố", 16),
        ("hôm qua, tổ trưởng tổ 3", "tổ trưởng tổ 3", 15),
        ("pho khu pho 2 ngay 12/12", "pho khu pho 2", 12),
        ("14/12 - trưởng khu phố", "trưởng khu phố", 14),
        ("hôm nay", None, None),
        ("trưởng khu phố, 12/12, 13/12", None, None),
        ("...", None, None),
    ],
)
def test_whom_and_when_one_called(said: str, whom: str | None, day: int | None) -> None:
    got = entry_source.read_call(said, date(2024, 12, 16))
    assert got == (("", None) if whom is None or day is None else (whom, date(2024, 12, day)))


def test_nothing_is_sent_from_a_paper_of_another_matter(stage: Stage) -> None:
    """A paper serves what is sent with it; weeks later another one is asked for."""
    with stage.session() as session:
        unit = session.exec(select(Unit)).one()
        source = EntrySource(
            unit_id=unit.id or 0,
            kind=SourceKind.PAPER,
            files=[{"digest": "a" * 64, "name": "phieu.jpg"}],
            entered_by=person(session, "Minh"),
            begun_at=stage.now,
        )
        session.add(source)
        session.flush()
        turn = begin_turn(session, Event(person(session, "Minh"), EventKind.TEXT, stage.now))
        turn.talk.behalf_unit_id, turn.talk.entry_source_id = unit.id, source.id
        turn.move("summary", "confirm")
        assert entry_source.lacking(turn) is None
        later = replace(turn.event, now=stage.now + timedelta(days=8))
        turn.event = later
        assert entry_source.lacking(turn) is not None
        assert (turn.talk.flow, turn.talk.step, turn.data["then"]["flow"]) == ("behalf", "source", "summary")
