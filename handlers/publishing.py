"""Making the results known: first a rehearsal that shows who will be told what, then everybody at once."""

from sqlmodel import Session, col, select

from handlers import notices
from handlers.conversation import Choice, Reply, strong
from handlers.naming import result_of, whose
from handlers.noting import note
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, ask, prefixed
from locales import Translator
from scoring.campaign import Campaign
from storage import queries
from storage.tables import OpenedCampaign, Publication, Submission, SubmissionState, Unit

SHOWN = 40  # units in one message


def is_published(session: Session, campaign_id: str) -> bool:
    """Whether every unit was told how the chain ended for it."""
    wanted = select(Publication.id).where(Publication.campaign_id == campaign_id)
    return session.exec(wanted.limit(1)).first() is not None


def results(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[tuple[Sheet, Unit]]:
    """Every appraised submission, in the order of the units."""
    wanted = (
        select(Submission, Unit)
        .join(Unit, col(Unit.id) == col(Submission.unit_id))
        .where(Submission.campaign_id == opened.id, Submission.state == SubmissionState.APPROVED)
        .order_by(col(Unit.id), col(Submission.id))
    )
    found = turn.session.exec(wanted).all()
    return [(load_sheet(turn.session, campaign, row, on=turn.today), unit) for row, unit in found]


def show(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> Reply:
    """The rehearsal."""
    tr, found = turn.tr, results(turn, opened, campaign)
    back = Choice("list", tr("Not yet"), ("chua", "quay lai"))
    if not found:
        return ask(tr("Nothing is appraised yet, so there is nothing to publish."), back)
    people = {sheet.submission.id: _people(turn, sheet) for sheet, _ in found}
    lines = [strong(tr("Rehearsal: this is what will be told, and to how many people"))]
    for sheet, _ in found[:SHOWN]:
        count = tr.plural("{n} person", "{n} people", len(people[sheet.submission.id]))
        lines.append(f"• {whose(turn, sheet)} ({count}): {_result(sheet, campaign, tr)}")
    if len(found) > SHOWN:
        lines.append(tr("… and {n} more", n=tr.number(len(found) - SHOWN)))
    silent = [whose(turn, sheet) for sheet, _ in found if not people[sheet.submission.id]]
    if silent:
        lines.append(tr("Nobody can be told in: {units}.", units=", ".join(silent)))
    pending = [whose(turn, sheet) for sheet, _ in found if sheet.submission.step is not None]
    if pending:
        lines.append(tr("Not at the end of the review yet: {units}.", units=", ".join(pending)))
    if is_published(turn.session, opened.id):
        lines.append(tr("The results were published before; they would be told again."))
    now = Choice("publish_now", tr("Publish now"), ("cong bo ngay", "dong y"), verb=tr("PUBLISH"))
    return ask("\n".join(lines), now, back)


def _people(turn: Turn, sheet: Sheet) -> list[int]:
    """Who is told."""
    return queries.people_behind(turn.session, sheet.submission.unit_id, sheet.submission.candidate_id)


def _result(sheet: Sheet, campaign: Campaign, tr: Translator) -> str:
    step = next((each for each in campaign.review_chain if each.id == sheet.submission.step), None)
    where = tr("all steps done") if step is None else tr("at “{step}”", step=step.title.within(tr.locale))
    return f"{result_of(sheet, tr)}; {where}"


def handle(turn: Turn, opened: OpenedCampaign, campaign: Campaign) -> list[Reply]:
    if turn.choice != "publish_now":
        return [prefixed(turn.tr("That was not understood."), show(turn, opened, campaign))]
    found = results(turn, opened, campaign)
    if not found:
        return [show(turn, opened, campaign)]
    turn.session.add(Publication(campaign_id=opened.id, published_by=turn.event.person, published_at=turn.now))
    note(turn, "campaign", "published", campaign_id=opened.id, after={"units": len(found)})
    turn.session.flush()
    when, replies = notices.polite_time(turn.session, campaign, turn.now), []
    for sheet, _ in found:
        for person in _people(turn, sheet):
            tr = notices.language_of(turn.session, person)
            words = tr("The results of {campaign} are published.", campaign=campaign.short_name.within(tr.locale))
            words = f"{strong(words)}\n{whose(turn, sheet, tr)}: {_result(sheet, campaign, tr)}"
            replies.append(notices.standing(person, words, Choice("go:status", tr("Look at the result")), when=when))
    turn.move("steps", "list")
    said = turn.tr.plural("Published: {n} message goes out.", "Published: {n} messages go out.", len(replies))
    from handlers import step_pages

    return [prefixed(said, step_pages.show_list(turn, opened, campaign)), *replies]
