"""What a status says beside the one sheet: the others of the unit, earlier rounds, and decisions about awards."""

from handlers.competing import Competitor, competitors_of, round_id
from handlers.conversation import Choice, strong
from handlers.sheet import Sheet
from handlers.turn import Turn, alone_as
from locales import Translator
from reports.awards import cases_of_round, outcome_line, reason_line, ruling_line
from scoring.campaign import Campaign
from scoring.candidates import registers, round_on
from storage import queries
from storage.tables import Submission, SubmissionState, Unit


def other_choices(turn: Turn, campaign: Campaign, unit: Unit, who: Competitor) -> list[Choice]:
    """Ways to the others of the unit, and to the rounds that have answers of this one."""
    choices = (
        []
        if alone_as(turn)
        else [
            Choice(f"go:who:{each.candidate_id or 0}", each.name(turn.tr))
            for each in competitors_of(turn.session, campaign, unit)
            if each.candidate_id != who.candidate_id
        ]
    )
    shown, running = round_id(turn, campaign), round_on(campaign, turn.today)
    for each in campaign.rounds:
        if each.reads or each.id == shown or unit.id is None:
            continue
        begun = queries.submission_for(turn.session, campaign.id, unit.id, each.id, candidate_id=who.candidate_id)
        if begun is not None or each == running:
            choices.append(Choice(f"go:round:{each.id}", each.title.within(turn.tr.locale)))
    return choices


def other_lines(turn: Turn, campaign: Campaign, unit: Unit, who: Competitor) -> list[str]:
    """One line for each of the others: registered, and where the self-assessment stands."""
    tr, round = turn.tr, round_id(turn, campaign)
    assert unit.id is not None
    lines: list[str] = []
    if alone_as(turn) is not None:
        return lines
    for each in competitors_of(turn.session, campaign, unit):
        if each.candidate_id == who.candidate_id:
            continue
        found = queries.submission_for(turn.session, campaign.id, unit.id, round, candidate_id=each.candidate_id)
        parts = [_state(found, tr)]
        if each.kind_id is not None and registers(campaign, each.kind_id):
            sent = queries.current_registration(turn.session, campaign.id, unit.id, each.candidate_id)
            parts.insert(0, tr("registered") if sent else tr("not registered"))
        lines.append(f"• {each.name(tr)}: {', '.join(parts)}")
    return lines


def _state(submission: Submission | None, tr: Translator) -> str:
    if submission is None:
        return tr("self-assessment not begun")
    return {
        SubmissionState.DRAFT: tr("self-assessment not sent"),
        SubmissionState.SUBMITTED: tr("being reviewed"),
        SubmissionState.RETURNED: tr("returned for correction"),
        SubmissionState.APPROVED: tr("approved"),
    }[submission.state]


def round_line(sheet: Sheet, tr: Translator) -> list[str]:
    return [strong(each.title.within(tr.locale)) for each in sheet.campaign.rounds if each.id == sheet.submission.round]


def award_lines(turn: Turn, sheet: Sheet, who: Competitor) -> list[str]:
    """After the approval: each award with its outcome, what stands in the way, and what was decided about it."""
    if sheet.submission.state is not SubmissionState.APPROVED or sheet.campaign.has_points:
        return []
    cases = cases_of_round(turn.session, sheet.campaign, who, on=turn.today, round=sheet.submission.round)
    lines = [strong(turn.tr("Awards"))] if cases else []
    for case in cases:
        lines.append(outcome_line(case, turn.tr))
        lines += [reason_line(case, item, turn.tr) for item in case.result.reasons]
    rulings = {(each.item, each.decided_at): each for case in cases for each in case.rulings.values()}
    return lines + [ruling_line(sheet.campaign, each, turn.tr) for each in rulings.values()]
