"""The explanation round on paper: what a unit said against an appraised value, its evidence of its own, the answer."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from locales import Translator
from reports.table_rows import proof_in_words
from storage.tables import Evidence, Explanation, Submission


def explanations_in_words(session: Session, submission: Submission, tr: Translator) -> Mapping[str, str]:
    """Criterion -> all that was explained about the version that was sent last, oldest first; drafts are the unit's."""
    wanted = select(Explanation).where(
        Explanation.submission_id == submission.id,
        Explanation.number == submission.number,
        col(Explanation.sent_at).is_not(None),
    )
    found: dict[str, list[str]] = {}
    for row in session.exec(wanted.order_by(col(Explanation.id))):
        found.setdefault(row.criterion, []).extend(_lines(session, row, tr))
    return {name: "\n".join(lines) for name, lines in found.items()}


def _lines(session: Session, row: Explanation, tr: Translator) -> list[str]:
    assert row.sent_at is not None
    lines = [tr("Explained on {date}: “{text}”", date=tr.date(row.sent_at), text=row.text)]
    wanted = select(Evidence).where(Evidence.explanation_id == row.id, col(Evidence.removed_at).is_(None))
    proofs = [proof_in_words(each, tr) for each in session.exec(wanted.order_by(col(Evidence.id)))]
    if proofs:
        lines.append(tr("Evidence of the explanation: {evidence}", evidence="; ".join(proofs)))
    if row.decided_at is not None:
        shown = {"date": tr.date(row.decided_at), "reason": row.reason}
        if row.outcome == "kept":
            lines.append(tr("Answered on {date}: it stays. {reason}", **shown))
        else:
            lines.append(tr("Answered on {date}: it was changed. {reason}", **shown))
    return lines
