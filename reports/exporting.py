"""Everything of a campaign as JSON-able data, in a fixed order: the same rows always give the same text.

People are numbers. Names, phones and channel ids are only in ``people``, which is there when it is asked for.
Instants are ISO 8601 in UTC, points are texts with exact digits.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, SQLModel, col, select

from storage.tables import (
    Answer,
    Appraisal,
    AwardRuling,
    CampaignVersion,
    Candidate,
    ChannelAccount,
    Decision,
    DossierCheck,
    DossierPaper,
    Evidence,
    Explanation,
    History,
    Initiative,
    Membership,
    OfficeAnswer,
    OpenedCampaign,
    Person,
    Registration,
    RosterContact,
    SecondOpinion,
    SecondReview,
    StepRecord,
    StoredFile,
    Submission,
    SubmissionVersion,
    Unit,
)

FORMAT = "thidua-export/1"
Data = dict[str, Any]


def export_campaign(session: Session, campaign_id: str, *, with_people: bool = False) -> Data:
    """The whole campaign. Raises ``KeyError`` when it was never opened here."""
    opened = session.get(OpenedCampaign, campaign_id)
    if opened is None:
        raise KeyError(campaign_id)
    hidden = () if with_people else ("name",)
    registrations = session.exec(
        select(Registration).where(Registration.campaign_id == campaign_id).order_by(col(Registration.id))
    )
    data: Data = {
        "format": FORMAT,
        "campaign": {**_plain(opened), "versions": _versions(session, campaign_id)},
        "units": _all(session, Unit),
        "memberships": _all(session, Membership),
        "registrations": [_plain(row) for row in registrations],
        "candidates": [_plain(row, leave=hidden) for row in _of_campaign(session, Candidate, campaign_id)],
        "initiatives": [_plain(row) for row in _of_campaign(session, Initiative, campaign_id)],
        "office_answers": [_plain(row) for row in _of_campaign(session, OfficeAnswer, campaign_id)],
        "award_rulings": [_plain(row) for row in _of_campaign(session, AwardRuling, campaign_id)],
        "dossier_papers": [_plain(row) for row in _of_campaign(session, DossierPaper, campaign_id)],
        "dossier_checks": [_plain(row) for row in _of_campaign(session, DossierCheck, campaign_id)],
        "submissions": _submissions(session, campaign_id),
        "history": _history(session, campaign_id),
    }
    data["files"] = _files(session, data)
    if with_people:
        data["people"] = _people(session)
        data["roster"] = _all(session, RosterContact)
    return data


def _of_campaign(session: Session, table: Any, campaign_id: str) -> list[Any]:
    return _in_order(session, select(table).where(table.campaign_id == campaign_id), table)


def _plain(row: SQLModel, *, leave: Iterable[str] = ()) -> Data:
    """A row with its columns in the order of the table, whichever way it was loaded."""
    dumped = row.model_dump(mode="json", exclude=set(leave))
    return {name: dumped[name] for name in _columns(type(row)) if name in dumped}


def _columns(table: type[SQLModel]) -> list[str]:
    return [column.name for column in table.__table__.columns]  # type: ignore[attr-defined] # SQLModel hides the Table


def _in_order(session: Session, rows: Any, table: type[SQLModel]) -> list[Any]:
    key = table.__table__.primary_key.columns  # type: ignore[attr-defined] # SQLModel hides the Table
    return list(session.exec(rows.order_by(*key)))


def _all(session: Session, table: type[SQLModel]) -> list[Data]:
    return [_plain(row) for row in _in_order(session, select(table), table)]


def _versions(session: Session, campaign_id: str) -> list[Data]:
    rows = select(CampaignVersion).where(CampaignVersion.campaign_id == campaign_id)
    return [_plain(row, leave=["campaign_id"]) for row in session.exec(rows.order_by(col(CampaignVersion.version)))]


def _submissions(session: Session, campaign_id: str) -> list[Data]:
    rows = select(Submission).where(Submission.campaign_id == campaign_id).order_by(col(Submission.id))
    return [
        {
            **_plain(row),
            "answers": _of(session, Answer, row),
            "evidence": _of(session, Evidence, row),
            "versions": _of(session, SubmissionVersion, row),
            "decisions": _of(session, Decision, row),
            "appraisals": _of(session, Appraisal, row),
            "explanations": _of(session, Explanation, row),
            "steps": _of(session, StepRecord, row),
            "second_reviews": _second_reviews(session, row),
        }
        for row in session.exec(rows)
    ]


def _of(
    session: Session,
    table: type[Answer | Appraisal | Decision | Evidence | Explanation | StepRecord | SubmissionVersion],
    submission: Submission,
) -> list[Data]:
    rows = select(table).where(col(table.submission_id) == submission.id)
    return [_plain(row, leave=["submission_id"]) for row in _in_order(session, rows, table)]


def _second_reviews(session: Session, submission: Submission) -> list[Data]:
    rows = select(SecondReview).where(SecondReview.submission_id == submission.id)
    found = []
    for row in _in_order(session, rows, SecondReview):
        opinions = select(SecondOpinion).where(SecondOpinion.review_id == row.id)
        plain = [_plain(each, leave=["review_id"]) for each in _in_order(session, opinions, SecondOpinion)]
        found.append({**_plain(row, leave=["submission_id"]), "opinions": plain})
    return found


def _history(session: Session, campaign_id: str) -> list[Data]:
    """The campaign's lines, and those about units: who spoke for them since when."""
    of_units = col(History.campaign_id).is_(None) & col(History.unit_id).is_not(None)
    rows = select(History).where(or_(col(History.campaign_id) == campaign_id, of_units)).order_by(col(History.id))
    return [_plain(row) for row in session.exec(rows)]


def _files(session: Session, data: Data) -> list[Data]:
    """What is known of every file that something in the export refers to. The bytes are in a backup, not here."""
    digests = {row["document_file"] for row in data["registrations"]}
    digests |= {proof["digest"] for row in data["submissions"] for proof in row["evidence"]}
    digests |= {paper["digest"] for paper in data["dossier_papers"]}
    rows = select(StoredFile).where(col(StoredFile.digest).in_(digests - {None})).order_by(StoredFile.digest)
    return [_plain(row) for row in session.exec(rows)]


def _people(session: Session) -> list[Data]:
    """Everybody who has agreed, with their channels."""
    accounts: dict[int, list[Data]] = {}
    for account in session.exec(select(ChannelAccount).order_by(col(ChannelAccount.id))):
        accounts.setdefault(account.person_id, []).append(
            {"channel": account.channel, "external_id": account.external_id, "reachable": account.reachable}
        )
    rows = select(Person).where(col(Person.consented_at).is_not(None)).order_by(col(Person.id))
    return [{**_plain(row), "accounts": accounts.get(row.id or 0, [])} for row in session.exec(rows)]
