"""An office with three reviewers that reviews twice: how it is set up, driven, and looked at."""

from collections.abc import Iterator
from decimal import Decimal

from sqlmodel import Session, col, select

from bot.channels.base import Understood
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import Decision, Submission, SubmissionState
from tests.conversations import Stage
from tests.showing import ButtonChannel
from tests.submissions import send_for

CAMPAIGN = "cchc-vinh-long-2024"
SECRET = "Sổ theo dõi ghi nhận 3 phản ánh"  # the first reviewer's reason


def office(database_url: str) -> Iterator[Stage]:
    database = Database(database_url)
    stage = Stage(database, ButtonChannel())
    stage.now = stage.now.replace(month=12, day=16, hour=9)
    stage.open_campaign(CAMPAIGN)
    stage.add_person("Giang", "organizer")
    for name in ("An", "Binh", "Cuc"):
        stage.add_person(name, "reviewer")
    for code in ("P1", "P2"):
        stage.add_unit(code, f"UBND Phường {code[1]}")
        send_for(stage, code)
    stage.add_person("Lan", "unit_contact", "P1")
    yield stage
    database.close()


def say(stage: Stage, name: str, *texts: str) -> str:
    """What this person is shown after the last of these."""
    shown = ""
    for text in texts:
        messages = stage.act(name, Understood(EventKind.TEXT, text))
        shown = "\n".join(line for each in messages if each.person == name for line in each.lines())
    return shown


def switch_on(stage: Stage, *, percent: int = 0, least: str = "5", sees: str = "khong") -> None:
    said = say(stage, "Giang", "menu", "cac buoc", "tham dinh lan hai", "thiet lap", str(percent), least, sees)
    assert "Đã ghi" in said


def correct(stage: Stage, name: str, count: str, why: str = SECRET) -> str:
    return say(stage, name, "III", "sua so lieu", count, why)


def approve_first(stage: Stage, name: str = "An", unit: str = "UBND Phường 1", *, count: str = "3") -> str:
    say(stage, name, "tham dinh", unit)
    correct(stage, name, count)
    return say(stage, name, "ca ho so", "duyet tat ca", "dong y")


def the(session: Session, code: str) -> Submission:
    return session.exec(select(Submission).where(Submission.id == int(code[1]))).one()


def state(stage: Stage, code: str) -> tuple[SubmissionState, bool]:
    """Where it stands, and whether it waits for its second review."""
    with stage.session() as session:
        row = the(session, code)
        return row.state, row.second_at is not None


def appraised(stage: Stage, code: str) -> dict[str, Decimal]:
    with stage.session() as session:
        row = the(session, code)
        wanted = select(Decision).where(Decision.submission_id == row.id, col(Decision.undone_at).is_(None))
        return {each.criterion: Decimal(each.points or "0") for each in session.exec(wanted)}


WAITS = (SubmissionState.SUBMITTED, True)
DONE = (SubmissionState.APPROVED, False)
