"""The campaign commands, as scripts and checks use them."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.cli.commands import main
from scoring.campaign_files import shipped_folder

ID = "cchc-vinh-long-2024"
CASES = json.loads((Path(__file__).parents[2] / "data" / "scoring-cases.json").read_text("utf-8"))["cases"]
SHIPPED = shipped_folder() / f"{ID}.yaml"


@pytest.fixture
def thidua(capsys, tmp_path, monkeypatch):
    """Runs a command: (exit status, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


@pytest.fixture
def scored(thidua, tmp_path):
    def run(answers, *options):
        path = tmp_path / "answers.json"
        path.write_text(answers if isinstance(answers, str) else json.dumps(answers), "utf-8")
        return thidua("campaign", "score", ID, path, *options)

    return run


def cases(kind):
    return [pytest.param(case, id=case["id"]) for case in CASES if case["plan"] == "003" and case["kind"] == kind]


def test_list(thidua):
    status, out, err = thidua("campaign", "list", "--json")
    campaigns = {each["id"]: each["name"] for each in json.loads(out)}
    assert (status, err) == (0, "")
    assert campaigns[ID] == "Phong trào thi đua thực hiện cải cách hành chính năm 2024 – thành phố Vĩnh Long"
    assert f"{ID}  Phong trào" in thidua("campaign", "list")[1]


def test_list_has_the_campaigns_of_ones_own_folder(thidua, tmp_path, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yaml").write_text(SHIPPED.read_text("utf-8").replace(f"id: {ID}", "id: mine", 1), "utf-8")
    monkeypatch.setenv("THIDUA_CAMPAIGNS_DIR", str(own))
    assert {"mine", ID} <= {each["id"] for each in json.loads(thidua("campaign", "list", "--json")[1])}


def test_a_wrong_setting_is_named(thidua, monkeypatch):
    monkeypatch.setenv("THIDUA_CAMPAIGNS_DIR", "/no/such/folder")
    status, out, err = thidua("campaign", "list", "--json")
    assert (status, out) == (2, "")
    assert "THIDUA_CAMPAIGNS_DIR" in err


@pytest.mark.parametrize("case", cases("score"))
def test_score(scored, case):
    status, out, err = scored(case["answers"])
    sheet, expected = json.loads(out), dict(case["expected"])
    assert (status, err) == (0, "")
    assert sheet["total"] == str(expected.pop("total"))
    assert sheet["priority"] is expected.pop("priority")
    assert {name: row["points"] for name, row in sheet["criteria"].items()} == {k: str(v) for k, v in expected.items()}
    assert (sheet["max"], sheet["undecided"]) == ("100", [])
    assert all(row["reason"] for row in sheet["criteria"].values())


@pytest.mark.parametrize("case", cases("invalid"))
def test_contradictions(scored, case):
    status, out, err = scored(case["answers"])
    wrong = case["expected"]["invalid"]
    assert (status, out) == (2, "")
    assert f"{wrong['criterion']}.{wrong['field']}: " in err


def test_one_row_of_the_score(scored):
    row = json.loads(scored({"I.1": {"tasks_assigned": 12, "tasks_incomplete": 2}})[1])["criteria"]["I.1"]
    assert row == {
        "points": "8",
        "max": "10",
        "reason": "2 nhiệm vụ không hoàn thành × 1 = trừ 2 từ 10: 8 điểm.",
    }


def test_what_is_undecided_on_that_day(scored):
    answers = dict(CASES[0]["answers"])
    answers["I.3"] = {**answers["I.3"], "annual_sent_on": None}
    early = json.loads(scored(answers, "--on", "2024-12-12")[1])
    assert (early["total"], early["undecided"], early["criteria"]["I.3"]["points"]) == (None, ["I.3"], None)
    late = json.loads(scored(answers, "--on", "2024-12-13")[1])
    assert (late["total"], late["undecided"], late["criteria"]["I.3"]["points"]) == ("95", [], "5")
    assert json.loads(scored(answers)[1]) == late


def test_nothing_answered(scored):
    sheet = json.loads(scored({"I.1": None})[1])
    assert (sheet["total"], sheet["priority"], len(sheet["undecided"])) == (None, None, 11)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ('{"I.1": ', "answers.json: line 1: is not JSON"),
        ("[]", "answers.json: expected is {criterion: {fact: value}}"),
        ('{"I.1": 5}', "answers.json: I.1: expected is {fact: value}, or null"),
        ('{"I.9": {}}', "answers.json: I.9: there is no such criterion: known are I.1, I.2.1"),
        ('{"I.1": {"tasks": 5}}', "answers.json: I.1.tasks: there is no such fact: known are tasks_assigned"),
        ('{"I.2.2": {"funding": "?"}}', "answers.json: I.2.2.funding: expected is one of in_plan, separate_document"),
        ('{"I.2.3": {"percent_done": NaN}}', "answers.json: I.2.3.percent_done: "),
        ('{"I.1": {"tasks_assigned": 1.5}}', "answers.json: I.1.tasks_assigned: "),
        ('{"I.1": {"tasks_assigned": ' + "9" * 5000 + "}}", "holds a number that is too long"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_wrong_answers_files(scored, answers, said):
    status, out, err = scored(answers)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_decimals_in_json_stay_exact(scored):
    answers = (
        '{"I.2.1": {"issued": true, "issued_on": "2024-02-01"}, "I.2.3": {"percent_done": 89.9999999999999999999}}'
    )
    assert json.loads(scored(answers)[1])["criteria"]["I.2.3"]["points"] == "5"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("campaign", "score", ID, "none.json"), "none.json: cannot be read"),
        (
            ("campaign", "show", "nothing"),
            "There is no campaign nothing: known are cchc-dinh-du-2024, cchc-hai-hoa-2024",
        ),
        (("campaign", "score", ID, SHIPPED, "--on", "31/12/2024"), "--on: 31/12/2024 is not a day: write YYYY-MM-DD"),
        (("reminders", ID, "--from", "x", "--to", "2024-01-01"), "--from: x is not a day"),
        (("reminders", ID, "--from", "2024-02-01", "--to", "2024-01-01"), "--from 2024-02-01 lies after"),
        (("campaign", "check", "none.yaml"), "none.yaml:1: không đọc được"),
    ],
)
def test_wrong_input(thidua, arguments, said):
    status, out, err = thidua(*arguments)
    assert (status, out) == (2, "")
    assert said in err


