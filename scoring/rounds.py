"""The rounds of a campaign that runs over several years: which one a day belongs to, from when to when each is open.

A round opens on its first day. It closes after its last day, or after the day of its own deadline where that is later;
while its deadline has no date it is not closed by itself. A round that looks back on others (``reads``) is answered in
none of its own days: it is decided from what the others hold.
"""

from collections.abc import Mapping
from datetime import date

from scoring.campaign import Campaign, Deadline, Round


def round_on(campaign: Campaign, day: date) -> Round | None:
    """The round that what is written on ``day`` belongs to; None only for a campaign without rounds.

    Of several that overlap the one that began last. Before the first one it is the first, after the last one the last:
    whether it is open is another question (``is_open``)."""
    answered = [each for each in campaign.rounds if not each.reads]
    if not answered:
        return None
    begun = [each for each in answered if each.start <= day]
    running = [each for each in begun if day <= each.end]
    if running or begun:
        return max(running or begun, key=lambda each: each.start)
    return min(answered, key=lambda each: each.start)


def round_id_on(campaign: Campaign, day: date) -> str:
    """The id of that round, as rows carry it: "" for a campaign without rounds."""
    found = round_on(campaign, day)
    return found.id if found is not None else ""


def round_of(campaign: Campaign, deadline: Deadline | str | None) -> Round | None:
    """The round that a deadline closes; None for one of the whole campaign."""
    name = deadline.id if isinstance(deadline, Deadline) else deadline
    return next((each for each in campaign.rounds if name is not None and each.deadline == name), None)


def in_its_round(campaign: Campaign, deadline: Deadline) -> Deadline:
    """A deadline that closes a round is due from the round's first day on, so its opening is announced."""
    cycle = round_of(campaign, deadline)
    if cycle is None or cycle.reads or deadline.opens_on is not None:
        return deadline
    if deadline.due_on is None or deadline.due_on < cycle.start:
        return deadline
    return deadline.model_copy(update={"opens_on": cycle.start})


def closes_on(campaign: Campaign, cycle: Round, *, moved: Mapping[str, date] | None = None) -> date | None:
    """The last day of a round; None while its deadline has no date. ``moved``: days that the organizer set."""
    if cycle.deadline is None:
        return cycle.end
    due = (moved or {}).get(cycle.deadline) or campaign.deadline(cycle.deadline).due_on
    return max(cycle.end, due) if due is not None else None


def last_open_day(campaign: Campaign, cycle: Round, *, moved: Mapping[str, date] | None = None) -> date:
    """The last day on which a round takes answers: where it does not close by itself, the last one of the campaign."""
    return closes_on(campaign, cycle, moved=moved) or max(cycle.end, campaign.period.end)


def is_open(campaign: Campaign, cycle: Round, day: date, *, moved: Mapping[str, date] | None = None) -> bool:
    """Whether a round takes answers on ``day``; one that looks back on others never does."""
    return not cycle.reads and cycle.start <= day <= last_open_day(campaign, cycle, moved=moved)
