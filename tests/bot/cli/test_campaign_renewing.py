"""``thidua campaign new``: the copy loads, is checked with remarks only, opens, and scores; for all five."""

import json

import pytest

from scoring.campaign_files import load_campaign, shipped_folder

PLANS = sorted(path.stem for path in shipped_folder().glob("*.yaml") if path.name != "holidays.yaml")


@pytest.mark.parametrize("plan", PLANS)
def test_a_copy_is_checked_opened_and_judged(thidua, installation, plan):
    code, out, err = thidua("campaign", "new", "--from", plan, "--year", "2027")
    assert code == 0
    file = out.strip()
    assert (installation / file).is_file()
    assert "Days that were moved:" in err
    code, _, err = thidua("campaign", "check", file)
    assert code == 0, err
    assert f"{file}: {file.removesuffix('.yaml')} is right" in err
    campaign = load_campaign(installation / file)
    assert [each.about for each in campaign.assumptions][-2:] == ["texts", "holidays"]
    assert {"document", "period"} <= {each.about for each in campaign.assumptions}
    assert not [each for each in campaign.assumptions if "2024:" in each.text.vi]
    code, _, err = thidua("campaign", "open", file, "--yes")
    assert code == 0, err
    assert "The campaign lasts from" in err
    (installation / "answers.json").write_text("{}", "utf-8")
    command = "score" if campaign.has_points else "target" if campaign.targets else None
    if command:
        code, out, err = thidua("campaign", command, file, "answers.json")
        assert (code, bool(json.loads(out))) == (0, True), err


def test_the_days_are_said_with_what_the_year_does_to_them(thidua):
    err = thidua("campaign", "new", "--from", "cchc-vinh-long-2024", "--year", "2027")[2]
    february = (
        "29/02/2024 → Sunday, 28/02/2027 (a day off; the last valid day does not move by itself; it was 29 February)"
    )
    assert february in err
    assert "10/03/2024 → Wednesday, 10/03/2027\n" in err
    assert "The days off of 2027 are not in the table yet" in err
    assert "document.annex: BẢNG ĐIỂM" in err.partition("were left, to be checked:")[2]


def test_into_a_folder_with_another_id(thidua, installation, monkeypatch):
    (installation / "mine").mkdir()
    monkeypatch.setenv("THIDUA_CAMPAIGNS_DIR", "mine")
    code, out, _ = thidua("campaign", "new", "--from", "cchc-hai-hoa-2024", "--year", "2025", "--id", "hai-hoa")
    assert (code, out) == (0, "mine/hai-hoa.yaml\n")
    assert '"id": "hai-hoa"' in thidua("campaign", "list", "--json")[1]
    code, out, _ = thidua(
        "campaign", "new", "--from", "hai-hoa", "--year", "2026", "--id", "hai-hoa-2", "--out", "mine"
    )
    assert (code, out) == (0, "mine/hai-hoa-2.yaml\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "x", "--year", "2027"], "there is no campaign x: known are"),
        (["--from", "x.yaml", "--year", "2027"], "x.yaml:1: cannot be read"),
        (["--from", PLANS[0], "--year", "2024"], f"--year: {PLANS[0]} is of 2024 already: write another year"),
        (["--from", PLANS[0], "--year", "27"], "--year: 27 is no year of a campaign: write for example 2027"),
        (["--from", PLANS[0], "--year", "2027", "--out", "a.yaml"], "write cchc-dinh-du-2027.yaml"),
        (["--from", PLANS[0], "--year", "2027", "--id", "a b"], "id: 'a b' has a wrong form"),
        (["--from", PLANS[0], "--year", "soon"], "--year"),
    ],
)
def test_wrong_input_writes_nothing(thidua, installation, arguments, sentence):
    code, out, err = thidua("campaign", "new", *arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert list(installation.glob("*.yaml")) == []


def test_a_file_that_is_there_is_never_replaced(thidua, installation):
    target = installation / "cchc-dinh-du-2027.yaml"
    target.write_text("mine", "utf-8")
    code, _, err = thidua("campaign", "new", "--from", "cchc-dinh-du-2024", "--year", "2027")
    assert (code, target.read_text("utf-8")) == (2, "mine")
    assert "is there already" in err
