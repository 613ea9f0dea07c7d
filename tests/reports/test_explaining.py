"""Reasons and refusals as people read them."""

from datetime import date
from decimal import Decimal

import pytest

from locales import translator
from reports.explaining import explain_problem, explain_score
from scoring.answers import TypedAnswers, check_value
from scoring.campaign_files import load_campaigns
from scoring.refusals import Refusal
from scoring.score import score

CAMPAIGN = load_campaigns()["cchc-vinh-long-2024"]
ISSUED: TypedAnswers = {"I.2.1": {"issued": True, "issued_on": date(2024, 2, 15)}}
ON_TIME = {fact.name: fact.due_on for fact in CAMPAIGN.criterion("I.3").facts}


@pytest.mark.parametrize(
    ("criterion", "facts", "vietnamese", "english"),
    [
        (
            "I.1",
            {"tasks_assigned": 12, "tasks_incomplete": 2},
            "2 nhiệm vụ không hoàn thành × 1 = trừ 2 từ 10: 8 điểm.",
            "Tasks not completed: 2 × 1 = 2 off 10: 8 points.",
        ),
        (
            "I.1",
            {"tasks_assigned": 12, "tasks_incomplete": 0},
            "0 nhiệm vụ không hoàn thành: đủ 10 điểm.",
            "Tasks not completed: 0, full 10 points.",
        ),
        (
            "I.1",
            {"tasks_assigned": 15, "tasks_incomplete": 12},
            "12 nhiệm vụ không hoàn thành × 1 = trừ 12 từ 10, không thấp hơn 0: 0 điểm.",
            "Tasks not completed: 12 × 1 = 12 off 10, never below 0: 0 points.",
        ),
        ("I.1", {"tasks_assigned": 0}, "Không có nhiệm vụ được giao: 3 điểm.", "No task was assigned: 3 points."),
        (
            "I.2.1",
            {"issued": True, "issued_on": date(2024, 2, 29)},
            "Ngày 29/02/2024, không trễ hơn tháng 02/2024: 5 điểm.",
            "29/02/2024 is not later than 02/2024: 5 points.",
        ),
        (
            "I.2.1",
            {"issued": True, "issued_on": date(2024, 4, 1)},
            "Ngày 01/04/2024, hạn tháng 02/2024: trễ 2 tháng, 2 × 2 = trừ 4 từ 5: 1 điểm.",
            "01/04/2024, due in 02/2024: 2 months late, 2 × 2 = 4 off 5: 1 point.",
        ),
        (
            "I.2.2",
            {"fields_covered": 9, "funding": "in_plan"},
            "Đủ 9 lĩnh vực và có bố trí kinh phí: 5 điểm.",
            "All 9 fields are covered and funding is provided: 5 points.",
        ),
        (
            "I.2.2",
            {"fields_covered": 7, "funding": "none"},
            "Chỉ có 7/9 lĩnh vực; không bố trí kinh phí thực hiện.",
            "Only 7 of 9 fields are covered; no funding is provided.",
        ),
        ("I.2.3", {"percent_done": Decimal(100)}, "100%, đạt mức 100%: 10 điểm.", "100% reaches 100%: 10 points."),
        (
            "I.2.3",
            {"percent_done": Decimal("89.99")},
            "89,99% thuộc mức từ 80% đến dưới 90%: 5 điểm.",
            "89.99% lies from 80% to under 90%: 5 points.",
        ),
        (
            "I.2.3",
            {"percent_done": Decimal("79.99")},
            "79,99% dưới mức 80%: 0 điểm.",
            "79.99% is under 80%: 0 points.",
        ),
        ("I.3", ON_TIME, "Cả 4 báo cáo gửi đúng hạn: 10 điểm.", "All 4 reports sent on time: 10 points."),
        (
            "I.3",
            {**ON_TIME, "q1_sent_on": date(2024, 3, 11), "q3_sent_on": None},
            (
                "Báo cáo quý I: gửi 11/03/2024, trễ hạn 10/03/2024; Báo cáo quý III: không gửi, hạn 10/09/2024; "
                "2 báo cáo trễ hoặc không gửi: 0 điểm."
            ),
            (
                "First-quarter report: 11/03/2024, due 10/03/2024, late; "
                "Third-quarter report: not sent, due 10/09/2024; reports late or not sent: 2, 0 points."
            ),
        ),
        (
            "II.1",
            {"plan": "own", "activities_planned": 5, "activities_not_done": 1},
            (
                "Có kế hoạch tuyên truyền 2/2; thực hiện các hình thức đã đề ra 6/8 "
                "(1 nhiệm vụ, hình thức không thực hiện × 2 = trừ 2 từ 8: 6 điểm)."
            ),
            (
                "There is a publicity plan 2/2; the planned activities 6/8 "
                "(activities not carried out: 1 × 2 = 2 off 8: 6 points)."
            ),
        ),
        (
            "II.2",
            {"plan_issued": True, "percent_done": Decimal("99.5"), "violations_found": 0},
            (
                "Có ban hành kế hoạch 2/2; hoàn thành kế hoạch kiểm tra 0/4 (chỉ hoàn thành 99,5% kế hoạch, cần 100%); "
                "xử lý, khắc phục sai phạm 4/4."
            ),
            (
                "A plan was issued 2/2; the plan was completed 0/4 (99.5% of the plan was completed, 100% is needed); "
                "violations were resolved 4/4."
            ),
        ),
        (
            "V",
            {"initiatives_recognized": 3},
            "3 sáng kiến được công nhận, tính 2 × 5 = 10 điểm.",
            "Recognized initiatives: 3, 2 counted × 5 = 10 points.",
        ),
        (
            "V",
            {"initiatives_recognized": 1},
            "1 sáng kiến được công nhận × 5 = 5 điểm.",
            "Recognized initiatives: 1 × 5 = 5 points.",
        ),
        ("V", {}, "Chưa trả lời: Số sáng kiến được công nhận.", "Not answered yet: Initiatives recognized."),
    ],
)
def test_reasons(criterion, facts, vietnamese, english):
    given = score(CAMPAIGN, {**ISSUED, criterion: facts}).criteria[criterion]
    row = CAMPAIGN.criterion(criterion)
    assert explain_score(given, row, translator("vi")) == vietnamese
    assert explain_score(given, row, translator("en")) == english


