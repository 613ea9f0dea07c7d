"""Awards in the chat: what is waited for, and what is decided together (how they are judged: ``reports.awards``)."""

from collections.abc import Sequence

from reports.awards import Case as Case
from reports.awards import load_cases as load_cases
from reports.awards import outcome_line as outcome_line
from reports.awards import reason_line as reason_line
from reports.awards import ruling_line as ruling_line
from reports.awards import sent_answers as sent_answers
from reports.awards import why_in_words as why_in_words
from reports.competing import all_competitors as all_competitors
from scoring.campaign import Campaign
from scoring.dossiers import gates_of_dossier


def is_waited_for(case: Case, item: str) -> bool:
    """What the candidate itself still has to send: there is nothing to say or to decide about it yet."""
    return not case.sent and case.campaign.criterion(item).answered_by == "unit"


def is_gate(campaign: Campaign, item: str) -> bool:
    return any(each.id == item for each in campaign.gates)


def outcome_to_rule(case: Case, item: str) -> str:
    """As what an item is decided about: its outcome; while a dossier may still come, what its absence would mean, so
    that nobody accepts beforehand what only an exception could accept later."""
    criterion, outcome = case.campaign.criterion(item), case.result.verdicts[item].outcome
    waiting = criterion in gates_of_dossier(case.campaign) and not case.answers.get(item)
    return criterion.on_unmet if waiting else outcome


def alike(cases: Sequence[Case], item: str, outcome: str) -> list[Case]:
    """The awards for which an item means the same: they are decided together."""
    return [each for each in cases if item in each.result.verdicts and each.result.verdicts[item].outcome == outcome]
