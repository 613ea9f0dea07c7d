"""The later steps of the review chain: each sees what has reached it, passes it on or returns it to the step below;
what happens outside the program is written down by the organizer."""

from datetime import date

from handlers import advancing, menu, permissions, publishing, reopening, second_rule, step_people
from handlers import step_pages as pages
from handlers.conversation import EventKind, Reply
from handlers.naming import whose
from handlers.noting import note
from handlers.powers import for_whom, power_at_step, powers
from handlers.reading import read_date
from handlers.reviewing import left_over
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, current_campaign, prefixed
from scoring.campaign import Campaign, ReviewStep
from storage import queries
from storage.tables import Decision, OpenedCampaign, Submission, Unit, Verdict

SHORTEST_REASON = 5


def begin(turn: Turn) -> list[Reply]:
    turn.move("steps", "list")
    return [show(turn)]


def begin_second(turn: Turn) -> list[Reply]:
    """What is reviewed twice, for the organizer."""
    turn.move("steps", "twice")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    current = current_campaign(turn.session)
    if current is None or not pages.may_see_steps(turn):
        return menu.show_menu(turn)
    opened, campaign = current
    part = turn.talk.step.partition("_")[0]
    others = {
        "people": step_people.show,
        "publish": publishing.show,
        "reopen": reopening.show,
        "twice": second_rule.show,
    }
    if part in others and permissions.is_organizer(turn.roles):
        return others[part](turn, opened, campaign)
    if turn.talk.step in ("step", "all"):
        step, items = _at_step(turn, opened, campaign)
        if not items:
            turn.move("steps", "list")
            return pages.show_list(turn, opened, campaign)
        return (pages.show_all if turn.talk.step == "all" else pages.show_step)(turn, step, items)
    if turn.talk.step in ("unit", "return", "day", "settle"):
        found = _open(turn, opened, campaign)
        if isinstance(found, Reply):
            return found
        return pages.show_unit_step(turn, *found)
    return pages.show_list(turn, opened, campaign)


def _at_step(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> tuple[ReviewStep, list[tuple[Sheet, Unit]]]:
    """What has reached the step and this person may act on."""
    step = next(each for each in campaign.review_chain if each.id == turn.data["at"])
    rights = powers(turn)
    return step, [
        (load_sheet(turn.session, campaign, submission, on=turn.today), unit)
        for submission, unit in queries.submissions_at(turn.session, opened.id, step.id)
        if power_at_step(turn, opened, step, submission, rights) is not None
    ]


def _open(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> tuple[ReviewStep, Sheet, Unit] | Reply:
    """One submission at its step, or why there is nothing to do with it any more."""
    submission = turn.session.get(Submission, turn.data.get("submission") or 0)
    step = next((each for each in campaign.review_chain if submission and each.id == submission.step), None)
    known = turn.data.get("at")
    if submission is None or step is None or (known and known != step.id):
        return _gone(turn, opened, campaign)
    sheet = load_sheet(turn.session, campaign, submission, on=turn.today)
    if power_at_step(turn, opened, step, submission, powers(turn)) is None:
        return _gone(turn, opened, campaign)
    return step, sheet, turn.session.get_one(Unit, submission.unit_id)


def _gone(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> Reply:
    turn.move("steps", "list")
    words = turn.tr("It is no longer at this step, or it is not open to you.")
    return prefixed(words, pages.show_list(turn, opened, campaign))


def handle(turn: Turn) -> list[Reply]:
    current = current_campaign(turn.session)
    if current is None or not pages.may_see_steps(turn):
        return [menu.show_menu(turn)]
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), show(turn))]
    opened, campaign = current
    if turn.choice == "list":
        return begin(turn)
    if permissions.is_organizer(turn.roles) and (replies := _organizers_own(turn, opened, campaign)):
        return replies
    return _at_list_or_step(turn, opened, campaign)


