"""``thidua export json``: everything of a campaign, and nothing personal unless it is asked for."""

import json
from datetime import UTC, date, datetime

import pytest

from scoring.campaign_files import load_campaign, shipped_folder
from storage import queries
from storage.tables import (
    Answer,
    ChannelAccount,
    Decision,
    DossierCheck,
    DossierPaper,
    Evidence,
    EvidenceKind,
    Finding,
    Membership,
    Person,
    Registration,
    RegistrationState,
    Role,
    RosterContact,
    StoredFile,
    Submission,
    SubmissionState,
    SubmissionVersion,
    Unit,
    Verdict,
)

ID = "cchc-vinh-long-2024"
CAMPAIGN = load_campaign(shipped_folder() / f"{ID}.yaml")
NOW = datetime(2024, 4, 1, 1, 0, tzinfo=UTC)
PERSONAL = ("Lê Thị Cúc", "+84912345670", "tg-777", "Võ Văn Em", "+84912345671")


@pytest.fixture
def story(database):
    """A unit registered twice, sent its sheet, and had a criterion returned. Another campaign was opened, too."""
    with database.session() as session:
        session.add(Unit(id=1, code="P1", name="UBND Phường 1", unit_type="ward_committee"))
        session.add(Person(id=1, name="Lê Thị Cúc", phone="+84912345670", consented_at=NOW, created_at=NOW))
        session.add_all(StoredFile(digest=d * 64, size=3, media_type="image/png", stored_at=NOW) for d in "abc")
        session.flush()
        session.add(ChannelAccount(person_id=1, channel="telegram", external_id="tg-777", last_seen_at=NOW))
        session.add(Membership(person_id=1, role=Role.UNIT_CONTACT, unit_id=1, since=NOW))
        session.add(RosterContact(unit_id=1, name="Võ Văn Em", phone="+84912345671", listed_at=NOW))
        queries.open_campaign(session, CAMPAIGN, now=NOW, by=1)
        queries.open_campaign(session, CAMPAIGN.model_copy(update={"id": "other"}), now=NOW, by=1)
        for number, state in ((1, RegistrationState.SUPERSEDED), (2, RegistrationState.SENT)):
            session.add(
                Registration(
                    id=number,
                    campaign_id=ID,
                    unit_id=1,
                    state=state,
                    points={"I.1": "10"},
                    document_date=date(2024, 4, 1),
                    document_file="a" * 64,
                    changed_by=1,
                    changed_at=NOW,
                    receipt=f"DK-{number}",
                )
            )
        session.add(
            Submission(
                id=7,
                campaign_id=ID,
                campaign_version=1,
                unit_id=1,
                state=SubmissionState.RETURNED,
                number=1,
                sent_at=NOW,
            )
        )
        session.add(Submission(id=8, campaign_id="other", campaign_version=1, unit_id=1))
        session.flush()
        session.add(Answer(submission_id=7, criterion="I.1", facts={"failed": 1}, answered_by=1, answered_at=NOW))
        session.add(
            Evidence(
                submission_id=7, criterion="I.1", kind=EvidenceKind.FILE, digest="b" * 64, name="anh.png", added_at=NOW
            )
        )
        report = "achievement_report"
        session.add(
            DossierPaper(
                campaign_id=ID,
                unit_id=1,
                document=report,
                kind=EvidenceKind.FILE,
                digest="c" * 64,
                name="bao-cao.pdf",
                added_at=NOW,
            )
        )
        session.add(
            DossierCheck(
                campaign_id=ID,
                unit_id=1,
                document=report,
                finding=Finding.INSUFFICIENT,
                reason="Mờ",
                found_by=1,
                found_at=NOW,
            )
        )
        session.add(
            SubmissionVersion(submission_id=7, number=1, content={"I.1": {"points": "7.5"}}, total="7.5", sent_at=NOW)
        )
        session.add(
            Decision(
                submission_id=7,
                number=1,
                step="office",
                criterion="I.1",
                verdict=Verdict.RETURNED,
                reason="Ảnh mờ",
                decided_by=1,
                decided_at=NOW,
            )
        )
        for campaign, unit, subject in ((ID, 1, "submission"), ("other", 1, "submission"), (None, 1, "membership")):
            queries.record(
                session, at=NOW, person_id=1, campaign_id=campaign, unit_id=unit, subject=subject, action="done"
            )
        queries.record(session, at=NOW, person_id=1, subject="account", action="linked")
        session.commit()


