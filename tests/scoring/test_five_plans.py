"""The five shipped campaigns as values: who, what, when, and texts in both languages."""

import json
from datetime import date

import pytest

from scoring.campaign import Campaign
from scoring.campaign_files import load_campaigns
from scoring.criteria import Criterion
from scoring.workflow import first_step, next_step

CAMPAIGNS = load_campaigns()
IDS = [
    "cchc-dinh-du-2024",
    "cchc-hai-hoa-2024",
    "cchc-quang-ninh-2024",
    "cchc-vinh-long-2024",
    "danvan-phung-chi-kien-2025-2026",
]


@pytest.fixture(params=IDS)
def plan(request):
    return CAMPAIGNS[request.param]


def test_there_are_five():
    assert list(CAMPAIGNS) == IDS


@pytest.mark.parametrize(
    ("name", "number", "issued_on", "start", "end", "kind", "points"),
    [
        ("cchc-hai-hoa-2024", None, None, "2024-01-01", "2024-12-31", "initiatives", 0),
        ("cchc-dinh-du-2024", None, "2024-04-16", "2024-04-16", "2024-12-31", "titles", 0),
        ("cchc-quang-ninh-2024", "40/KH-UBND", "2024-02-19", "2024-02-19", "2024-12-31", "initiatives", 0),
        ("cchc-vinh-long-2024", "20/KH-UBND", "2024-03-14", "2024-03-14", "2024-12-31", "points", 100),
        ("danvan-phung-chi-kien-2025-2026", "04/KH-UBND", "2025-01-03", "2025-01-03", "2026-12-31", "light", 0),
    ],
)
def test_identity(name, number, issued_on, start, end, kind, points):
    campaign = CAMPAIGNS[name]
    assert campaign.document.number == number
    assert campaign.document.issued_on == (issued_on and date.fromisoformat(issued_on))
    assert campaign.period.start == date.fromisoformat(start)
    assert campaign.period.end == date.fromisoformat(end)
    assert (campaign.registration.kind, campaign.total, campaign.has_points) == (kind, points, points > 0)


CHAPTER = [f"II.2.1.{number}" for number in ("1", "2", "2.1", "2.2", "2.3")]
LATER = ["II.2.1.3", "II.2.1.4", "II.2.1.5", "II.2.1.6"]
PERSON = [f"II.2.2.{number}" for number in range(1, 5)]
PRESS = ["II.2.3.1", "II.2.3.2"]
ASKED = {
    ("cchc-hai-hoa-2024", "collective"): [*CHAPTER, *LATER, "II.2.1.8", "II.2.1.9"],
    ("cchc-hai-hoa-2024", "individual"): PERSON,
    ("cchc-dinh-du-2024", "collective"): [f"V.1.{number}" for number in range(1, 5)],
    ("cchc-dinh-du-2024", "individual"): [f"V.2.{number}" for number in range(1, 6)],
    ("cchc-quang-ninh-2024", "collective"): [
        *CHAPTER, "II.2.1.2.4", "II.2.1.2.5", *LATER, "II.2.1.7", "II.2.1.8", "II.2.1.9",
    ],
    ("cchc-quang-ninh-2024", "individual"): PERSON,
    ("cchc-quang-ninh-2024", "press_collective"): PRESS,
    ("cchc-quang-ninh-2024", "press_individual"): PRESS,
    ("danvan-phung-chi-kien-2025-2026", "collective"): [f"IV.1.{number}" for number in range(1, 8)],
    ("danvan-phung-chi-kien-2025-2026", "individual"): ["IV.2.1", "IV.2.2"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), ASKED)
def test_who_is_asked_what(name, kind):
    assert [each.id for each in CAMPAIGNS[name].criteria_of(kind)] == ASKED[name, kind]


def test_not_applicable_is_an_answer_in_two_plans_only():
    for name, campaign in CAMPAIGNS.items():
        allowed = {each.may_be_not_applicable for each in campaign.criteria}
        assert allowed == {name in {"cchc-hai-hoa-2024", "cchc-quang-ninh-2024"}}


def test_what_failing_means():
    goals = {
        name: [each.id for each in campaign.criteria if each.on_unmet == "needs_decision"]
        for name, campaign in CAMPAIGNS.items()
    }
    assert goals == {
        "cchc-dinh-du-2024": [],
        "cchc-hai-hoa-2024": ["II.2.1.3", *PERSON],
        "cchc-quang-ninh-2024": ["II.2.1.3", *PERSON],
        "cchc-vinh-long-2024": [],
        "danvan-phung-chi-kien-2025-2026": [each.id for each in CAMPAIGNS[IDS[4]].criteria],
    }
    standards = [each for campaign in CAMPAIGNS.values() for each in campaign.award_standards]
    assert {each.on_unmet for each in standards} == {"not_met"}
    gates = {(name, each.id): each.on_unmet for name, campaign in CAMPAIGNS.items() for each in campaign.gates}
    assert gates == {
        ("cchc-dinh-du-2024", "registration"): "needs_decision",
        ("cchc-dinh-du-2024", "conduct"): "deferred",
        ("cchc-dinh-du-2024", "dossier"): "needs_decision",
        ("cchc-hai-hoa-2024", "dossier"): "needs_decision",
        ("cchc-quang-ninh-2024", "dossier"): "needs_decision",
        ("cchc-vinh-long-2024", "registration"): "excluded",
        ("cchc-vinh-long-2024", "dossier"): "excluded",
    }


