"""The program on a small campaign with one criterion, driven past its pages: acts are put to the handlers."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from handlers.context import Context
from handlers.conversation import Event, EventKind
from handlers.routing import respond
from handlers.ticking import tick
from scoring.calendar_files import load_calendar
from scoring.campaign import Campaign
from scoring.reminders import VIETNAM
from storage import queries
from storage.database import Database
from storage.tables import (
    ChannelAccount,
    Conversation,
    Membership,
    Person,
    Registration,
    RegistrationState,
    Role,
    Submission,
    Unit,
)
from tests.handlers.review_model import CHAIR, COUNCIL, OFFICE, PROVINCE, Model

STEPS, ONE = (OFFICE, COUNCIL, CHAIR, PROVINCE), "I.1"
START = datetime(2024, 12, 2, 9, 0, tzinfo=VIETNAM)
REASON = "Chưa khớp với báo cáo đã nhận"
PEOPLE: dict[str, tuple[Role, str]] = {
    "lan": (Role.UNIT_CONTACT, "own"),
    "tam": (Role.UNIT_LEADER, "own"),
    "hoa": (Role.UNIT_CONTACT, "other"),
    "an": (Role.REVIEWER, ""),
    "binh": (Role.REVIEWER, ""),
    "mai": (Role.REVIEWER, ""),  # spoke for the unit until yesterday
    "thu": (Role.COUNCIL_SECRETARY, ""),
    "khanh": (Role.DECISION_MAKER, ""),
    "giang": (Role.ORGANIZER, ""),
}


def small_campaign() -> Campaign:
    title = "Nhiệm vụ"
    fact = {"name": "failed", "type": "count", "question": "Bao nhiêu việc không đạt?", "label": "Không đạt"}
    return Campaign.from_document(
        {
            "id": "small",
            "name": "Phong trào nhỏ",
            "short_name": "Nhỏ",
            "document": {"title": "Kế hoạch", "place": "Vĩnh Long", "issuer": "UBND", "signer": "Chủ tịch"},
            "period": {"start": "2024-03-14", "end": "2026-12-31"},
            "unit_types": [{"id": "ward", "name": "Phường"}],
            "criteria": [
                {
                    "id": ONE,
                    "title": title,
                    "wording": title,
                    "max_points": "10",
                    "facts": [fact],
                    "rule": {"kind": "deduction", "from": "10", "per_item": "2", "count": "failed", "items": "việc"},
                }
            ],
            "total": "10",
            "registration": {"kind": "points", "form_title": "Bảng", "intro": "Đăng ký", "late": "Muộn"},
            "self_assessment": {"intro": "Tự chấm"},
            "deadlines": [{"id": "D1", "kind": "closing", "title": "x", "wording": "x", "late": "none"}],
            "review_chain": [
                {"id": OFFICE, "title": OFFICE, "in_program": True, "appraises": True, "role": "reviewer"},
                {"id": COUNCIL, "title": COUNCIL, "in_program": True, "role": "council_secretary"},
                {"id": CHAIR, "title": CHAIR, "in_program": True, "role": "decision_maker"},
                {"id": PROVINCE, "title": PROVINCE},
            ],
        }
    )


@dataclass
class Real:
    """The program on a real database, and the model beside it."""

    database: Database
    model: Model
    dice: random.Random
    now: datetime = START
    people: dict[str, int] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    calendar: Any = field(default_factory=load_calendar)

    def session(self) -> Session:
        return self.database.session(context=Context(campaigns={}, calendar=self.calendar))

    def set_up(self) -> None:
        with self.session() as session, session.begin():
            queries.open_campaign(session, small_campaign(), now=START - timedelta(days=9), by=None)
            units = {"own": Unit(code="P1", name="Phường 1", unit_type="ward")}
            units["other"] = Unit(code="P2", name="Phường 2", unit_type="ward")
            session.add_all(units.values())
            session.flush()
            for name, (role, unit) in PEOPLE.items():
                person = Person(name=name, consented_at=START, consent_version="1", created_at=START)
                session.add(person)
                session.flush()
                assert person.id is not None
                self.people[name] = person.id
                session.add(ChannelAccount(person_id=person.id, channel="test", external_id=name, last_seen_at=START))
                unit_id = units[unit].id if unit else None
                session.add(Membership(person_id=person.id, role=role, unit_id=unit_id, since=START))
            yesterday = START - timedelta(days=1)
            session.add(
                Membership(
                    person_id=self.people["mai"],
                    role=Role.UNIT_CONTACT,
                    unit_id=units["own"].id,
                    since=yesterday,
                    until=yesterday,
                )
            )
            for each in units.values():
                assert each.id is not None
                session.add(
                    Registration(
                        campaign_id="small",
                        unit_id=each.id,
                        state=RegistrationState.SENT,
                        points={ONE: "10"},
                        changed_at=START,
                        sent_at=START,
                        receipt=f"DK-{each.id}",
                    )
                )
            session.add(Submission(campaign_id="small", campaign_version=1, unit_id=units["own"].id or 0))

    @property
    def today(self) -> date:
        return self.now.astimezone(VIETNAM).date()

    @property
    def until(self) -> date:
        """The last day for explaining, where a round is closed now: 3 working days."""
        day: date = self.calendar.add_working_days(self.today, 3)
        return day

    def act(self, who: str, place: tuple[str, str, dict[str, Any]], *, text: str = "", choice: str = "") -> None:
        """One event of somebody at a place of the conversation, whether a page had led there or not."""
        with self.session() as session, session.begin():
            person = self.people[who]
            talk = session.get(Conversation, person)
            if talk is None:
                talk = Conversation(person_id=person, updated_at=self.now, data={})
                session.add(talk)
            talk.flow, talk.step, talk.data = place
            kind = EventKind.PRESS if choice else EventKind.TEXT
            respond(session, Event(person=person, kind=kind, now=self.now, text=text, choice=choice or None))

    def tick(self) -> None:
        with self.session() as session, session.begin():
            tick(session, self.now)
