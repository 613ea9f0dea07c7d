"""The second review past its golden conversation: what begins it, who is left out, how it is settled."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from reports.exporting import export_campaign
from storage.database import Database
from storage.queries import second as seconds
from storage.tables import Decision, History, SecondReview, StandIn, SubmissionState
from tests.conversations import Stage
from tests.handlers.second_stage import (
    CAMPAIGN,
    DONE,
    WAITS,
    appraised,
    approve_first,
    correct,
    office,
    say,
    state,
    switch_on,
    the,
)
from tests.showing import ButtonChannel


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    yield from office(database_url)


def test_below_the_limit_and_without_a_sample_it_is_approved_at_once(stage: Stage) -> None:
    switch_on(stage, least="7")
    approve_first(stage, count="3")  # 6 points less
    assert state(stage, "P1") == DONE


def test_the_limit_itself_is_reached(stage: Stage) -> None:
    switch_on(stage, least="6")
    approve_first(stage, count="3")
    assert state(stage, "P1") == WAITS


def test_a_sample_takes_what_differs_in_nothing_and_is_written_down(stage: Stage) -> None:
    switch_on(stage, percent=100, least="0")
    say(stage, "An", "tham dinh", "UBND Phường 1", "duyet tat ca", "dong y")
    assert state(stage, "P1") == WAITS
    with stage.session() as session:
        row = session.exec(select(SecondReview)).one()
        line = session.exec(select(History).where(History.subject == "second", History.action == "opened")).one()
        assert (row.drawn, row.difference) == (True, "0")
        rule = seconds.second_rule(session, CAMPAIGN)
        assert rule is not None
        assert line.after == {"percent": 100, "seed": rule.seed, "least": None, "blind": True}


def test_a_changed_rule_draws_with_the_same_seed(stage: Stage) -> None:
    switch_on(stage, percent=10, least="0")
    with stage.session() as session:
        first = seconds.second_rule(session, CAMPAIGN)
        assert first is not None
        seed = first.seed
    say(stage, "Giang", "dat lai", "20", "0", "co")
    with stage.session() as session:
        rule = seconds.second_rule(session, CAMPAIGN)
        assert rule is not None
        assert (rule.percent, rule.seed, rule.blind) == (20, seed, False)


def test_what_is_returned_goes_to_the_unit_and_to_no_second_reviewer(stage: Stage) -> None:
    switch_on(stage, percent=100)
    say(stage, "An", "tham dinh", "UBND Phường 1", "trả lại I.1", "Chưa khớp với báo cáo", "dong y")
    assert state(stage, "P1") == (SubmissionState.RETURNED, False)


def test_a_round_that_was_left_alone_goes_to_a_second_reviewer_too(stage: Stage) -> None:
    switch_on(stage)
    say(stage, "An", "tham dinh", "UBND Phường 1")
    correct(stage, "An", "3")
    say(stage, "An", *["duyet"] * 11)
    stage.now += timedelta(minutes=31)
    shown = stage.tick()
    assert state(stage, "P1") == WAITS
    assert {each.person for each in shown if "chờ thẩm định lần hai" in each.text} == {"Binh", "Cuc"}
    assert not stage.shown.get("Lan")


def test_the_unit_is_told_once_and_only_after_the_second_review(stage: Stage) -> None:
    switch_on(stage)
    approve_first(stage)
    assert not stage.shown.get("Lan")
    assert "đã duyệt 0/11" in say(stage, "Lan", "tinh hinh")
    stage.shown["Lan"] = []
    say(stage, "Binh", "tham dinh", "lan hai UBND Phường 1")
    correct(stage, "Binh", "3", "Xác nhận có 3 phản ánh")
    say(stage, "Binh", "ca ho so", "duyet tat ca", "xong", "dong y")
    assert state(stage, "P1") == DONE
    assert len(stage.shown["Lan"]) == 1
    assert "**94/100**" in stage.shown["Lan"][0].text


def test_the_first_reviewer_is_never_the_second_one_nor_stands_in_for_him(stage: Stage) -> None:
    switch_on(stage)
    approve_first(stage)
    assert "lần hai" not in say(stage, "An", "tham dinh")
    say(stage, "Binh", "tham dinh", "nho nguoi thay", "An", "từ 16/12 đến 31/12/2024", "dung")
    assert "lần hai" not in say(stage, "An", "tham dinh")
    with stage.session() as session:
        assert session.exec(select(StandIn)).one().deputy_id == session.exec(select(Decision.decided_by)).first()
    say(stage, "An", "menu")
    stage.now += timedelta(minutes=1)
    assert "Đã duyệt" not in say(stage, "An", "tham dinh", "lan hai UBND Phường 1", "duyet tat ca", "xong", "dong y")
    assert state(stage, "P1") == WAITS


def test_whoever_has_begun_is_not_overtaken_until_everything_is_taken_back(stage: Stage) -> None:
    switch_on(stage)
    approve_first(stage)
    say(stage, "Binh", "tham dinh", "lan hai UBND Phường 1", "III", "duyet")
    assert "lần hai" not in say(stage, "Cuc", "tham dinh")
    say(stage, "Binh", "hoan tac")
    assert "Thẩm định lần hai – UBND Phường 1" in say(stage, "Cuc", "tham dinh")


# ---------------------------------------------------------------- settling, and afterwards


def differ(stage: Stage) -> None:
    """The first corrected III to 4 points, the second lets the unit's own 10 stand."""
    switch_on(stage)
    approve_first(stage)
    say(stage, "Binh", "tham dinh", "lan hai UBND Phường 1", "duyet tat ca", "xong", "dong y")


