"""The organizer applies changed rules from the chat: a workbook that was sent, or the file in the campaigns folder. The
chat shows what changes and whom it touches, asks why, and makes it the next version."""

from handlers import menu, permissions, trial
from handlers.change_applying import apply_change
from handlers.change_sources import Waiting, waiting_change, waiting_changes
from handlers.changing import Change, effect_lines, lock_drafts, plan_change, refusal_lines
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.drafts import goes_on
from handlers.noting import note
from handlers.turn import Turn, ask, prefixed
from reports.changing import difference_lines
from storage import queries
from storage.tables import CampaignDraft, CampaignState, OpenedCampaign

SHORTEST = 3  # characters of a reason
LINES_SHOWN = 25
REMARKS_SHOWN = 8


def begin(turn: Turn) -> list[Reply]:
    """From the menu."""
    waiting = waiting_changes(turn.session, turn.context.campaigns)
    if not waiting:
        return [prefixed(turn.tr("Nothing differs from the rules that hold here."), menu.show_menu(turn))]
    return [_look(turn, waiting[-1])]


def take_workbook(turn: Turn, opened: OpenedCampaign, draft: CampaignDraft, remarks: list[str]) -> Reply:
    """The workbook of a campaign that is open was sent."""
    new = queries.draft_definition(draft)
    if new == queries.definition(turn.session, opened.id):
        turn.session.delete(draft)
        same = turn.tr("The workbook says exactly what holds here (version {n}).", n=opened.version)
        return prefixed(same + " " + turn.tr("Nothing was changed."), menu.show_menu(turn))
    return _look(turn, Waiting(opened, new, draft), remarks=remarks)


def _look(turn: Turn, waiting: Waiting, *, remarks: list[str] | None = None) -> Reply:
    opened, new, draft = waiting
    about = {"campaign": opened.id, "digest": new.digest, "version": opened.version, "remarks": remarks or []}
    turn.move("changing", "look", **about, draft=draft.id if draft else None)
    return show(turn)


def show(turn: Turn) -> Reply:
    """The current question."""
    tr = turn.tr
    waiting = _waiting(turn)
    if waiting is None:
        return prefixed(tr("Nothing differs from the rules that hold here."), menu.show_menu(turn))
    change = plan_change(turn.session, waiting.opened, waiting.new, on=turn.today)
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
    return _show_change(turn, change, waiting.draft)


def _show_change(turn: Turn, change: Change, draft: CampaignDraft | None) -> Reply:
    tr = turn.tr
    lines = [_heading(turn, change, draft)]
    differences = difference_lines(change.old, change.new, tr)
    lines += [f"• {line}" for line in differences[:LINES_SHOWN]]
    if len(differences) > LINES_SHOWN:
        lines.append(tr("… and {n} more.", n=len(differences) - LINES_SHOWN))
    drop = [Choice("drop", tr("Do not keep it"), ("khong giu", "bo"))] if draft else []
    if change.refused:
        lines += [strong(tr("This cannot be applied:")), *refusal_lines(change, tr)]
        return ask("\n".join(lines), *drop, Choice("go:menu", tr("Menu")))
    lines += [strong(tr("Whom it touches:")), *(f"• {line}" for line in effect_lines(change, tr))]
    if remarks := turn.data.get("remarks", ()):
        lines += [strong(tr("Please note:")), *(f"• {one}" for one in remarks[:REMARKS_SHOWN])]
        if len(remarks) > REMARKS_SHOWN:
            lines.append(tr("… and {n} more.", n=len(remarks) - REMARKS_SHOWN))
    if draft is not None and draft.kept_at is None:
        lines.append(goes_on(turn, draft))
    go_on = Choice("reason", tr("Apply the change"), ("ap dung", "dong y"))
    try_it = Choice("try", tr("Try it as a unit would"), ("thu", "lam thu"))
    later = Choice("later" if draft else "go:menu", tr("Later"), ("de sau", "giu"))
    return ask("\n".join(lines), go_on, try_it, later, *drop)


