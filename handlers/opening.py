"""Opening a campaign from the organizer's chat: what the plan leaves open is shown and settled, then it is frozen."""

from dataclasses import replace

from handlers import drafts, menu, permissions, trial
from handlers.conversation import Choice, Reply, strong
from handlers.noting import note
from handlers.step_people import empty_in_words
from handlers.turn import Turn, ask, prefixed
from handlers.uploading import WORKBOOK
from scoring.campaign import Campaign
from storage import queries
from storage.tables import OpenedCampaign


def to_open(turn: Turn) -> list[Campaign]:
    """The definitions that were never opened here."""
    found = drafts.definitions(turn)
    return [campaign for key, campaign in found.items() if turn.session.get(OpenedCampaign, key) is None]


def begin(turn: Turn) -> list[Reply]:
    turn.move("opening", "choose")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    tr = turn.tr
    if turn.talk.step == "settle" and (campaign := drafts.definitions(turn).get(turn.data["campaign"])):
        return _show_settle(turn, campaign)
    choices = [Choice(f"campaign:{each.id}", each.short_name.within(tr.locale), (each.id,)) for each in to_open(turn)]
    words = tr("Which campaign is to be opened?") if choices else tr("There is no further campaign to open.")
    words += "\n" + tr("A campaign of your own is written in Excel: send the workbook here.")
    blank = Choice("blank", tr("Get an empty workbook"), ("excel", "tep trong", "mau"))
    question = ask(words, *choices, blank, Choice("go:menu", tr("Menu")))
    return replace(question, upload=WORKBOOK, upload_title=tr("A campaign as an Excel workbook"))


def _show_settle(turn: Turn, campaign: Campaign) -> Reply:
    tr = turn.tr
    lines = [
        strong(campaign.name.within(tr.locale)),
        tr(
            "From {start} to {end}, {count} criteria.",
            start=tr.date(campaign.period.start),
            end=tr.date(campaign.period.end),
            count=len(campaign.criteria),
        ),
    ]
    for deadline in campaign.deadlines:
        if deadline.due_on is not None and deadline.remind:
            title = deadline.title.within(tr.locale)
            assumed = " " + tr("(to be confirmed)") if deadline.assumed else ""
            lines.append(f"• {title}: {tr.long_date(deadline.due_on)}{assumed}")
    if campaign.assumptions:
        lines.append(strong(tr("The plan leaves this open; opening confirms it:")))
        lines += [f"• {assumption.text.within(tr.locale)}" for assumption in campaign.assumptions]
    lines += empty_in_words(turn.session, campaign, tr)
    lines.append(tr("Once open, its rules are fixed; a change becomes a new version, and what was sent keeps its own."))
    return ask(
        "\n".join(lines),
        Choice("open_it", tr("Confirm all and open it"), ("mo", "dong y", "mo phong trao")),
        Choice("workbook", tr("Get it as an Excel workbook"), ("excel", "tai excel", "lay tep excel")),
        Choice("try", tr("Try it as a unit would"), ("thu", "lam thu")),
        Choice("choose", tr("Back"), ("quay lai",)),
        Choice("go:menu", tr("Menu")),
    )


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_open_campaign(turn.roles):
        return [menu.show_menu(turn)]
    if turn.choice == "choose":
        return begin(turn)
    if turn.choice == "blank":
        return drafts.send_blank(turn)
    if turn.choice and turn.choice.startswith("campaign:"):
        turn.move("opening", "settle", campaign=turn.choice.partition(":")[2])
        return [show(turn)]
    campaign = drafts.definitions(turn).get(turn.data.get("campaign", ""))
    if turn.talk.step == "settle" and turn.choice == "workbook" and campaign is not None:
        return drafts.send_workbook(turn, campaign)
    if turn.talk.step == "settle" and turn.choice == "try" and campaign is not None:
        return trial.begin(turn, campaign)
    if turn.talk.step == "settle" and turn.choice == "open_it" and campaign is not None:
        queries.open_campaign(turn.session, campaign, now=turn.now, by=turn.event.person)
        note(
            turn,
            campaign_id=campaign.id,
            subject="campaign",
            action="opened",
            after={"settled": "asked"},
        )
        turn.session.flush()
        turn.move("menu")
        name = campaign.short_name.within(turn.tr.locale)
        words = turn.tr("{campaign} is open. Units can be invited now.", campaign=name)
        return [prefixed(words, menu.show(turn))]
    return [prefixed(turn.tr("That was not understood."), show(turn))]
