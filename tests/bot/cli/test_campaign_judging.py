"""Eligibility and targets on the command line, and the commands on plans without points."""

import json
from pathlib import Path

import pytest

from bot.cli.commands import main
from scoring.campaign_files import shipped_folder

CASES = json.loads((Path(__file__).parents[2] / "data" / "scoring-cases.json").read_text("utf-8"))["cases"]
PLANS = {
    "000": "cchc-hai-hoa-2024",
    "001": "cchc-dinh-du-2024",
    "002": "cchc-quang-ninh-2024",
    "003": "cchc-vinh-long-2024",
    "004": "danvan-phung-chi-kien-2025-2026",
}
ID = PLANS["003"]


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


def judged(kind):
    return [pytest.param(PLANS[case["plan"]], case, id=case["id"]) for case in CASES if case["kind"] == kind]


@pytest.fixture
def asked(thidua, tmp_path):
    """Runs a command on answers: ``asked("target", id, answers, *options)``."""

    def run(command, campaign, answers, *options):
        path = tmp_path / "answers.json"
        path.write_text(json.dumps(answers, ensure_ascii=False), "utf-8")
        return thidua("campaign", command, campaign, path, *options)

    return run


@pytest.mark.parametrize(("campaign", "case"), judged("eligibility"))
def test_eligibility(asked, campaign, case):
    options = ("--candidate", case["candidate"], "--award", case["award"])
    status, out, err = asked("eligibility", campaign, case["answers"], *options)
    result = json.loads(out)
    assert (status, err, list(result)) == (0, "", ["outcome", "reasons"])
    assert result["outcome"] == case["expected"]["outcome"]
    assert sorted(result["reasons"]) == sorted(case["expected"]["reasons"])


@pytest.mark.parametrize(("campaign", "case"), judged("campaign_target"))
def test_target(asked, campaign, case):
    status, out, err = asked("target", campaign, case["answers"])
    assert (status, err, json.loads(out)) == (0, "", case["expected"])


@pytest.mark.parametrize(
    ("command", "campaign", "answers", "options", "said"),
    [
        ("eligibility", ID, {}, ("head", "city_commendation"),
         "--candidate: there is no candidate head: known are collective, individual"),
        ("eligibility", ID, {}, ("collective", "nobel"),
         "--award: there is no award nobel for collective: known are provincial_merit_certificate, city_commendation"),
        ("eligibility", ID, {"III.9": {}}, ("collective", "city_commendation"),
         "answers.json: III.9: there is no such criterion: known are I.1"),
        ("eligibility", ID, {"dossier": {"documents": ["poem"]}}, ("collective", "city_commendation"),
         "answers.json: dossier.documents: there is no document poem: known are proposal_letter"),
        ("eligibility", PLANS["000"], {"II.2.1.2": {"targets_assigned": 2, "targets_met": 3}},
         ("collective", "ward_commendation"), "answers.json: II.2.1.2.targets_met: "),
        ("eligibility", PLANS["000"], {"II.2.1.8": {"assessed": True, "grade": "Kha"}},
         ("collective", "ward_commendation"), "answers.json: II.2.1.8.grade: expected is one of Yếu, Trung bình, Khá"),
        ("eligibility", PLANS["000"], {"II.2.1.5": {"not_applicable": 1}}, ("collective", "ward_commendation"),
         "answers.json: II.2.1.5.not_applicable: "),
        ("eligibility", PLANS["001"], {"V.1.1": {"score_2024": "many"}}, ("collective", "commune_commendation"),
         "answers.json: V.1.1.score_2024: "),
        ("target", ID, {}, None, f"{ID} has no targets"),
        ("score", PLANS["000"], {}, None, f"{PLANS['000']} has no points"),
    ],
)  # fmt: skip
def test_wrong_input_about_awards(asked, command, campaign, answers, options, said):
    given = ("--candidate", options[0], "--award", options[1]) if options else ()
    status, out, err = asked(command, campaign, answers, *given)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_target_that_is_not_known_yet(asked):
    assert json.loads(asked("target", PLANS["000"], {})[1]) == {"II.2.1.7": "needs_decision"}


@pytest.mark.parametrize("campaign", PLANS.values())
def test_every_plan_is_listed_checked_and_shown(thidua, campaign):
    assert campaign in {each["id"] for each in json.loads(thidua("campaign", "list", "--json")[1])}
    status, out, err = thidua("campaign", "check", shipped_folder() / f"{campaign}.yaml")
    assert (status, out) == (0, "")
    assert f"{campaign} đúng (" in err
    status, out, err = thidua("campaign", "show", campaign)
    assert (status, err) == (0, "")
    assert ("Tổng cộng" in out) is (campaign == ID)


@pytest.mark.parametrize(
    ("plan", "pieces"),
    [
        ("000", ["Kế hoạch của Ủy ban nhân dân phường Hải Hòa", "Mục tiêu chung của phong trào:", "II.2.1.7 "]),
        ("001", ["(chưa có số), Đình Dù, ngày 16/04/2024", "Điều kiện:", "conduct Kỷ luật"]),
        ("004", ["Các đợt:", "closing  03/01/2025 – 31/12/2026  Tổng kết phong trào"]),
    ],
)
def test_show_what_plans_without_points_have(thidua, plan, pieces):
    out = thidua("campaign", "show", PLANS[plan])[1]
    assert [piece for piece in pieces if piece not in out] == []
