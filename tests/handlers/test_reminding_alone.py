"""Who competes alone is reminded like a unit: of the own registration and award dossier, while it is to be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from handlers.conversation import Event, EventKind, Reply
from handlers.routing import respond
from handlers.windows import Window, close, look_after
from scoring.campaign_files import load_campaign, shipped_folder
from scoring.reminders import VIETNAM
from storage.database import Database
from storage.queries import reminders as rows
from storage.tables import (
    Candidate,
    ChannelAccount,
    DossierPaper,
    EvidenceKind,
    Membership,
    Person,
    Registration,
    RegistrationState,
    Role,
    Submission,
    SubmissionState,
)
from tests.handlers.office import Office, at, eight
from tests.handlers.test_reminder_budget import Scarce

CAMPAIGN = load_campaign(shipped_folder() / "cchc-dinh-du-2024.yaml")
OPENED = at("2024-04-16 07:00")
DAYS = [OPENED.date() + timedelta(days=n) for n in range(240)]
OF_REGISTRATION = {
    "T-7": "2024-04-17",
    "T-3": "2024-04-22",
    "T-1": "2024-04-24",
    "T0": "2024-04-25",
    "T+1": "2024-04-26",
}
OF_DOSSIER = {"T-14": "2024-11-25", "T-7": "2024-12-02", "T-1": "2024-12-06", "T0": "2024-12-09", "T+1": "2024-12-10"}


@dataclass
class People(Office):
    """The commune of the plan, where people register themselves."""

    def alone(self: Office, unit: int, person: int | None = None, name: str = "Trần Thị Mai") -> tuple[int, int]:
        """(person, candidate): somebody of the unit who competes alone."""
        with self.write() as session:
            person = person or _somebody(session)
            candidate = Candidate(campaign_id=CAMPAIGN.id, unit_id=unit, kind="individual", name=name, added_at=OPENED)
            session.add(candidate)
            session.flush()
            member = Membership(person_id=person, role=Role.INDIVIDUAL, unit_id=unit, since=OPENED)
            member.candidate_id = candidate.id
            session.add(member)
            return person, candidate.id or 0

    def told(self, person: int, deadline: str, candidate: int | None = None) -> dict[str, str]:
        """Offset -> the local day on which somebody was reminded."""
        return {
            row.offset: row.sent_at.astimezone(VIETNAM).date().isoformat()
            for row in self.rows()
            if row.person_id == person and row.deadline == deadline
            if candidate is None or row.candidate_id == candidate
        }

    def live(self, first: date, last: date) -> None:
        for day in DAYS:
            if first <= day <= last:
                self.tick(eight(day))

    def press(self, person: int, choice: str, when: datetime) -> list[Reply]:
        with self.write() as session:
            account = session.exec(select(ChannelAccount.id).where(ChannelAccount.person_id == person)).first()
            event = Event(person, EventKind.PRESS, now=when, choice=choice, channel="console", account=account or 0)
            return respond(session, event)


def _somebody(session: Session) -> int:
    """Without any other role."""
    row = Person(name="Mai", consented_at=OPENED, consent_version="1", created_at=OPENED)
    session.add(row)
    session.flush()
    number = row.id or 0
    account = ChannelAccount(person_id=number, channel="console", external_id=str(number), last_seen_at=OPENED)
    session.add(account)
    return number


@pytest.fixture
def people(database_url: str) -> Iterator[People]:
    database = Database(database_url)
    people = People(database)
    people.open(OPENED, CAMPAIGN)
    yield people
    database.close()


def registration(unit: int, candidate: int | None, when: datetime) -> Registration:
    return Registration(
        campaign_id=CAMPAIGN.id,
        unit_id=unit,
        candidate_id=candidate,
        points={},
        state=RegistrationState.SENT,
        changed_at=when,
        sent_at=when,
    )


def papers(unit: int, candidate: int | None, when: datetime) -> list[DossierPaper]:
    """Everything that is for the individual to send; the minutes are the council's."""
    return [
        DossierPaper(
            campaign_id=CAMPAIGN.id,
            unit_id=unit,
            candidate_id=candidate,
            document=document.id,
            kind=EvidenceKind.DOCUMENT,
            text="12/BC",
            added_at=when,
        )
        for document in (CAMPAIGN.dossier.documents if CAMPAIGN.dossier else ())
        if document.added_by == "unit"
    ]


