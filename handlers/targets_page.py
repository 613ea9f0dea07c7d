"""The targets of the campaign as a whole, for the organizer: counted from the rows at the moment they are asked for."""

from sqlmodel import Session

from handlers import menu, permissions
from handlers.conversation import Choice, Reply, strong
from handlers.turn import Turn, ask, current_campaign
from handlers.verdict_words import MARKS, verdict_in_words
from locales import Translator
from reports.register_tables import own_answers
from reports.wording import facts_in_words
from scoring.campaign import Campaign
from scoring.candidates import round_on
from scoring.targets import APPLIED, count_targets, judge_targets, share
from storage import queries


def begin(turn: Turn) -> list[Reply]:
    """Every target with its numbers and its verdict, and the shares over all units."""
    tr, current = turn.tr, current_campaign(turn.session)
    if current is None or not permissions.may_see_overview(turn.roles):
        return [menu.show_menu(turn)]
    campaign = current[1]
    lines = [strong(campaign.short_name.within(tr.locale)), *target_lines(turn.session, campaign, tr)]
    lines += _share_lines(turn.session, campaign, tr, running=_round(turn, campaign))
    turn.move("menu")
    choices = (
        [Choice("go:book", tr("The register"), ("so dang ky", "so mo hinh", "so sang kien"))]
        if campaign.initiative_register
        else []
    )
    return [ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))]


def _round(turn: Turn, campaign: Campaign) -> str:
    running = round_on(campaign, turn.today)
    return running.id if running else ""


def target_lines(session: Session, campaign: Campaign, tr: Translator) -> list[str]:
    """Targets over all units, computed exactly from the register."""
    counted = queries.count_register(session, campaign.id, (APPLIED,))
    answers = count_targets(campaign, **counted)
    lines = []
    for criterion in campaign.targets:
        verdict = judge_targets(campaign, answers)[criterion.id]
        lines += [
            f"{MARKS[verdict.outcome]} {strong(criterion.id)} {criterion.wording.within(tr.locale)}",
            facts_in_words(criterion, answers[criterion.id], tr),
            verdict_in_words(verdict, criterion, tr),
        ]
    return lines


def _share_lines(session: Session, campaign: Campaign, tr: Translator, *, running: str) -> list[str]:
    if not campaign.shares:
        return []
    answers = list(own_answers(session, campaign, running))
    lines = []
    for wanted in campaign.shares:
        found = share(wanted, answers)
        lines.append(
            tr(
                "{mark} {title}: {part} of {whole} (target {percent})",
                mark=MARKS[found.outcome],
                title=wanted.title.within(tr.locale),
                part=tr.points(found.part),
                whole=tr.points(found.whole),
                percent=tr.percent(wanted.at_least_percent),
            )
        )
    return lines
