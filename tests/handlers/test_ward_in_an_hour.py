"""What an officer has to do from an empty installation until forty units are invited, those who joined are seen and
the others can be called: every message is counted, and docs/bat-dau-phuong.md says the same numbers."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from storage import queries
from storage.database import Database
from storage.tables import Role
from tests import conversations
from tests.conversations import Stage, do
from tests.showing import ButtonChannel
from tests.ward import UNITS, ward_of_forty

PAGE = Path(__file__).parents[2] / "docs" / "bat-dau-phuong.md"
ROW = re.compile(r"^\| (?P<step>[^|]+) \| [^|]+ \| (?P<turns>\d+) \|$", re.MULTILINE)
INVITED = {
    "Vào bằng mã": ("{code}", "đồng ý", "Nguyễn Văn Minh", "đúng"),
    "Nhập danh sách": ("nhập danh sách", "(list phuong.xlsx)", "nhập"),
    "Mở phong trào": ("mở phong trào", "phường Hải Hòa", "xác nhận tất cả và mở"),
    "Phiếu mời": ("mời tất cả", "in phiếu", "PDF"),
}
WATCHED = {"Xem ai đã vào": ("giấy mời",), "Danh sách gọi": ("danh sách gọi", "tải danh sách")}
MISSING = 9


@pytest.fixture
def stage(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Nothing is there: no person, no unit, no campaign."""
    (tmp_path / "phuong.xlsx").write_bytes(ward_of_forty())
    monkeypatch.setattr(conversations, "LISTS", tmp_path)
    return Stage(database, ButtonChannel())


def code_of_an_organizer(stage: Stage) -> str:
    """As ``thidua invite --role organizer`` prints it."""
    with stage.session() as session, session.begin():
        return queries.make_invitation(
            session, role=Role.ORGANIZER, unit_id=None, now=stage.now, valid_for=timedelta(days=3)
        )[1]


def say(stage: Stage, name: str, text: str) -> str:
    shown = [each for each in do(stage, f"{name}> {text}", typed=False) if each.person == name]
    said = "\n".join(each.text for each in shown)
    assert "Xin lỗi, chưa hiểu" not in said, f"{text}: {said}"
    return said


def test_an_officer_needs_as_many_messages_as_the_guide_says(stage: Stage) -> None:
    code, said = code_of_an_organizer(stage), {}
    for step, messages in INVITED.items():
        said[step] = [say(stage, "Minh", text.format(code=code)) for text in messages]
    assert "40 đơn vị mới" in said["Nhập danh sách"][1]
    assert "Đã mở Thi đua CCHC 2024 – phường Hải Hòa" in said["Mở phong trào"][-1]
    codes = [each for each in stage.codes if each != code]
    assert len(codes) == UNITS
    for number, one in enumerate(codes[MISSING:]):
        for text in (one, "đồng ý", "đúng"):
            welcome = say(stage, f"Nguoi{number}", text)
        assert "Chào mừng" in welcome
    for step, messages in WATCHED.items():
        said[step] = [say(stage, "Minh", text) for text in messages]
    assert f"{UNITS - MISSING}/{UNITS}" in said["Xem ai đã vào"][0]
    assert said["Danh sách gọi"][0].count("chưa có ai tham gia") == MISSING
    counted = {step: len(messages) for step, messages in {**INVITED, **WATCHED}.items()}
    told = {row["step"]: int(row["turns"]) for row in ROW.finditer(PAGE.read_text("utf-8"))}
    assert counted == {step: turns for step, turns in told.items() if step in counted}
    assert f"Cộng: {sum(counted.values())} lượt" in PAGE.read_text("utf-8")


def test_the_minutes_of_the_guide_add_up() -> None:
    text = PAGE.read_text("utf-8")
    minutes = [int(row["turns"]) for row in ROW.finditer(text.partition("## Mất bao lâu")[2])]
    assert f"Cộng chừng {sum(minutes)} phút" in text
