"""The organizer says which submissions are reviewed twice and how; and does without it for one, with a reason."""

import secrets
from decimal import Decimal

from handlers import second_waiting
from handlers.conversation import Choice, Reply, strong
from handlers.naming import listed_name
from handlers.noting import note
from handlers.reading import read_count, read_percent
from handlers.turn import Turn, ask, prefixed
from locales import Translator
from scoring.campaign import Campaign
from storage import queries
from storage.queries import second as seconds
from storage.tables import OpenedCampaign, Role, SecondRule

ALL = 100  # percent
MOST = 1000  # points, or criteria


def show(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> Reply:
    """What holds and what waits; or the next question of setting it up."""
    tr, back = turn.tr, Choice("twice", turn.tr("Back"), ("quay lai",))
    match turn.talk.step:
        case "twice_share":
            words = tr("How many percent of the submissions are drawn for a second review? For example 10; 0 for none.")
            return ask(words, back, numbered=False)
        case "twice_least":
            return ask(_least_question(campaign, tr), back, numbered=False)
        case "twice_blind":
            return ask(
                tr("May the second reviewer see what the first one decided?"),
                Choice("blind", tr("No, judge independently"), ("khong", "doc lap")),
                Choice("seen", tr("Yes"), ("co", "duoc xem")),
                back,
            )
        case "twice_one" | "twice_why" | "twice_who":
            return second_waiting.show(turn)
    return _show_rule(turn, opened, campaign)


def _least_question(campaign: Campaign, tr: Translator) -> str:
    if campaign.has_points:
        return tr(
            "From how many points of difference between self-scored and appraised on is a submission reviewed twice? "
            "For example 5; 0 for no limit of this kind."
        )
    return tr(
        "From how many criteria with another verdict on is a submission reviewed twice? "
        "For example 2; 0 for no limit of this kind."
    )


def _show_rule(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> Reply:
    tr, rule = turn.tr, seconds.second_rule(turn.session, opened.id)
    lines = [strong(tr("Second review"))]
    choices = []
    if rule is None:
        lines.append(tr("Nothing is reviewed twice now."))
        choices.append(Choice("twice_set", tr("Switch it on"), ("bat", "thiet lap")))
    else:
        lines += rule_in_words(rule, campaign, tr)
        choices.append(Choice("twice_set", tr("Change the rule"), ("thay doi", "sua", "dat lai")))
        choices.append(Choice("twice_off", tr("Switch it off"), ("tat", "thoi")))
    found = seconds.open_seconds(turn.session, opened.id)
    for review, submission, _ in found:
        name = listed_name(turn, submission)
        lines.append(f"• {name}: {second_waiting.where(turn, submission, review)}")
        choices.append(Choice(f"one:{review.id}", name))
    return ask("\n".join(lines), *choices, Choice("list", tr("Back"), ("quay lai",)))


def rule_in_words(rule: SecondRule, campaign: Campaign, tr: Translator) -> list[str]:
    """A line for the sample, for the limit, and for what the second reviewer sees."""
    lines = []
    if rule.percent:
        lines.append(tr("Drawn at random: {percent}% of the submissions.", percent=tr.number(rule.percent)))
    if rule.least is not None and campaign.has_points:
        lines.append(tr("From a difference of {n} points on: all.", n=tr.points(Decimal(rule.least))))
    elif rule.least is not None:
        lines.append(tr("From {n} criteria with another verdict on: all.", n=tr.points(Decimal(rule.least))))
    if rule.blind:
        lines.append(tr("The second reviewer sees nothing of the first review."))
    else:
        lines.append(tr("The second reviewer sees the first review."))
    return lines


def handle(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    if turn.choice == "twice":
        turn.move("steps", "twice")
        return [show(turn, opened, campaign)]
    if turn.talk.step in ("twice_one", "twice_why", "twice_who"):
        return second_waiting.handle(turn)
    if turn.talk.step == "twice":
        return _at_rule(turn, opened, campaign)
    if turn.talk.step == "twice_share":
        return _take_share(turn, opened, campaign)
    if turn.talk.step == "twice_least":
        return _take_least(turn, opened, campaign)
    if turn.choice in ("blind", "seen"):
        return _switch_on(turn, opened, campaign)
    return _again(turn, opened, campaign)


def _at_rule(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    kind, _, number = (turn.choice or "").partition(":")
    match kind:
        case "twice_set":
            turn.move("steps", "twice_share")
        case "twice_off":
            return _switch_off(turn, opened, campaign)
        case "one":
            turn.move("steps", "twice_one", review=int(number))
        case _:
            return _again(turn, opened, campaign)
    return [show(turn, opened, campaign)]


def _again(turn: Turn, opened: OpenedCampaign, campaign: Campaign, hint: str = "") -> list[Reply]:
    return [prefixed(hint or turn.tr("That was not understood."), show(turn, opened, campaign))]


def _take_share(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    share = read_percent(turn.text)
    if share is None or share != int(share) or not 0 <= share <= ALL:
        return _again(turn, opened, campaign, turn.tr("Please write a whole number from 0 to 100, for example 10."))
    turn.move("steps", "twice_least", share=int(share))
    return [show(turn, opened, campaign)]


def _take_least(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    least = read_percent(turn.text) if campaign.has_points else read_count(turn.text)
    if least is None or not 0 <= least <= MOST:
        return _again(turn, opened, campaign, turn.tr("Please write a number, for example 5."))
    if not least and not turn.data["share"]:
        turn.move("steps", "twice")
        said = turn.tr("Neither a sample nor a limit was named, so nothing is changed.")
        return _again(turn, opened, campaign, said)
    turn.move("steps", "twice_blind", share=turn.data["share"], least=str(least) if least else None)
    return [show(turn, opened, campaign)]


def _switch_on(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    """A rule that is changed keeps its seed, so that whatever was drawn stays drawn."""
    before = seconds.second_rule(turn.session, opened.id)
    rule = SecondRule(
        campaign_id=opened.id,
        percent=turn.data["share"],
        seed=before.seed if before else secrets.token_hex(8),
        least=turn.data["least"],
        blind=turn.choice == "blind",
        made_by=turn.event.person,
        made_at=turn.now,
    )
    if before is not None:
        before.ended_at = turn.now
    turn.session.add(rule)
    note(
        turn,
        "second",
        "changed" if before else "opened",
        campaign_id=opened.id,
        before=_in_history(before) if before else None,
        after=_in_history(rule),
    )
    turn.session.flush()
    turn.move("steps", "twice")
    said = [turn.tr("Noted. It holds for every approval from now on.")]
    if len(queries.people_with_role(turn.session, Role.REVIEWER)) <= 1:
        said.append(turn.tr("⚠️ There are not two reviewers yet: please invite another one."))
    return _again(turn, opened, campaign, "\n".join(said))


def _switch_off(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    rule = seconds.second_rule(turn.session, opened.id)
    if rule is not None:
        rule.ended_at = turn.now
        note(turn, "second", "ended", campaign_id=opened.id, before=_in_history(rule))
        turn.session.flush()
    said = turn.tr("Switched off. What waits for its second review already still gets it.")
    return _again(turn, opened, campaign, said)


def _in_history(rule: SecondRule) -> dict[str, object]:
    return {"percent": rule.percent, "seed": rule.seed, "least": rule.least, "blind": rule.blind}
