"""What those who decide about awards are shown: the list, all outcomes, a candidate, an item."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import permissions
from handlers.awards import (
    Case,
    alike,
    all_competitors,
    is_waited_for,
    load_cases,
    outcome_line,
    outcome_to_rule,
    reason_line,
    ruling_line,
    why_in_words,
)
from handlers.competing import Competitor
from handlers.conversation import Choice, Reply, strong
from handlers.turn import Turn, ask
from handlers.wording import title_of
from locales import Translator
from reports.dossier_words import progress
from reports.dossiers import load_dossier
from reports.explaining_verdicts import outcome_in_words
from reports.wording import facts_in_words
from scoring.campaign import Campaign, Criterion
from scoring.candidates import round_on
from scoring.dossiers import gates_of_dossier

SHOWN = 15
NAMES_SHOWN = 20
OPEN = ("needs_decision", "not_met", "deferred", "excluded")


def key_of(who: Competitor) -> str:
    return f"case:{who.unit.id}:{who.candidate_id or 0}"


def short_name(who: Competitor) -> str:
    """What one types to mean this one."""
    return who.unit.name if who.candidate is None else who.candidate.name or ""


def facts_line(criterion: Criterion, facts: Mapping[str, Any], tr: Translator) -> str:
    return facts_in_words(criterion, facts, tr)


def round_shown(turn: Turn, campaign: Campaign) -> str:
    """The round that is looked at: the one that was chosen, else the one that runs."""
    running = round_on(campaign, turn.today)
    return turn.data.get("round") or (running.id if running else "")


def _round_choices(turn: Turn, campaign: Campaign) -> list[Choice]:
    """The other rounds that have begun."""
    shown = round_shown(turn, campaign)
    return [
        Choice(f"round:{each.id}", each.title.within(turn.tr.locale))
        for each in campaign.rounds
        if each.id != shown and each.start <= turn.today
    ]


def _round_title(turn: Turn, campaign: Campaign) -> list[str]:
    shown = round_shown(turn, campaign)
    return [strong(each.title.within(turn.tr.locale)) for each in campaign.rounds if each.id == shown]


def show_list(turn: Turn, campaign: Campaign, everybody: Sequence[Competitor]) -> Reply:
    tr = turn.tr
    words = tr.plural("{n} candidate. Whose awards?", "{n} candidates. Whose awards?", len(everybody))
    if len(everybody) > SHOWN:
        words += "\n" + tr("Any other name can be typed.")
    choices = [Choice(key_of(each), each.name(tr), (short_name(each),)) for each in everybody[:SHOWN]]
    all_ = Choice("outcomes", tr("All outcomes"), ("tat ca ket qua",))
    words = "\n".join([*_round_title(turn, campaign), words])
    return ask(words, *choices, all_, *_round_choices(turn, campaign), Choice("go:menu", tr("Menu")))


def show_outcomes(turn: Turn, campaign: Campaign) -> Reply:
    """Per award: how many may be put forward and how many not, with names. Who sent nothing is only counted."""
    tr = turn.tr
    cases = [
        case
        for who in all_competitors(turn.session, campaign)
        for case in load_cases(turn.session, campaign, who, on=turn.today, round=turn.data.get("round"))
    ]
    lines = _round_title(turn, campaign)
    for award in campaign.awards:
        of_award = [each for each in cases if each.award.id == award.id]
        if not of_award:
            continue
        lines.append(strong(award.title.within(tr.locale)))
        sent = [each for each in of_award if each.sent]
        for outcome in ("eligible", *OPEN):
            names = [each.who.name(tr) for each in sent if each.result.outcome == outcome]
            if names:
                lines.append(_names(outcome_in_words(outcome, tr), names, tr))
        lines.append(tr("Self-assessment not sent: {count}", count=tr.number(len(of_award) - len(sent))))
    return ask("\n".join(lines), Choice("list", tr("Back"), ("quay lai",)), Choice("go:menu", tr("Menu")))


def _names(title: str, names: list[str], tr: Translator) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    if len(names) > NAMES_SHOWN:
        shown += " " + tr("and {count} more", count=tr.number(len(names) - NAMES_SHOWN))
    return f"{title} ({len(names)}): {shown}"


def show_candidate(turn: Turn, who: Competitor, cases: Sequence[Case]) -> Reply:
    """Each award with its outcome and what stands in the way, and what this person can do about it."""
    tr = turn.tr
    lines = [strong(who.name(tr))]
    if cases and not any(each.sent for each in cases):
        lines.append(tr("The self-assessment was not sent yet."))
    for case in cases:
        reasons = [item for item in case.result.reasons if not is_waited_for(case, item)]
        lines += [strong(outcome_line(case, tr)), *(reason_line(case, item, tr) for item in reasons)]
    rulings = {(each.item, each.decided_at): each for case in cases for each in case.rulings.values()}
    lines += [ruling_line(cases[0].campaign, each, tr) for each in rulings.values()]
    choices = _to_answer(turn, who, cases) + _to_decide(turn, cases)
    for ruling in rulings.values():
        if ruling.decided_by == turn.event.person or permissions.is_organizer(turn.roles):
            title = title_of(cases[0].campaign.criterion(ruling.item), tr)
            choices.append(Choice(f"undo:{ruling.id}", tr("Take back: {item}", item=title), ("hoan tac", "rut lai")))
    choices += _to_dossier(turn, who, cases, lines)
    if not cases:
        lines.append(tr("There is no award for this kind of candidate."))
    back = Choice("back", tr("Back"), ("quay lai",))
    return ask("\n".join(lines), *choices, back, Choice("go:menu", tr("Menu")))


def _to_dossier(turn: Turn, who: Competitor, cases: Sequence[Case], lines: list[str]) -> list[Choice]:
    """How far the award dossier is, and the way to it."""
    if not cases:
        return []
    dossier = load_dossier(turn.session, cases[0].campaign, who, on=turn.today, round=cases[0].round)
    if not dossier.awards or not dossier.papers:
        return []
    lines.append(progress(dossier, turn.tr))
    here = f"dossiers:{who.unit.id}:{who.candidate_id or 0}:{dossier.round}"
    return [Choice(here, turn.tr("Award dossier"), ("ho so", "ho so khen thuong"))]


def _to_answer(turn: Turn, who: Competitor, cases: Sequence[Case]) -> list[Choice]:
    """What the office or the council has to say, once for all awards."""
    items = {item: case.campaign.criterion(item) for case in cases for item in case.result.verdicts}
    return [
        Choice(f"fill:{item}", turn.tr("Enter: {item}", item=title_of(criterion, turn.tr)), (f"nhap {item}",))
        for item, criterion in items.items()
        if permissions.may_answer_for_office(turn.roles, who.unit.id, criterion.answered_by)
    ]


def _to_decide(turn: Turn, cases: Sequence[Case]) -> list[Choice]:
    """Each item once for every outcome that it has. What this person can answer first is not decided instead."""
    tr, choices, seen = turn.tr, [], set()
    for case in cases:
        for item, verdict in case.result.verdicts.items():
            criterion, key = case.campaign.criterion(item), (item, verdict.outcome)
            if verdict.decided or verdict.outcome not in OPEN or key in seen or is_waited_for(case, item):
                continue
            unit, by = case.who.unit.id, criterion.answered_by
            unknown = verdict.reasons and verdict.reasons[0].code == "unknown"
            if unknown and not case.answers.get(item) and permissions.may_answer_for_office(turn.roles, unit, by):
                continue
            if not permissions.may_rule(turn.roles, case.campaign, unit, by, outcome_to_rule(case, item)):
                continue
            seen.add(key)
            label = tr("Decide: {item}", item=title_of(criterion, tr))
            if verdict.outcome != "needs_decision":
                label = tr("Exception: {item}", item=title_of(criterion, tr))
            choices.append(Choice(f"item:{case.award.id}:{item}", label, (f"quyet dinh {item}", item)))
    return choices


def show_item(turn: Turn, case: Case, cases: Sequence[Case]) -> Reply:
    """The plan's own words, what is known, and what a decision would mean."""
    tr, criterion = turn.tr, case.campaign.criterion(turn.data["item"])
    verdict = case.result.verdicts[criterion.id]
    known = facts_in_words(criterion, case.answers.get(criterion.id) or {}, tr) or tr("nothing answered yet")
    if criterion in gates_of_dossier(case.campaign):
        dossier = load_dossier(turn.session, case.campaign, case.who, on=turn.today, round=case.round)
        known = progress(dossier, tr)
    lines = [
        strong(f"{case.who.name(tr)} – {title_of(criterion, tr)}"),
        f"“{criterion.wording.within(tr.locale)}”",
        known,
        f"{outcome_in_words(verdict.outcome, tr)}: {why_in_words(case, criterion.id, tr)}",
        meaning(verdict.outcome, tr),
        tr("For: {awards}", awards=_awards(alike(cases, criterion.id, verdict.outcome), tr)),
    ]
    choices = [Choice("accept", tr("Accept it all the same"), ("chap nhan", "dong y"))]
    if verdict.outcome == "needs_decision":
        choices = [
            Choice("accept", tr("Accept"), ("chap nhan", "dong y")),
            Choice("refuse", tr("Do not accept"), ("khong chap nhan", "tu choi")),
        ]
    return ask("\n".join(lines), *choices, Choice("back", tr("Back"), ("quay lai",)))


