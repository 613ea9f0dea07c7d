"""Where an award dossier stands: which documents are there, when it was handed in, and what its gate knows of it.

A document counts while something is attached to it and nobody said that it is not enough. What was sent again within
the days that were given for it keeps the day of what it replaces: a return does not make a dossier late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from scoring.answers import Facts, TypedAnswers
from scoring.campaign import Award, Campaign, Criterion, Deadline, DossierDocument, Round
from scoring.eligibility import awards_for


class Standing(StrEnum):
    """Where one document stands."""

    MISSING = "missing"
    INSUFFICIENT = "insufficient"  # to be sent again; nothing has come since
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing that is attached to a document. ``id`` grows; ``on``: the local day it came."""

    id: int
    document: str
    on: date


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document was not enough. ``upto``: the last paper that was there then; ``fix_by``: the last day on which what
    is sent instead counts as sent when the first was."""

    document: str
    upto: int
    fix_by: date


@dataclass(frozen=True, slots=True)
class Contents:
    """What is known of one dossier. ``papers`` without what was removed, ``refusals`` without what was taken back, both
    in order. ``made``: documents that the program makes, and since when they are there. ``confirmed``: a person of the
    office looked through it and said that it is complete."""

    papers: Sequence[Paper] = ()
    refusals: Sequence[Refusal] = ()
    made: Mapping[str, date] = field(default_factory=dict)
    confirmed: bool = False

    def current(self, document: str) -> list[Paper]:
        """What counts now: what came after the last refusal."""
        upto = max((each.upto for each in self._refusals(document)), default=0)
        return [each for each in self._papers(document) if each.id > upto]

    def standing(self, document: DossierDocument) -> Standing:
        if document.made_here:
            return Standing.THERE if document.id in self.made else Standing.MISSING
        if self.current(document.id):
            return Standing.THERE
        return Standing.INSUFFICIENT if self._refusals(document.id) else Standing.MISSING

    def came_on(self, document: DossierDocument) -> date | None:
        """The day that counts for a document; None while it is not there."""
        if document.made_here:
            return self.made.get(document.id)
        current = self.current(document.id)
        if not current:
            return None
        day, refused = min(each.on for each in current), self._refusals(document.id)
        before = [0, *(each.upto for each in refused[:-1])]
        for refusal, earlier in reversed(list(zip(refused, before, strict=False))):  # without a refusal only the 0
            replaced = [each.on for each in self._papers(document.id) if earlier < each.id <= refusal.upto]
            if day > refusal.fix_by or not replaced:
                break
            day = min(day, *replaced)
        return day

    def _papers(self, document: str) -> list[Paper]:
        return [each for each in self.papers if each.document == document]

    def _refusals(self, document: str) -> list[Refusal]:
        return [each for each in self.refusals if each.document == document]


def documents_there(campaign: Campaign, contents: Contents) -> tuple[str, ...]:
    """In the order of the plan."""
    wanted = campaign.dossier.documents if campaign.dossier else ()
    return tuple(each.id for each in wanted if contents.standing(each) is Standing.THERE)


def handed_in_on(campaign: Campaign, contents: Contents) -> date | None:
    """The day on which everything was there that is for the unit to send; None while something of it is missing. What
    the council adds later does not make the unit late."""
    wanted = campaign.dossier.documents if campaign.dossier else ()
    days = [contents.came_on(each) for each in wanted if each.added_by == "unit"]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def is_complete(campaign: Campaign, contents: Contents) -> bool:
    """Whether every document is there, also those that the council adds."""
    wanted = campaign.dossier.documents if campaign.dossier else ()
    return len(documents_there(campaign, contents)) == len(wanted)


def gates_of_dossier(campaign: Campaign) -> tuple[Criterion, ...]:
    """The gates that ask for a complete dossier."""
    return tuple(each for each in campaign.gates if any(fact.counted == "own_dossier" for fact in each.facts))


def gate_facts(campaign: Campaign, contents: Contents, *, due: date | None, on: date) -> TypedAnswers:
    """Gate -> its facts as of a local day: known once the office confirmed that the dossier is complete, or when its
    last day (and the days that were given for sending something again) passed without what the unit sends. Until then
    nothing is known, and people may decide. What the council still has to add is no fault of the unit's."""
    found = contents.confirmed and is_complete(campaign, contents)
    if not found and (handed_in_on(campaign, contents) is not None or not is_over(campaign, contents, due, on)):
        return {}
    values: Facts = {
        "documents": frozenset(documents_there(campaign, contents)),
        "date": handed_in_on(campaign, contents),
    }
    return {
        gate.id: {fact.name: values[fact.type] for fact in gate.facts if fact.counted == "own_dossier"}
        for gate in gates_of_dossier(campaign)
    }


def is_over(campaign: Campaign, contents: Contents, due: date | None, on: date) -> bool:
    """Whether the last day has passed, and the days that were given for sending something again, too."""
    if due is None or on <= due or campaign.dossier is None:
        return False
    waited_for = {each.id for each in campaign.dossier.documents if contents.standing(each) is Standing.INSUFFICIENT}
    return not any(each.document in waited_for and on <= each.fix_by for each in contents.refusals)


def awards_with_dossier(campaign: Campaign, kind: str | None, round: Round | None) -> tuple[Award, ...]:
    """The awards for which this kind of candidate needs a dossier in a round: those with its gate; in a plan without
    such a gate, all of them."""
    if campaign.dossier is None or kind is None:
        return ()
    gates = {each.id for each in gates_of_dossier(campaign)}
    return tuple(
        each
        for each in awards_for(campaign, kind)
        if (not gates or gates & set(each.gates)) and (round is None or not round.awards or each.id in round.awards)
    )


def deadline_of_dossier(campaign: Campaign, round: Round | None) -> Deadline:
    """The deadline of a round's proposals, else the dossier's own; one without a date where the plan sets none."""
    own = campaign.dossier.deadline if campaign.dossier else None
    return campaign.deadline((round.deadline if round else None) or own)
