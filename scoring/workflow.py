"""The states of a submission and the steps between them (plans, shared workflow, rules 5 to 8).

States are the plain strings that the storage keeps: draft, submitted, returned, approved.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal

from scoring.answers import dependents
from scoring.campaign import Campaign, Deadline, ReviewStep

DRAFT, SUBMITTED, RETURNED, APPROVED = "draft", "submitted", "returned", "approved"

STEPS: dict[str, frozenset[str]] = {
    DRAFT: frozenset({SUBMITTED}),
    SUBMITTED: frozenset({RETURNED, APPROVED}),
    RETURNED: frozenset({SUBMITTED}),
    APPROVED: frozenset({SUBMITTED}),  # a later step of the chain sends it back to the appraisal
}


def may_move(state: str, to: str) -> bool:
    """Whether a submission may go from one state to another."""
    return to in STEPS.get(state, frozenset())


def may_submit(state: str) -> bool:
    """Whether its unit may send it (again)."""
    return state in (DRAFT, RETURNED)


def editable_criteria(campaign: Campaign, state: str, returned: Collection[str] = ()) -> frozenset[str]:
    """What the unit may change: everything in a draft; what was returned, and whatever depends on it, in a returned
    submission; nothing otherwise."""
    if state == DRAFT:
        return frozenset(campaign.criterion_ids)
    if state == RETURNED:
        return frozenset(returned).union(*(dependents(campaign, each) for each in returned))
    return frozenset()


def first_step(chain: Sequence[ReviewStep]) -> ReviewStep:
    """The step that a submission waits at when it is sent for the first time. LookupError when nobody appraises."""
    step = next_step(chain, None)
    if step is None:
        raise LookupError("no step of the review chain appraises")
    return step


def next_step(chain: Sequence[ReviewStep], step: str | None) -> ReviewStep | None:
    """The next step that appraises in the program after ``step`` (None: from the start); None after the last one:
    the submission is approved. KeyError for a step that is not in the chain."""
    names = [each.id for each in chain]
    if step is not None and step not in names:
        raise KeyError(step)
    later = chain if step is None else chain[names.index(step) + 1 :]
    return next((each for each in later if each.in_program and each.appraises), None)


def step_after(chain: Sequence[ReviewStep], step: str, *, kind: str) -> ReviewStep | None:
    """The next step on the way of a ``kind`` of candidate, in the program or not; None after the last one. KeyError
    for a step that is not in the chain."""
    later = chain[_place(chain, step) + 1 :]
    return next((each for each in later if not each.candidates or kind in each.candidates), None)


def step_before(chain: Sequence[ReviewStep], step: str) -> ReviewStep:
    """The step below: the nearest one before that decides in the program, from the first that appraises on. KeyError
    for a step that is not in the chain; LookupError where there is none below."""
    first = _place(chain, first_step(chain).id)
    below = [each for each in chain[first : _place(chain, step)] if each.in_program]
    if not below:
        raise LookupError(f"no step below {step}")
    return below[-1]


def _place(chain: Sequence[ReviewStep], step: str) -> int:
    names = [each.id for each in chain]
    if step not in names:
        raise KeyError(step)
    return names.index(step)


def window(deadline: Deadline, day: date) -> Literal["early", "open", "late"]:
    """Where a local day lies: before the window opens, in it (its last valid day included), or after it."""
    if deadline.opens_on is not None and day < deadline.opens_on:
        return "early"
    return "late" if deadline.due_on is not None and day > deadline.due_on else "open"
