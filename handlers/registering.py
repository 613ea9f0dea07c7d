"""The rows behind a registration: the draft that is edited, the versions that were sent, lateness and receipts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from handlers import entry_source, notices
from handlers.competing import Competitor, as_competitor
from handlers.conversation import Choice, Reply, strong
from handlers.noting import note
from handlers.turn import Turn, alone_as, ask
from scoring.campaign import Campaign, Criterion
from scoring.candidates import kinds_of_people
from storage import queries
from storage.queries.deadlines import due_on
from storage.tables import Registration, RegistrationState, Unit


@dataclass(slots=True)
class Draft:
    """What is being written. ``sent``: the version that counts now; ``changed``: whether the draft differs from it."""

    campaign: Campaign
    unit: Unit
    row: Registration
    sent: Registration | None
    who: Competitor

    @property
    def changed(self) -> bool:
        return self.sent is None or _content(self.row) != _content(self.sent)


def _content(row: Registration) -> dict[str, Any]:
    return {
        "points": dict(row.points),
        **({"marks": list(row.marks)} if row.marks is not None else {}),
        **({"fields": dict(row.fields)} if row.fields is not None else {}),
        "number": row.document_number,
        "date": row.document_date and row.document_date.isoformat(),
        "file": row.document_file,
    }


def _still_possible(points: Mapping[str, Any], campaign: Campaign) -> dict[str, Any]:
    """Registered points that the rows of this version of the campaign can have."""
    most = {each.id: each.max_points for each in campaign.registered_rows}
    return {name: value for name, value in points.items() if name in most and Decimal(value) <= most[name]}


def begin_draft(turn: Turn, campaign_id: str, campaign: Campaign, unit: Unit, who: Competitor | None = None) -> Draft:
    """The draft of the unit, or of somebody of it; a new one starts from the version that was sent."""
    assert unit.id is not None
    who = who or as_competitor(campaign, unit, None)
    sent = queries.current_registration(turn.session, campaign_id, unit.id, who.candidate_id)
    row = queries.draft_registration(turn.session, campaign_id, unit.id, who.candidate_id)
    if row is None:
        row = Registration(
            campaign_id=campaign_id,
            unit_id=unit.id,
            candidate_id=who.candidate_id,
            marks=list(sent.marks) if sent and sent.marks is not None else None,
            fields=dict(sent.fields) if sent and sent.fields is not None else None,
            points=_still_possible(sent.points, campaign) if sent else {},
            document_number=sent.document_number if sent else None,
            document_date=sent.document_date if sent else None,
            document_file=sent.document_file if sent else None,
            changed_at=turn.now,
        )
        turn.session.add(row)
        turn.session.flush()
        draft = Draft(campaign, unit, row, sent, who)
        _record(turn, draft, "begun", after=_content(row))
        return draft
    return Draft(campaign, unit, row, sent, who)


def missing_rows(draft: Draft) -> list[Criterion]:
    """The criteria without registered points, in plan order."""
    return [criterion for criterion in draft.campaign.registered_rows if draft.row.points.get(criterion.id) is None]


def total(draft: Draft) -> Decimal:
    return sum((Decimal(points) for points in draft.row.points.values() if points is not None), Decimal(0))


def set_points(turn: Turn, draft: Draft, points: Mapping[str, str | None]) -> None:
    """Store rows of the draft at once; None empties one."""
    before = _content(draft.row)
    kept = {**draft.row.points, **points}
    draft.row.points = {criterion: value for criterion, value in kept.items() if value is not None}
    _touch(turn, draft, before)


def set_form(
    turn: Turn, draft: Draft, *, marks: Sequence[str] | None = None, fields: Mapping[str, str] | None = None
) -> None:
    """Store what was ticked, or texts of the form; what is not given stays."""
    before = _content(draft.row)
    if marks is not None:
        draft.row.marks = list(marks)
    if fields is not None:
        draft.row.fields = {**(draft.row.fields or {}), **fields}
    _touch(turn, draft, before)


def set_document(
    turn: Turn, draft: Draft, *, number: str | None = None, day: date | None = None, file: str | None = None
) -> None:
    """Store what is known of the covering document; what is not given stays."""
    before = _content(draft.row)
    if number is not None:
        draft.row.document_number, draft.row.document_date = number, day
    if file is not None:
        draft.row.document_file = file
    _touch(turn, draft, before)


def _touch(turn: Turn, draft: Draft, before: dict[str, Any]) -> None:
    row = draft.row
    row.revision += 1
    row.changed_by, row.changed_at = turn.event.person, turn.now
    _record(turn, draft, "drafted", before=before, after=_content(row))


def _record(turn: Turn, draft: Draft, action: str, *, before: Any = None, after: Any = None) -> None:
    note(
        turn,
        campaign_id=draft.row.campaign_id,
        unit_id=draft.unit.id,
        subject="registration",
        action=action,
        before=before,
        after=after,
    )


def discard_draft(turn: Turn, draft: Draft) -> None:
    """Give a draft up; what it held stays in the history."""
    _record(turn, draft, "discarded", before=_content(draft.row))
    turn.session.delete(draft.row)


def last_day(turn: Turn, campaign: Campaign, unit: Unit) -> date | None:
    """The last valid day for this unit, as the organizer may have changed it."""
    return due_on(turn.session, campaign.id, campaign.deadline(campaign.registration.deadline), unit.id)


def may_still_register(turn: Turn, campaign: Campaign, unit: Unit) -> bool:
    """After the campaign's last day nothing new is accepted (plans: workflow rule 7), unless the organizer extended."""
    return turn.today <= max(campaign.period.end, last_day(turn, campaign, unit) or campaign.period.end)


