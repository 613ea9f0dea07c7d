"""``thidua campaign open``, ``close`` and ``reopen``."""

import io
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from scoring.campaign_files import load_campaign, shipped_folder
from storage import queries
from storage.database import Database
from storage.tables import CampaignState, History, OpenedCampaign

ID = "cchc-vinh-long-2024"
CAMPAIGN = load_campaign(shipped_folder() / f"{ID}.yaml")
SHOWN = [
    "To be confirmed before opening:",
    *(f"  {n}. {one.about}: {one.text.within('en')}" for n, one in enumerate(CAMPAIGN.assumptions, 1)),
]
OPEN = f"The campaign {ID} is open. Its definition is frozen as version 1."


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch):
    def types(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))

    return types


def history(database):
    with database.reader() as session:
        return [(line.action, line.at, line.after) for line in session.exec(select(History).order_by(col(History.id)))]


def opened(database: Database) -> OpenedCampaign:
    with database.reader() as session:
        return session.get_one(OpenedCampaign, ID)


def never_opened(database: Database) -> bool:
    with database.reader() as session:
        return session.get(OpenedCampaign, ID) is None


def said(err: str) -> list[str]:
    """What was said besides the steps of the review at which nobody decides yet."""
    return [line for line in err.splitlines() if not line.startswith("⚠️")]


def test_opening_shows_every_assumption_and_freezes_the_definition(thidua, database):
    code, out, err = thidua("campaign", "open", ID, "--yes", "--on", "2024-03-20")
    assert (code, out, said(err)) == (0, "", [*SHOWN, OPEN])
    assert err.count("⚠️ Nobody decides at") == 4  # nobody is invited yet
    row = opened(database)
    start_of_day = datetime(2024, 3, 19, 17, 0, tzinfo=UTC)
    assert (row.state, row.version, row.opened_at) == (CampaignState.OPEN, 1, start_of_day)
    with database.reader() as session:
        assert queries.definition(session, ID) == CAMPAIGN
    after = {
        "version": 1,
        "digest": CAMPAIGN.digest,
        "assumptions": ["003-D8", "I.3", "II.2", "provincial_merit_certificate"],
        "settled": "option",
    }
    assert history(database) == [("opened", start_of_day, after)]


def test_where_nobody_can_be_asked_the_assumptions_hold_and_that_is_kept(thidua, database):
    code, _, err = thidua("campaign", "open", ID)
    assert (code, said(err)) == (
        0,
        [*SHOWN, "Nobody could be asked here, so these hold as the definition states them.", OPEN],
    )
    assert history(database)[0][2]["settled"] == "shown"
    assert abs((opened(database).opened_at - datetime(2024, 4, 1, 1, 0, tzinfo=UTC)).total_seconds()) < 60


def test_on_a_terminal_each_assumption_is_asked_about(thidua, database, typed):
    typed("có", "yes", "hmm", "y", "đồng ý")
    code, _, err = thidua("campaign", "open", ID)
    assert (code, err.count("Is that right?")) == (0, 5)
    assert history(database)[0][2]["settled"] == "asked"


def test_an_assumption_that_is_not_right_opens_nothing(thidua, database, typed):
    typed("có", "không")
    code, _, err = thidua("campaign", "open", ID)
    assert code == 2
    assert err.endswith("thidua: Not opened. Please put “I.3” right in the campaign's file, then open it.\n")
    assert never_opened(database)


def test_who_goes_away_opens_nothing(thidua, database, typed):
    typed("có")
    assert thidua("campaign", "open", ID)[0] == 1
    assert never_opened(database)


def test_opening_twice_closing_and_reopening(thidua, database):
    thidua("campaign", "open", ID, "--yes")
    unchanged = f"The campaign {ID} is open already; nothing was changed.\n"
    assert thidua("campaign", "open", ID) == (0, "", unchanged)
    assert thidua("campaign", "reopen", ID) == (0, "", unchanged)
    assert thidua("campaign", "close", ID) == (0, "", f"The campaign {ID} is closed.\n")
    assert opened(database).state is CampaignState.CLOSED
    assert thidua("campaign", "close", ID) == (0, "", f"The campaign {ID} is closed already; nothing was changed.\n")
    assert thidua("campaign", "open", ID) == (
        2,
        "",
        f"thidua: The campaign {ID} was closed: run “thidua campaign reopen {ID}”.\n",
    )
    assert thidua("campaign", "reopen", ID) == (
        0,
        "",
        f"The campaign {ID} is open again, with the definition that it had.\n",
    )
    assert (opened(database).state, opened(database).closed_at) == (CampaignState.OPEN, None)
    assert [action for action, _, _ in history(database)] == ["opened", "closed", "reopened"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["close", "x"], "The campaign x was never opened here. Opened were: –."),
        (["reopen", ID], f"The campaign {ID} was never opened here. Opened were: –."),
        (["open", "x"], "There is no campaign x: known are "),
        (["open", ID, "--on", "1/4"], "--on: 1/4 is not a day: write YYYY-MM-DD"),
        (["open", "x.yaml"], "x.yaml"),
    ],
)
def test_wrong_input_ends_with_2(thidua, arguments, sentence):
    code, out, err = thidua("campaign", *arguments)
    assert (code, out) == (2, "")
    assert sentence in err


def test_a_plan_that_is_over_can_be_opened_with_a_remark(thidua, monkeypatch):
    monkeypatch.setenv("THIDUA_NOW", "2025-02-01T08:00")
    code, _, err = thidua("campaign", "open", ID, "--yes")
    assert (code, err.splitlines()[-1]) == (0, "Please note: its plan ended on 31/12/2024.")
