"""What stands in a campaign's documents, as data: the plan's own table filled in for each unit.

Two views of a unit. As sent (``on`` None): what the unit sent last, with what was decided about it; a draft is nobody
else's business. Its own copy (``on`` a day): what it works on now, scored as of that day, without decisions.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from locales import Translator
from reports.explained import explanations_in_words
from reports.filling import Filled, load_filled
from reports.table_rows import Row, table_rows
from scoring.campaign import Campaign
from storage import queries
from storage.queries.second import is_veiled
from storage.tables import Registration, Submission, SubmissionState, Unit


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration; without ``receipt`` and ``at`` a draft. ``document``: number and date of the covering one."""

    receipt: str | None
    at: datetime | None
    late: bool
    document: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """A self-assessment; ``number`` counts the versions that were sent, 0 is a draft."""

    state: SubmissionState
    receipt: str | None
    at: datetime | None
    late: bool
    number: int


@dataclass(frozen=True, slots=True)
class UnitTable:
    """A unit with its table. ``registered``, ``assessed``: what was sent (in the unit's own copy, or begun); None:
    nothing. ``priority``: of what was appraised in full, else of what the unit says. ``version``: of
    the campaign, whose rows these are (None: the one that holds now)."""

    code: str
    name: str
    unit_type: str
    rows: tuple[Row, ...]
    registered: Registered | None
    assessed: Assessed | None
    priority: bool | None
    version: int | None = None

    @property
    def total(self) -> Row:
        return self.rows[-1]


def units_of(session: Session, campaign_id: str) -> list[Unit]:
    """The active units, and those that are no longer active but took part; in the order of the list."""
    took_part = select(Registration.unit_id).where(Registration.campaign_id == campaign_id)
    begun = select(Submission.unit_id).where(Submission.campaign_id == campaign_id)
    wanted = or_(col(Unit.active), col(Unit.id).in_(took_part), col(Unit.id).in_(begun))
    return list(session.exec(select(Unit).where(wanted).order_by(col(Unit.id))))


def unit_table(
    session: Session,
    campaign_id: str,
    unit: Unit,
    tr: Translator,
    *,
    on: date | None = None,
    veiled: bool = False,
) -> UnitTable:
    """The table of one unit: as sent (``veiled``: without what a blind second reviewer must not see), or (``on``) its
    own copy; of an approved submission that is what was sent. KeyError when the campaign was never opened here."""
    assert unit.id is not None
    registration = queries.current_registration(session, campaign_id, unit.id)
    if registration is None and on is not None:
        registration = queries.draft_registration(session, campaign_id, unit.id)
    submission = queries.submission_for(session, campaign_id, unit.id)
    if submission is not None and submission.number == 0 and on is None:
        submission = None
    campaign = queries.definition(session, campaign_id, submission.campaign_version if submission else None)
    if submission is not None and submission.state is SubmissionState.APPROVED:
        on = None  # the unit was told: its own copy is what it sent, with what became of it
    filled = load_filled(session, campaign, submission, on=on, veiled=veiled) if submission else None
    told = submission is not None and on is None and not (veiled and is_veiled(session, submission))
    explained = explanations_in_words(session, submission, tr) if submission and told else {}
    types = {each.id: each.name.within(tr.locale) for each in campaign.unit_types}
    return UnitTable(
        code=unit.code,
        name=unit.name,
        unit_type=types.get(unit.unit_type, unit.unit_type),
        rows=tuple(table_rows(campaign, registration, filled, tr, explained=explained)),
        registered=registered_of(registration, tr) if registration else None,
        assessed=assessed_of(submission) if submission else None,
        priority=_priority(campaign, filled),
        version=submission.campaign_version if submission else None,
    )


def registered_of(row: Registration, tr: Translator) -> Registered:
    """A registration as it is named on paper."""
    document = row.document_number or ""
    if document and row.document_date is not None:
        document = tr("{number} of {date}", number=document, date=tr.date(row.document_date))
    return Registered(row.receipt, row.sent_at, row.late, document)


def assessed_of(row: Submission) -> Assessed:
    """A self-assessment as it is named on paper."""
    return Assessed(row.state, row.receipt, row.sent_at, row.late, row.number)


def _priority(campaign: Campaign, filled: Filled | None) -> bool | None:
    if filled is None:
        return None
    return (filled.appraised if filled.are_approved(campaign.criteria) else filled.scores).priority