def test_check(thidua, tmp_path, monkeypatch):
    monkeypatch.setenv("THIDUA_LOCALE", "en")
    status, out, err = thidua("campaign", "check", SHIPPED)
    assert (status, out) == (0, "")
    assert f"{ID} is right (11 criteria)" in err
    broken = tmp_path / "broken.yaml"
    broken.write_text(SHIPPED.read_text("utf-8").replace("total: 100", "totl: 100"), "utf-8")
    line = SHIPPED.read_text("utf-8").splitlines().index("total: 100") + 1
    status, out, err = thidua("campaign", "check", SHIPPED, broken)
    assert (status, out) == (2, "")
    assert f"{broken}:{line}: totl: is not a known key: write total" in err


def test_show(thidua):
    status, out, _ = thidua("campaign", "show", ID)
    assert status == 0
    for piece in ("Số 20/KH-UBND", "I.2.3 Mức độ hoàn thành Kế hoạch CCHC – 10", "Tổng cộng – 100", "003-D8"):
        assert piece in out
    assert "tạm lấy, cần xác nhận" in out
    assert thidua("campaign", "show", SHIPPED)[1] == out


def test_show_in_english(thidua, monkeypatch):
    monkeypatch.setenv("THIDUA_LOCALE", "en")
    assert "From 14/03/2024 to 31/12/2024" in thidua("campaign", "show", ID)[1]


def test_reminders(thidua):
    window = ("--from", "2024-04-23", "--to", "2024-04-25")
    status, out, err = thidua("reminders", ID, *window, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == [
        {"at": "2024-04-23T08:00:00+07:00", "deadline": "003-D1", "offset": "T-3", "audience": "contacts"},
        {"at": "2024-04-25T08:00:00+07:00", "deadline": "003-D1", "offset": "T-1", "audience": "contacts+leader"},
    ]
    assert thidua("reminders", ID, *window)[1].splitlines()[0] == "2024-04-23T08:00:00+07:00  003-D1  T-3  contacts"


def test_reminders_follow_ones_own_table_of_holidays(thidua, tmp_path, monkeypatch):
    (tmp_path / "holidays.yaml").write_text("2024: {off: [2024-04-30, 2024-05-01], worked: []}", "utf-8")
    monkeypatch.setenv("THIDUA_CAMPAIGNS_DIR", str(tmp_path))
    status, out, _ = thidua("reminders", ID, "--from", date(2024, 4, 27), "--to", "2024-05-03", "--json")
    assert status == 0
    assert [each["at"] for each in json.loads(out)] == ["2024-04-29T08:00:00+07:00"]
