"""Award dossiers: what counts as there, when it was handed in, and what its gate knows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign import Campaign, DossierDocument
from scoring.campaign_files import load_campaigns
from scoring.dossiers import (
    Contents,
    Paper,
    Refusal,
    Standing,
    awards_with_dossier,
    deadline_of_dossier,
    documents_there,
    gate_facts,
    handed_in_on,
    is_complete,
)
from scoring.verdict import judge

CAMPAIGNS = load_campaigns()
VINH_LONG, DINH_DU = CAMPAIGNS["cchc-vinh-long-2024"], CAMPAIGNS["cchc-dinh-du-2024"]
DANVAN, QUANG_NINH = CAMPAIGNS["danvan-phung-chi-kien-2025-2026"], CAMPAIGNS["cchc-quang-ninh-2024"]
DUE = date(2024, 12, 31)
DAY = timedelta(days=1)
OWN = ("proposal_letter", "council_minutes", "achievement_report")  # Vĩnh Long's, beside the self-score sheet
SCORED = {"self_score_sheet": date(2024, 12, 20)}


def papers(*days: date) -> list[Paper]:
    """One for each of the three documents."""
    return [Paper(number, document, day) for number, (document, day) in enumerate(zip(OWN, days, strict=True), start=1)]


def outcome(campaign: Campaign, contents: Contents, *, due: date | None, on: date) -> str:
    facts = gate_facts(campaign, contents, due=due, on=on)
    gate = next(each for each in campaign.gates if each.id == "dossier")
    extended = {campaign.dossier.deadline: due} if campaign.dossier and campaign.dossier.deadline and due else None
    return judge(campaign, gate, facts, ground=campaign.ground(on, extended=extended)).outcome


def test_complete_in_time_is_met_only_when_somebody_looked() -> None:
    contents = Contents(papers(DUE, DUE, DUE - DAY), made=SCORED)
    assert handed_in_on(VINH_LONG, contents) == DUE
    assert outcome(VINH_LONG, contents, due=DUE, on=DUE) == "needs_decision"
    assert outcome(VINH_LONG, contents, due=DUE, on=DUE + DAY) == "needs_decision"
    looked = Contents(contents.papers, made=SCORED, confirmed=True)
    assert outcome(VINH_LONG, looked, due=DUE, on=DUE) == "met"
    assert outcome(VINH_LONG, looked, due=DUE, on=DUE + 30 * DAY) == "met"


def test_late_or_incomplete_is_judged_by_the_plan() -> None:
    late = Contents(papers(DUE, DUE, DUE + DAY), made=SCORED, confirmed=True)
    assert outcome(VINH_LONG, late, due=DUE, on=DUE + DAY) == "excluded"
    incomplete = Contents(papers(DUE, DUE, DUE)[:2], made=SCORED)
    assert outcome(VINH_LONG, incomplete, due=DUE, on=DUE) == "needs_decision"
    assert outcome(VINH_LONG, incomplete, due=DUE, on=DUE + DAY) == "excluded"
    assert outcome(VINH_LONG, Contents(), due=DUE, on=DUE + DAY) == "excluded"
    without_sheet = Contents(papers(DUE, DUE, DUE))
    assert outcome(VINH_LONG, without_sheet, due=DUE, on=DUE + DAY) == "excluded"
    assert outcome(DINH_DU, Contents(), due=date(2024, 12, 9), on=date(2024, 12, 10)) == "needs_decision"


def test_without_a_day_nothing_is_late() -> None:
    assert outcome(QUANG_NINH, Contents(), due=None, on=date(2030, 1, 1)) == "needs_decision"
    assert gate_facts(QUANG_NINH, Contents(), due=None, on=date(2030, 1, 1)) == {}


def test_what_the_council_adds_does_not_make_the_unit_late() -> None:
    due = date(2024, 12, 9)
    sent = [Paper(n, each, due) for n, each in enumerate(("proposal_letter", "achievement_report", "summary_list"), 1)]
    contents = Contents(sent)
    assert handed_in_on(DINH_DU, contents) == due
    assert not is_complete(DINH_DU, contents)
    assert gate_facts(DINH_DU, contents, due=due, on=due + 5 * DAY) == {}
    minutes = Paper(9, "council_minutes_and_vote", due + 4 * DAY)
    whole = Contents([*sent, minutes], confirmed=True)
    assert handed_in_on(DINH_DU, whole) == due
    assert outcome(DINH_DU, whole, due=due, on=due + 5 * DAY) == "met"


@pytest.mark.parametrize(("again", "expected"), [(2, DUE), (3, DUE), (4, DUE + 4 * DAY)])
def test_what_is_sent_again_in_the_days_given_keeps_its_day(again: int, expected: date) -> None:
    refusal = Refusal("council_minutes", upto=3, fix_by=DUE + 3 * DAY)
    waiting = Contents(papers(DUE, DUE, DUE), [refusal], SCORED)
    document = waiting_document("council_minutes")
    assert waiting.standing(document) is Standing.INSUFFICIENT
    assert gate_facts(VINH_LONG, waiting, due=DUE, on=DUE + 3 * DAY) == {}
    assert outcome(VINH_LONG, waiting, due=DUE, on=DUE + 4 * DAY) == "excluded"
    sent = Contents(
        [*waiting.papers, Paper(4, "council_minutes", DUE + again * DAY)], [refusal], SCORED, confirmed=True
    )
    assert handed_in_on(VINH_LONG, sent) == expected
    assert outcome(VINH_LONG, sent, due=DUE, on=DUE + 9 * DAY) == ("met" if expected == DUE else "excluded")


def waiting_document(name: str) -> DossierDocument:
    assert VINH_LONG.dossier is not None
    return next(each for each in VINH_LONG.dossier.documents if each.id == name)


def test_returned_twice_keeps_its_day_through_both() -> None:
    first = Refusal("council_minutes", upto=3, fix_by=DUE + 3 * DAY)
    second = Refusal("council_minutes", upto=4, fix_by=DUE + 8 * DAY)
    given_ = [
        *papers(DUE, DUE, DUE),
        Paper(4, "council_minutes", DUE + 3 * DAY),
        Paper(5, "council_minutes", DUE + 7 * DAY),
    ]
    assert handed_in_on(VINH_LONG, Contents(given_, [first, second], SCORED)) == DUE
    late_first = [*given_[:3], Paper(4, "council_minutes", DUE + 4 * DAY), given_[4]]
    assert handed_in_on(VINH_LONG, Contents(late_first, [first, second], SCORED)) == DUE + 4 * DAY


def test_which_awards_need_one() -> None:
    assert [each.id for each in awards_with_dossier(DINH_DU, "collective", None)] == ["district_commendation"]
    assert [each.id for each in awards_with_dossier(QUANG_NINH, "press_individual", None)] == [
        "provincial_merit_certificate"
    ]
    of_2025, closing = DANVAN.rounds[0], DANVAN.rounds[2]
    assert [each.id for each in awards_with_dossier(DANVAN, "individual", of_2025)] == ["ward_commendation_annual"]
    assert [each.id for each in awards_with_dossier(DANVAN, "individual", closing)] == ["ward_commendation_final"]
    assert awards_with_dossier(DANVAN, None, of_2025) == ()
    assert deadline_of_dossier(DANVAN, of_2025).id == "004-D2.2025"
    assert deadline_of_dossier(DINH_DU, None).id == "001-D2"


DAYS = st.integers(-10, 10).map(lambda number: DUE + number * DAY)
PAPERS = st.lists(st.tuples(st.sampled_from(OWN), DAYS), max_size=8).map(
    lambda found: [Paper(number, document, day) for number, (document, day) in enumerate(sorted(found, key=by_day), 1)]
)


def by_day(pair: tuple[str, date]) -> date:
    return pair[1]


REFUSALS = st.lists(st.builds(Refusal, st.sampled_from(OWN), st.integers(0, 8), DAYS), max_size=4).map(
    lambda found: sorted(found, key=lambda each: each.upto)
)
CONTENTS = st.builds(Contents, PAPERS, REFUSALS, st.sampled_from(({}, SCORED)), st.booleans())


@given(CONTENTS, DAYS)
def test_a_gate_is_met_exactly_by_a_complete_dossier_in_time_that_was_found_so(contents: Contents, on: date) -> None:
    handed = handed_in_on(VINH_LONG, contents)
    expected = contents.confirmed and is_complete(VINH_LONG, contents) and handed is not None and handed <= DUE
    assert (outcome(VINH_LONG, contents, due=DUE, on=on) == "met") is expected


@given(CONTENTS, DAYS)
def test_nobody_is_excluded_before_the_last_day_is_over(contents: Contents, on: date) -> None:
    found = outcome(VINH_LONG, contents, due=DUE, on=on)
    late = handed_in_on(VINH_LONG, contents)
    if found == "excluded":
        assert on > DUE or (contents.confirmed and late is not None and late > DUE)


@given(CONTENTS, st.sampled_from(OWN), DAYS)
def test_sending_more_never_makes_a_dossier_later_or_poorer(contents: Contents, document: str, day: date) -> None:
    more = Contents([*contents.papers, Paper(99, document, day)], contents.refusals, contents.made, contents.confirmed)
    assert set(documents_there(VINH_LONG, contents)) <= set(documents_there(VINH_LONG, more))
    before, after = handed_in_on(VINH_LONG, contents), handed_in_on(VINH_LONG, more)
    assert before is None or (after is not None and after <= before)


@given(CONTENTS)
def test_a_day_is_known_exactly_when_everything_of_the_unit_is_there(contents: Contents) -> None:
    assert (handed_in_on(VINH_LONG, contents) is not None) is is_complete(VINH_LONG, contents)