def _awards(cases: Sequence[Case], tr: Translator) -> str:
    return "; ".join(each.award.title.within(tr.locale) for each in cases)


def meaning(outcome: str, tr: Translator) -> str:
    """What the outcome means, and what a person may do about it."""
    return {
        "needs_decision": tr(
            "The plan leaves this to a person: accepted, it stands in the way no more; refused, it counts as not met."
        ),
        "not_met": tr("The plan makes this a condition. Accepting it is an exception that needs a reason."),
        "deferred": tr("Not considered for now: it may be again when the cause is cleared."),
        "excluded": tr("The plan rules an award out. Accepting it is an exception that needs a reason."),
    }.get(outcome, "")


def show_reason(turn: Turn, case: Case) -> Reply:
    tr, criterion = turn.tr, case.campaign.criterion(turn.data["item"])
    accepting = turn.data["ruling"] == "accept"
    words = (
        tr(
            "Why is {item} of {name} accepted? The reason is kept with the decision.",
            item=title_of(criterion, tr),
            name=case.who.name(tr),
        )
        if accepting
        else tr(
            "Why is {item} of {name} not accepted? The reason is kept with the decision.",
            item=title_of(criterion, tr),
            name=case.who.name(tr),
        )
    )
    return ask(words, Choice("back", tr("Back"), ("quay lai",)), numbered=False, verb=tr("RECORD"))
