"""A changed definition becomes the next version: what was sent stays to the digit, drafts move, nothing is lost."""

from datetime import date

import pytest
from sqlmodel import col, select

from handlers.change_applying import apply_change
from handlers.changing import effect_lines, plan_change, refusal_lines
from locales import translator
from reports.tables import unit_table
from scoring.campaign import Campaign
from scoring.campaign_files import load_campaign, shipped_folder, validate_text
from storage import queries
from storage.database import Database
from storage.tables import (
    Answer,
    CampaignVersion,
    Conversation,
    DeadlineChange,
    Evidence,
    EvidenceKind,
    History,
    Membership,
    OpenedCampaign,
    Person,
    Registration,
    Role,
    Submission,
    Unit,
)
from tests.handlers.office import CONTEXT
from tests.reports.story import DECEMBER, ID, tell

PLAN = shipped_folder() / f"{ID}.yaml"
OLD = load_campaign(PLAN)
TEXT = PLAN.read_text("utf-8")
EN = translator("en")
DAY = date(2024, 12, 16)
DEDUCTION = ("per_item: 1\n", "per_item: 2\n")
WITHOUT_III = OLD.model_copy(
    update={
        "criteria": tuple(each for each in OLD.criteria if each.id != "III"),
        "total": OLD.total - OLD.criterion("III").max_points,
    }
)


def changed(*pairs: tuple[str, str]) -> Campaign:
    text = TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return validate_text("new.yaml", text)


@pytest.fixture
def told(database: Database) -> Database:
    with database.session(context=CONTEXT) as session:
        tell(session, OLD)
        session.add(
            Answer(
                submission_id=2,
                criterion="I.1",
                facts={"tasks_assigned": 10, "tasks_incomplete": 3},
                answered_at=DECEMBER,
            )
        )
        session.get_one(Person, 1).consented_at = DECEMBER
        session.add(Membership(person_id=1, role=Role.UNIT_CONTACT, unit_id=2, since=DECEMBER))
        session.commit()
    return database


def plan(database: Database, new: Campaign):
    with database.reader(context=CONTEXT) as session:
        return plan_change(session, session.get_one(OpenedCampaign, ID), new, on=DAY)


def apply(database: Database, new: Campaign):
    with database.session(context=CONTEXT) as session:
        change = plan_change(session, session.get_one(OpenedCampaign, ID), new, on=DAY)
        replies = apply_change(session, change, by=2, now=DECEMBER, reason="vì sao")
        session.commit()
    return replies


def tables(database: Database):
    with database.reader(context=CONTEXT) as session:
        unit = session.get_one(Unit, 1)
        return unit_table(session, ID, unit, EN), unit_table(session, ID, unit, EN, on=DAY)


@pytest.mark.parametrize(
    "new",
    [
        changed(DEDUCTION),
        changed(("at_least: 90, points: 8", "at_least: 89, points: 8")),
        changed(("points_by_failures: [10, 5, 0]", "points_by_failures: [10, 0]")),
        WITHOUT_III,
    ],
    ids=["deduction", "brackets", "reports", "row removed"],
)
def test_what_was_sent_opens_with_its_own_version_and_gives_the_same_points(told, new):
    before = tables(told)
    apply(told, new)
    assert tables(told) == before
    with told.reader(context=CONTEXT) as session:
        assert session.get_one(Submission, 1).campaign_version == 1
        assert session.get_one(Submission, 2).campaign_version == 2
        assert queries.definition(session, ID) == new
        assert queries.definition(session, ID, 1) == OLD
        assert [
            row.version for row in session.exec(select(CampaignVersion).order_by(col(CampaignVersion.version)))
        ] == [1, 2]


def test_before_it_is_applied_the_points_of_each_draft_are_shown(told):
    lines = effect_lines(plan(told, changed(DEDUCTION)), EN)
    assert lines[0].startswith("Phòng Kinh tế: ")
    assert "changed: I.1" in lines[0]
    before, after = lines[0].split(": ")[1].split(" points")[0].split(" → ")
    assert int(before.split("/")[0]) - int(after.split("/")[0]) == 3
    assert "1 submission that was sent keeps its rules and its points." in lines


def test_the_history_says_what_why_and_whom(told):
    replies = apply(told, changed(DEDUCTION))
    with told.reader() as session:
        line = session.exec(select(History).where(History.action == "changed")).one()
    assert (line.subject, line.why, line.person_id) == ("campaign", "vì sao", 2)
    assert line.before is not None
    assert line.after is not None
    assert (line.before["version"], line.after["version"]) == (1, 2)
    assert line.after["digest"] == changed(DEDUCTION).digest
    assert list(line.after["units"]) == ["P2"]
    (reply,) = replies
    assert (reply.to, reply.standing, reply.proactive) == (1, True, True)
    assert "vì sao" in reply.text