@pytest.mark.parametrize(("which", "points"), [("thu nhat", 4), ("thu hai", 10)])
@pytest.mark.parametrize("who", ["An", "Binh"])
def test_either_settles_and_the_points_follow_from_the_facts(stage: Stage, who: str, which: str, points: int) -> None:
    differ(stage)
    if who == "An":
        say(stage, "An", "tham dinh", "lan hai UBND Phường 1")
    say(stage, who, "III", which, "Đã xem lại sổ theo dõi")
    assert state(stage, "P1") == WAITS  # nothing is in force yet
    say(stage, who, "ket thuc")
    assert state(stage, "P1") == DONE
    assert appraised(stage, "P1")["III"] == points


def test_nobody_else_settles_and_nothing_is_in_force_before_all_is_settled(stage: Stage) -> None:
    differ(stage)
    assert "UBND Phường 1" not in say(stage, "Cuc", "tham dinh")
    say(stage, "Binh", "ket thuc")
    assert state(stage, "P1") == WAITS


def test_the_organizer_cannot_do_without_it_once_both_have_decided(stage: Stage) -> None:
    differ(stage)
    shown = say(stage, "Giang", "menu", "cac buoc", "tham dinh lan hai", "UBND Phường 1")
    assert "bỏ qua lần hai" not in shown
    say(stage, "Giang", "bo qua")
    assert state(stage, "P1") == WAITS


def test_a_later_step_that_sends_it_back_begins_no_third_review_unless_something_changes(stage: Stage) -> None:
    differ(stage)
    say(stage, "Binh", "III", "thu nhat", "Đã xem lại sổ theo dõi", "ket thuc")
    for count, then in (("", DONE), ("4", WAITS)):
        with stage.session() as session, session.begin():
            row = the(session, "P1")
            row.state, row.step = SubmissionState.SUBMITTED, "office" if row.step is None else row.step
            row.explain_until = None
        stage.now += timedelta(minutes=5)
        say(stage, "An", "tham dinh", "UBND Phường 1")
        if count:
            correct(stage, "An", count)
        say(stage, "An", "ca ho so", "ket thuc", "dong y")
        assert state(stage, "P1") == then


def test_everything_of_it_is_in_the_export(stage: Stage) -> None:
    differ(stage)
    with stage.session() as session:
        found = export_campaign(session, CAMPAIGN)["submissions"][0]["second_reviews"]
    assert [each["criterion"] for each in found[0]["opinions"]].count("III") == 1
    assert found[0]["difference"] == "6"


def test_a_plan_without_points_counts_changed_verdicts(database_url: str) -> None:
    database = Database(database_url)
    stage = Stage(database, ButtonChannel())
    stage.open_campaign("danvan-phung-chi-kien-2025-2026")
    stage.add_person("Giang", "organizer")
    asked = say(stage, "Giang", "menu", "cac buoc", "tham dinh lan hai", "bat", "0")
    assert "bao nhiêu tiêu chí bị đổi kết quả" in asked
    assert "Đổi kết quả từ 2 tiêu chí trở lên" in say(stage, "Giang", "2", "khong")
    assert "Chưa đủ hai người thẩm định" in "\n".join(each.text for each in stage.shown["Giang"])
    database.close()


def test_a_second_reviewer_who_turns_out_to_be_close_leaves_it_to_another_one(stage: Stage) -> None:
    switch_on(stage)
    approve_first(stage)
    say(stage, "Binh", "tham dinh", "lan hai UBND Phường 1", "III", "duyet", "ca ho so")
    stage.shown["Cuc"] = []
    said = say(stage, "Binh", "co lien quan", "Em gái làm việc ở đó")
    assert "lần hai" not in said
    assert [each.text for each in stage.shown["Cuc"]] == ["UBND Phường 1 đang chờ thẩm định lần hai."]
    shown = say(stage, "Cuc", "tham dinh", "lan hai UBND Phường 1")
    assert "✅" not in shown  # nothing of the other one's is left
    say(stage, "Cuc", "III", "sua so lieu", "3", "Đúng là có 3 phản ánh", "ca ho so", "duyet tat ca", "xong", "dong y")
    assert state(stage, "P1") == DONE


def test_whom_the_organizer_named_settles_it(stage: Stage) -> None:
    differ(stage)
    say(stage, "Giang", "menu", "cac buoc", "tham dinh lan hai", "UBND Phường 1", "cu nguoi chot", "Cuc")
    say(stage, "Cuc", "tham dinh", "lan hai UBND Phường 1", "III", "thu hai", "Hai phản ánh không thuộc đơn vị")
    say(stage, "Cuc", "ket thuc")
    assert state(stage, "P1") == DONE
    assert appraised(stage, "P1")["III"] == 10


def test_a_criterion_that_the_second_one_leaves_is_left_when_that_is_settled(stage: Stage) -> None:
    switch_on(stage)
    approve_first(stage)
    say(stage, "Binh", "tham dinh", "lan hai UBND Phường 1", "V", "de hoi dong", "Chưa có quyết định công nhận")
    say(stage, "Binh", "III", "sua so lieu", "3", "Đúng là có 3 phản ánh", "ca ho so", "duyet tat ca", "xong", "dong y")
    assert state(stage, "P1") == WAITS
    say(stage, "Binh", "V", "thu hai", "Chờ quyết định công nhận sáng kiến", "ket thuc")
    assert state(stage, "P1") == DONE
    with stage.session() as session:
        wanted = select(Decision).where(Decision.criterion == "V", Decision.submission_id == 1)
        standing = [each for each in session.exec(wanted) if each.undone_at is None]
    assert [(each.verdict.value, each.reason) for each in standing] == [("left", "Chưa có quyết định công nhận")]
