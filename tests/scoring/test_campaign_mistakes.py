"""Mistakes in a campaign file: each is named with its line, its place and what to write instead."""

import pytest

from scoring.campaign_files import CampaignFileError, load_campaign, shipped_folder

NAME = "cchc-vinh-long-2024"


@pytest.fixture
def broken(tmp_path):
    """Writes the shipped file with one piece replaced and gives the problems: [(line's text, path, message)]."""

    def problems(*changes):
        text = (shipped_folder() / f"{NAME}.yaml").read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / f"{NAME}.yaml"
        path.write_text(text, "utf-8")
        with pytest.raises(CampaignFileError) as refused:
            load_campaign(path)
        assert {problem.file for problem in refused.value.problems} == {str(path)}
        lines = text.splitlines()
        return [(lines[each.line - 1].strip(), each.path, each.message) for each in refused.value.problems]

    return problems


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "message"),
    [
        pytest.param(
            "    max_points: 40",
            "    max_point: 40",
            "max_point: 40",
            "groups[0].max_point",
            "is not a known key: write max_points",
            id="misspelt key",
        ),
        pytest.param(
            "        per_item: 1\n",
            "        per_itme: 1\n",
            "per_itme: 1",
            "criteria[0].rule.otherwise.per_itme",
            "is not a known key: write per_item",
            id="misspelt key deep in a rule",
        ),
        pytest.param(
            "{fact: tasks_assigned, above: 0}",
            "{fact: tasks_assigned, abov: 0}",
            "asked_when: {fact: tasks_assigned, abov: 0}",
            "criteria[0].facts[1].asked_when.abov",
            "is not a known key: write above",
            id="misspelt key in a condition",
        ),
        pytest.param(
            "{vi: Ngày ban hành, en: Issued on}",
            "{vi: Ngày, tháng ban hành, en: Issued on}",
            "label: {vi: Ngày, tháng ban hành, en: Issued on}",
            "criteria[1].facts[1].label.tháng ban hành",
            "is read as a key: put a text with a comma or a colon in quotes",
            id="comma without quotes",
        ),
        pytest.param(
            "  - id: vertical_agency",
            "  - id: city_department",
            "- id: city_department",
            "unit_types[1].id",
            "city_department is used twice: give each its own",
            id="two of one id",
        ),
        pytest.param(
            "        count: tasks_incomplete",
            "        count: tasks_incomplet",
            "count: tasks_incomplet",
            "criteria[0].rule.otherwise.count",
            "there is no fact tasks_incomplet here: write tasks_incomplete",
            id="fact that does not exist",
        ),
        pytest.param(
            "        count: tasks_incomplete",
            "        count: weather",
            "count: weather",
            "criteria[0].rule.otherwise.count",
            "there is no fact weather here: known are tasks_assigned, tasks_incomplete",
            id="fact that resembles none",
        ),
        pytest.param(
            "total: 100",
            "total: 101",
            "total: 101",
            "total",
            "101 is not the sum of groups and rows (10 + 10 + 40 + 20 + 20 = 100): correct one of them",
            id="total",
        ),
        pytest.param(
            "en: Publicity and inspection}\n    max_points: 20",
            "en: Publicity and inspection}\n    max_points: 21",
            "max_points: 21",
            "groups[2].max_points",
            "21 is not the sum of its rows (10 + 10 = 20): correct one of them",
            id="sum of a group",
        ),
        pytest.param(
            "        from: 10\n        per_item: 1",
            "        from: 9\n        per_item: 1",
            "max_points: 10",
            "criteria[0].max_points",
            "is 10, but the rule gives at most 9: correct one of them",
            id="maximum out of reach",
        ),
        pytest.param(
            "    asked_when: {criterion: I.2.1, fact: issued, is: true}",
            "    asked_when: {criterion: I.3, fact: issued, is: true}",
            "asked_when: {criterion: I.3, fact: issued, is: true}",
            "criteria[2].asked_when.criterion",
            "I.3 is not an earlier criterion: an answer can depend on earlier ones only",
            id="dependency that points forward",
        ),
        pytest.param(
            "- when: {fact: issued, is: false}",
            '- when: {fact: issued, is: "no"}',
            '- when: {fact: issued, is: "no"}',
            "criteria[1].rule.cases[0].when.is",
            "issued is of type yes_no: write is: true or is: false",
            id="yes_no compared with a word",
        ),
        pytest.param(
            "{fact: plan, is: own}",
            "{fact: plan, is: owned}",
            "- {fact: plan, is: owned}",
            "criteria[5].facts[1].asked_when.any[0].is",
            "plan has no option owned: write own",
            id="option that does not exist",
        ),
        pytest.param(
            "- when: {fact: tasks_assigned, equals: 0}",
            "- when: {fact: tasks_assigned, is: none}",
            "- when: {fact: tasks_assigned, is: none}",
            "criteria[0].rule.cases[0].when.is",
            "tasks_assigned is of type count: write equals, at_least, above, at_most or below",
            id="number compared with a word",
        ),
        pytest.param(
            "- when: {fact: issued, is: false}",
            "- when: {fact: issued, equals: 0}",
            "- when: {fact: issued, equals: 0}",
            "criteria[1].rule.cases[0].when.equals",
            "compares numbers, but issued is of type yes_no: write is",
            id="yes_no compared with a number",
        ),
        pytest.param(
            "- when: {fact: tasks_assigned, equals: 0}",
            "- when: {fact: tasks_assigned, equals: 0, above: 1}",
            "- when: {fact: tasks_assigned, equals: 0, above: 1}",
            "criteria[0].rule.cases[0].when",
            "a condition on a fact needs exactly one of: is, in, equals, at_least, above, at_most, below, equals_fact",
            id="two comparisons",
        ),
        pytest.param(
            "      kind: brackets",
            "      kind: steps",
            "rule:",
            "criteria[3].rule",
            "needs a kind: write one of all_or_nothing, brackets, cases, deduction, fixed, monthly_deduction, on_time, "
            "parts, per_item",
            id="unknown kind of rule",
        ),
        pytest.param(
            "    type: percent",
            "    type: percentage",
            "type: percentage",
            "criteria[3].facts[0].type",
            "'percentage' is not known here: write one of 'count', 'percent', 'date', 'yes_no', 'choice', "
            "'score' or 'documents'",
            id="unknown type of fact",
        ),
        pytest.param(
            "  start: 2024-03-14", "  start: 2024-02-30", "start: 2024-02-30", "period.start",
            "2024-02-30 is not a day of the calendar: write YYYY-MM-DD", id="day that does not exist",
        ),
        pytest.param(
            "  start: 2024-03-14", "  start: 14/03/2024", "start: 14/03/2024", "period.start",
            "must be a day, written YYYY-MM-DD", id="day in another form",
        ),
        pytest.param(
            "quý\n    due_on: 2024-06-10", "quý\n    due_on: 2024-06-11", "due_on: 2024-06-11", "deadlines[3].due_on",
            "is not the due_on of fact h1_sent_on (2024-06-10): correct one of them", id="deadline and fact differ",
        ),
        pytest.param(
            "  deadline: 003-D1", "  deadline: 003-D11", "deadline: 003-D11", "registration.deadline",
            "there is no deadline 003-D11: write 003-D1", id="deadline that does not exist",
        ),
        pytest.param(
            "id: cchc-vinh-long-2024", "id: [", None, "", "is not valid YAML", id="broken YAML",
        ),
        pytest.param(
            "total: 100", "total: 100\ntotal: 100", "total: 100", "total", "is written twice", id="key written twice",
        ),
        pytest.param(
            "total: 100", "total: ten", "total: ten", "total", "must be a number", id="word for a number",
        ),
        pytest.param("total: 100", "total: true", "total: true", "total", "write a plain number", id="truth"),
        pytest.param(
            "    title: {vi: Văn hóa công sở, en: Office culture}\n", "", "- id: IV.1", "criteria[8].title",
            "is missing: add it", id="missing key",
        ),
        pytest.param(
            "{fields_covered}/9", "{fields}/9", None, "criteria[2].rule.requires[0].unmet",
            "there is no fact fields here: write fields_covered", id="placeholder that does not exist",
        ),
        pytest.param(
            "    in_program: true\n    appraises: true\n", "    in_program: true\n", "review_chain:", "review_chain",
            "no step is in_program and appraises: somebody must judge the criteria", id="nobody appraises",
        ),
    ],
)  # fmt: skip
def test_one_mistake(broken, old, new, line, path, message):
    found = broken((old, new))
    assert {where for _, where, _ in found} <= {path, "total"}  # a group that does not add up spoils the total too
    ((text, said),) = [(text, said) for text, where, said in found if where == path]
    assert said.startswith(message)
    assert line is None or text == line


def test_all_mistakes_at_once(broken):
    found = broken(
        ("    max_points: 40", "    max_point: 40"),
        ("total: 100", "total: 90"),
        ("        count: tasks_incomplete", "        count: nothing"),
        ("  - id: 003-D10", "  - id: 003-D9"),
    )
    assert sorted(path for _, path, _ in found) == [
        "criteria[0].rule.otherwise.count",
        "deadlines[9].id",
        "groups[0].max_point",
        "total",
    ]
