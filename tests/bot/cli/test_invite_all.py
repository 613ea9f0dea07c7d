"""``thidua invite --all``, ``--list``, ``--revoke``: the codes of everybody on the list."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from storage import queries
from storage.tables import BotState, Invitation, Membership, Person, Role, RosterContact, Unit
from tests.pdfs import pdf_words

CODE = re.compile(r"\b[2-9CFGHJKMNPQRTVX]{4}-[2-9CFGHJKMNPQRTVX]{4}\b")
NOW = datetime(2024, 4, 1, tzinfo=UTC)


@pytest.fixture
def ward(database):
    with database.session() as session:
        session.add_all(
            [
                Unit(id=1, code="KP1", name="Khu phố 1", unit_type="neighborhood"),
                Unit(id=2, code="KP2", name="Khu phố 2", unit_type="neighborhood"),
                Unit(id=3, code="KP3", name="Khu phố 3", unit_type="neighborhood"),
                Person(id=1, name="Trần Thử", consented_at=NOW, consent_version="1", created_at=NOW),
            ]
        )
        session.flush()
        session.add_all(
            [
                RosterContact(id=1, unit_id=1, name="Lê Mẫu", listed_at=NOW),
                RosterContact(id=2, unit_id=1, name="Lý Ví Dụ", role=Role.UNIT_LEADER, listed_at=NOW),
                RosterContact(id=3, unit_id=2, name="Trần Thử", listed_at=NOW),
                Membership(person_id=1, role=Role.UNIT_CONTACT, unit_id=2, since=NOW),
            ]
        )
        session.commit()


def codes_on(paper: Path) -> list[str]:
    if paper.suffix == ".PDF":
        return CODE.findall("\n".join(pdf_words(paper.read_bytes())))
    with zipfile.ZipFile(io.BytesIO(paper.read_bytes())) as archive:
        return CODE.findall(archive.read("word/document.xml").decode())


def states(thidua) -> dict[str | None, str]:
    _, out, _ = thidua("invite", "--list", "--json")
    return {one["name"]: one["state"] for one in json.loads(out)}


@pytest.mark.parametrize("name", ["giay-moi.docx", "giay-moi.PDF"])
def test_everybody_who_is_missing_gets_a_code(thidua, database, ward, name):
    code, _, err = thidua("invite", "--all", "--out", name)
    assert (code, "3 invitations" in err) == (0, True)
    printed = codes_on(Path(name))
    assert len(set(printed)) == 3
    assert Path(name).stat().st_mode & 0o077 == 0
    with database.session() as session:
        found = [queries.find_invitation(session, one) for one in printed]
    assert [(one.role, one.unit_id, one.contact_id) for one in found if one] == [
        (Role.UNIT_CONTACT, 1, 1),
        (Role.UNIT_LEADER, 1, 2),
        (Role.UNIT_CONTACT, 3, None),
    ]
    assert states(thidua) == {"Lê Mẫu": "invited", "Lý Ví Dụ": "invited", "Trần Thử": "joined", None: "invited"}


def test_a_new_sheet_makes_the_old_one_worthless(thidua, database, ward):
    for name in ("one.docx", "two.docx"):
        assert thidua("invite", "--all", "--out", name)[0] == 0
    with database.session() as session:
        rows = list(session.exec(select(Invitation).order_by(col(Invitation.id))))
    assert [one.revoked_at is None for one in rows] == [False] * 3 + [True] * 3


def test_codes_can_be_withdrawn_by_unit_or_all(thidua, ward):
    thidua("invite", "--all", "--out", "one.docx")
    assert "2 codes" in thidua("invite", "--revoke", "kp1")[2]
    assert states(thidua) == {"Lê Mẫu": "revoked", "Lý Ví Dụ": "revoked", "Trần Thử": "joined", None: "invited"}
    assert thidua("invite", "--revoke", "kp1")[0] == 2
    assert "1 code" in thidua("invite", "--revoke", "all")[2]
    _, out, _ = thidua("invite", "--list")
    assert "KP3  Khu phố 3 (contact): Code was withdrawn" in out


@pytest.mark.parametrize(
    "arguments",
    [("--all",), ("--out", "a.docx"), (), ("--all", "--out", "a.odt"), ("--all", "--out", "nowhere/a.docx")],
)
def test_what_does_not_fit_together_is_said(thidua, ward, arguments):
    code, out, err = thidua("invite", *arguments)
    assert (code, out) == (2, "")
    assert "--" in err


def test_nobody_to_invite(thidua, database):
    assert thidua("invite", "--all", "--out", "a.docx")[0] == 2
    assert not Path("a.docx").exists()


def test_each_invitation_names_the_bot_that_has_room(thidua, database, ward, monkeypatch):
    monkeypatch.setenv("THIDUA_ZALO_BOT_TOKENS", "71:abcdefghij, 72:abcdefghij")
    monkeypatch.setenv("THIDUA_ZALO_BOT_USERS", "1")
    with database.session() as session:
        session.add_all([BotState(bot=f"zalo_bot-{n}", key="username", value=f"bot.so{n}") for n in (71, 72)])
        session.commit()
    assert thidua("invite", "--all", "--out", "giay-moi.docx")[0] == 0
    with zipfile.ZipFile("giay-moi.docx") as archive:
        named = re.findall(r"“(bot.so7\d)”", archive.read("word/document.xml").decode())
    assert sorted(named) == ["bot.so71", "bot.so72"]  # the third finds no room
    with database.session() as session:
        channels = [invitation.channel for invitation in session.exec(select(Invitation))]
    assert sorted(channels, key=str) == [None, "zalo_bot-71", "zalo_bot-72"]
