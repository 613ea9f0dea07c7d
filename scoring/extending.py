"""A deadline that the organizer moved, with the decision that what is done by the new day is in time for the points.

The plans are silent about it, so it is asked each time. The rules know nothing of it: they are given a definition in
which the fact has the later day.
"""

from collections.abc import Mapping
from datetime import date

from scoring.campaign import Campaign
from scoring.criteria import Criterion


def with_extended_days(campaign: Campaign, moved: Mapping[str, date]) -> Campaign:
    """The definition as a unit is scored whose deadlines (by id) count as met until other days. A day that is earlier
    than the plan's own takes nothing away."""
    days = {
        (each.prefills.criterion, each.prefills.fact): moved[each.id]
        for each in campaign.deadlines
        if each.prefills is not None and each.id in moved
    }
    if not days:
        return campaign
    return campaign.model_copy(update={"criteria": tuple(_extended(each, days) for each in campaign.criteria)})


def _extended(criterion: Criterion, days: Mapping[tuple[str, str], date]) -> Criterion:
    facts = []
    for fact in criterion.facts:
        day = days.get((criterion.id, fact.name))
        later = day is not None and fact.due_on is not None and day > fact.due_on
        facts.append(fact.model_copy(update={"due_on": day}) if later else fact)
    return criterion.model_copy(update={"facts": tuple(facts)})
