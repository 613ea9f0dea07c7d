"""Drafts that were kept in the chat are known to the commands; where there is no database, nothing is missed."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from locales import translator
from reports.workbook.reading import read_workbook
from scoring.campaign_files import load_campaign, shipped_folder
from storage import queries
from storage.tables import History, OpenedCampaign
from tests.reports.story import ID

PLAN = load_campaign(shipped_folder() / f"{ID}.yaml")
NEW = PLAN.model_copy(update={"id": "cchc-tan-an-2025", "correction_days": 5})
KEPT_AT = datetime(2024, 4, 1, 2, tzinfo=UTC)
SAID = "cchc-tan-an-2025: the draft that was kept in the chat at 09:00, 01/04/2024.\n"


def keep(database, campaign, *, at=KEPT_AT):
    with database.session() as session:
        queries.add_draft(session, campaign, now=at, by=None, file_name="tan-an.xlsx", kept=True)
        session.commit()


@pytest.fixture
def kept(installation, database):
    keep(database, NEW)


def test_list_show_and_check_know_it(thidua, kept):
    code, out, err = thidua("campaign", "list", "--json")
    assert (code, err) == (0, "")
    by_id = {each["id"]: each for each in json.loads(out)}
    assert by_id[NEW.id] == {"id": NEW.id, "name": PLAN.name.within("en"), "draft": True}
    assert "draft" not in by_id[ID]
    assert f"{NEW.id}  {PLAN.name.within('en')}  (draft kept in the chat)" in thidua("campaign", "list")[1]
    code, out, err = thidua("campaign", "show", NEW.id)
    assert (code, err) == (0, SAID)
    assert NEW.id in out
    code, _, err = thidua("campaign", "check", NEW.id)
    assert code == 0
    assert "please note: deadlines" in err
    assert err.endswith("The draft cchc-tan-an-2025 that was kept in the chat is right (11 criteria)\n")
    assert thidua("campaign", "check", ID)[0] == 0
    assert "none-such" in thidua("campaign", "check", "none-such")[2]


def test_the_newest_of_several_counts_and_replaces_a_file(thidua, database, kept):
    keep(database, PLAN.model_copy(update={"correction_days": 9}))
    keep(database, PLAN.model_copy(update={"correction_days": 7}), at=KEPT_AT.replace(hour=3))
    assert thidua("campaign", "export-xlsx", ID, "--out", "out.xlsx")[0] == 0
    made = read_workbook(Path("out.xlsx").read_bytes(), translator("en")).campaign
    assert made is not None
    assert made.correction_days == 7


def test_it_can_be_tried_and_opened(thidua, database, kept, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("menu\n"))
    code, out, err = thidua("campaign", "try", NEW.id)
    assert (code, SAID in err) == (0, True)
    assert "[Trial] Reform campaign 2024" in out
    assert thidua("campaign", "open", NEW.id, "--yes")[0] == 0
    with database.reader() as session:
        assert queries.definition(session, NEW.id) == NEW


def test_what_waits_in_the_chat_becomes_the_next_version(thidua, database, installation):
    assert thidua("campaign", "open", ID, "--yes")[0] == 0
    code, _, err = thidua("campaign", "change", ID)
    assert (code, err) == (0, f"Nothing differs; version 1 of {ID} stays.\n")
    keep(database, PLAN.model_copy(update={"correction_days": 7}))
    code, _, err = thidua("campaign", "change", ID, "--yes", "--reason", "theo góp ý")
    assert code == 0, err
    assert "The draft “tan-an.xlsx” that was kept in the chat:" in err
    assert "Working days for a correction: 3 → 7" in err
    with database.reader() as session:
        assert session.get_one(OpenedCampaign, ID).version == 2
        assert session.exec(select(History).where(History.action == "changed")).one().why == "theo góp ý"
    # The file still says what version 1 said: it is an older state now, and not offered.
    assert f"version 2 of {ID} stays" in thidua("campaign", "change", ID)[2]


@pytest.mark.parametrize("command", [("list", "--json"), ("show", ID), ("check", ID)])
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:///none/here.db", False),
        ("sqlite:///garbage.db", True),
        ("postgresql://nobody@127.0.0.1:1/none", True),
        ("oracle://x", False),
    ],
)
def test_without_a_database_nothing_is_missed(thidua, installation, monkeypatch, command, address, said):
    (installation / "garbage.db").write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("THIDUA_DATABASE_URL", address)
    code, _, err = thidua("campaign", *command)
    assert code == 0
    assert ("The database cannot be read: drafts that were kept in the chat are left out." in err) is said
    assert not (installation / "none").exists()
