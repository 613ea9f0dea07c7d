"""Awards from real rows: what was sent, what the office knows, what people decided; targets; names that are deleted."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from handlers.awards import all_competitors, load_cases
from handlers.targets_page import target_lines
from locales import translator
from storage import queries
from storage.database import Database
from storage.tables import (
    Answer,
    AwardRuling,
    Candidate,
    Initiative,
    JournalEvent,
    Outgoing,
    Submission,
    SubmissionVersion,
    Unit,
)
from tests.conversations import Stage, do, parse, play
from tests.showing import ButtonChannel

FOLDER = Path(__file__).parents[1] / "transcripts"
TITLES, WARD = "cchc-dinh-du-2024", "cchc-hai-hoa-2024"


def played(database: Database, name: str, *, until: str = "") -> Stage:
    """A golden conversation, up to a heading."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    path = Path(str(database.engine.url.database)).with_suffix(".txt")
    path.write_text(text.partition(until)[0] if until else text, encoding="utf-8")
    stage = Stage(database, ButtonChannel())
    play(path, stage)
    return stage


def outcomes(session: Session, campaign_id: str, on: date) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """(candidate, award) -> outcome and reasons."""
    campaign = queries.definition(session, campaign_id)
    return {
        (who.name(translator("vi")), case.award.id): (case.result.outcome, case.result.reasons)
        for who in all_competitors(session, campaign)
        for case in load_cases(session, campaign, who, on=on)
    }


def test_a_decision_leaves_every_fact_as_it_was_and_is_counted(database: Database) -> None:
    stage = played(database, "plan_titles", until="Chủ> khen thuong")
    day = date(2024, 12, 2)
    unit, ward = "Bộ phận Văn hóa - Xã hội", "commune_commendation"

    def facts(session: Session) -> list[tuple[object, ...]]:
        versions = session.exec(select(SubmissionVersion).order_by(col(SubmissionVersion.submission_id))).all()
        return [
            *((row.submission_id, row.criterion, str(row.facts)) for row in session.exec(select(Answer)).all()),
            *((row.submission_id, row.number, str(row.content)) for row in versions),
        ]

    with stage.session() as session:
        before = facts(session)
        assert outcomes(session, TITLES, day)[unit, ward] == ("deferred", ("conduct",))
    for text in ("khen thuong", "bo phan van hoa", "ngoai le ky luat", "chap nhan", "Đơn đã được rút, có biên bản"):
        do(stage, f"Chủ> {text}", typed=False)
    with stage.session() as session:
        assert facts(session) == before
        assert outcomes(session, TITLES, day)[unit, ward] == ("needs_decision", ("V.1.1",))
        ruling = session.exec(select(AwardRuling)).one()
        assert (ruling.item, ruling.award, ruling.reason) == ("conduct", None, "Đơn đã được rút, có biên bản")
        assert ruling.decided_by is not None
    do(stage, "Chủ> hoan tac", typed=False)
    with stage.session() as session:
        assert outcomes(session, TITLES, day)[unit, ward] == ("deferred", ("conduct",))
        assert session.exec(select(AwardRuling.undone_at)).one() is not None


def test_a_refused_decision_counts_as_not_met(database: Database) -> None:
    stage = played(database, "plan_titles", until="Chủ> khen thuong")
    for text in ("khen thuong", "hoi nong dan", "quyet dinh registration", "khong chap nhan", "Không đăng ký"):
        do(stage, f"Chủ> {text}", typed=False)
    with stage.session() as session:
        found = outcomes(session, TITLES, date(2024, 12, 2))
    for award in ("district_commendation", "commune_commendation"):
        assert found["Hội Nông dân", award] == ("not_met", ("registration",))


def test_there_is_one_self_assessment_for_each_candidate_and_round(database: Database) -> None:
    stage = played(database, "plan_rounds", until="# The new year begins")
    with stage.session() as session:
        sent = session.exec(select(Submission)).one()
        assert (sent.round, sent.candidate_id) == ("2025", None)
        again = Submission(campaign_id=sent.campaign_id, campaign_version=1, unit_id=sent.unit_id, round="2025")
        session.add(again)
        with pytest.raises(IntegrityError):
            session.flush()


def test_a_deleted_name_stands_nowhere_but_in_what_was_written_and_sent(database: Database) -> None:
    stage = played(database, "plan_titles")
    name = re.compile("L[êe] V[ăa]n Ba", re.IGNORECASE)
    with stage.session() as session:
        assert [row.name for row in session.exec(select(Candidate))] == [None]
        for table in SQLModel.metadata.sorted_tables:
            if table.name in (JournalEvent.__tablename__, Outgoing.__tablename__):
                continue  # what was typed and what was delivered
            for row in session.connection().execute(table.select()):
                assert not name.search(str(row)), table.name


def test_nobody_else_can_use_a_candidate_of_another_unit(database: Database) -> None:
    stage = played(database, "plan_titles", until="# The self-assessment of the unit")
    stage.add_person("Nam", "unit_contact", "HND")
    shown = do(stage, "Nam> dang ky", typed=False)
    assert not any("Lê Văn Ba" in label for message in shown for label in message.labels)
    with stage.session() as session, session.begin():
        mine = session.exec(select(Candidate)).one()
        assert mine.unit_id == session.exec(select(Unit.id).where(Unit.code == "VHX")).one()


# ---------------------------------------------------------------- targets


@pytest.fixture(scope="module")
def ward(new_database: Callable[[], str]) -> Iterator[Stage]:
    database = Database(new_database())
    stage = Stage(database, ButtonChannel())
    for _, line in parse(FOLDER / "plan_register.txt"):
        if line.startswith("campaign "):
            stage.open_campaign(line.partition(" ")[2])
    yield stage
    database.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    units=st.lists(st.lists(st.sampled_from(["registered", "applied", "removed"]), max_size=12), max_size=6),
)
def test_targets_are_counted_exactly_from_the_rows(ward: Stage, units: list[list[str]]) -> None:
    with ward.session() as session:
        for number, entries in enumerate(units):
            unit = Unit(code=f"U{number}", name=f"Khu phố {number}", unit_type="neighborhood")
            session.add(unit)
            session.flush()
            assert unit.id is not None
            for entry in entries:
                session.add(
                    Initiative(
                        campaign_id=WARD,
                        unit_id=unit.id,
                        fields={},
                        registered_at=ward.now,
                        status="applied_effectively" if entry == "applied" else None,
                        removed_at=ward.now if entry == "removed" else None,
                    )
                )
        session.flush()
        campaign = queries.definition(session, WARD)
        lines = target_lines(session, campaign, translator("en"))
        session.rollback()
    standing = [[entry for entry in entries if entry != "removed"] for entries in units]
    registered = sum(map(len, standing))
    applied = sum(entry == "applied" for entries in standing for entry in entries)
    everybody = all(standing)
    met = "➖" if not units else "✅" if everybody and registered and applied * 10 >= registered else "❌"
    assert lines[0].startswith(met)
    assert f"Units: {len(units)};" in lines[1]
    assert f"Models registered: {registered};" in lines[1]
    assert lines[1].endswith(f": {applied}")
