"""A campaign as an Excel workbook that an organizer sends: it is checked, shown and, if it is wanted, kept as a draft.

The file was read before its event was handled (``ReceivedFile.content``): here only its result is looked at.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers import change_pages, menu, opening, permissions
from handlers.conversation import Choice, EventKind, ReceivedFile, Reply, strong
from handlers.drafts import definitions, goes_on
from handlers.noting import note
from handlers.turn import Turn, ask, current_campaign, prefixed
from handlers.uploading import WORKBOOK
from locales import Translator
from reports.workbook.faults import Unusable
from reports.workbook.words import describe_unusable
from scoring.campaign import Campaign, Criterion, Group
from storage import queries
from storage.tables import CampaignDraft, CampaignState, OpenedCampaign

FAULTS_SHOWN = 40
REMARKS_SHOWN = 12
# A workbook that is sent there is evidence, whatever stands in it.
_BUSY = {"registration", "assessment", "evidence", "summary", "review"}


# ---------------------------------------------------------------- a workbook comes


def hear(turn: Turn) -> list[Reply] | None:
    """Answer a workbook that an organizer sends; None for everything else. One that is no campaign is answered only
    where a campaign is waited for."""
    if turn.event.kind is not EventKind.FILE or turn.talk.flow in _BUSY:
        return None
    if not turn.event.files or not permissions.may_open_campaign(turn.roles):
        return None
    file = next((file for file in turn.event.files if file.content is not None), turn.event.files[0])
    content = file.content or {}
    if "campaign" in content:
        return _preview(turn, file, content)
    if "faults" in content:
        return _show_faults(turn, file, content)
    if turn.talk.flow in ("opening", "drafting"):
        words = describe_unusable(Unusable(content.get("unusable", Unusable.NO_CAMPAIGN)), turn.tr)
        return [prefixed(words, current(turn))]
    return None


def current(turn: Turn) -> Reply:
    """What is being asked, where a workbook can be sent."""
    if turn.talk.flow == "opening":
        return opening.show(turn)
    return show(turn) if turn.talk.flow == "drafting" else menu.show(turn)


def _show_faults(turn: Turn, file: ReceivedFile, content: Mapping[str, Any]) -> list[Reply]:
    tr = turn.tr
    faults = _in_language(turn, content["faults"])
    head = tr.plural(
        "{n} place in “{file}” is to be corrected:",
        "{n} places in “{file}” are to be corrected:",
        len(faults),
        file=file.name,
    )
    lines = [strong(head), *(f"• {fault}" for fault in faults[:FAULTS_SHOWN])]
    if len(faults) > FAULTS_SHOWN:
        lines.append(tr("and {count} more", count=tr.number(len(faults) - FAULTS_SHOWN)))
    lines.append(tr("Nothing was changed. Please correct these cells in Excel, save, and send the file again."))
    turn.leave()
    to_open = Choice("go:open", tr("Open a campaign"), ("mo phong trao",))
    ways = () if current_campaign(turn.session) else (to_open,)
    question = ask("\n".join(lines), *ways, Choice("go:menu", tr("Menu")))
    return [replace(question, upload=WORKBOOK, upload_title=tr("A campaign as an Excel workbook"))]


def _preview(turn: Turn, file: ReceivedFile, content: Mapping[str, Any]) -> list[Reply]:
    campaign = Campaign.from_document(content["campaign"])
    draft = queries.add_draft(turn.session, campaign, now=turn.now, by=turn.event.person, file_name=file.name)
    remarks = _in_language(turn, content["remarks"])
    opened = turn.session.get(OpenedCampaign, campaign.id)
    if opened is not None and opened.state is CampaignState.OPEN and permissions.may_change_campaign(turn.roles):
        return [change_pages.take_workbook(turn, opened, draft, remarks)]
    turn.leave()
    turn.move("drafting", "keep", **turn.data, draft=draft.id, remarks=remarks)
    return [show(turn)]


def _in_language(turn: Turn, texts: Mapping[str, list[str]]) -> list[str]:
    return texts.get(turn.tr.locale) or next(iter(texts.values()), [])


def show(turn: Turn) -> Reply:
    """What the workbook says, and whether it is to be kept."""
    draft = _draft(turn)
    if draft is None:
        return menu.show_menu(turn)
    tr, campaign = turn.tr, queries.draft_definition(draft)
    lines = [strong(campaign.name.within(tr.locale)), *describe(turn, campaign), *_remarks(turn, campaign)]
    if turn.session.get(OpenedCampaign, campaign.id) is not None:
        lines.append(
            tr(
                "The campaign with the code {id} was closed; its rules change no more. "
                "For a new campaign give this one another code (sheet “Phong trào”) and send it again.",
                id=campaign.id,
            )
        )
        return ask(
            "\n".join(lines), Choice("drop", tr("Do not keep it"), ("khong", "bo")), Choice("go:menu", tr("Menu"))
        )
    lines.append(tr("Nothing is wrong with the workbook. Keep this campaign as a draft?"))
    lines.append(goes_on(turn, draft))
    return ask(
        "\n".join(lines),
        Choice("keep", tr("Keep it as a draft"), ("giu", "luu", "dong y", "co")),
        Choice("drop", tr("Do not keep it"), ("khong", "bo")),
        Choice("go:menu", tr("Menu")),
    )


def describe(turn: Turn, campaign: Campaign) -> list[str]:
    """What an organizer compares with the plan: code, period, counts, points, days."""
    tr = turn.tr
    start, end = tr.date(campaign.period.start), tr.date(campaign.period.end)
    lines = [
        tr("Code: {id}", id=campaign.id),
        tr("From {start} to {end}, {count} criteria.", start=start, end=end, count=len(campaign.criteria)),
    ]
    if campaign.has_points:
        lines.append(tr("Points in all: {total}", total=tr.points(campaign.total)))
        top = [row for row in campaign.rows if (row.group if isinstance(row, Criterion) else row.parent) is None]
        lines += [f"• {row.id} {row.title.within(tr.locale)}: {_most(campaign, row, tr)}" for row in top]
    if campaign.awards:
        lines.append(tr("Awards: {names}", names="; ".join(one.title.within(tr.locale) for one in campaign.awards)))
    for deadline in campaign.deadlines:
        if deadline.due_on is not None and deadline.remind:
            lines.append(f"• {deadline.title.within(tr.locale)}: {tr.long_date(deadline.due_on)}")
    return lines


def _most(campaign: Campaign, row: Criterion | Group, tr: Translator) -> str:
    """What a row of the table can give; of a heading what it is a heading of."""
    below = (
        [row] if isinstance(row, Criterion) else [each for each in campaign.criteria if row in campaign.groups_of(each)]
    )
    if not any(each.scored for each in below):
        return tr("without points")
    effects, points = {each.effect for each in below if each.scored}, tr.points(row.max_points)
    if effects == {"bonus"}:
        return tr("bonus of at most {points}", points=points)
    return tr("penalty of at most {points}", points=points) if effects == {"penalty"} else points


def _remarks(turn: Turn, campaign: Campaign) -> list[str]:
    """What is no mistake, and worth a second look."""
    tr = turn.tr
    remarks = turn.data.get("remarks", ())
    said = list(remarks[:REMARKS_SHOWN])
    if len(remarks) > REMARKS_SHOWN:
        said.append(tr("and {count} more", count=tr.number(len(remarks) - REMARKS_SHOWN)))
    if campaign.assumptions:
        said.append(
            tr.plural(
                "{n} thing is to be confirmed when it is opened",
                "{n} things are to be confirmed when it is opened",
                len(campaign.assumptions),
            )
        )
    others = definitions(turn)
    if campaign.id in others and turn.session.get(OpenedCampaign, campaign.id) is None:
        said.append(tr("it replaces the campaign with the same code that can be opened now"))
    names = {one.short_name.vi for key, one in others.items() if key != campaign.id}
    if campaign.short_name.vi in names:
        said.append(tr("another campaign has the same short name: {name}", name=campaign.short_name.within(tr.locale)))
    return [strong(tr("Please note:")), *(f"• {one}" for one in said)] if said else []


def _draft(turn: Turn) -> CampaignDraft | None:
    number = turn.data.get("draft")
    return turn.session.get(CampaignDraft, number) if number is not None else None


def handle(turn: Turn) -> list[Reply]:
    """Keep it, or not."""
    draft = _draft(turn)
    if draft is None and permissions.may_open_campaign(turn.roles):
        gone = turn.tr("The workbook was not kept in time and is gone. Please send it once more.")
        return [prefixed(gone, menu.show_menu(turn))]
    if draft is None or not permissions.may_open_campaign(turn.roles):
        return [menu.show_menu(turn)]
    if turn.choice == "drop":
        turn.session.delete(draft)
        turn.move("menu", **{key: value for key, value in turn.data.items() if key == "resume"})
        return [prefixed(turn.tr("It was not kept. Nothing was changed."), menu.show(turn))]
    if turn.choice == "keep" and turn.session.get(OpenedCampaign, draft.campaign_id) is None:
        return [_keep(turn, draft)]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _keep(turn: Turn, draft: CampaignDraft) -> Reply:
    tr, campaign = turn.tr, queries.draft_definition(draft)
    draft.kept_at = turn.now
    note(
        turn,
        subject="campaign",
        action="draft kept",
        after={"campaign": campaign.id, "digest": draft.digest},
    )
    turn.session.flush()
    turn.move("opening", "settle", campaign=campaign.id)
    return prefixed(
        tr("Kept: {campaign}. It can be opened now, or later.", campaign=campaign.short_name.within(tr.locale)),
        opening.show(turn),
    )