def test_the_mornings_are_those_of_a_unit(people: People) -> None:
    mai, _ = people.alone(people.unit("VP"))
    people.live(DAYS[0], DAYS[-1])
    assert people.told(mai, "001-D1") == OF_REGISTRATION
    assert people.told(mai, "001-D2") == OF_DOSSIER
    texts = [reply.text for _, reply in people.sent if reply.to == mai]
    assert len(texts) == len(OF_REGISTRATION) + len(OF_DOSSIER)
    assert all("Trần Thị Mai (UBND VP)" in text for text in texts)


def test_what_is_done_is_not_reminded_of(people: People) -> None:
    unit = people.unit("VP")
    mai, own = people.alone(unit)
    people.add(registration(unit, own, at("2024-04-18 09:00")))
    people.live(date(2024, 4, 18), date(2024, 4, 30))
    assert people.told(mai, "001-D1") == {}
    people.live(date(2024, 11, 25), date(2024, 11, 25))
    people.add(*papers(unit, own, at("2024-11-26 09:00")))
    people.live(date(2024, 11, 26), date(2024, 12, 12))
    assert people.told(mai, "001-D2") == {"T-14": "2024-11-25"}


def test_what_the_unit_did_is_not_the_individuals_and_the_other_way_round(people: People) -> None:
    unit = people.unit("VP")
    lan = people.person(Role.UNIT_CONTACT, unit, since=OPENED)
    mai, own = people.alone(unit)
    people.add(registration(unit, own, OPENED), *papers(unit, None, at("2024-11-20 09:00")))
    people.live(DAYS[0], DAYS[-1])
    assert people.told(mai, "001-D1") == {}
    assert people.told(lan, "001-D1") == OF_REGISTRATION
    assert people.told(mai, "001-D2") == OF_DOSSIER
    assert people.told(lan, "001-D2") == {}


@pytest.mark.parametrize("left", ["role", "withdrawn", "name"])
def test_nothing_to_whom_it_is_no_matter_any_more(people: People, left: str) -> None:
    mai, own = people.alone(people.unit("VP"))
    people.tick(eight(date(2024, 4, 17)))
    with people.write() as session:
        if left == "role":
            session.exec(select(Membership).where(Membership.candidate_id == own)).one().until = at("2024-04-18 09:00")
        elif left == "withdrawn":
            session.get_one(Person, mai).consented_at = None
        else:
            session.get_one(Candidate, own).active = False
    people.live(date(2024, 4, 18), date(2024, 4, 30))
    assert people.told(mai, "001-D1") == {"T-7": "2024-04-17"}


def test_a_contact_who_also_competes_hears_of_both_in_one_message(people: People) -> None:
    unit = people.unit("VP")
    lan = people.person(Role.UNIT_CONTACT, unit, since=OPENED)
    _, own = people.alone(unit, lan)
    (said,) = people.tick(eight(date(2024, 4, 17)))
    assert "UBND VP" in said.text
    assert "Trần Thị Mai (UBND VP)" in said.text
    assert len(people.rows()) == 2
    ways = [choice.id for choice in said.choices if "register" in choice.id]
    assert ways == [f"remind:register:{unit}", f"remind:mine:{own}:register"]
    people.add(registration(unit, None, at("2024-04-18 09:00")))
    people.live(date(2024, 4, 22), date(2024, 4, 22))
    assert people.told(lan, "001-D1", candidate=0) == {"T-7": "2024-04-17"}
    assert people.told(lan, "001-D1", candidate=own) == {"T-7": "2024-04-17", "T-3": "2024-04-22"}