def test_the_form_of_titles():
    form = CAMPAIGNS["cchc-dinh-du-2024"].registration
    assert (len(form.columns), len(form.marks), form.minimum_marks) == (11, 9, 1)
    assert [each.id for each in form.marks if not each.candidates] == [
        "title_task_completed",
        "award_district_commendation",
        "award_provincial_or_ministry_merit",
        "award_prime_minister_merit",
        "award_orders",
    ]
    assert {each.heading.vi for each in form.marks} == {"Danh hiệu thi đua", "Hình thức khen thưởng"}
    assert [each.id for each in form.fields] == ["contents", "goals"]


def test_the_register_of_initiatives():
    for name in ("cchc-hai-hoa-2024", "cchc-quang-ninh-2024"):
        register = CAMPAIGNS[name].initiative_register
        assert register is not None
        assert [each.id for each in register.fields] == ["name", "kind", "field", "summary", "owner", "scope", "time"]
        assert [each.id for each in register.statuses] == ["applied_effectively"]


def test_rounds():
    rounds = CAMPAIGNS["danvan-phung-chi-kien-2025-2026"].rounds
    assert [(each.id, each.awards, each.reads) for each in rounds] == [
        ("2025", ("ward_commendation_annual",), ()),
        ("2026", ("ward_commendation_annual",), ()),
        ("closing", ("ward_commendation_final",), ("2025", "2026")),
    ]


DUE = {
    "000-D1": "2024-03-31", "000-D2": "2024-03-31", "000-D3": None, "000-D4": None,
    "001-D1": "2024-04-25", "001-D2": "2024-12-09",
    "002-D1": "2024-03-31", "002-D2": "2024-09-30", "002-D3": "2024-12-31", "002-D4": None, "002-D5": None,
    "004-D1": "2025-01-03", "004-D2.2025": None, "004-D2.2026": None, "004-D3": None, "004-D4": "2026-12-31",
    "004-D5": None,
}  # fmt: skip


def test_deadlines():
    found = {
        each.id: each.due_on and each.due_on.isoformat()
        for name, campaign in CAMPAIGNS.items()
        if name != "cchc-vinh-long-2024"
        for each in campaign.deadlines
    }
    assert dict(sorted(found.items())) == DUE


def test_individuals_register_themselves_where_the_plan_says_so():
    alone = {
        name: [each.id for each in campaign.candidates if each.registers == "self"]
        for name, campaign in CAMPAIGNS.items()
    }
    assert {name: kinds for name, kinds in alone.items() if kinds} == {
        "cchc-dinh-du-2024": ["individual"],
        "danvan-phung-chi-kien-2025-2026": ["individual"],
    }


def test_what_must_be_confirmed():
    assert {name: [each.about for each in campaign.assumptions] for name, campaign in CAMPAIGNS.items()} == {
        "cchc-dinh-du-2024": ["document"],
        "cchc-hai-hoa-2024": ["document", "000-D3", "000-D4"],
        "cchc-quang-ninh-2024": ["document", "legal_bases", "002-D4", "002-D5"],
        "cchc-vinh-long-2024": ["003-D8", "I.3", "II.2", "provincial_merit_certificate"],
        "danvan-phung-chi-kien-2025-2026": [
            "candidates", "004-D2", "004-D3", "review_chain", "document", "period",
        ],
    }  # fmt: skip


def test_the_way_of_the_review(plan):
    for kind in plan.candidates:
        way = plan.review_steps(kind.id)
        following = next_step(way, first_step(way).id)  # one step appraises, for the press of a province two
        assert (following is not None) is kind.id.startswith("press")
    assert [each.id for each in plan.review_chain if each.role == "decision_maker"] == ["chairperson"]


def _texts(criterion: Criterion):
    yield criterion.title
    for fact in criterion.facts:
        yield from (fact.question, fact.label, *(option.label for option in fact.options))
    yield from (case.because for case in criterion.unmet_cases if case.because)


def test_everything_that_people_are_asked_is_there_in_english_too(plan):
    texts = [text for item in plan.items for text in _texts(item)]
    texts += [plan.name, plan.short_name, plan.registration.intro, plan.registration.late, plan.self_assessment.intro]
    texts += [each.title for each in (*plan.deadlines, *plan.review_chain, *plan.registration.marks, *plan.rounds)]
    texts += [each.text for each in plan.assumptions] + [each.name for each in (*plan.unit_types, *plan.candidates)]
    assert [text.vi for text in texts if text.en is None] == []


def test_no_slip_of_the_original_is_shown(plan):
    shown = json.dumps({**plan.to_document(), "readings": [], "assumptions": []}, ensure_ascii=False)
    slips = ("thị trấn", "Mỹ Hòa", "Hải Hoà", "Đinh Dù", "chuyên biến", "minh mạch", "toàn quốc quốc")
    assert [slip for slip in slips if slip in shown] == []


def test_frozen_as_json_and_read_back(plan):
    again = Campaign.from_document(json.loads(json.dumps(plan.to_document())))
    assert again == plan
    assert again.digest == plan.digest