def is_late(turn: Turn, draft: Draft) -> bool:
    due = last_day(turn, draft.campaign, draft.unit)
    return due is not None and turn.today > due


def send_draft(turn: Turn, draft: Draft) -> list[Reply]:
    """Freeze the draft as the next version and give its receipt; a change after the deadline is a request."""
    if (asked := entry_source.lacking(turn)) is not None:
        return [asked]
    row, late = draft.row, is_late(turn, draft)
    entry_source.mark(turn, row)
    row.sent_at, row.late = turn.now, late
    row.receipt = queries.next_receipt(turn.session, "DK", turn.now)
    turn.move("menu")
    if late and draft.sent is not None:
        row.state = RegistrationState.REQUESTED
        _record(turn, draft, "requested", before=_content(draft.sent), after=_content(row))
        turn.session.flush()
        return [_requested(turn, draft), *notices.change_requested(turn, row)]
    row.state = RegistrationState.SENT
    if draft.sent is not None:
        draft.sent.state = RegistrationState.SUPERSEDED
    _record(turn, draft, "sent", before=draft.sent and _content(draft.sent), after=_content(row))
    tr = turn.tr
    lines = [
        tr(
            "The registration of {unit} was received at {time}. Receipt {receipt}, {total} points registered.",
            unit=draft.unit.name,
            time=tr.moment(turn.now),
            receipt=strong(row.receipt),
            total=tr.points(total(draft)),
        )
        if draft.campaign.registration.kind == "points"
        else tr(
            "The registration of {unit} was received at {time}. Receipt {receipt}.",
            unit=draft.who.name(tr),
            time=tr.moment(turn.now),
            receipt=strong(row.receipt),
        )
    ]
    if late:
        lines.append(draft.campaign.registration.late.within(tr.locale))
    else:
        due = last_day(turn, draft.campaign, draft.unit)
        if due is not None:
            lines.append(tr("It can be changed until the end of {date}.", date=tr.long_date(due)))
    if draft.campaign.has_points:
        lines.append(tr("Next: prepare the self-assessment whenever it suits."))
    label = tr("Begin the self-assessment") if draft.campaign.has_points else tr("Begin the own assessment")
    go_on = [Choice("go:assess", label)]
    if kinds_of_people(draft.campaign, draft.unit.unit_type) and alone_as(turn) is None:
        go_on.insert(0, Choice("go:register", tr("Register somebody else"), ("dang ky tiep",)))
    return [ask("\n".join(lines), *go_on, Choice("go:menu", tr("Menu")))]


def _requested(turn: Turn, draft: Draft) -> Reply:
    tr = turn.tr
    assert draft.sent is not None
    return ask(
        tr(
            "The change was received as request {receipt}. The time to register is over: the registration {old} counts "
            "until the organizer accepts the change.",
            receipt=strong(draft.row.receipt or ""),
            old=draft.sent.receipt,
        ),
        Choice("go:menu", tr("Menu")),
    )
