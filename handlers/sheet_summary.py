"""The summary of a sheet: all of it in one message, what is missing, and whether it can be sent today."""

from datetime import date
from typing import Any

from handlers.competing import competitor_of
from handlers.conversation import Choice, Reply, strong
from handlers.overview import sheet_lines
from handlers.sheet import Sheet
from handlers.turn import Turn, ask
from locales import Translator
from scoring import candidates, workflow
from scoring.campaign import Campaign, Round
from scoring.rounds import is_open, last_open_day
from storage.queries.deadlines import due_days, due_on
from storage.tables import SubmissionState


def carried(turn: Turn) -> dict[str, Any]:
    """What stays known from one question to the next: what was put off, the criterion answered
    last, and whether photos come before the answers that they prove."""
    return {key: turn.data[key] for key in ("later", "last", "photo_first") if key in turn.data}


def ask_summary(turn: Turn, sheet: Sheet) -> Reply:
    """The whole sheet, what is missing, and the way to send it."""
    turn.move("summary", "look", **carried(turn))
    return show_summary(turn, sheet)


def show_summary(turn: Turn, sheet: Sheet) -> Reply:
    tr = turn.tr
    lines = [strong(_title(turn, sheet)), sheet_lines(sheet, tr)]
    hints = "\n".join(filter(None, [_missing(turn, sheet), _window(turn, sheet)]))
    if hints:
        lines.append(hints)
    example = next((each.id for each in sheet.criteria if each.answered_by == "unit"), "")
    lines.append(tr("To correct an answer, write “sửa” and its number, for example: sửa {example}", example=example))
    choices = []
    if can_send(turn, sheet):
        words = tr(
            "To send it at once to {receiver}, write “{words}”; it is locked after that, except for what is returned.",
            receiver=receiver(sheet, tr),
            words=tr("I agree to send"),
        )
        lines.append(words)
        again = sheet.submission.state is SubmissionState.RETURNED
        label = tr("Send again") if again else tr("Send")
        choices.append(Choice("send", label, ("gui", "nop")))
    if sheet.open_criteria:
        choices.append(Choice("missing", tr("Add what is missing"), ("bo sung",)))
    choices.append(Choice("go:menu", tr("Menu")))
    return ask("\n\n".join([lines[0] + "\n" + lines[1], *lines[2:]]), *choices)


def receiver(sheet: Sheet, tr: Translator) -> str:
    """Who judges it first."""
    chain = sheet.campaign.review_steps(sheet.kind) if sheet.kind else sheet.campaign.review_chain
    return workflow.first_step(chain).title.within(tr.locale)


def _title(turn: Turn, sheet: Sheet) -> str:
    """With the name where several of a unit compete, and with the round where there are rounds."""
    points = sheet.campaign.has_points
    title = turn.tr("Summary of the self-assessment") if points else turn.tr("Own assessment in short")
    whose = whose_sheet(turn, sheet)
    return f"{title} – {whose}" if whose else title


def whose_sheet(turn: Turn, sheet: Sheet) -> str:
    """``Trần Thị Mai (Khu phố 1), Đợt năm 2025``; empty where a unit has one sheet anyway."""
    who = competitor_of(turn.session, sheet.campaign, sheet.submission)
    of_several = who.candidate is not None or bool(candidates.kinds_of_people(sheet.campaign, who.unit.unit_type))
    rounds = [each.title.within(turn.tr.locale) for each in sheet.campaign.rounds if each.id == sheet.submission.round]
    return ", ".join([who.name(turn.tr)] * of_several + rounds)


def can_send(turn: Turn, sheet: Sheet) -> bool:
    """Nothing is open, nothing is undecided, and the day is right."""
    return not sheet.open_criteria and not sheet.scores.undecided and not _window(turn, sheet)


def _missing(turn: Turn, sheet: Sheet) -> str:
    tr = turn.tr
    parts = []
    if sheet.open_criteria:
        parts.append(tr("Still open: {criteria}.", criteria=", ".join(sheet.open_criteria)))
    undecided = [criterion for criterion in sheet.scores.undecided if criterion not in sheet.open_criteria]
    for criterion_id in undecided:
        criterion = sheet.campaign.criterion(criterion_id)
        waiting = [
            fact
            for fact in criterion.facts
            if fact.may_be_unsent and (sheet.answers.get(criterion_id) or {}).get(fact.name) is None
        ]
        names = ", ".join(fact.label.within(tr.locale) for fact in waiting)
        parts.append(
            tr(
                "{criterion} cannot be counted yet: not sent and not due yet: {reports}. "
                "When it is sent, write “sửa {criterion}” and enter the day.",
                criterion=criterion_id,
                reports=names,
            )
        )
    if open_ := [
        each for each in sheet.criteria if each.id in sheet.waivable and not sheet.verdicts[each.id].satisfied
    ]:
        names = ", ".join(each.id for each in open_)
        words = tr(
            "{criteria} is counted from the register. If it lies outside the unit’s functions, write: sửa {id}",
            criteria=names,
            id=open_[0].id,
        )
        parts.append(words)
    return "\n".join(parts)


def _window(turn: Turn, sheet: Sheet) -> str:
    """Why it cannot be sent today; empty when it can. A returned one may be corrected after the end."""
    window = sheet.campaign.deadline(sheet.campaign.self_assessment.deadline)
    if sheet.submission.state is not SubmissionState.RETURNED and window.opens_on and turn.today < window.opens_on:
        date = turn.tr.long_date(window.opens_on)
        return turn.tr("It can be sent from {date}; until then everything is kept.", date=date)
    return over(turn, sheet)


def over(turn: Turn, sheet: Sheet) -> str:
    """After the window no first self-assessment is accepted (plans: workflow rule 7), and none of a round that is not
    open; empty while it is."""
    campaign, submission = sheet.campaign, sheet.submission
    if submission.state is not SubmissionState.DRAFT:
        return ""
    cycle = next((each for each in campaign.rounds if each.id == submission.round), None)
    if cycle is not None:
        return _round_closed(turn, campaign, cycle, submission.unit_id)
    deadline = campaign.deadline(campaign.self_assessment.deadline)
    last_day = due_on(turn.session, campaign.id, deadline, submission.unit_id) or campaign.period.end
    if turn.today <= last_day:
        return ""
    return _ended(turn, last_day)


def _round_closed(turn: Turn, campaign: Campaign, cycle: Round, unit_id: int) -> str:
    """A round takes answers by its own days, as the organizer set them for this unit."""
    tr, name = turn.tr, cycle.title.within(turn.tr.locale)
    moved = due_days(turn.session, campaign.id).moved(unit_id)
    if is_open(campaign, cycle, turn.today, moved=moved):
        return ""
    if cycle.reads:
        return tr("{round} looks back on the others: it has no questions of its own.", round=name)
    if turn.today < cycle.start:
        return tr("{round} opens on {date}; nothing can be entered before.", round=name, date=tr.long_date(cycle.start))
    return _ended(turn, last_open_day(campaign, cycle, moved=moved))


def _ended(turn: Turn, last_day: date) -> str:
    day = turn.tr.long_date(last_day)
    return turn.tr("The time for sending ended on {date}. Please ask the organizer if there was a reason.", date=day)