def test_sent_on_paper_is_said_by_a_press_and_taken_back(people: People) -> None:
    unit = people.unit("VP")
    mai, own = people.alone(unit)
    hoa, other = people.alone(unit, name="Lê Văn Hòa")
    people.add(registration(unit, own, OPENED), registration(unit, other, OPENED))
    (said,) = [reply for reply in people.tick(eight(date(2024, 11, 25))) if reply.to == mai]
    ids = [choice.id for choice in said.choices]
    assert ids == [f"dossier:{unit}:{own}:", f"remind:mine:{own}:sent:{CAMPAIGN.id}:001-D2", "remind:tomorrow:001-D2"]
    people.press(mai, ids[1], at("2024-11-25 09:00"))
    (done,) = people.press(mai, "day:0", at("2024-11-25 09:01"))
    assert "Trần Thị Mai (UBND VP)" in done.text
    people.tick(eight(date(2024, 12, 2)))
    assert set(people.told(mai, "001-D2")) == {"T-14"}
    assert set(people.told(hoa, "001-D2")) == {"T-14", "T-7"}
    # Neither somebody else nor a forged press takes it back.
    mistake = next(choice.id for choice in done.choices if "mistake" in choice.id)
    people.press(hoa, mistake, at("2024-12-02 09:00"))
    people.press(hoa, f"remind:mine:{own}:sent:{CAMPAIGN.id}:001-D2", at("2024-12-02 09:01"))
    people.press(mai, mistake, at("2024-12-02 09:02"))
    people.tick(eight(date(2024, 12, 6)))
    assert set(people.told(mai, "001-D2")) == {"T-14", "T-1"}


def test_a_lost_reminder_of_a_correction_is_made_up_for(people: People) -> None:
    unit = people.unit("VP")
    mai, own = people.alone(unit)
    day = at("2024-11-14 09:00")
    people.add(
        registration(unit, own, OPENED),
        Submission(
            campaign_id=CAMPAIGN.id,
            campaign_version=1,
            unit_id=unit,
            candidate_id=own,
            state=SubmissionState.RETURNED,
            number=1,
            return_due_on=date(2024, 11, 15),
            first_sent_at=day,
        ),
    )
    (said,) = people.tick(eight(date(2024, 11, 15)))
    assert said.to == mai
    assert "Trần Thị Mai (UBND VP)" in said.text
    row = people.rows()[-1]
    with people.write() as session:
        rows.mark_lost(session, mai, row.sent_at, again=at("2024-11-18 08:00"))
    (again,) = people.tick(eight(date(2024, 11, 18)))
    assert again.to == mai
    assert "Trần Thị Mai (UBND VP)" in again.text


# ---------------------------------------------------------------- where messages are scarce

REAL = timedelta(days=900)
OA = Window("zalo_oa", timedelta(days=7), 30, has_template=False)


def asked(people: People, when: str) -> list[int | None]:
    with people.write() as session:
        close(session, OA, real=at(when) + REAL)
        found = look_after(session, OA, now=at(when), real=at(when) + REAL)
    return [reply.to for reply in found if reply.choices and reply.choices[0].id == "window:ok"]


def seen_on_zalo(people: People, person: int, when: datetime) -> None:
    with people.write() as session:
        account = session.exec(select(ChannelAccount).where(ChannelAccount.person_id == person)).one()
        account.channel, account.last_seen_at = "zalo_oa", when + REAL


def test_an_individual_is_asked_to_keep_the_window_open_for_the_own_duties_alone(people: People) -> None:
    unit = people.unit("VP")
    mai, _ = people.alone(unit)
    hoa, other = people.alone(unit, name="Lê Văn Hòa")
    people.add(registration(unit, other, OPENED))  # Hòa is done; that the unit is not is no matter of theirs
    for person in (mai, hoa):
        seen_on_zalo(people, person, at("2024-04-16 09:00"))
    assert asked(people, "2024-04-22 08:00") == [mai]
    assert asked(people, "2024-04-22 15:00") == []


def test_individuals_count_when_the_month_is_planned(database_url: str) -> None:
    """Five mornings in April for four people are 20 messages; of 20 that are left 12 are for reminders."""
    database = Database(database_url)
    office = Scarce(database)
    office.open(OPENED, CAMPAIGN)
    unit = office.unit("VP")
    for _ in range(4):
        People.alone(office, unit)
    office.organizers = frozenset({office.person(Role.ORGANIZER)})
    office.left = 20
    assert office.mornings(17, 22, 24, 25, 26) == {17: 0, 22: 0, 24: 4, 25: 4, 26: 4}
    database.close()
