"""Awards, for those who decide: the outcome of each candidate with its reasons, what the office or the council has to
answer, and decisions about what the plan leaves to people, each with a reason that is kept.
"""

from collections.abc import Sequence

from handlers import permissions
from handlers import ruling_pages as pages
from handlers.answering import read_values, take_values
from handlers.asking import facts_question
from handlers.awards import Case, alike, all_competitors, is_gate, load_cases, outcome_to_rule
from handlers.competing import Competitor, as_competitor
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.noting import note
from handlers.reading import read_unit
from handlers.sheet import Sheet, load_sheet
from handlers.submissions import ensure_submission
from handlers.turn import Turn, ask, current_campaign, prefixed
from handlers.wording import title_of
from scoring import answers as facts_of
from scoring.campaign import Campaign
from scoring.candidates import round_named, rounds_read
from storage import queries
from storage.tables import AwardRuling, Candidate, OfficeAnswer, Ruling, Unit

SHORTEST_REASON = 5


def begin(turn: Turn) -> list[Reply]:
    turn.move("ruling", "list")
    return [show(turn)]


def open_item(turn: Turn, who: Competitor, round: str, item: str) -> Reply:
    """One item of one candidate, from elsewhere."""
    campaign = _campaign(turn)
    cases = [] if campaign is None else load_cases(turn.session, campaign, who, on=turn.today, round=round)
    case = next((each for each in cases if item in each.result.verdicts), None)
    turn.move("ruling", "candidate", unit=who.unit.id, candidate=who.candidate_id, round=round)
    if case is None or case.result.verdicts[item].outcome not in pages.OPEN:
        return show(turn)
    return _to(turn, "item", unit=who.unit.id, candidate=who.candidate_id, award=case.award.id, item=item)


def _campaign(turn: Turn) -> Campaign | None:
    current = current_campaign(turn.session)
    return current[1] if current is not None and permissions.may_see_awards(turn.roles) else None


def show(turn: Turn) -> Reply:
    """The current question."""
    campaign = _campaign(turn)
    if campaign is None:
        turn.move("menu")
        return ask(turn.tr("This is not open to you."), Choice("go:menu", turn.tr("Menu")))
    who = _who(turn, campaign)
    if turn.talk.step == "outcomes":
        return pages.show_outcomes(turn, campaign)
    if who is None or turn.talk.step == "list":
        return pages.show_list(turn, campaign, all_competitors(turn.session, campaign))
    if turn.talk.step == "fill":
        return _show_fill(turn, campaign, who)
    cases = load_cases(turn.session, campaign, who, on=turn.today, round=turn.data.get("round"))
    case = next((each for each in cases if each.award.id == turn.data.get("award")), None)
    if turn.talk.step in ("item", "reason") and case is not None and turn.data["item"] in case.result.verdicts:
        return pages.show_item(turn, case, cases) if turn.talk.step == "item" else pages.show_reason(turn, case)
    return pages.show_candidate(turn, who, cases)


def _who(turn: Turn, campaign: Campaign) -> Competitor | None:
    unit = turn.session.get(Unit, turn.data.get("unit") or 0)
    if unit is None:
        return None
    candidate = turn.session.get(Candidate, turn.data.get("candidate") or 0)
    return as_competitor(campaign, unit, candidate)


def handle(turn: Turn) -> list[Reply]:
    campaign = _campaign(turn)
    if campaign is None:
        return [show(turn)]
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), show(turn))]
    who = _who(turn, campaign)
    if turn.talk.step in ("list", "outcomes") or who is None:
        return [_at_list(turn, campaign)]
    if turn.choice == "back":
        return [_to(turn, "list")] if turn.talk.step == "candidate" else [_to_candidate(turn, who)]
    match turn.talk.step:
        case "fill":
            return [_take_fill(turn, campaign, who)]
        case "item":
            return [_at_item(turn)]
        case "reason":
            return [_take_reason(turn, campaign, who)]
    return [_at_candidate(turn, campaign, who)]


def _to(turn: Turn, step: str, **data: object) -> Reply:
    """The round that is looked at is carried along."""
    kept = {"round": turn.data["round"]} if turn.data.get("round") else {}
    turn.move("ruling", step, **{**kept, **data})
    return show(turn)


def _to_candidate(turn: Turn, who: Competitor) -> Reply:
    return _to(turn, "candidate", unit=who.unit.id, candidate=who.candidate_id)


