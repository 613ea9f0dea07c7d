"""Who competes in a campaign and what each is asked, by unit type and kind; and which round a day belongs to."""

from datetime import date

from scoring.campaign import Campaign, CandidateKind, Criterion, Round
from scoring.rounds import round_on as round_on


def kind_of_unit(campaign: Campaign, unit_type: str) -> CandidateKind | None:
    """As what a unit of this type competes: the kind that names its type, else the first for any type. None: the
    campaign knows no kind of collective."""
    kinds = [each for each in campaign.candidates if not each.person]
    named = (each for each in kinds if unit_type in each.unit_types)
    return next(named, next((each for each in kinds if not each.unit_types), None))


def kinds_of_people(campaign: Campaign, unit_type: str) -> tuple[CandidateKind, ...]:
    """As what people of such a unit compete in the self-assessment; none where only units assess themselves."""
    return tuple(
        each
        for each in campaign.candidates
        if each.person and (not each.unit_types or unit_type in each.unit_types) and _assesses_itself(campaign, each.id)
    )


def _assesses_itself(campaign: Campaign, kind: str) -> bool:
    return not campaign.has_points and any(each.candidates and kind in each.candidates for each in campaign.criteria)


def may_act_alone(campaign: Campaign, kind: str) -> bool:
    """Whether the plan lets people of this kind register and answer for themselves, not only through their unit."""
    return any(each.id == kind and each.person and each.registers == "self" for each in campaign.candidates)


def registers(campaign: Campaign, kind: str) -> bool:
    """Whether this kind of candidate registers in the campaign's form."""
    return not campaign.registration.by or kind in campaign.registration.by


def sheet_criteria(campaign: Campaign, kind: str | None) -> tuple[Criterion, ...]:
    """What stands in the self-assessment of a kind, in plan order. Where no points are given, the award standards that
    the candidate answers for belong to it."""
    if campaign.has_points or kind is None:
        return campaign.criteria
    standards = (each for each in campaign.award_standards if each.is_asked_of(kind) and each.answered_by == "unit")
    return (*campaign.criteria_of(kind), *standards)


def round_named(campaign: Campaign, name: str | None, day: date) -> Round | None:
    """A round by its id (also one that looks back), else the one that runs on the day; None without rounds."""
    return next((each for each in campaign.rounds if each.id == name), None) or round_on(campaign, day)


def rounds_read(round: Round | None) -> tuple[str, ...]:
    """Whose self-assessments count for the awards of a round, oldest first: its own, or those it looks back on."""
    return ("",) if round is None else round.reads or (round.id,)