def test_answers_and_evidence_of_a_row_that_is_gone_are_kept_in_the_history(told):
    with told.session(context=CONTEXT) as session:
        proof = Evidence(submission_id=2, criterion="III", kind=EvidenceKind.EXPLANATION, text="lời", added_at=DECEMBER)
        session.add(proof)
        session.add(
            Conversation(
                person_id=1,
                flow="assessment",
                step="facts",
                data={"criterion": "III", "pending": {"feedback_count": 5}},
                updated_at=DECEMBER,
            )
        )
        session.commit()
    new = WITHOUT_III
    apply(told, new)
    with told.reader() as session:
        dropped = list(session.exec(select(History).where(History.action == "dropped by a change of the campaign")))
        assert [(line.subject, line.before) for line in dropped] == [
            ("answer:III", {"feedback_count": 1}),
            ("evidence:III", {"id": 4, "digest": None, "name": None, "text": "lời"}),
            ("answer:III", {"pending": {"feedback_count": 5}, "mine": None}),
        ]
        left = session.exec(select(Answer).where(Answer.submission_id == 2)).all()
        assert [row.criterion for row in left] == ["I.1"]
        assert session.get_one(Evidence, 4).removed_at is not None
        assert session.get_one(Conversation, 1).flow == "menu"
        # What was sent is untouched.
        assert session.exec(select(Answer).where(Answer.submission_id == 1, Answer.criterion == "III")).one()


def test_drafts_of_registrations_lose_only_what_no_longer_fits(told):
    with told.session(context=CONTEXT) as session:
        row = session.exec(select(Registration).where(Registration.unit_id == 2)).one()
        row.points = {"I.1": "7", "III": "10", "V": "10"}
        session.commit()
    new = WITHOUT_III
    change = plan(told, new)
    lines = effect_lines(change, EN)
    assert "Phòng Kinh tế: registered points to be entered again: III" in lines
    assert "UBND Phường 1: its registration stays as it was sent (III)" in lines
    apply(told, new)
    with told.reader() as session:
        assert session.exec(select(Registration).where(Registration.unit_id == 2)).one().points == {
            "I.1": "7",
            "V": "10",
        }
        assert "III" in session.exec(select(Registration).where(Registration.unit_id == 1)).one().points


def test_moved_deadlines_stay_moved_and_cannot_be_taken_away(told):
    with told.session(context=CONTEXT) as session:
        session.add(
            DeadlineChange(
                campaign_id=ID, deadline="003-D10", due_on=date(2025, 1, 20), reason="x", changed_at=DECEMBER
            )
        )
        session.commit()
    lines = effect_lines(plan(told, changed(DEDUCTION)), EN)
    assert "Closing conference stays moved to Monday, 20/01/2025 (all units)" in lines
    without = OLD.model_copy(update={"deadlines": OLD.deadlines[:-1]})
    assert refusal_lines(plan(told, without), EN) == [
        "The deadline “003-D10” cannot be removed: it was moved, or units have done it."
    ]


@pytest.mark.parametrize(
    ("update", "sentence"),
    [
        ({"candidates": OLD.candidates[:1]}, "The candidates “individual” cannot be removed"),
        ({"unit_types": OLD.unit_types[:2]}, "The kind of units “ward_committee” cannot be removed"),
        ({"id": "other"}, f"its id has to stay “{ID}”"),
        ({"registration": OLD.registration.model_copy(update={"kind": "light"})}, "The kind of registration cannot"),
        ({"criteria": (OLD.award_standards[0],)}, "Points cannot be added to or taken out"),
    ],
)
def test_what_cannot_be_changed_safely_is_refused_in_a_sentence(told, update, sentence):
    lines = refusal_lines(plan(told, OLD.model_copy(update=update)), EN)
    assert [line for line in lines if sentence in line]
    vi = refusal_lines(plan(told, OLD.model_copy(update=update)), translator("vi"))
    assert len(vi) == len(lines)
    assert set(vi).isdisjoint(lines)


def test_a_step_where_a_submission_waits_stays(told):
    with told.session(context=CONTEXT) as session:
        session.get_one(Submission, 1).step = "home_affairs_office"
        session.commit()
    chain = tuple(step for step in OLD.review_chain if step.id != "home_affairs_office")
    assert refusal_lines(plan(told, OLD.model_copy(update={"review_chain": chain})), EN) == [
        "The review step “home_affairs_office” cannot be removed: submissions stand there."
    ]


def test_before_anybody_has_begun_everything_can_be_changed(database):
    with database.session(context=CONTEXT) as session:
        queries.open_campaign(session, OLD, now=DECEMBER, by=None)
        session.commit()
    new = OLD.model_copy(update={"candidates": OLD.candidates[:1], "deadlines": OLD.deadlines[:-1]})
    assert plan(database, new).refused == ()
