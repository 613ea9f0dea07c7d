"""Yes and no in whole sentences, and commands in other words than the usual ones."""

import pytest

from handlers import reading

ISSUED = "Đơn vị đã ban hành Kế hoạch CCHC năm 2024 chưa?"
DISCIPLINED = "Trong năm có ai đang bị kỷ luật không?"
RIGHT = "Các thông tin trên đã đúng chưa?"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (ISSUED, "Đơn vị chúng tôi đã ban hành Kế hoạch số 05/KH-UBND ngày 20/01/2024 ạ.", True),
        (ISSUED, "dạ bên khóm ban hành rồi nghen", True),
        (ISSUED, "chưa... à có rồi, mới ký hôm qua", True),
        (ISSUED, "Đơn vị chưa ban hành kế hoạch do chờ ý kiến chỉ đạo.", False),
        (ISSUED, "có kế hoạch nhưng chưa ban hành", False),
        (ISSUED, "đã ban hành nhưng chưa ban hành phụ lục", None),
        (ISSUED, "đang trình ký, chắc tuần sau ban hành", None),
        (ISSUED, "năm ngoái đã ban hành kế hoạch", None),
        (ISSUED, "đã ban hành kế hoạch một phần", None),
        (ISSUED, "hình như đã ban hành kế hoạch rồi", None),
        (ISSUED, "đã ban hành kế hoạch chưa?", None),
        (ISSUED, "không sao đâu", None),
        (ISSUED, "rồi làm răng nữa", None),
        (DISCIPLINED, "Có 01 đồng chí đang bị kỷ luật khiển trách.", True),
        (DISCIPLINED, "dạ không ạ, nội bộ đoàn kết tốt", False),
        (DISCIPLINED, "hem có ai hết trơn á", False),
        (DISCIPLINED, "không, nhưng có một người đang bị xem xét kỷ luật", None),
        (RIGHT, "sai rồi em ơi", False),
        (RIGHT, "chưa đúng, cái số báo cáo còn sai", False),
        (RIGHT, "đúng rồi gửi đi em", True),
    ],
)
def test_a_sentence(question: str, text: str, expected: bool | None) -> None:
    assert reading.read_yes_no(text, question=question) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lui lại câu hồi nãy", "back"),
        ("câu này để mai trả lời", "later"),
        ("còn mấy việc chưa làm?", "status"),
        ("Xin cho biết đơn vị tôi được bao nhiêu điểm?", "score"),
        ("gửi đi em", "submit"),
        ("đúng rồi, gửi đi em", "submit"),
        ("hổng biết xài cái này, chỉ chú với", "help"),
        ("Đề nghị cho tôi gặp cán bộ phụ trách.", "human"),
        ("thôi nghỉ, mệt rồi", "stop"),
        ("xóa cái ảnh vừa rồi", "undo"),
        ("xong rồi, gửi hết hình rồi đó", "done"),
    ],
)
def test_a_wish_in_other_words(text: str, expected: str) -> None:
    assert reading.read_command(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "em gửi anh cái mẫu",
        "tôi gửi ạ",
        "đã gửi rồi",
        "chưa gửi",
        "đừng gửi",
        "khoan gửi đã",
        "rồi, gửi em rồi",
        "đúng rồi, em gửi anh cái mẫu",
        "mai gửi báo cáo giấy lên phường",
        "phường đã giúp khu phố làm xong 12 việc",
        "còn 3 nhiệm vụ chưa hoàn thành",
        "tôi đã gặp cán bộ hôm qua",
        "gửi?",
    ],
)
def test_what_is_told_is_no_wish(text: str) -> None:
    assert reading.read_command(text) is None
