"""Verdicts and their reasons as people read them."""

import pytest

from locales import translator
from reports.explaining import explain_verdict
from reports.explaining_verdicts import outcome_in_words
from scoring.answers import parse_answers
from scoring.campaign_files import load_campaigns
from scoring.verdict import STRENGTH, judge

CAMPAIGNS = load_campaigns()
HAI_HOA, DINH_DU, VINH_LONG = "cchc-hai-hoa-2024", "cchc-dinh-du-2024", "cchc-vinh-long-2024"
QUANG_NINH = "cchc-quang-ninh-2024"
ALL_DOCUMENTS = ["proposal_letter", "council_minutes", "self_score_sheet", "achievement_report"]


def said(campaign, item, facts, locale="vi"):
    definition = CAMPAIGNS[campaign]
    verdict = judge(definition, definition.criterion(item), parse_answers(definition, {item: facts}))
    return explain_verdict(verdict, definition.criterion(item), translator(locale))


@pytest.mark.parametrize(
    ("campaign", "item", "facts", "vietnamese", "english"),
    [
        (HAI_HOA, "II.2.1.4", {"models_registered": 2}, "Đạt.", "Met."),
        (
            HAI_HOA, "II.2.1.6", {"documents_exchanged": 420, "documents_electronic": 419},
            "Số văn bản thực hiện trên môi trường điện tử: 419, cần 420.",
            "Exchanged electronically: 419, needed: 420.",
        ),
        (
            HAI_HOA, "II.2.1.8", {"assessed": True, "grade": "Trung bình"},
            "Xếp loại năm 2023: Trung bình, cần từ Khá trở lên.",
            "Grade of 2023: Average, needed: at least Fair.",
        ),
        (
            HAI_HOA, "II.2.1.8", {"assessed": True, "grade": None},
            "Chưa rõ: Xếp loại năm 2023.", "Not known yet: Grade of 2023.",
        ),
        (
            HAI_HOA, "II.2.1.8", {"assessed": False},
            "Không áp dụng: Được đánh giá chỉ số CCHC hằng năm: không.",
            "Not applicable: Index assessed every year: no.",
        ),
        (
            HAI_HOA, "II.2.1.5", {"not_applicable": True, "not_applicable_reason": "khu phố không giải quyết TTHC"},
            "Không áp dụng: khu phố không giải quyết TTHC.", "Not applicable: khu phố không giải quyết TTHC.",
        ),
        (
            HAI_HOA, "II.2.1.7",
            {"units_total": 20, "units_registered": 19, "models_registered": 21, "models_applied": 2},
            "Số đơn vị đã đăng ký: 19, cần 20; Số được áp dụng có hiệu quả: 2, cần ít nhất 10% của 21.",
            "Units that registered a model: 19, needed: 20; Models applied effectively: 2, needed: at least 10% of 21.",
        ),
        (
            DINH_DU, "V.1.1", {"grade_2024": "Tốt", "score_2024": "84.20", "score_2023": "84.20"},
            "Điểm chỉ số năm 2024: 84,2, cần trên 84,2.", "Score of 2024: 84.2, needed: more than 84.2.",
        ),
        (
            DINH_DU, "registration", {"registered": True, "registered_on": "2024-04-26"},
            (
                "Đăng ký ngày 26/04/2024, không còn “trước ngày 26/04/2024”; Văn phòng UBND xã quyết định, "
                "kèm lý do."
            ),
            "Registered on 26/04/2024, not before 26/04/2024; the commune's office decides, with a reason.",
        ),
        (
            DINH_DU, "conduct",
            {
                "disciplined": True, "discipline_under_review": False, "valid_complaint_pending": True,
                "unverified_press_allegation": False,
            },
            "Đang bị kỷ luật: không khen thưởng.", "Under discipline: no award.",
        ),
        (
            VINH_LONG, "dossier", {"submitted_on": "2025-01-02", "documents": ALL_DOCUMENTS[:3]},
            (
                "Còn thiếu: Báo cáo thành tích của tập thể, cá nhân đề nghị khen thưởng; "
                "Ngày gửi hồ sơ: gửi 02/01/2025, trễ hạn 31/12/2024."
            ),
            (
                "Missing: Báo cáo thành tích của tập thể, cá nhân đề nghị khen thưởng; "
                "Sent on: 02/01/2025, due 31/12/2024, late."
            ),
        ),
        (
            VINH_LONG, "dossier", {"submitted_on": None, "documents": ALL_DOCUMENTS},
            "Ngày gửi hồ sơ: không gửi, hạn 31/12/2024.", "Sent on: not sent, due 31/12/2024.",
        ),
        (
            VINH_LONG, "III.1.3", {"index_2023_score": "91.25", "rank_2023": 4, "rank_2024": 7},
            "Thứ hạng năm 2023: 4, cần không quá 3 và Thứ hạng năm 2024: 7, cần không quá 3.",
            "Rank 2023: 4, needed: at most 3 and Rank 2024: 7, needed: at most 3.",
        ),
        (
            VINH_LONG, "III.1.5", {"on_time_percent": "90", "overdue_count": 1},
            "Tỷ lệ đúng hạn, sớm hạn: 90%, cần trên 90%; Số hồ sơ quá hạn: 1, cần 0.",
            "Handled on time: 90%, needed: more than 90%; Overdue files: 1, needed: 0.",
        ),
        (
            QUANG_NINH, "II.2.1.3", {"disbursed_percent_q3": "79.9", "disbursed_percent_year": "100"},
            "Tỷ lệ giải ngân hết Quý III: 79,9%, cần từ 80% trở lên.",
            "Disbursed by the end of September: 79.9%, needed: at least 80%.",
        ),
    ],
)  # fmt: skip
def test_reasons(campaign, item, facts, vietnamese, english):
    assert said(campaign, item, facts) == vietnamese
    assert said(campaign, item, facts, "en") == english


def test_every_outcome_has_its_word():
    tr = translator("vi")
    assert [outcome_in_words(outcome, tr) for outcome in (*STRENGTH, "eligible")] == [
        "đạt",
        "không áp dụng",
        "chờ quyết định",
        "chưa đạt",
        "chưa xét",
        "không xét",
        "đủ điều kiện",
    ]
