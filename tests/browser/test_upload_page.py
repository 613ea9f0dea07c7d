"""The page for files in a real browser, as small as an old phone's and without scripts: somebody chooses two files and
sends them."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from bot.links import Links, load_key
from storage.database import Database
from storage.tables import ChannelAccount, Conversation, JournalEvent, Outgoing, Person
from tests.acceptance.program import environment
from tests.browser.papers import draw_document

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 568}


@dataclass
class Installation:
    """A running program whose Zalo cannot be reached, and somebody who was asked for a file."""

    folder: Path
    database: Database
    address: str = ""

    def link(self, *, flow: str = "evidence", step: str = "add", upload: str = "I.1", title: str = "") -> str:
        """For a question of its own."""
        now = datetime.now(UTC)
        with self.database.session() as session:
            # Without consent the message would be emptied as soon as it is handled.
            person = Person(name="Lan", consented_at=now, consent_version="1", created_at=now)
            session.add(person)
            session.flush()
            assert person.id is not None
            account = ChannelAccount(
                person_id=person.id, channel="zalo_bot", external_id=f"{person.id:020x}", last_seen_at=now
            )
            talk = Conversation(person_id=person.id, flow=flow, step=step, data={"criterion": "I.1"}, updated_at=now)
            session.add_all([account, talk])
            session.flush()
            row = Outgoing(
                person_id=person.id,
                account_id=account.id,
                channel="zalo_bot",
                payload={"text": "?", "upload": upload} | ({"upload_title": title} if title else {}),
                not_before=now,
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            links = Links(self.address)
            links.key = load_key(session)
            session.commit()
            return links.upload(row.id, now=now)

    def uploads(self) -> list[JournalEvent]:
        with self.database.reader() as session:
            return list(session.exec(select(JournalEvent).where(JournalEvent.kind == "upload")))


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("upload")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    url = f"sqlite:///{folder / 'thidua.db'}"
    settings = {"zalo_bot_token": "1:abcdefgh", "zalo_bot_api_url": "http://127.0.0.1:9", "database_url": url}
    env = environment(
        **settings, files_dir=folder / "files", http_port=port, public_url=f"http://127.0.0.1:{port}", log_format="json"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("READY "), line
    database = Database(url)
    yield Installation(folder, database, line.split()[1])
    process.terminate()
    process.communicate(timeout=30)
    database.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """An old phone whose browser runs no scripts."""
    context = chromium.new_context(viewport=SMALL, java_script_enabled=False, has_touch=True, is_mobile=True)  # type: ignore[arg-type] # a plain dict
    yield context.new_page()
    context.close()


def test_two_files_are_chosen_and_sent(installation: Installation, phone: Page, tmp_path: Path) -> None:
    paper = tmp_path / "Quyết định 12.pdf"
    paper.write_bytes(b"%PDF-1.7 paper")
    photo = draw_document(tmp_path / "ảnh chụp.jpg", 1)
    phone.goto(installation.link())
    expect(phone.get_by_role("heading", name="Minh chứng cho I.1")).to_be_visible()
    button = phone.get_by_role("button", name="Gửi")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 60
    assert box["width"] >= 250
    assert phone.locator("main").bounding_box()["width"] <= SMALL["width"]  # type: ignore[index] # it is there
    phone.get_by_label("Chọn ảnh hoặc tệp").set_input_files([paper, photo])
    button.tap()
    expect(phone.get_by_text("Đã nhận: Quyết định 12.pdf, ảnh chụp.jpg.")).to_be_visible()
    event = installation.uploads()[-1]
    assert event.raw is not None
    assert [one["name"] for one in event.raw["upload"]] == ["Quyết định 12.pdf", "ảnh chụp.jpg"]
    kept = installation.folder / "files"
    digest = event.raw["upload"][0]["digest"]
    assert (kept / digest[:2] / digest[2:4] / digest).read_bytes() == paper.read_bytes()
    phone.reload()
    expect(phone.get_by_text("Đường liên kết này đã dùng rồi")).to_be_visible()


def test_what_is_not_taken_is_said_above_the_form(installation: Installation, phone: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "trò chơi.exe"
    wrong.write_bytes(b"MZ program")
    phone.goto(installation.link())
    phone.get_by_label("Chọn ảnh hoặc tệp").set_input_files(wrong)
    phone.get_by_role("button", name="Gửi").tap()
    expect(phone.get_by_role("alert")).to_contain_text("trò chơi.exe: Loại tệp này không nhận được.")
    photo = draw_document(tmp_path / "anh.jpg", 2)
    phone.get_by_label("Chọn ảnh hoặc tệp").set_input_files(photo)
    phone.get_by_role("button", name="Gửi").tap()
    expect(phone.get_by_role("heading", name="Xin cảm ơn")).to_be_visible()


@pytest.mark.parametrize(
    ("flow", "step", "upload", "title"),
    [
        ("registration", "file", "registration", "Văn bản đăng ký thi đua"),
        ("importing", "file", "importing", "Danh sách đơn vị"),
        ("calendar", "table", "calendar", "Ngày nghỉ và ngày làm bù"),
        ("opening", "", "workbook", "Phong trào viết trong tệp Excel"),
        ("explaining", "write", "explanation:I.1", "Minh chứng cho giải trình I.1"),
    ],
)
def test_every_place_that_asks_for_a_file_has_its_page(
    installation: Installation, phone: Page, tmp_path: Path, flow: str, step: str, upload: str, title: str
) -> None:
    paper = tmp_path / "Tệp của đơn vị.pdf"
    paper.write_bytes(b"%PDF-1.7 paper")
    phone.goto(installation.link(flow=flow, step=step, upload=upload, title=title))
    expect(phone.get_by_role("heading", name=title)).to_be_visible()
    phone.get_by_label("Chọn ảnh hoặc tệp").set_input_files(paper)
    phone.get_by_role("button", name="Gửi").tap()
    expect(phone.get_by_text("Đã nhận: Tệp của đơn vị.pdf.")).to_be_visible()
