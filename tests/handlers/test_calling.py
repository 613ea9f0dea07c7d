"""Two hundred units, of which most cannot be written to: every list of them fits in one message of every channel, and
all of them are seen, page by page and as a file."""

import io
import re
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot.rendering import render
from locales import translator
from reports.making import make_document
from storage.database import Database
from storage.tables import ChannelAccount, Membership, Outgoing, Person, Role, RosterContact, Unit
from tests.conversations import Stage, do
from tests.showing import ButtonChannel, ControlChannel, ZaloChannel

UNITS, JOINED, BLOCKED = 200, 20, 10
CHANNELS = [ButtonChannel, ControlChannel, ZaloChannel]


class _Stage(Stage):
    """Notes each message that its channel would have to send in several parts."""

    def show(self, person, row):
        rendered = render(row.payload, row.id, capabilities=self.channel.capabilities, tr=translator(self.locale))
        if len(rendered.texts) > 1:
            self.long.append(row.payload["text"][:60])
        return super().show(person, row)

    long: list[str]


@pytest.fixture(params=[(kind, brief) for kind in CHANNELS for brief in (False, True)], ids=str)
def stage(request: pytest.FixtureRequest, database: Database) -> Iterator[_Stage]:
    kind, brief = request.param
    stage = _Stage(database, kind())
    stage.long = []
    stage.open_campaign("cchc-vinh-long-2024")
    fill(stage)
    stage.add_person("Minh", "organizer")
    stage.change(select(Person).where(Person.name == "Minh"), brief=brief)
    yield stage
    assert stage.long == []


def fill(stage: Stage) -> None:
    """Some have joined, some of these have gone since, of the others there is the officer's list."""
    with stage.session() as session, session.begin():
        units = [
            Unit(code=f"P{n}", name=f"UBND Phường số {n}", unit_type="ward_committee") for n in range(1, UNITS + 1)
        ]
        session.add_all(units)
        session.flush()
        for n, unit in enumerate(units, start=1):
            phone = f"+8491{n:07}"
            session.add(
                RosterContact(unit_id=unit.id or 0, name=f"Nguyễn Thị Người {n}", phone=phone, listed_at=stage.now)
            )
            if n <= JOINED:
                person = Person(
                    name=f"Nguyễn Thị Người {n}", consented_at=stage.now, consent_version="1", created_at=stage.now
                )
                session.add(person)
                session.flush()
                account = ChannelAccount(
                    person_id=person.id or 0,
                    channel=stage.channel.name,
                    external_id=f"9{n}",
                    last_seen_at=stage.now,
                    reachable=n > BLOCKED,
                )
                role = Membership(person_id=person.id or 0, role=Role.UNIT_CONTACT, unit_id=unit.id, since=stage.now)
                session.add_all([account, role])


def say(stage: Stage, text: str) -> str:
    """What the organizer is shown, with what can be chosen."""
    found = [shown for shown in do(stage, f"Minh> {text}", typed=False) if shown.person == "Minh"]
    return "\n".join(line for shown in found for line in (shown.text, *shown.labels))


def numbers_in(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"• UBND Phường số (\d+)", text)]


def seen_to_the_end(stage: Stage, page: str) -> list[int]:
    found = numbers_in(page)
    for _ in range(UNITS):
        if "Xem tiếp" not in page:
            return found
        page = say(stage, "xem tiep")
        found += numbers_in(page)
    raise AssertionError("it never ends")


def test_all_of_them_are_seen_page_by_page(stage: _Stage) -> None:
    first = say(stage, "danh sach goi")
    assert "0910000001" in first
    assert seen_to_the_end(stage, first) == [*range(1, BLOCKED + 1), *range(JOINED + 1, UNITS + 1)]


def test_who_has_not_done_what_is_due_is_seen_with_everybody(stage: _Stage) -> None:
    say(stage, "don doc")
    page = say(stage, "Đăng ký thi đua")
    assert "200" in page
    assert seen_to_the_end(stage, say(stage, "danh sach goi")) == list(range(1, UNITS + 1))
    assert "Đăng ký thi đua" in say(stage, "quay lai")


def test_messages_about_them_show_a_few_and_name_the_way_to_all(stage: _Stage) -> None:
    left = UNITS - JOINED + BLOCKED
    say(stage, "don doc")
    say(stage, "Đăng ký thi đua")
    for step in ("don doc", "khong", "gia han", "10/5/2024", "tat ca", "Theo công văn số 5", "khong"):
        shown = say(stage, step)
        if str(left) in shown:
            assert "danh sách gọi" in shown
            assert 3 < len(numbers_in(shown)) < 20
    say(stage, "don doc")
    say(stage, "Nhắn tin cho mọi đơn vị")
    shown = say(stage, "Họp lúc 8 giờ sáng thứ Hai tại phường.")
    assert "danh sách gọi" in shown
    assert "danh sách gọi" in say(stage, "gui")
    for page in ("tinh hinh", "giay moi", "danh ba"):
        assert say(stage, page)


def test_the_report_of_who_was_not_reached_shows_a_few_and_leads_to_all(stage: _Stage) -> None:
    stage.blocking = {f"9{n}" for n in range(1, JOINED + 1)}
    say(stage, "don doc")
    say(stage, "Nhắn tin cho mọi đơn vị")
    say(stage, "Họp lúc 8 giờ sáng thứ Hai tại phường.")
    say(stage, "gui")
    (report,) = [shown for shown in stage.tick() if shown.person == "Minh"]
    assert 3 < len(numbers_in(report.text)) < 20
    assert seen_to_the_end(stage, say(stage, "danh sach goi")) == list(range(1, UNITS + 1))


def test_the_file_has_all_of_them(stage: _Stage) -> None:
    say(stage, "danh sach goi")
    say(stage, "tai danh sach")
    with stage.session() as session:
        rows = [row.payload for row in session.exec(select(Outgoing))]
        (document,) = [each for row in rows for each in row.get("documents") or ()]
        assert "091" not in str(document)  # numbers are put in when it is made
        made = make_document(session, document["kind"], document["params"], translator("vi"))
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    lines = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(lines) == UNITS - JOINED + BLOCKED
    assert lines[0][1:6] == (
        "UBND Phường số 1", "", "Nguyễn Thị Người 1", "0910000001", "đã chặn hoặc rời chương trình",
    )  # fmt: skip
    assert lines[-1][4] == "0910000200"


@pytest.mark.parametrize("role", ["reviewer", "unit_contact"])
def test_it_is_for_organizers_alone(database: Database, role: str) -> None:
    stage = Stage(database, ButtonChannel())
    stage.open_campaign("cchc-vinh-long-2024")
    fill(stage)
    stage.add_person("Minh", role, "P30" if role == "unit_contact" else None)
    assert "091" not in say(stage, "danh sach goi")
