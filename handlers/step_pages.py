"""What the people of a later step are shown: the chain with its counts, a step, and one submission at it."""

from handlers import permissions, taking
from handlers.conversation import Choice, Reply, strong
from handlers.naming import appraised_value, own_value, result_of, whose
from handlers.powers import power_at_step, powers, roles_in_any_right
from handlers.reviewing import left_over
from handlers.sheet import Sheet
from handlers.turn import Turn, ask
from handlers.wording import short_name
from locales import Translator
from scoring import workflow
from scoring.campaign import Campaign, ReviewStep
from storage import queries
from storage.queries import steps
from storage.tables import OpenedCampaign, Role, StepAct, StepRecord, Submission, SubmissionState, Unit

_ROLES = (Role.ORGANIZER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER)


def may_see_steps(turn: Turn) -> bool:
    """Whoever has something to do at a later step, in whatever right; the organizer sees the whole chain."""
    return any(member.role in _ROLES for member in roles_in_any_right(turn))


def show_list(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> Reply:
    """The chain: how many submissions are where, and a way to those that wait for this person."""
    tr, lines, choices = turn.tr, [strong(turn.tr("Steps of the review"))], []
    rights = powers(turn)
    for number, step in enumerate(later_steps(campaign), start=1):
        waiting = _waiting(turn, opened, step)
        title = step.title.within(tr.locale)
        place = "" if step.in_program else " " + tr("(outside the program)")
        lines.append(f"{number}. {title}{place}: {tr.number(len(waiting))}")
        mine = [each for each in waiting if power_at_step(turn, opened, step, each, rights) is not None]
        if mine:
            choices.append(Choice(f"step:{step.id}", tr("{step} ({n})", step=title, n=tr.number(len(mine)))))
    if permissions.may_name_people(turn.roles):
        choices.append(Choice("people", tr("Who belongs to which step"), ("nhan su", "ai thuoc buoc nao")))
    if permissions.may_publish(turn.roles):
        choices.append(Choice("publish", tr("Publish the results"), ("cong bo", "cong bo ket qua")))
    if permissions.may_reopen(turn.roles):
        choices.append(Choice("reopen", tr("Open an explanation again"), ("mo lai", "mo lai giai trinh")))
    if permissions.may_want_second(turn.roles):
        choices.append(Choice("twice", tr("Second review"), ("tham dinh lan hai", "lan hai")))
    return ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))


def later_steps(campaign: Campaign) -> tuple[ReviewStep, ...]:
    """From the first step that appraises on: what lies before it happened in the unit, before it was sent."""
    chain = campaign.review_chain
    return chain[chain.index(workflow.first_step(chain)) :]


def _waiting(turn: Turn, opened: OpenedCampaign, step: ReviewStep) -> list[Submission]:
    found = [each for each, _ in queries.submissions_at(turn.session, opened.id, step.id)]
    if step.appraises:
        found += [each for each, _ in queries.submissions_waiting(turn.session, opened.id, step.id)]
    return found


def show_step(turn: Turn, step: ReviewStep, items: list[tuple[Sheet, Unit]]) -> Reply:
    """The submissions at one step, most points first."""
    tr = turn.tr
    ordered = sorted(items, key=lambda each: (-(each[0].appraised.total or 0), each[1].name))
    words = strong(step.title.within(tr.locale))
    if step.duty is not None:
        words += "\n" + step.duty.within(tr.locale)
    choices = [
        Choice(f"unit:{sheet.submission.id}", _line(turn, sheet), (whose(turn, sheet), unit.code))
        for sheet, unit in ordered
    ]
    if step.in_program and len(items) > 1:
        choices.append(Choice("all", tr("Pass all of them on"), ("chuyen tat ca", "chuyen het")))
    return ask(words, *choices, Choice("list", tr("Back"), ("quay lai",)))


def _line(turn: Turn, sheet: Sheet) -> str:
    tr, left = turn.tr, left_over(sheet)
    to_decide = " " + tr("– to decide: {criteria}", criteria=", ".join(left)) if left else ""
    return f"{whose(turn, sheet)}: {result_of(sheet, tr)}{to_decide}"


