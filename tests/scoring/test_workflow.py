"""Which steps a submission can take, and what is open in which state."""

from datetime import date

import pytest

from scoring.workflow import (
    editable_criteria,
    first_step,
    may_move,
    may_submit,
    next_step,
    step_after,
    step_before,
    window,
)

STATES = ("draft", "submitted", "returned", "approved")
ALLOWED = {
    ("draft", "submitted"),
    ("submitted", "returned"),
    ("submitted", "approved"),
    ("returned", "submitted"),
    ("approved", "submitted"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("to", STATES)
def test_steps(state, to):
    assert may_move(state, to) is ((state, to) in ALLOWED)


def test_who_may_send():
    assert [may_submit(state) for state in STATES] == [True, False, True, False]


def test_what_may_be_changed(campaign):
    assert editable_criteria(campaign, "draft") == set(campaign.criterion_ids)
    assert editable_criteria(campaign, "returned", {"III", "V"}) == {"III", "V"}
    assert editable_criteria(campaign, "returned", {"I.2.1"}) == {"I.2.1", "I.2.2", "I.2.3", "II.1"}
    assert editable_criteria(campaign, "submitted", {"III"}) == set()
    assert editable_criteria(campaign, "approved", {"III"}) == set()


def test_the_review_chain(campaign):
    chain = campaign.review_chain
    assert first_step(chain).id == "home_affairs_office"
    assert next_step(chain, "home_affairs_office") is None
    with pytest.raises(KeyError):
        next_step(chain, "nobody")
    with pytest.raises(LookupError):
        first_step(chain[:1])


def test_from_step_to_step(campaign):
    chain = campaign.review_chain
    way = ["home_affairs_office"]
    while (then := step_after(chain, way[-1], kind="ward_committee")) is not None:
        way.append(then.id)
    assert way == ["home_affairs_office", "council", "steering_committee", "chairperson", "province"]
    assert step_before(chain, "province").id == "chairperson"
    assert step_before(chain, "council").id == "home_affairs_office"
    with pytest.raises(LookupError):
        step_before(chain, "home_affairs_office")
    with pytest.raises(KeyError):
        step_after(chain, "nobody", kind="ward_committee")


@pytest.mark.parametrize(
    ("deadline", "day", "place"),
    [
        ("003-D7", date(2024, 11, 30), "early"),
        ("003-D7", date(2024, 12, 1), "open"),
        ("003-D7", date(2024, 12, 31), "open"),
        ("003-D7", date(2025, 1, 1), "late"),
        ("003-D1", date(2024, 1, 1), "open"),
        ("003-D1", date(2024, 4, 27), "late"),
        ("003-D9", date(2030, 1, 1), "open"),
    ],
)
def test_windows(campaign, deadline, day, place):
    assert window(campaign.deadline(deadline), day) == place