def _again(turn: Turn, hint: str = "") -> Reply:
    return prefixed(hint or turn.tr("That was not understood."), show(turn))


def _at_list(turn: Turn, campaign: Campaign) -> Reply:
    choice = turn.choice or ""
    if choice in ("outcomes", "list"):
        return _to(turn, choice)
    if choice.startswith("round:"):
        return _to(turn, "list", round=choice.partition(":")[2])
    everybody = all_competitors(turn.session, campaign)
    chosen = [each for each in everybody if choice == pages.key_of(each)]
    if not chosen and turn.text:
        chosen = [everybody[index] for index in read_unit(turn.text, [pages.short_name(each) for each in everybody])]
    if len(chosen) == 1:
        return _to_candidate(turn, chosen[0])
    if chosen:
        return pages.show_list(turn, campaign, chosen)
    return _again(turn)


def _at_candidate(turn: Turn, campaign: Campaign, who: Competitor) -> Reply:
    kind, _, rest = (turn.choice or "").partition(":")
    place = {"unit": who.unit.id, "candidate": who.candidate_id}
    if kind == "item":
        award, _, item = rest.partition(":")
        return _to(turn, "item", award=award, item=item, **place)
    if kind == "fill":
        return _begin_fill(turn, campaign, who, rest)
    if kind == "undo":
        return _undo(turn, who, int(rest))
    return _again(turn)


# ---------------------------------------------------------------- decisions


def _at_item(turn: Turn) -> Reply:
    if turn.choice in ("accept", "refuse"):
        return _to(turn, "reason", **{**turn.data, "ruling": turn.choice})
    return _again(turn)


def _take_reason(turn: Turn, campaign: Campaign, who: Competitor) -> Reply:
    tr = turn.tr
    cases = load_cases(turn.session, campaign, who, on=turn.today, round=turn.data.get("round"))
    case = next((each for each in cases if each.award.id == turn.data["award"]), None)
    if case is None or turn.data["item"] not in case.result.verdicts:
        return prefixed(tr("Nothing is to be decided about this any more."), _to_candidate(turn, who))
    criterion, verdict = campaign.criterion(turn.data["item"]), case.result.verdicts[turn.data["item"]]
    ruled = outcome_to_rule(case, criterion.id)
    if not permissions.may_rule(turn.roles, campaign, who.unit.id, criterion.answered_by, ruled):
        return prefixed(tr("This is not open to you."), _to_candidate(turn, who))
    if len(turn.text) < SHORTEST_REASON:
        return _again(turn, tr("A reason is needed; it is kept with the decision."))
    ruling = Ruling.ACCEPTED if turn.data["ruling"] == "accept" else Ruling.REFUSED
    if ruling is Ruling.REFUSED and verdict.outcome != "needs_decision":
        return prefixed(tr("Nothing is to be decided about this any more."), _to_candidate(turn, who))
    _keep(turn, alike(cases, criterion.id, verdict.outcome), criterion.id, ruling)
    word = tr("accepted") if ruling is Ruling.ACCEPTED else tr("not accepted")
    said = tr("Recorded: {item} is {ruling}.", item=title_of(criterion, tr), ruling=word)
    return prefixed(said, _to_candidate(turn, who))


def _keep(turn: Turn, cases: Sequence[Case], item: str, ruling: Ruling) -> None:
    """One row for each award that the decision holds for; of a gate one for all."""
    for case in cases[:1] if is_gate(cases[0].campaign, item) else cases:
        assert case.who.unit.id is not None
        turn.session.add(
            AwardRuling(
                campaign_id=case.campaign.id,
                round=case.round,
                unit_id=case.who.unit.id,
                candidate_id=case.who.candidate_id,
                item=item,
                award=None if is_gate(case.campaign, item) else case.award.id,
                ruling=ruling,
                reason=turn.text,
                decided_by=turn.event.person,
                decided_at=turn.now,
            )
        )
    turn.session.flush()
    _record(turn, cases[0].campaign, cases[0].who, f"ruling:{item}", ruling.value, why=turn.text)


