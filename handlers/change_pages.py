"""The organizer applies a changed definition from the chat: the file lies in the campaigns folder, the chat shows what
it changes, asks why, and makes it the next version."""

from handlers import menu, permissions, trial
from handlers.change_applying import apply_change
from handlers.changing import Change, effect_lines, lock_drafts, plan_change, refusal_lines
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.turn import Turn, ask, prefixed
from reports.changing import difference_lines
from scoring.campaign import Campaign
from storage import queries
from storage.tables import OpenedCampaign

SHORTEST = 3  # characters of a reason
LINES_SHOWN = 25


def changed_files(turn: Turn) -> list[tuple[OpenedCampaign, Campaign]]:
    """Open campaigns whose file says something else than the version that holds."""
    return [
        (opened, file)
        for opened in queries.open_campaigns(turn.session)
        if (file := turn.context.campaigns.get(opened.id)) is not None
        and file != queries.definition(turn.session, opened.id)
    ]


def begin(turn: Turn) -> list[Reply]:
    """From the menu."""
    changed = changed_files(turn)
    if not changed:
        return [prefixed(turn.tr("No campaign file differs from what holds here."), menu.show_menu(turn))]
    opened, file = changed[-1]
    turn.move("changing", "look", campaign=opened.id, digest=file.digest)
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    tr = turn.tr
    change = _planned(turn)
    if change is None:
        return prefixed(tr("No campaign file differs from what holds here."), menu.show_menu(turn))
    if turn.talk.step == "reason":
        words = tr("Why are the rules changed? The units read the reason.")
        return ask(words, Choice("back", tr("Back"), ("quay lai",)), Choice("go:menu", tr("Menu")), numbered=False)
    if turn.talk.step == "confirm":
        lines = [
            tr("Version {n} of {campaign}?", n=change.opened.version + 1, campaign=_name(turn, change)),
            tr("Reason: {reason}", reason=turn.data["reason"]),
        ]
        agreed = Choice("apply", tr("Apply the change"), ("ap dung", "dong y", "co"))
        return ask("\n".join(lines), agreed, Choice("back", tr("Back"), ("quay lai",)), Choice("go:menu", tr("Menu")))
    return _show_change(turn, change)


def _show_change(turn: Turn, change: Change) -> Reply:
    tr = turn.tr
    lines = [strong(tr("The file of {campaign} was changed", campaign=_name(turn, change)))]
    differences = difference_lines(change.old, change.new, tr)
    lines += [f"• {line}" for line in differences[:LINES_SHOWN]]
    if len(differences) > LINES_SHOWN:
        lines.append(tr("… and {n} more.", n=len(differences) - LINES_SHOWN))
    if change.refused:
        lines.append(strong(tr("This cannot be applied:")))
        return ask("\n".join([*lines, *refusal_lines(change, tr)]), Choice("go:menu", tr("Menu")))
    lines += [strong(tr("Whom it touches:")), *(f"• {line}" for line in effect_lines(change, tr))]
    go_on = Choice("reason", tr("Apply the change"), ("ap dung", "dong y"))
    try_it = Choice("try", tr("Try it as a unit would"), ("thu", "lam thu"))
    return ask("\n".join(lines), go_on, try_it, Choice("go:menu", tr("Later"), ("de sau",)))


def _name(turn: Turn, change: Change) -> str:
    return change.new.short_name.within(turn.tr.locale)


def _planned(turn: Turn) -> Change | None:
    """The change as it would be now; None when the file no longer differs."""
    for opened, file in changed_files(turn):
        if opened.id == turn.data.get("campaign"):
            return plan_change(turn.session, opened, file, on=turn.today)
    return None


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_change_campaign(turn.roles):
        return [menu.show_menu(turn)]
    current = turn.context.campaigns.get(turn.data.get("campaign", ""))
    if current is None or current.digest != turn.data.get("digest"):
        return [prefixed(turn.tr("The file was changed again meanwhile."), begin(turn)[0])]
    match turn.talk.step, turn.choice:
        case "look", "try":
            return trial.begin(turn, current)
        case "look", "reason":
            turn.move("changing", "reason", **turn.data)
            return [show(turn)]
        case (("reason" | "confirm"), "back"):
            return begin(turn)
        case "reason", None if turn.event.kind is EventKind.TEXT and len(turn.text) >= SHORTEST:
            turn.move("changing", "confirm", **turn.data, reason=turn.text)
            return [show(turn)]
        case "confirm", "apply":
            return _apply(turn)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _apply(turn: Turn) -> list[Reply]:
    tr, reason = turn.tr, turn.data["reason"]
    lock_drafts(turn.session, turn.data["campaign"])
    change = _planned(turn)
    if change is None or change.refused:
        return begin(turn)
    turn.move("menu")
    told = apply_change(turn.session, change, by=turn.event.person, now=turn.now, reason=reason)
    said = tr("Version {n} of {campaign} holds now.", n=change.opened.version, campaign=_name(turn, change))
    if told:
        said += " " + tr.plural("{n} person is told.", "{n} people are told.", len(told))
    return [prefixed(said, menu.show(turn)), *told]
