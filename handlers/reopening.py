"""The organizer opens a closed explanation again, by name and with a reason; the unit is told until when."""

from datetime import date

from handlers import advancing, notices
from handlers.context import calendar_of
from handlers.conversation import Choice, Reply, strong
from handlers.explanations import may_reopen, reopen
from handlers.naming import whose
from handlers.publishing import results
from handlers.reading import read_unit
from handlers.sheet import Sheet
from handlers.turn import Turn, ask, prefixed
from scoring.campaign import Campaign
from storage import queries
from storage.tables import OpenedCampaign, Unit

SHORTEST_REASON = 5


def show(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> Reply:
    """Which unit, which criterion, why."""
    tr = turn.tr
    back = Choice("list", tr("Back"), ("quay lai",))
    if turn.talk.step == "reopen_why":
        words = tr("Why is {criterion} opened again? The unit reads the reason.", criterion=turn.data["criterion"])
        return ask(words, back, numbered=False)
    if turn.talk.step == "reopen_which":
        found = _found(turn, opened, campaign)
        choices = [Choice(f"criterion:{each}", each, (each,)) for each in _closed(turn, found[0])] if found else []
        return ask(tr("Which criterion?"), *choices, back, numbered=False)
    units = [(sheet, unit) for sheet, unit in results(turn, opened, campaign) if _closed(turn, sheet)]
    if not units:
        return ask(tr("Nothing is closed that a unit might explain again."), back)
    choices = [Choice(f"of:{sheet.submission.id}", whose(turn, sheet), (unit.code,)) for sheet, unit in units]
    return ask(tr("For which unit?"), *choices, back)


def _found(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> tuple[Sheet, Unit] | None:
    wanted = turn.data.get("submission")
    return next((each for each in results(turn, opened, campaign) if each[0].submission.id == wanted), None)


def _closed(turn: Turn, sheet: Sheet) -> list[str]:
    return may_reopen(turn.session, sheet, turn.today)


def handle(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    kind, _, name = (turn.choice or "").partition(":")
    if turn.talk.step == "reopen" and (number := _named(turn, opened, campaign, kind, name)) is not None:
        turn.move("steps", "reopen_which", submission=number)
        return [show(turn, opened, campaign)]
    found = _found(turn, opened, campaign)
    if turn.talk.step == "reopen_which" and found and kind == "criterion" and name in _closed(turn, found[0]):
        turn.move("steps", "reopen_why", submission=found[0].submission.id, criterion=name)
        return [show(turn, opened, campaign)]
    if turn.talk.step == "reopen_why" and found and len(turn.text) >= SHORTEST_REASON:
        return _reopen(turn, *found)
    return [prefixed(turn.tr("That was not understood."), show(turn, opened, campaign))]


def _named(turn: Turn, opened: OpenedCampaign, campaign: Campaign, kind: str, name: str) -> int | None:
    if kind == "of":
        return int(name)
    units = [(sheet, unit) for sheet, unit in results(turn, opened, campaign) if _closed(turn, sheet)]
    found = read_unit(turn.text, [whose(turn, sheet) for sheet, _ in units])
    return units[found[0]][0].submission.id if len(found) == 1 else None


def _reopen(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    """The submission waits at the appraisal again until the unit has answered or the time is over."""
    submission, criterion_id = sheet.submission, turn.data["criterion"]
    until = calendar_of(turn.session).add_working_days(turn.today, sheet.campaign.correction_days)
    reopen(turn, submission, criterion_id, until, why=turn.text)
    advancing.bring_back(turn.session, sheet.campaign, submission, by=turn.event.person, now=turn.now, reason=turn.text)
    turn.session.flush()
    told = _tell(turn, sheet, unit, criterion_id, until)
    turn.move("steps", "list")
    said = turn.tr("Opened again; {unit} is told.", unit=whose(turn, sheet))
    return [ask(said, Choice("list", turn.tr("Back"), ("quay lai",))), *told]


def _tell(turn: Turn, sheet: Sheet, unit: Unit, criterion_id: str, until: date) -> list[Reply]:
    submission, replies = sheet.submission, []
    for person in queries.people_behind(turn.session, unit.id or 0, submission.candidate_id):
        tr = notices.language_of(turn.session, person)
        words = tr(
            "{unit} may explain {criterion} again by {date}: {reason}",
            unit=strong(whose(turn, sheet, tr)),
            criterion=criterion_id,
            date=tr.long_date(until),
            reason=turn.text,
        )
        choice = Choice(f"explain:{submission.id}:{criterion_id}", tr("Explain {criterion}", criterion=criterion_id))
        replies.append(
            notices.standing(person, words, choice, when=notices.polite_time(turn.session, sheet.campaign, turn.now))
        )
    return replies