def show_all(turn: Turn, step: ReviewStep, items: list[tuple[Sheet, Unit]]) -> Reply:
    """Names and count before anything is passed on."""
    tr = turn.tr
    words = tr.plural("Pass {n} submission on?", "Pass {n} submissions on?", len(items))
    lines = [words, *(f"• {_line(turn, sheet)}" for sheet, unit in items)]
    return ask(
        "\n".join(lines),
        Choice("yes", tr("Yes, pass them on"), ("dong y", "co"), verb=tr("PASS")),
        Choice("no", tr("No"), ("khong",)),
    )


def show_unit_step(turn: Turn, step: ReviewStep, sheet: Sheet, unit: Unit) -> Reply:
    """One submission at this step, or the question that is being asked about it."""
    tr, back = turn.tr, Choice("back", turn.tr("Back"), ("quay lai",))
    match turn.talk.step:
        case "return":
            words = tr("Why is {unit} returned to the step below?", unit=whose(turn, sheet))
            return ask(words, back, numbered=False, verb=tr("RETURN"))
        case "settle":
            words = tr("Why does {criterion} stay as it is?", criterion=turn.data["criterion"])
            return ask(words, back, numbered=False, verb=tr("RECORD"))
        case "day":
            title = step.title.within(tr.locale)
            words = tr("On which day was “{step}” done? For example: {day}", step=title, day=tr.date(turn.today))
            return ask(words, Choice("today", tr("Today"), ("hom nay",)), back, numbered=False)
    lines = [strong(_line(turn, sheet)), step.title.within(tr.locale)]
    lines += [_criterion_line(sheet, each.id, tr) for each in sheet.criteria]
    for criterion_id in left_over(sheet):
        reason = sheet.decisions[criterion_id].reason
        lines.append(tr("Left for decision: {criterion}: {reason}", criterion=criterion_id, reason=reason))
    lines += records_in_words(turn, sheet)
    choices = [
        Choice(f"settle:{each}", tr("Keep {criterion} as it is", criterion=each), (f"giu {each}",))
        for each in left_over(sheet)
    ]
    if not step.in_program:
        choices.append(Choice("record", tr("Write down that it is done"), ("ghi nhan", "da xong")))
    elif not choices:
        choices.append(Choice("pass", tr("Pass it on"), ("chuyen tiep", "chuyen", "dong y"), verb=tr("PASS")))
    if step.in_program:
        choices.append(Choice("return", tr("Return it to the step below"), ("tra lai",)))
    return ask("\n".join(lines), *choices, back)


def _criterion_line(sheet: Sheet, criterion_id: str, tr: Translator) -> str:
    own, given = own_value(sheet, criterion_id, tr), appraised_value(sheet, criterion_id, tr)
    if own != given:
        given += " " + tr("(the unit: {own})", own=own)
    return f"{short_name(sheet.campaign.criterion(criterion_id), tr)}: {given}"


def records_in_words(turn: Turn, sheet: Sheet) -> list[str]:
    """What the steps did with it so far."""
    assert sheet.submission.id is not None
    titles = {each.id: each.title.within(turn.tr.locale) for each in sheet.campaign.review_chain}
    found = steps.step_records(turn.session, [sheet.submission.id]).get(sheet.submission.id, [])
    return [_record_line(turn, record, titles) for record in found]


def _record_line(turn: Turn, record: StepRecord, titles: dict[str, str]) -> str:
    tr = turn.tr
    who = taking.name_of(turn, record.by) if record.by is not None else tr("The program")
    words = {
        StepAct.PASSED: tr("passed on"),
        StepAct.RETURNED: tr("returned: {reason}", reason=record.reason),
        StepAct.RECORDED: tr("done on {date}", date=tr.date(record.on) if record.on else "–"),
    }[record.act]
    return f"• {titles.get(record.step, record.step)}: {words} – {who}, {tr.moment(record.at)}"


def where_in_chain(turn: Turn, sheet: Sheet) -> list[str]:
    """For the unit: every step of its way, what is behind it, where it stands."""
    tr, submission = turn.tr, sheet.submission
    if submission.number == 0:
        return []
    way = [each for each in later_steps(sheet.campaign) if not each.candidates or sheet.kind in each.candidates]
    names = [each.id for each in way]
    if submission.state is SubmissionState.RETURNED or submission.step in names:
        here = names.index(submission.step) if submission.step in names else 0
    else:
        here = len(way)
    marks = ["✅" if place < here else "▶️" if place == here else "▫️" for place in range(len(way))]
    lines = [strong(tr("Way of the review"))]
    return lines + [f"{mark} {each.title.within(tr.locale)}" for mark, each in zip(marks, way, strict=True)]
