"""What people write in a campaign, and what they must read: (act, a part of the answer). The plan is Vĩnh Long's."""

from datetime import UTC, datetime
from typing import Any

from scoring.campaign_files import load_campaigns
from storage import queries
from storage.tables import ChannelAccount, Membership, Person, Role, Unit
from tests.acceptance.people import Chatter
from tests.acceptance.program import Program

CAMPAIGN = "cchc-vinh-long-2024"

Turns = list[tuple[str, str]]

REGISTRATION: Turns = [
    ("dang ky", "Gồm 11 tiêu chí, tổng 100 điểm"),
    ("[Đăng ký tối đa tất cả]", "Số và ngày của văn bản đăng ký?"),
    ("12/UBND-VP ngày 12/4/2024", "Xin gửi văn bản đăng ký"),
    ("(document dang-ky)", "Tổng điểm đăng ký: 100"),
    ("gui", "Số biên nhận DK-2024-"),
]


def self_assessment(failed: int = 1) -> Turns:
    """Everything answered and proved, up to the summary: 98 points less the ``failed`` tasks."""
    total = 98 - failed
    return [
        ("tu cham diem", "tiêu chí 1/11"),
        (f"12 {failed}", f"I.1: {10 - failed}/10 điểm."),
        ("(photo i1)", "tiêu chí 2/11"),
        ("co, 15/2", "I.2.1: 5/5 điểm."),
        ("(photo i21)", "tiêu chí 3/11"),
        ("9", "Số lĩnh vực có trong Kế hoạch: 9."),
        ("[Có bố trí trong Kế hoạch]", "I.2.2: 5/5 điểm."),
        ("(document i22)", "tiêu chí 4/11"),
        ("92,5", "I.2.3: 8/10 điểm."),
        ("12/BC-UBND ngày 10/12/2024", "tiêu chí 5/11"),
        ("8/3, 7/6, 9/9, 11/12", "I.3: 10/10 điểm."),
        ("(photo i3)", "tiêu chí 6/11"),
        ("[Có kế hoạch riêng]", "Kế hoạch tuyên truyền CCHC: Có kế hoạch riêng."),
        ("5 0", "II.1: 10/10 điểm."),
        ("https://phuong1.example/tuyen-truyen", "tiêu chí 7/11"),
        ("[Có]", "Đã ban hành kế hoạch thanh tra, kiểm tra: có."),
        ("100 3 0", "II.2: 10/10 điểm."),
        ("(photo ii2)", "tiêu chí 8/11"),
        ("0", "III: 10/10 điểm."),
        ("(photo iii)", "tiêu chí 9/11"),
        ("0", "IV.1: 10/10 điểm."),
        ("Trong năm không có trường hợp nào bị phản ánh.", "tiêu chí 10/11"),
        ("0", "IV.2: 10/10 điểm."),
        ("(photo iv2)", "tiêu chí 11/11"),
        ("2", "V: 10/10 điểm."),
        ("(photo v)", f"Tổng cộng: {total}/100"),
    ]


SENDING: Turns = [("gui", "Sau khi gửi không sửa được"), ("[Đồng ý gửi]", "Số biên nhận TC-2024-")]

# What is stored of it: criterion → facts; and criterion → kinds of evidence.
FACTS: dict[str, dict[str, Any]] = {
    "I.1": {"tasks_assigned": 12, "tasks_incomplete": 1},
    "I.2.1": {"issued": True, "issued_on": "2024-02-15"},
    "I.2.2": {"fields_covered": 9, "funding": "in_plan"},
    "I.2.3": {"percent_done": "92.5"},
    "I.3": {
        "q1_sent_on": "2024-03-08",
        "h1_sent_on": "2024-06-07",
        "q3_sent_on": "2024-09-09",
        "annual_sent_on": "2024-12-11",
    },
    "II.1": {"plan": "own", "activities_planned": 5, "activities_not_done": 0},
    "II.2": {
        "plan_issued": True,
        "percent_done": "100",
        "violations_found": 3,
        "violations_not_resolved": 0,
    },
    "III": {"feedback_count": 0},
    "IV.1": {"confirmed_cases": 0},
    "IV.2": {"violation_cases": 0},
    "V": {"initiatives_recognized": 2},
}
EVIDENCE = {
    **{criterion: ["file"] for criterion in ("I.1", "I.2.1", "I.2.2", "I.3", "II.2", "III", "IV.2", "V")},
    "I.2.3": ["document"],
    "II.1": ["link"],
    "IV.1": ["explanation"],
}


def open_campaign(program: Program) -> None:
    """The plan, opened on its first days; the tables are made first."""
    program.database.upgrade()
    with program.writing() as session:
        now = program.campaign_time()
        queries.open_campaign(session, load_campaigns()[CAMPAIGN], now=now, by=None)


def add_units(program: Program, count: int) -> None:
    """UBND Phường 1, 2 …"""
    with program.writing() as session:
        for number in range(1, count + 1):
            session.add(Unit(code=f"P{number}", name=f"UBND Phường {number}", unit_type="ward_committee"))


def let_in(program: Program, id: int, name: str, role: Role, *, unit: int | None = None) -> Chatter:
    """Somebody who came in on Telegram before the story begins; ``unit`` is its number."""
    user = program.api.user(id, name)
    user.started = True
    enter(program, "telegram", str(id), name, role, unit=unit)
    return Chatter(user, program)


def enter(program: Program, channel: str, external_id: str, name: str, role: Role, *, unit: int | None = None) -> None:
    """They agreed, have the role, and were last heard of just now, by the real clock."""
    with program.writing() as session:
        now = program.campaign_time()
        person = Person(name=name, consented_at=now, consent_version="1", created_at=now)
        session.add(person)
        session.flush()
        assert person.id is not None
        seen = datetime.now(UTC)
        account = ChannelAccount(person_id=person.id, channel=channel, external_id=external_id, last_seen_at=seen)
        session.add_all([account, Membership(person_id=person.id, role=role, unit_id=unit, since=now)])


def facts_of(program: Program, unit: int) -> dict[str, dict[str, Any]]:
    """What is stored of a unit's self-assessment: criterion → facts."""
    with program.database.reader() as session:
        submission = queries.submission_for(session, CAMPAIGN, unit)
        assert submission is not None
        assert submission.id is not None
        return {criterion: answer.facts for criterion, answer in queries.answers_of(session, submission.id).items()}


def evidence_of(program: Program, unit: int) -> dict[str, list[str]]:
    """Criterion → the kinds of its evidence."""
    with program.database.reader() as session:
        submission = queries.submission_for(session, CAMPAIGN, unit)
        assert submission is not None
        assert submission.id is not None
        found = queries.evidence_of(session, submission.id)
        return {criterion: [proof.kind.value for proof in proofs] for criterion, proofs in found.items()}
