"""``thidua campaign change``: shown first, then asked about, then the next version holds."""

import io
import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from scoring.campaign_files import load_campaign, shipped_folder
from storage import queries
from storage.tables import ChannelAccount, History, Membership, OpenedCampaign, Outgoing, Person, Role, Submission
from tests.reports.story import ID, tell

PLAN = shipped_folder() / f"{ID}.yaml"
NOW = datetime(2024, 4, 1, tzinfo=UTC)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def changed(installation, database):
    """A campaign in the middle of its review, and a file in which a deduction is twice as high."""
    with database.session() as session:
        tell(session, load_campaign(PLAN))
        session.get_one(Person, 1).consented_at = NOW
        session.add(Membership(person_id=1, role=Role.UNIT_CONTACT, unit_id=2, since=NOW))
        session.add(ChannelAccount(person_id=1, channel="telegram", external_id="7", last_seen_at=NOW))
        session.commit()
    before, row, rest = PLAN.read_text("utf-8").partition("  - id: III\n")
    (installation / "mine.yaml").write_text(
        before + row + re.sub(r"per_item: \S+", "per_item: 3", rest, count=1), "utf-8"
    )
    assert load_campaign("mine.yaml").digest != load_campaign(PLAN).digest
    return "mine.yaml"


def version(database):
    with database.reader() as session:
        return session.get_one(OpenedCampaign, ID).version


def test_without_a_terminal_it_only_shows(thidua, database, changed):
    code, out, err = thidua("campaign", "change", ID, changed)
    assert (code, out) == (2, "")
    assert "What changes (version 1 → 2):" in err
    assert "Phòng Kinh tế" in err
    assert err.endswith("thidua: Nothing was changed. To apply it, give --yes and --reason.\n")
    assert version(database) == 1


def test_applied_it_is_the_next_version_and_the_units_are_told(thidua, database, changed):
    code, _, err = thidua("campaign", "change", ID, changed, "--yes", "--reason", "theo góp ý")
    assert code == 0, err
    assert "Version 2 of cchc-vinh-long-2024 holds now.\n1 message waits to be sent.\n" in err
    with database.reader() as session:
        assert queries.definition(session, ID) == load_campaign(changed)
        assert [row.campaign_version for row in session.exec(select(Submission))] == [1, 2]
        assert "theo góp ý" in session.exec(select(Outgoing)).one().payload["text"]
        assert session.exec(select(History).where(History.action == "changed")).one().why == "theo góp ý"
    code, _, err = thidua("campaign", "change", ID, changed, "--yes", "--reason", "theo góp ý")
    assert (code, err) == (0, "Nothing differs; version 2 of cchc-vinh-long-2024 stays.\n")


@pytest.mark.parametrize(
    ("typed", "code", "after"),
    [
        (["no"], 2, 1),
        (["yes", "x", "theo góp ý"], 0, 2),
        (["có", "theo góp ý"], 0, 2),
        ([], 1, 1),
    ],
)
def test_on_a_terminal_it_asks(thidua, database, changed, monkeypatch, typed, code, after):
    monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in typed)))
    assert thidua("campaign", "change", ID, changed)[0] == code
    assert version(database) == after


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["x", "mine.yaml"], f"The campaign x was never opened here. Opened were: {ID}."),
        ([ID, "none.yaml"], "none.yaml:1: cannot be read"),
        ([ID, str(shipped_folder() / "cchc-dinh-du-2024.yaml")], "its id has to stay"),
        ([ID, "mine.yaml", "--yes"], "--reason: write why the rules are changed; the units read it"),
        ([ID, "mine.yaml", "--yes", "--reason", " "], "--reason: write why"),
    ],
)
def test_wrong_input_changes_nothing(thidua, database, changed, arguments, sentence):
    code, out, err = thidua("campaign", "change", *arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert version(database) == 1


def test_what_is_closed_is_opened_first(thidua, changed):
    assert thidua("campaign", "close", ID)[0] == 0
    code, _, err = thidua("campaign", "change", ID, changed)
    assert (code, f"run “thidua campaign reopen {ID}”" in err) == (2, True)
