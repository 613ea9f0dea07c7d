"""Who belongs to a step of the review chain. Where nobody is named, everybody with the step's role belongs to it."""

from sqlmodel import Session, col, select

from handlers.conversation import Choice, Reply, strong
from handlers.noting import note
from handlers.turn import Turn, ask, prefixed
from locales import Translator
from scoring.campaign import Campaign, ReviewStep
from storage import queries
from storage.tables import OpenedCampaign, Person, Role, StepMember


def empty_steps(session: Session, campaign: Campaign) -> list[ReviewStep]:
    """The steps in the program for which nobody here has the role: to be asked about before the campaign opens."""
    return [
        step
        for step in campaign.review_chain
        if step.in_program and (step.role is None or not queries.people_with_role(session, Role(step.role)))
    ]


def empty_in_words(session: Session, campaign: Campaign, tr: Translator) -> list[str]:
    """A sentence for each of them, to be read before opening."""
    return [
        tr(
            "⚠️ Nobody decides at “{step}” yet: please invite a {role}, or what arrives there waits.",
            step=step.title.within(tr.locale),
            role=_role_in_words(step, tr),
        )
        for step in empty_steps(session, campaign)
    ]


def _role_in_words(step: ReviewStep, tr: Translator) -> str:
    return {
        "reviewer": tr("reviewer"),
        "council_secretary": tr("council secretary"),
        "decision_maker": tr("decision maker"),
        "unit_leader": tr("head of the unit"),
    }.get(step.role or "", tr("person with a role in the plan"))


def show(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> Reply:
    """The steps with their people; or one step, to name or release somebody."""
    tr = turn.tr
    back = Choice("list", tr("Back"), ("quay lai",))
    if turn.talk.step == "people_of":
        return _show_step(turn, opened, _step(campaign, turn.data["at"]), back)
    lines, choices = [strong(tr("Who belongs to which step"))], []
    for step in campaign.review_chain:
        if not step.in_program:
            continue
        title = step.title.within(tr.locale)
        lines.append(f"• {title}: {', '.join(_names(turn, opened, step)) or tr('nobody yet')}")
        choices.append(Choice(f"of:{step.id}", title))
    return ask("\n".join(lines), *choices, back)


def _step(campaign: Campaign, step_id: str) -> ReviewStep:
    return next(each for each in campaign.review_chain if each.id == step_id)


def _names(turn: Turn, opened: OpenedCampaign, step: ReviewStep) -> list[str]:
    named = queries.named_for(turn.session, opened.id, step.id) or _with_role(turn, step)
    return [_name(turn, person) for person in sorted(named)]


def _with_role(turn: Turn, step: ReviewStep) -> list[int]:
    return queries.people_with_role(turn.session, Role(step.role)) if step.role else []


def _name(turn: Turn, person: int) -> str:
    return turn.session.get_one(Person, person).name or turn.tr("A colleague")


def _show_step(turn: Turn, opened: OpenedCampaign, step: ReviewStep, back: Choice) -> Reply:
    tr = turn.tr
    named = queries.named_for(turn.session, opened.id, step.id)
    choices = [Choice(f"release:{each}", tr("Release {name}", name=_name(turn, each))) for each in sorted(named)]
    choices += [
        Choice(f"name:{each}", tr("Name {name}", name=_name(turn, each)), (_name(turn, each),))
        for each in _with_role(turn, step)
        if each not in named
    ]
    words = strong(step.title.within(tr.locale)) + "\n"
    if not choices:
        words += tr("Nobody has the role for it yet: please invite somebody first.")
    elif named:
        words += tr("Only those who are named here decide: {names}.", names=", ".join(_names(turn, opened, step)))
    else:
        words += tr("Nobody is named, so everybody with the role decides.")
    return ask(words, *choices, Choice("people", tr("Another step"), ("buoc khac",)), back)


def handle(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    """Empty: back to the chain."""
    kind, _, name = (turn.choice or "").partition(":")
    if kind == "people":
        turn.move("steps", "people")
        return [show(turn, opened, campaign)]
    if kind == "of" and any(each.id == name for each in campaign.review_chain):
        turn.move("steps", "people_of", at=name)
        return [show(turn, opened, campaign)]
    if turn.talk.step == "people_of" and kind in ("name", "release"):
        _change(turn, opened, _step(campaign, turn.data["at"]), int(name), kind)
        return [show(turn, opened, campaign)]
    return [prefixed(turn.tr("That was not understood."), show(turn, opened, campaign))]


def _change(turn: Turn, opened: OpenedCampaign, step: ReviewStep, person: int, kind: str) -> None:
    named = queries.named_for(turn.session, opened.id, step.id)
    if kind == "name" and person not in named and person in _with_role(turn, step):
        turn.session.add(StepMember(campaign_id=opened.id, step=step.id, person_id=person, since=turn.now))
        note(turn, f"step:{step.id}", "named", campaign_id=opened.id, after={"person": person})
    elif kind == "release" and person in named:
        wanted = select(StepMember).where(
            StepMember.campaign_id == opened.id,
            StepMember.step == step.id,
            StepMember.person_id == person,
            col(StepMember.until).is_(None),
        )
        for row in turn.session.exec(wanted):
            row.until = turn.now
        note(turn, f"step:{step.id}", "released", campaign_id=opened.id, after={"person": person})
    turn.session.flush()
