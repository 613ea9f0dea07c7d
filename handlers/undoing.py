"""Taking back what was just answered or sent, one thing after the other, the last first."""

from collections.abc import Iterator

from sqlmodel import col, select

from handlers.asking import ask_next, open_sheet, reload
from handlers.conversation import Reply
from handlers.noting import note
from handlers.sheet import Sheet, save_facts
from handlers.turn import Turn, prefixed
from reports.wording import facts_in_words
from scoring import answers as facts_of
from storage.tables import Evidence, History

LOOKED_BACK = 100  # rows of one person's history; nobody undoes more by hand


def undo(turn: Turn) -> list[Reply]:
    """Take the last answer or piece of evidence of this person back; what it replaced stands again."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return [sheet]
    for entry in _own_entries(turn, sheet):
        said = _take_back(turn, sheet, entry)
        if said:
            _record(turn, sheet, entry)
            turn.talk.data = {key: value for key, value in turn.data.items() if key == "later"}
            return [prefixed(said, ask_next(turn, reload(turn, sheet)))]
    return [prefixed(turn.tr("There is nothing to take back."), ask_next(turn, sheet))]


def _own_entries(turn: Turn, sheet: Sheet) -> Iterator[History]:
    """What this person answered and sent for this sheet, the newest first, without what was taken back already."""
    rows = turn.session.exec(
        select(History)
        .where(
            History.person_id == turn.event.person,
            History.submission_id == sheet.submission.id,
            col(History.action).in_(("answered", "added", "undone")),
        )
        .order_by(col(History.id).desc())
        .limit(LOOKED_BACK)
    ).all()
    undone = {row.after["undoes"] for row in rows if row.action == "undone" and row.after}
    return (row for row in rows if row.action != "undone" and row.id not in undone)


def _take_back(turn: Turn, sheet: Sheet, entry: History) -> str:
    """Undo one entry if it still stands; the words that say so, or empty."""
    kind, _, criterion_id = entry.subject.partition(":")
    if criterion_id not in sheet.editable | sheet.waivable or entry.after is None:
        return ""
    if kind == "evidence":
        proof = turn.session.get(Evidence, entry.after.get("id") or 0)
        if proof is None or proof.removed_at is not None or proof.submission_id != sheet.submission.id:
            return ""
        proof.removed_at = turn.now
        return turn.tr("The last piece of evidence for {criterion} is taken back.", criterion=proof.criterion)
    row = sheet.rows.get(criterion_id)
    if row is None or row.facts != entry.after:
        return ""  # a colleague answered since: theirs is not touched
    criterion = sheet.campaign.criterion(criterion_id)
    if not set(entry.before or {}) <= {fact.name for fact in criterion.facts}:
        return ""  # answered under an earlier version of the campaign
    before = facts_of.load_facts(criterion, entry.before or {})
    save_facts(turn.session, sheet, criterion_id, before, by=turn.event.person, now=turn.now, action="restored")
    if not before:
        return turn.tr("The last answer to {criterion} is taken back.", criterion=criterion_id)
    shown = facts_in_words(criterion, before, turn.tr)
    return turn.tr("{criterion} is again: {facts}.", criterion=criterion_id, facts=shown)


def _record(turn: Turn, sheet: Sheet, entry: History) -> None:
    note(
        turn,
        campaign_id=sheet.submission.campaign_id,
        unit_id=sheet.submission.unit_id,
        submission_id=sheet.submission.id,
        subject=entry.subject,
        action="undone",
        after={"undoes": entry.id},
    )