def _undo(turn: Turn, who: Competitor, ruling_id: int) -> Reply:
    """Whoever decided it takes it back; the organizer may, too."""
    row, tr = turn.session.get(AwardRuling, ruling_id), turn.tr
    mine = row is not None and row.unit_id == who.unit.id and row.candidate_id == who.candidate_id
    if row is None or not mine or row.undone_at is not None:
        return prefixed(tr("There is no decision to take back."), _to_candidate(turn, who))
    if row.decided_by != turn.event.person and not permissions.is_organizer(turn.roles):
        return prefixed(tr("This is not open to you."), _to_candidate(turn, who))
    for each in queries.rulings_of(turn.session, row.campaign_id, row.round, row.unit_id, row.candidate_id):
        if (each.item, each.decided_by, each.decided_at) == (row.item, row.decided_by, row.decided_at):
            each.undone_at, each.undone_by = turn.now, turn.event.person
    turn.session.flush()
    current = current_campaign(turn.session)
    assert current is not None
    _record(turn, current[1], who, f"ruling:{row.item}", "taken back")
    title = title_of(current[1].criterion(row.item), tr)
    return prefixed(tr("The decision about {criterion} is taken back.", criterion=title), _to_candidate(turn, who))


# ---------------------------------------------------------------- what the office answers


def _begin_fill(turn: Turn, campaign: Campaign, who: Competitor, item: str) -> Reply:
    criterion = next((each for each in campaign.items if each.id == item), None)
    if criterion is None or not permissions.may_answer_for_office(turn.roles, who.unit.id, criterion.answered_by):
        return prefixed(turn.tr("This is not open to you."), _to_candidate(turn, who))
    return _to(turn, "fill", unit=who.unit.id, candidate=who.candidate_id, criterion=item, pending={})


def _sheet(turn: Turn, campaign: Campaign, who: Competitor) -> Sheet:
    """Questions are asked beside the answers of the candidate: conditions may look at them."""
    assert who.unit.id is not None
    submission = ensure_submission(
        turn.session,
        campaign.id,
        current_campaign(turn.session)[0].version,  # type: ignore[index] # the flow is only open with a campaign
        who.unit.id,
        round=rounds_read(round_named(campaign, turn.data.get("round"), turn.today))[-1],
        candidate_id=who.candidate_id,
        by=turn.event.person,
        now=turn.now,
    )
    return load_sheet(turn.session, campaign, submission, on=turn.today)


def _show_fill(turn: Turn, campaign: Campaign, who: Competitor) -> Reply:
    criterion, tr = campaign.criterion(turn.data["criterion"]), turn.tr
    back = Choice("back", tr("Back"), ("quay lai",))
    question = facts_question(turn, _sheet(turn, campaign, who), criterion, way_out=back)
    about = tr("for every candidate") if criterion.shared else who.name(tr)
    return prefixed(strong(about), question)


def _take_fill(turn: Turn, campaign: Campaign, who: Competitor) -> Reply:
    criterion, sheet = campaign.criterion(turn.data["criterion"]), _sheet(turn, campaign, who)
    if not permissions.may_answer_for_office(turn.roles, who.unit.id, criterion.answered_by):
        return prefixed(turn.tr("This is not open to you."), _to_candidate(turn, who))
    values = read_values(turn, sheet, criterion, turn.text)
    if not values:
        return _again(turn)
    known, refusal = take_values(turn, sheet, criterion, values)
    turn.remember(pending=facts_of.dump_facts(known))
    if refusal:
        return _again(turn, refusal)
    if facts_of.missing_facts(campaign, criterion.id, {**sheet.answers, criterion.id: known}):
        return show(turn)
    turn.session.add(
        OfficeAnswer(
            campaign_id=campaign.id,
            round=pages.round_shown(turn, campaign),
            unit_id=None if criterion.shared else who.unit.id,
            candidate_id=None if criterion.shared else who.candidate_id,
            item=criterion.id,
            facts=facts_of.dump_facts(known),
            answered_by=turn.event.person,
            answered_at=turn.now,
        )
    )
    turn.session.flush()
    _record(turn, campaign, who, f"office:{criterion.id}", "answered by the office")
    said = turn.tr("Recorded: {facts}.", facts=pages.facts_line(criterion, known, turn.tr))
    return prefixed(said, _to_candidate(turn, who))


def _record(
    turn: Turn, campaign: Campaign, who: Competitor, subject: str, action: str, *, why: str | None = None
) -> None:
    note(
        turn,
        campaign_id=campaign.id,
        unit_id=who.unit.id,
        subject=subject,
        action=action,
        after={"candidate": who.candidate_id},
        why=why,
    )