def _heading(turn: Turn, change: Change, draft: CampaignDraft | None) -> str:
    name = _name(turn, change)
    if draft is None:
        return strong(turn.tr("The file of {campaign} was changed", campaign=name))
    return strong(
        turn.tr("“{file}” changes the rules of {campaign}, which is open", file=draft.file_name, campaign=name)
    )


def _name(turn: Turn, change: Change) -> str:
    return change.new.short_name.within(turn.tr.locale)


def _waiting(turn: Turn) -> Waiting | None:
    """What is being looked at, as it is now; None when it is gone, or differs no longer."""
    opened = turn.session.get(OpenedCampaign, turn.data.get("campaign"))
    if opened is None or opened.state is not CampaignState.OPEN:
        return None
    if turn.data.get("draft") is None:
        found = waiting_change(turn.session, opened, turn.context.campaigns.get(opened.id))
        return found if found is None or found.draft is None else None
    draft = turn.session.get(CampaignDraft, turn.data["draft"])
    if draft is None or (new := queries.draft_definition(draft)) == queries.definition(turn.session, opened.id):
        return None
    return Waiting(opened, new, draft)


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_change_campaign(turn.roles):
        return [menu.show_menu(turn)]
    waiting = _waiting(turn)
    if waiting is None:
        return [prefixed(turn.tr("This change is done with."), begin(turn)[0])]
    if waiting.new.digest != turn.data.get("digest") or waiting.opened.version != turn.data.get("version"):
        return [prefixed(turn.tr("The rules were changed again meanwhile."), _look(turn, waiting))]
    if turn.talk.step == "look":
        return _decide(turn, waiting)
    match turn.talk.step, turn.choice:
        case _, "back":
            turn.move("changing", "look", **turn.data)
            return [show(turn)]
        case "reason", None if turn.event.kind is EventKind.TEXT and len(turn.text) >= SHORTEST:
            turn.move("changing", "confirm", **{**turn.data, "reason": turn.text})
            return [show(turn)]
        case "confirm", "apply":
            return _apply(turn, waiting)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _decide(turn: Turn, waiting: Waiting) -> list[Reply]:
    """What is done about the change that is shown."""
    match turn.choice:
        case "try":
            return trial.begin(turn, waiting.new)
        case "reason":
            turn.move("changing", "reason", **turn.data)
            return [show(turn)]
        case "later" | "drop" as what if waiting.draft is not None:
            return [_set_aside(turn, waiting.draft, keep=what == "later")]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _set_aside(turn: Turn, draft: CampaignDraft, *, keep: bool) -> Reply:
    """For later, or for good."""
    about = {"campaign": draft.campaign_id, "digest": draft.digest}
    if keep:
        draft.kept_at = turn.now
        note(turn, subject="campaign", action="draft kept", after=about)
        said = turn.tr("Kept. Nothing was changed yet; it waits in the menu.")
    else:
        if draft.kept_at is not None:
            note(turn, subject="campaign", action="draft dropped", before=about)
        turn.session.delete(draft)
        said = turn.tr("It was not kept. Nothing was changed.")
    turn.session.flush()
    turn.move("menu")
    return prefixed(said, menu.show(turn))


def _apply(turn: Turn, waiting: Waiting) -> list[Reply]:
    tr, reason = turn.tr, turn.data["reason"]
    lock_drafts(turn.session, turn.data["campaign"])
    change = plan_change(turn.session, waiting.opened, waiting.new, on=turn.today)
    if change.refused:
        return [_look(turn, waiting)]
    turn.move("menu")
    if waiting.draft is not None:
        waiting.draft.kept_at = turn.now
    told = apply_change(turn.session, change, by=turn.event.person, now=turn.now, reason=reason)
    said = tr("Version {n} of {campaign} holds now.", n=change.opened.version, campaign=_name(turn, change))
    if told:
        said += " " + tr.plural("{n} person is told.", "{n} people are told.", len(told))
    return [prefixed(said, menu.show(turn)), *told]