def _organizers_own(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    """Naming people, publishing, opening again; empty when something else is asked."""
    others = {
        "people": step_people.handle,
        "publish": publishing.handle,
        "reopen": reopening.handle,
        "twice": second_rule.handle,
    }
    part = turn.talk.step.partition("_")[0]
    if part in others:
        return others[part](turn, opened, campaign)
    if turn.talk.step == "list" and turn.choice in others:
        turn.move("steps", turn.choice)
        return [show(turn)]
    return []


def _at_list_or_step(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    kind, _, name = (turn.choice or "").partition(":")
    if turn.talk.step == "list" and kind == "step":
        turn.move("steps", "step", at=name)
        return [show(turn)]
    if turn.talk.step in ("step", "all"):
        return _handle_step(turn, opened, campaign)
    if turn.talk.step in ("unit", "return", "day", "settle"):
        found = _open(turn, opened, campaign)
        return [found] if isinstance(found, Reply) else _handle_unit(turn, opened, *found)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _handle_step(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    kind, _, number = (turn.choice or "").partition(":")
    if kind == "unit":
        turn.move("steps", "unit", submission=int(number), at=turn.data["at"])
        return [show(turn)]
    if turn.talk.step == "step" and kind == "all":
        turn.talk.step = "all"
        return [show(turn)]
    if turn.talk.step == "all" and kind == "no":
        turn.talk.step = "step"
        return [show(turn)]
    if turn.talk.step == "all" and kind == "yes":
        return _pass_all(turn, opened, campaign)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _pass_all(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    """One by one; then what went on, and what did not and why."""
    step, items = _at_step(turn, opened, campaign)
    done, skipped, told = [], [], []
    for sheet, _ in items:
        if left_over(sheet):
            skipped.append(f"{whose(turn, sheet)} ({', '.join(left_over(sheet))})")
            continue
        told += _pass(turn, opened, step, sheet, on=None)
        done.append(whose(turn, sheet))
    lines = [turn.tr("Passed on: {units}.", units=", ".join(done))] if done else []
    if skipped:
        lines.append(turn.tr("Still to be decided here first: {what}.", what="; ".join(skipped)))
    turn.session.flush()
    turn.talk.step = "step"
    return [prefixed("\n".join(lines), show(turn)), *told]


def _pass(turn: Turn, opened: OpenedCampaign, step: ReviewStep, sheet: Sheet, *, on: date | None) -> list[Reply]:
    power = power_at_step(turn, opened, step, sheet.submission, powers(turn))
    return advancing.pass_on(
        turn.session,
        sheet.campaign,
        sheet.submission,
        by=turn.event.person,
        now=turn.now,
        on=on,
        beside=for_whom(turn, power),
    )


def _handle_unit(turn: Turn, opened: OpenedCampaign, step: ReviewStep, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "back":
        turn.move("steps", "step" if turn.talk.step == "unit" else "unit", submission=sheet.submission.id, at=step.id)
        return [show(turn)]
    if turn.talk.step != "unit":
        return _typed(turn, opened, step, sheet, unit)
    kind, _, criterion_id = (turn.choice or "").partition(":")
    match kind:
        case "pass" if step.in_program and not left_over(sheet):
            return _passed(turn, step, sheet, _pass(turn, opened, step, sheet, on=None))
        case "return" if step.in_program:
            turn.talk.step = "return"
            return [show(turn)]
        case "settle" if criterion_id in left_over(sheet):
            turn.remember(criterion=criterion_id)
            turn.talk.step = "settle"
            return [show(turn)]
        case "record" if not step.in_program:
            turn.talk.step = "day"
            return [show(turn)]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _typed(turn: Turn, opened: OpenedCampaign, step: ReviewStep, sheet: Sheet, unit: Unit) -> list[Reply]:
    """A reason, or the day on which a step outside was done."""
    if (turn.talk.step == "day") is step.in_program:
        return [_gone(turn, opened, sheet.campaign)]
    if turn.talk.step == "day":
        day = turn.today if turn.choice == "today" else read_date(turn.text, today=turn.today)
        if day is None or day > turn.today:
            return [prefixed(turn.tr("That was not understood."), show(turn))]
        return _passed(turn, step, sheet, _pass(turn, opened, step, sheet, on=day))
    if len(turn.text) < SHORTEST_REASON:
        return [prefixed(turn.tr("Please write it in words."), show(turn))]
    if turn.talk.step == "settle":
        if turn.data.get("criterion") not in left_over(sheet):
            return [_gone(turn, opened, sheet.campaign)]
        return _settle(turn, step, sheet)
    below = advancing.send_back(
        turn.session, sheet.campaign, sheet.submission, by=turn.event.person, now=turn.now, reason=turn.text
    )
    title = next(each.title.within(turn.tr.locale) for each in sheet.campaign.review_chain if each.id == below)
    said = turn.tr("{unit} is returned to “{step}”.", unit=whose(turn, sheet), step=title)
    return _back_to_step(turn, step, said, [])


def _settle(turn: Turn, step: ReviewStep, sheet: Sheet) -> list[Reply]:
    """What was left for this step: the points stand, with a reason. Other figures go back to who can correct them."""
    criterion_id = turn.data["criterion"]
    before = sheet.decisions[criterion_id]
    before.undone_at = turn.now
    kept = before.model_dump(include={"submission_id", "number", "criterion", "points"})
    turn.session.add(
        Decision(
            **kept,
            step=step.id,
            verdict=Verdict.APPROVED,
            reason=turn.text,
            decided_by=turn.event.person,
            decided_at=turn.now,
            told_at=turn.now,
        )
    )
    note(
        turn,
        campaign_id=sheet.submission.campaign_id,
        unit_id=sheet.submission.unit_id,
        subject=f"review:{criterion_id}",
        action="approved",
        before={"verdict": before.verdict.value},
        after={"points": before.points, "step": step.id},
        why=turn.text,
    )
    turn.session.flush()
    turn.move("steps", "unit", submission=sheet.submission.id, at=step.id)
    return [prefixed(turn.tr("{criterion} is decided.", criterion=criterion_id), show(turn))]


def _passed(turn: Turn, step: ReviewStep, sheet: Sheet, told: list[Reply]) -> list[Reply]:
    said = (
        turn.tr("{unit} is passed on.", unit=whose(turn, sheet))
        if step.in_program
        else turn.tr("Written down for {unit}.", unit=whose(turn, sheet))
    )
    return _back_to_step(turn, step, said, told)


def _back_to_step(turn: Turn, step: ReviewStep, said: str, told: list[Reply]) -> list[Reply]:
    turn.session.flush()
    turn.move("steps", "step", at=step.id)
    return [prefixed(said, show(turn)), *told]