def test_everything_of_the_campaign_and_nobody_by_name(thidua, story):
    code, out, err = thidua("export", "json", "--campaign", ID, "--out", "-")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert [word for word in PERSONAL if word in out] == []
    assert list(data) == [
        "format",
        "campaign",
        "units",
        "memberships",
        "registrations",
        "candidates",
        "initiatives",
        "office_answers",
        "award_rulings",
        "dossier_papers",
        "dossier_checks",
        "submissions",
        "history",
        "files",
    ]
    assert data["format"] == "thidua-export/1"
    (version,) = data["campaign"].pop("versions")
    assert data["campaign"] == {
        "id": ID,
        "state": "open",
        "version": 1,
        "opened_at": "2024-04-01T01:00:00Z",
        "opened_by": 1,
        "closed_at": None,
    }
    assert (version["version"], version["digest"], version["definition"]) == (
        1,
        CAMPAIGN.digest,
        CAMPAIGN.to_document(),
    )
    assert data["units"] == [
        {"id": 1, "code": "P1", "name": "UBND Phường 1", "unit_type": "ward_committee", "active": True}
    ]
    assert [(row["person_id"], row["role"], row["unit_id"]) for row in data["memberships"]] == [(1, "unit_contact", 1)]
    assert [(row["receipt"], row["state"], row["document_date"]) for row in data["registrations"]] == [
        ("DK-1", "superseded", "2024-04-01"),
        ("DK-2", "sent", "2024-04-01"),
    ]
    (sheet,) = data["submissions"]
    assert (sheet["id"], sheet["state"]) == (7, "returned")
    assert [(row["criterion"], row["facts"], row["answered_by"]) for row in sheet["answers"]] == [
        ("I.1", {"failed": 1}, 1)
    ]
    assert [(row["kind"], row["digest"], row["name"]) for row in sheet["evidence"]] == [("file", "b" * 64, "anh.png")]
    assert [(row["number"], row["content"], row["total"]) for row in sheet["versions"]] == [
        (1, {"I.1": {"points": "7.5"}}, "7.5")
    ]
    assert [(row["verdict"], row["reason"], row["decided_by"]) for row in sheet["decisions"]] == [
        ("returned", "Ảnh mờ", 1)
    ]
    assert [(row["campaign_id"], row["subject"]) for row in data["history"]] == [
        (ID, "submission"),
        (None, "membership"),
    ]
    assert [(row["document"], row["name"]) for row in data["dossier_papers"]] == [("achievement_report", "bao-cao.pdf")]
    assert [(row["finding"], row["reason"], row["found_by"]) for row in data["dossier_checks"]] == [
        ("insufficient", "Mờ", 1)
    ]
    assert [row["digest"][0] for row in data["files"]] == ["a", "b", "c"]


def test_the_same_rows_give_the_same_file_that_its_owner_alone_can_read(thidua, story, installation):
    for name in ("one.json", "two.json"):
        assert thidua("export", "json", "--campaign", ID, "--out", name) == (
            0,
            "",
            f"The campaign {ID} is written to {name}.\n",
        )
    one, two = installation / "one.json", installation / "two.json"
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in installation.glob("*.json*")) == ["one.json", "two.json"]


def test_people_on_request(thidua, story):
    data = json.loads(thidua("export", "json", "--campaign", ID, "--out", "-", "--with-people")[1])
    (person,) = data["people"]
    assert (person["id"], person["name"], person["phone"]) == PERSONAL_ROW
    assert person["accounts"] == [{"channel": "telegram", "external_id": "tg-777", "reachable": True}]
    assert [(row["unit_id"], row["name"], row["phone"]) for row in data["roster"]] == [(1, "Võ Văn Em", "+84912345671")]


PERSONAL_ROW = (1, "Lê Thị Cúc", "+84912345670")


@pytest.mark.parametrize(
    ("campaign", "out", "sentence"),
    [
        ("x", "-", f"--campaign: The campaign x was never opened here. Opened were: {ID}, other."),
        (ID, "nowhere/a.json", "--out: nowhere/a.json cannot be written; name a file in a folder that exists."),
        (ID, ".", "--out: . cannot be written; name a file in a folder that exists."),
    ],
)
def test_wrong_input_ends_with_2(thidua, story, campaign, out, sentence):
    assert thidua("export", "json", "--campaign", campaign, "--out", out) == (2, "", f"thidua: {sentence}\n")
