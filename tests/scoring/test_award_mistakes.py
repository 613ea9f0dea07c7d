"""Mistakes in what plans without points add: each with its line, its place and what to write instead."""

import pytest

from scoring.campaign_files import CampaignFileError, load_campaign, shipped_folder


@pytest.fixture
def broken(tmp_path):
    """Writes a shipped file with one piece replaced and gives the problems: [(line's text, path, message)]."""

    def problems(name, old, new):
        text = (shipped_folder() / f"{name}.yaml").read_text("utf-8")
        assert old in text, old
        text = text.replace(old, new, 1)
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, "utf-8")
        with pytest.raises(CampaignFileError) as refused:
            load_campaign(path)
        lines = text.splitlines()
        return [(lines[each.line - 1].strip(), each.path, each.message) for each in refused.value.problems]

    return problems


HAI_HOA, DINH_DU, VINH_LONG = "cchc-hai-hoa-2024", "cchc-dinh-du-2024", "cchc-vinh-long-2024"
PHUNG = "danvan-phung-chi-kien-2025-2026"


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "path", "message"),
    [
        pytest.param(
            HAI_HOA, "    met_when: {fact: launch_plan_issued, is: true}\n", "", "- id: II.2.1.1",
            "criteria[0].met_when", "is missing: say when it is met", id="neither points nor a verdict",
        ),
        pytest.param(
            HAI_HOA, "  - id: II.2.1.9\n", "  - id: dossier\n", "- id: dossier", "gates[0].id",
            "dossier is used twice: give each its own", id="one id in two sections",
        ),
        pytest.param(
            HAI_HOA, "at_least_option: Khá", "at_least_option: Kha", "met_when: {fact: grade, at_least_option: Kha}",
            "criteria[9].met_when.at_least_option", "grade has no option Kha: write Khá", id="option",
        ),
        pytest.param(
            PHUNG, "    deadline: 004-D2.2026\n", "    deadline: 004-D2.2025\n", "deadline: 004-D2.2025",
            "rounds[1].deadline", "closes the round 2025 already: give each round its own", id="shared deadline",
        ),
        pytest.param(
            HAI_HOA, "at_least_option: Khá", "at_least: 3", "met_when: {fact: grade, at_least: 3}",
            "criteria[9].met_when.at_least", "compares numbers, but grade is of type choice: write at_least_option",
            id="grade as a number",
        ),
        pytest.param(
            HAI_HOA, "at_least_percent: 10, of: models_registered", "at_least_percent: 10",
            "- {fact: models_applied, at_least_percent: 10}", "targets[0].met_when.all[2]",
            "at_least_percent and of belong together", id="percent of nothing",
        ),
        pytest.param(
            HAI_HOA, "at_least_percent: 10, of: models_registered", "at_least_percent: 10, of: models",
            "- {fact: models_applied, at_least_percent: 10, of: models}", "targets[0].met_when.all[2].of",
            "there is no fact models here: write models_", id="percent of an unknown fact",
        ),
        pytest.param(
            HAI_HOA, "contains: [proposal_letter,", "contains: [proposal,",
            "met_when: {fact: documents, contains: [proposal, council_minutes, achievement_report]}",
            "gates[0].met_when.contains[0]", "there is no document of the dossier proposal: write proposal_letter",
            id="document that does not exist",
        ),
        pytest.param(
            DINH_DU, "by_deadline: 001-D1}\n    unmet", "by_deadline: 001-D9}\n    unmet",
            "- {fact: registered_on, by_deadline: 001-D9}", "gates[0].met_when.all[1].by_deadline",
            "there is no deadline 001-D9: write 001-D", id="deadline that does not exist",
        ),
        pytest.param(
            DINH_DU, "above_fact: score_2023", "above_fact: grade_2024", "- {fact: score_2024, above_fact: grade_2024}",
            "criteria[0].met_when.all[1].above_fact", "compares numbers, but grade_2024 is of type choice",
            id="number against a grade",
        ),
        pytest.param(
            DINH_DU, "candidates: [collective]", "candidates: [colective]", "candidates: [colective]",
            "criteria[0].candidates[0]", "there is no candidate colective: write collective", id="kind of candidate",
        ),
        pytest.param(
            DINH_DU, "gates: [registration, conduct, dossier]", "gates: [registration, behaviour, dossier]",
            "gates: [registration, behaviour, dossier]", "awards[0].gates[1]",
            "there is no gate behaviour: known are registration, conduct, dossier", id="gate that does not exist",
        ),
        pytest.param(
            DINH_DU, "{registered_on}, không còn", "{day}, không còn", None, "gates[0].unmet_cases[1].because",
            "there is no fact day here: known are registered, registered_on", id="placeholder in a reason",
        ),
        pytest.param(
            DINH_DU, "minimum_marks: 1", "minimum_marks: 12", "marks:", "registration.marks",
            "a form of titles needs at least 12 of them", id="more marks than there are",
        ),
        pytest.param(
            DINH_DU, "  kind: titles", "  kind: points", "marks:", "registration.marks",
            "belong to kind titles, not points: remove them", id="marks without titles",
        ),
        pytest.param(
            PHUNG, "standards: [V.2.0, V.2.2]", "standards: [V.2.0]", "- id: V.2.2", "award_standards[2].id",
            "V.2.2 is asked for no award: name it in an award, or remove it", id="a question nobody is asked",
        ),
        pytest.param(
            PHUNG, 'reads: ["2025", "2026"]', 'reads: ["2025", "2027"]', 'reads: ["2025", "2027"]',
            "rounds[2].reads[1]", "there is no earlier round 2027: write 202", id="round that does not exist",
        ),
        pytest.param(
            PHUNG, "    end: 2025-12-31", "    end: 2027-12-31", '- id: "2025"', "rounds[0]",
            "lies outside the period of the campaign", id="round outside the period",
        ),
        pytest.param(
            VINH_LONG, "    max_points: 5\n    evidence: {vi: Kế hoạch", "    evidence: {vi: Kế hoạch", "- id: I.2.1",
            "criteria[1].max_points", "is missing: add it", id="a rule without a maximum",
        ),
        pytest.param(
            VINH_LONG, "    max_points: 5\n    evidence: {vi: Kế hoạch",
            "    max_points: 5\n    may_be_not_applicable: true\n    evidence: {vi: Kế hoạch",
            "may_be_not_applicable: true", "criteria[1].may_be_not_applicable",
            "belongs to a criterion without points: remove it", id="points and not applicable",
        ),
    ],
)  # fmt: skip
def test_one_mistake(broken, name, old, new, line, path, message):
    found = broken(name, old, new)
    said = [(text, said) for text, where, said in found if where == path]
    assert len(said) == 1, found
    assert said[0][1].startswith(message)
    assert line is None or said[0][0] == line
