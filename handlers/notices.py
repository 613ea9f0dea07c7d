"""Messages that nobody asked for just now: results of a review, requests to decide, and hints outside a conversation.

They respect quiet hours (deadlines, rule 7); what a person asks for is never delayed.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from handlers.appraising import corrections_in_words
from handlers.competing import competitor_of, whose
from handlers.context import calendar_of, context_of, local
from handlers.conversation import Choice, Event, EventKind, Reply, strong
from handlers.overview import returned_in_words
from handlers.sheet import Sheet
from handlers.turn import Turn, current_campaign
from handlers.verdict_words import sheet_tally
from handlers.wording import points_of
from locales import Translator, translator
from scoring import workflow
from scoring.campaign import Campaign, ReviewStep
from storage import queries
from storage.tables import AccessRequest, BotState, ChannelAccount, Person, Registration, Role, Unit, Verdict


def language_of(session: Session, person_id: int) -> Translator:
    """How to speak to somebody who is not the sender."""
    person = session.get_one(Person, person_id)
    return language(session, person.locale, brief=person.brief)


def language(session: Session, locale: str | None, *, brief: bool) -> Translator:
    """What somebody chose, or the language of this installation."""
    return translator(locale or context_of(session).locale, brief=brief)


def polite_time(session: Session, campaign: Campaign, now: datetime) -> datetime:
    """When a message that nobody asked for may go out: now, or on the next working morning."""
    quiet = campaign.reminders.quiet_hours
    return calendar_of(session).next_allowed(
        local(session, now), quiet_from=quiet.start, quiet_to=quiet.end, hour=campaign.reminders.hour
    )


def polite_now(session: Session, now: datetime) -> datetime:
    """The same without a campaign at hand: by the hours of the one that is open, else at once."""
    current = current_campaign(session)
    return polite_time(session, current[1], now) if current else now


def standing(
    person: int,
    text: str,
    *choices: Choice,
    when: datetime | None = None,
    until: datetime | None = None,
    report_to: int | None = None,
) -> Reply:
    """A message that nobody asked for, whose choices work whatever is being asked meanwhile."""
    return Reply(
        text,
        choices=choices,
        to=person,
        numbered=False,
        question=False,
        standing=True,
        proactive=True,
        not_before=when,
        valid_until=until,
        report_to=report_to,
    )


def returned(session: Session, sheet: Sheet, *, now: datetime) -> list[Reply]:
    """One message to each contact: the reasons first, then a way straight into each criterion."""
    who = competitor_of(session, sheet.campaign, sheet.submission)
    when = polite_time(session, sheet.campaign, now)
    replies = []
    for person in queries.people_behind(session, sheet.submission.unit_id, sheet.submission.candidate_id):
        tr = language_of(session, person)
        title = tr("The self-assessment of {unit} was returned for correction", unit=who.name(tr))
        if not sheet.campaign.has_points:
            title = tr("The own assessment of {unit} was returned for correction", unit=who.name(tr))
        words = "\n".join([strong(title), returned_in_words(sheet, tr), *corrections_in_words(sheet, tr)])
        choices = [
            Choice(f"open:{sheet.submission.id}:{criterion.id}", tr("Correct {criterion}", criterion=criterion.id))
            for criterion in sheet.criteria
            if criterion.id in sheet.returned
        ]
        replies.append(standing(person, words, *choices, when=when))
    return replies


def approved(session: Session, sheet: Sheet, *, now: datetime, explainable: Collection[str] = ()) -> list[Reply]:
    """Each contact is told the points, and what may be explained until when."""
    who = competitor_of(session, sheet.campaign, sheet.submission)
    when = polite_time(session, sheet.campaign, now)
    replies = []
    for person in queries.people_behind(session, sheet.submission.unit_id, sheet.submission.candidate_id):
        tr = language_of(session, person)
        points = strong(points_of(sheet.appraised.total, sheet.appraised.max, tr))
        words = tr("The self-assessment of {unit} is approved: {points} points.", unit=who.name(tr), points=points)
        if not sheet.campaign.has_points:
            verdicts = strong(sheet_tally(sheet, tr, appraised=True))
            words = tr("The self-assessment of {unit} is approved: {verdicts}.", unit=who.name(tr), verdicts=verdicts)
        if (onward := appraised_next(sheet)) is not None:
            words += "\n" + tr(
                "It goes on to {step}, where it is judged once more.", step=onward.title.within(tr.locale)
            )
        words = "\n".join([words, *_left_in_words(sheet, tr), *corrections_in_words(sheet, tr)])
        if sheet.appraised.priority and sheet.campaign.priority is not None:
            words += "\n" + sheet.campaign.priority.text.within(tr.locale)
        choices = []
        if sheet.submission.explain_until is not None:
            until = tr.long_date(sheet.submission.explain_until)
            words += "\n" + tr("If the unit disagrees, it may explain itself by {date}.", date=until)
            choices = [
                Choice(f"explain:{sheet.submission.id}:{each}", tr("Explain {criterion}", criterion=each))
                for each in explainable
            ]
        look = tr("Look at the points") if sheet.campaign.has_points else tr("Look at the result")
        replies.append(standing(person, words, *choices, Choice("go:status", look), when=when))
    return replies


def appraised_next(sheet: Sheet) -> ReviewStep | None:
    """The step that appraises it after the one where it is; None when that was the last one."""
    way = sheet.campaign.review_steps(sheet.kind) if sheet.kind else sheet.campaign.review_chain
    here = sheet.submission.step
    return workflow.next_step(way, here) if here in {each.id for each in way} else None


def _left_in_words(sheet: Sheet, tr: Translator) -> list[str]:
    """What a later step decides."""
    left = [each for each, decision in sheet.decisions.items() if decision.verdict is Verdict.LEFT]
    return [tr("Left for the next step to decide: {criteria}.", criteria=", ".join(left))] if left else []


def step_reached(
    session: Session, campaign: Campaign, step: ReviewStep, *, by: int | None, now: datetime
) -> list[Reply]:
    """Those who belong to a step are told once, when the first submission waits there."""
    there = queries.submissions_waiting if step.appraises else queries.submissions_at
    waiting = there(session, campaign.id, step.id)
    if len(waiting) != 1 or step.role is None:
        return []
    named = queries.named_for(session, campaign.id, step.id)
    when, replies = polite_time(session, campaign, now), []
    for person in sorted(named) or queries.people_with_role(session, Role(step.role)):
        if person == by:
            continue
        tr = language_of(session, person)
        words = tr("A submission has reached “{step}”.", step=step.title.within(tr.locale))
        to_steps = Choice("go:steps", tr("Steps of the review"))
        to_review = Choice("go:review", tr("Review submissions"), ("tham dinh", "ho so"))
        replies.append(standing(person, words, to_review if step.appraises else to_steps, when=when))
    return replies


def change_requested(turn: Turn, row: Registration) -> list[Reply]:
    """Ask the organizers about a registration that was changed after the deadline."""
    replies = []
    for person in queries.people_with_role(turn.session, Role.ORGANIZER):
        tr = language_of(turn.session, person)
        words = tr(
            "{unit} asks to change its registration after the deadline (request {receipt}).",
            unit=whose(turn.session, row, tr),
            receipt=row.receipt,
        )
        choices = (
            Choice(
                f"change:{row.id}:accept", tr("Accept the change {receipt}", receipt=row.receipt), verb=tr("APPROVE")
            ),
            Choice(
                f"change:{row.id}:refuse", tr("Refuse the change {receipt}", receipt=row.receipt), verb=tr("REFUSE")
            ),
        )
        replies.append(standing(person, words, *choices))
    return replies


def access_requested(turn: Turn, request: AccessRequest, unit: Unit | None) -> list[Reply]:
    """Ask the organizers whether to let somebody in (requests for access are not bound to quiet hours)."""
    replies = []
    for person in queries.people_with_role(turn.session, Role.ORGANIZER):
        tr = language_of(turn.session, person)
        words = tr("{name} asks to be let in for “{unit}”.", name=request.name, unit=request.unit_text)
        label = (
            tr("Let {name} in", name=request.name)
            if unit is None
            else tr("Let {name} in for {unit}", name=request.name, unit=unit.name)
        )
        choices = (
            Choice(f"request:{request.id}:accept", label, verb=tr("APPROVE")),
            Choice(f"request:{request.id}:refuse", tr("Refuse {name}", name=request.name), verb=tr("REFUSE")),
        )
        replies.append(standing(person, words, *choices))
    return replies


def group_hint(session: Session, event: Event) -> list[Reply]:
    """In a group: say once to write privately, and show nothing personal."""
    account = session.get_one(ChannelAccount, event.account)
    key = f"group:{account.external_id}"
    if session.get(BotState, (event.channel, key)) is not None:
        return []
    session.add(BotState(bot=event.channel, key=key, value="told"))
    tr = translator(event.locale)
    return [Reply(tr("Please write to this bot in a private chat; nothing is handled in a group."), question=False)]


def reachability(session: Session, event: Event) -> list[Reply]:
    """Blocking and unblocking are noticed; somebody who comes back is shown where things stand."""
    if event.kind is EventKind.BLOCKED:
        return []
    tr = translator(event.locale)
    words = tr("Welcome back. Write “tiếp tục” to go on, or “menu” to see everything.")
    return [Reply(words, question=False)]