def test_what_is_not_decided_yet():
    sheet = score(CAMPAIGN, {"I.3": {**ON_TIME, "annual_sent_on": None}}, on=date(2024, 12, 12))
    said = [
        explain_score(sheet.criteria[each], CAMPAIGN.criterion(each), translator("vi")) for each in ("I.3", "I.2.3")
    ]
    assert said == [
        "Báo cáo tổng kết năm: chưa gửi, còn hạn đến 12/12/2024.",
        "Chưa trả lời: Tỷ lệ hoàn thành Kế hoạch CCHC; cần trả lời tiêu chí I.2.1 trước.",
    ]


@pytest.mark.parametrize(
    ("criterion", "fact", "value", "facts", "said"),
    [
        (
            "I.1",
            "tasks_incomplete",
            6,
            {"tasks_assigned": 5},
            "“Số nhiệm vụ không hoàn thành” (6) không thể lớn hơn “Số nhiệm vụ được giao” (5).",
        ),
        (
            "I.2.3",
            "percent_done",
            Decimal("100.01"),
            {},
            "“Tỷ lệ hoàn thành Kế hoạch CCHC” nằm trong khoảng từ 0% đến 100%, không phải 100,01%.",
        ),
        ("V", "initiatives_recognized", -1, {}, "“Số sáng kiến được công nhận” là số nguyên từ 0 trở lên."),
        (
            "II.1",
            "activities_planned",
            0,
            {"plan": "own"},
            "“Số nhiệm vụ, hình thức tuyên truyền đã đề ra” ít nhất là 1, không phải 0.",
        ),
        (
            "II.1",
            "plan",
            "integrated",
            {},
            "Không chọn được “Lồng ghép trong Kế hoạch CCHC” vì câu trả lời ở tiêu chí I.2.1.",
        ),
        ("I.2.1", "issued_on", None, {}, "Còn thiếu “Ngày ban hành”."),
        ("I.3", "q1_sent_on", date(2024, 9, 2), {}, "Ngày 02/09/2024 chưa đến; hôm nay là 01/09/2024."),
    ],
)
def test_refusals(criterion, fact, value, facts, said):
    answers = {"I.2.1": {"issued": False}, criterion: facts}
    refusal = check_value(CAMPAIGN, criterion, fact, value, answers, today=date(2024, 9, 1))
    assert refusal is not None
    assert explain_problem(refusal, CAMPAIGN.criterion(criterion), translator("vi")) == said


@pytest.mark.parametrize(
    ("criterion", "fact", "code", "said"),
    [
        ("I.2.1", "issued", "wrong_type", "“Đã ban hành Kế hoạch CCHC năm 2024” trả lời có hoặc không."),
        ("I.2.1", "issued_on", "wrong_type", "“Ngày ban hành” là một ngày, ví dụ 26/04/2024."),
        ("I.2.3", "percent_done", "wrong_type", "“Tỷ lệ hoàn thành Kế hoạch CCHC” là tỷ lệ phần trăm từ 0 đến 100."),
        ("I.1", "tasks_assigned", "not_whole", "“Số nhiệm vụ được giao” là số nguyên từ 0 trở lên."),
        (
            "I.2.2",
            "funding",
            "unknown_option",
            (
                "“Kinh phí thực hiện” là một trong: Có bố trí trong Kế hoạch, Có văn bản riêng về kinh phí, "
                "Không bố trí kinh phí."
            ),
        ),
    ],
)
def test_unreadable_values(criterion, fact, code, said):
    refusal = Refusal(criterion, fact, code, {"type": "x"})
    assert explain_problem(refusal, CAMPAIGN.criterion(criterion), translator("vi")) == said
