"""What holds for every answer of every candidate for every award of the five plans."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign_files import load_campaigns
from scoring.conditions import All, AnyOf, FactTest, Not
from scoring.criteria import NOT_APPLICABLE
from scoring.eligibility import assess, awards_for, judged_for
from scoring.verdict import STRENGTH

CAMPAIGNS = list(load_campaigns().values())
PAIRS = [
    (campaign, kind.id, award)
    for campaign in CAMPAIGNS
    for kind in campaign.candidates
    for award in awards_for(campaign, kind.id)
]
RANK: dict[str, int] = {"eligible": 0} | {name: index for index, name in enumerate(STRENGTH) if index > 1}
NUMBERS = st.sampled_from([0, 1, 2, 3, 4, 9, 10, 80, 90, 100])
PERCENTS = st.sampled_from([Decimal(text) for text in ("0", "79.9", "80", "89.99", "90", "90.01", "100")])
DAYS = st.sampled_from([date(2024, 4, day) for day in (25, 26, 27)] + [date(2024, 12, day) for day in (9, 10, 31)])


def value_of(campaign, fact) -> Any:
    match fact.type:
        case "count":
            return NUMBERS
        case "percent" | "score":
            return PERCENTS
        case "date":
            return DAYS
        case "yes_no":
            return st.booleans()
        case "documents":
            return st.frozensets(st.sampled_from([each.id for each in campaign.dossier.documents]))
    return st.sampled_from([option.id for option in fact.options])


@st.composite
def scenes(draw):
    """A campaign, a kind, an award, and answers of which some are not known."""
    campaign, kind, award = draw(st.sampled_from(PAIRS))
    answers = {}
    for item in judged_for(campaign, award, kind):
        facts = {fact.name: draw(st.one_of(st.none(), value_of(campaign, fact))) for fact in item.facts}
        if item.may_be_not_applicable and draw(st.integers(0, 9)) == 0:
            facts[NOT_APPLICABLE] = True
        answers[item.id] = {
            name: value
            for name, value in facts.items()
            if value is not None or (name != NOT_APPLICABLE and item.fact(name).may_be_unsent)
        }
    return campaign, kind, award, answers


def assessed(campaign, kind, award, answers, **options):
    return assess(campaign, answers, candidate=kind, award=award.id, **options)


@given(scenes())
def test_the_strongest_verdict_is_the_outcome(scene):
    result = assessed(*scene)
    worst = max(STRENGTH.index(each.outcome) for each in result.verdicts.values())
    assert RANK[result.outcome] == (worst if worst > 1 else 0)
    given_by = {name for name, each in result.verdicts.items() if STRENGTH.index(each.outcome) == worst}
    assert set(result.reasons) == (given_by if worst > 1 else set())
    assert all(each.reasons for each in result.verdicts.values())


@given(scenes(), st.data())
def test_what_is_not_known_never_hides_a_failure(scene, data):
    """However the unknown facts turn out: what was eligible stays so, what was decided stays decided."""
    campaign, kind, award, answers = scene
    before = assessed(*scene)
    full = {}
    for item in judged_for(campaign, award, kind):
        known = dict(answers[item.id])
        for fact in item.facts:
            if known.get(fact.name) is None and not (fact.may_be_unsent and fact.name in known):
                known[fact.name] = data.draw(value_of(campaign, fact))
        full[item.id] = known
    after = assessed(campaign, kind, award, full)
    if before.outcome == "eligible":
        assert after.outcome == "eligible"
    for name, verdict in before.verdicts.items():
        if verdict.outcome in {"met", "not_applicable"}:
            assert after.verdicts[name].satisfied
        elif verdict.outcome != "needs_decision":
            assert STRENGTH.index(after.verdicts[name].outcome) >= STRENGTH.index(verdict.outcome)


@given(scenes(), st.data())
def test_a_better_fact_never_makes_the_outcome_worse(scene, data):
    campaign, kind, award, answers = scene
    items = [item for item in judged_for(campaign, award, kind) if NOT_APPLICABLE not in answers[item.id]]
    if not items:
        return
    item = data.draw(st.sampled_from(items))
    test = data.draw(st.sampled_from(list(positive(item.met_when))))
    better = improved(campaign, test, answers[item.id])
    if better is None:
        return
    after = {**answers, item.id: {**answers[item.id], test.fact: better}}
    assert RANK[assessed(campaign, kind, award, after).outcome] <= RANK[assessed(*scene).outcome]


def positive(condition):
    """The tests of a condition without “not”."""
    match condition:
        case All(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from positive(part)
        case Not():
            raise AssertionError("a fact under “not” has no direction here")
        case FactTest():
            yield condition


def improved(campaign, test, facts) -> Any:
    """A value with which the test holds; None where another fact that is not known decides."""
    (name, wanted), *_ = test.tests.items()
    other = facts.get(test.other) if test.other else None
    match name:
        case "is" | "equals" | "at_most" | "at_least_option":
            return wanted
        case "at_least":
            return max(wanted, facts.get(test.fact) or 0)
        case "above":
            return max(wanted + 1, facts.get(test.fact) or 0)
        case "equals_fact" | "at_least_fact" | "at_least_percent":
            return other
        case "above_fact":
            return None if other is None else other + 1
        case "contains":
            return frozenset(wanted) | (facts.get(test.fact) or frozenset())
        case "by_deadline":
            return campaign.deadline(wanted).due_on
    raise AssertionError(name)


@given(scenes(), st.data())
def test_accepting_everything_that_stands_in_the_way_makes_eligible(scene, data):
    result = assessed(*scene)
    decisions: dict[str, str] = {}
    while result.outcome != "eligible":
        assert not decisions.keys() & set(result.reasons)
        decisions |= dict.fromkeys(result.reasons, "accepted")
        result = assessed(*scene, decisions=decisions)
    refused = dict.fromkeys(
        [each.item for each in result.verdicts.values() if each.outcome == "needs_decision"], "refused"
    )
    after = assessed(
        *scene, decisions={name: what for name, what in decisions.items() if name not in refused} | refused
    )
    assert after.outcome == ("not_met" if refused else "eligible")
