"""A changed definition becomes the next version: drafts move to it, and each unit is told once what that means."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from handlers.change_telling import tell
from handlers.changing import Change, DraftChange, misfits
from handlers.conversation import Reply
from handlers.noting import note_about
from reports.changing import difference_lines
from scoring.answers import dump_facts
from scoring.campaign import Campaign
from storage import queries
from storage.queries import versions
from storage.tables import Conversation, Evidence, Registration, RegistrationState

_DROPPED = "dropped by a change of the campaign"
# Flows that work on a draft, or on what the definition names.
_WORKING = ("assessment", "evidence", "summary", "registration", "nudging", "reminding")


def apply_change(session: Session, change: Change, *, by: int | None, now: datetime, reason: str) -> list[Reply]:
    """Everything in the caller's transaction; the messages to send. ``change.refused`` must be empty."""
    assert not change.refused, "a refused change is never applied"
    before = change.opened.version
    number = versions.add_version(session, change.opened, change.new, now=now)
    _record(session, change, before=before, number=number, by=by, now=now, reason=reason)
    for each in change.drafts:
        _move_draft(session, each, number, by=by, now=now, reason=reason)
    for registration, _ in change.registrations:
        if registration.state is RegistrationState.DRAFT:
            _trim(session, registration, change.new, by=by, now=now, reason=reason)
    _reset_conversations(session, change, now=now)
    session.flush()
    return list(tell(session, change, now=now, reason=reason))


def _record(
    session: Session, change: Change, *, before: int, number: int, by: int | None, now: datetime, reason: str
) -> None:
    from locales import translator

    touched = {each.unit.code: _points(each) for each in change.drafts if each.is_touched}
    queries.record(
        session,
        at=now,
        person_id=by,
        campaign_id=change.opened.id,
        subject="campaign",
        action="changed",
        before={"version": before, "digest": change.old.digest},
        after={
            "version": number,
            "digest": change.new.digest,
            "differences": difference_lines(change.old, change.new, translator("vi")),
            "units": touched,
        },
        why=reason,
    )


def _points(each: DraftChange) -> dict[str, Any]:
    return {
        "before": str(each.before.decided_total),
        "after": str(each.after.decided_total),
        "again": list(each.again),
    }


def _move_draft(
    session: Session, each: DraftChange, number: int, *, by: int | None, now: datetime, reason: str
) -> None:
    """The draft stands under the new version; what does not fit there any more is kept in the history."""
    each.submission.campaign_version = number
    for criterion, lost in each.carried.dropped.items():
        row = each.rows[criterion]
        kept = dump_facts(each.carried.answers.get(criterion, {}))
        note_about(
            session,
            each.submission,
            f"answer:{criterion}",
            _DROPPED,
            by=by,
            now=now,
            before=dict(row.facts),
            after={**kept, "dropped": sorted(lost)},
            why=reason,
        )
        row.facts, row.answered_at = kept, now
        row.revision += 1
    _drop_rows(session, each, by=by, now=now, reason=reason)


def _drop_rows(session: Session, each: DraftChange, *, by: int | None, now: datetime, reason: str) -> None:
    """Answers and evidence of criteria that are gone: out of the draft, kept in the history and among the files."""
    known = set(each.carried.answers) | set(each.after.criteria)
    for criterion, row in each.rows.items():
        if criterion not in known:
            session.delete(row)
    wanted = select(Evidence).where(Evidence.submission_id == each.submission.id, col(Evidence.removed_at).is_(None))
    for proof in session.exec(wanted):
        if proof.criterion in known:
            continue
        proof.removed_at = now
        note_about(
            session,
            each.submission,
            f"evidence:{proof.criterion}",
            _DROPPED,
            by=by,
            now=now,
            before={"id": proof.id, "digest": proof.digest, "name": proof.name, "text": proof.text},
            why=reason,
        )


def _trim(session: Session, row: Registration, new: Campaign, *, by: int | None, now: datetime, reason: str) -> None:
    lost = misfits(row, new)
    kept = {name: points for name, points in row.points.items() if name not in lost}
    queries.record(
        session,
        at=now,
        person_id=by,
        campaign_id=row.campaign_id,
        unit_id=row.unit_id,
        subject="registration",
        action=_DROPPED,
        before=dict(row.points),
        after=kept,
        why=reason,
    )
    row.points = kept
    row.revision += 1


# ---------------------------------------------------------------- who is in the middle of a question


def _reset_conversations(session: Session, change: Change, *, now: datetime) -> None:
    """Whoever is being asked what is no longer there, or what was changed, begins at the menu; what was typed of it
    and not stored yet goes to the history."""
    touched = {name for each in change.drafts for name in each.carried.dropped} | _other_questions(change)
    deadlines = {each.id for each in change.new.deadlines}
    for talk in session.exec(select(Conversation).where(col(Conversation.flow) != "")):
        data = dict(talk.data)
        resume = data.get("resume")
        if resume and _is_gone(resume.get("flow", ""), resume.get("data", {}), touched, deadlines):
            data.pop("resume")
            talk.data = data
        if not _is_gone(talk.flow, talk.data, touched, deadlines):
            continue
        if talk.data.get("pending") or talk.data.get("mine"):
            queries.record(
                session,
                at=now,
                person_id=talk.person_id,
                campaign_id=change.opened.id,
                unit_id=talk.unit_id,
                subject=f"answer:{talk.data.get('criterion')}",
                action=_DROPPED,
                before={"pending": talk.data.get("pending"), "mine": talk.data.get("mine")},
            )
        talk.flow, talk.step, talk.data, talk.updated_at = "menu", "", {}, now


def _other_questions(change: Change) -> set[str]:
    """Criteria that are gone, or whose questions are others."""
    new = {each.id: each.facts for each in change.new.items}
    return {each.id for each in change.old.items if new.get(each.id) != each.facts}


def _is_gone(flow: str, data: Mapping[str, Any], touched: set[str], deadlines: set[str]) -> bool:
    if flow not in _WORKING:
        return False
    deadline = data.get("deadline")
    return data.get("criterion") in touched or (deadline is not None and deadline not in deadlines)
