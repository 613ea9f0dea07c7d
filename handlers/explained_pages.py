"""What a reviewer is shown of an explanation: both values, the text, and evidence that is kept apart from the first."""

from sqlmodel import col, select

from handlers import permissions
from handlers.appraising import corrected_facts_in_words
from handlers.conversation import Choice, Document, Reply, strong
from handlers.explanations import proofs_of
from handlers.naming import appraised_value, listed_name, own_value, whose
from handlers.powers import Power, powers
from handlers.review_pages import written_proofs
from handlers.sheet import Sheet
from handlers.turn import Turn, ask, current_campaign
from handlers.wording import short_name
from reports.wording import facts_in_words
from storage.queries import steps
from storage.tables import EvidenceKind, Explanation, Submission, Unit


def power_to_answer(turn: Turn, submission: Submission, known: tuple[Power, ...] | None = None) -> Power | None:
    """In whose right this person may answer an explanation; None: not at all."""
    named = steps.named_for(turn.session, submission.campaign_id, submission.step or "")
    for power in known or powers(turn):
        allowed = permissions.may_answer_explanation(power.roles, submission, barred=power.barred)
        if allowed and (not named or power.person in named):
            return power
    return None


def explained_choices(turn: Turn) -> list[Choice]:
    """The explanations that wait for this reviewer, oldest first."""
    current = current_campaign(turn.session)
    if current is None:
        return []
    wanted = (
        select(Explanation, Submission, Unit)
        .join(Submission, col(Submission.id) == col(Explanation.submission_id))
        .join(Unit, col(Unit.id) == col(Submission.unit_id))
        .where(
            Submission.campaign_id == current[0].id,
            col(Explanation.sent_at).is_not(None),
            col(Explanation.decided_at).is_(None),
        )
        .order_by(col(Explanation.sent_at), col(Explanation.id))
    )
    rights = powers(turn)
    return [
        Choice(f"explained:{row.id}", _named(turn, row, listed_name(turn, submission)))
        for row, submission, unit in turn.session.exec(wanted)
        if power_to_answer(turn, submission, rights) is not None
    ]


def _named(turn: Turn, row: Explanation, name: str) -> str:
    return turn.tr("Explanation of {criterion} – {unit}", criterion=row.criterion, unit=name)


def show_explanation(turn: Turn, sheet: Sheet, row: Explanation, unit: Unit) -> Reply:
    tr, criterion = turn.tr, sheet.campaign.criterion(row.criterion)
    given = appraised_value(sheet, criterion.id, tr)
    appraisal = sheet.appraisals.get(criterion.id)
    lines = [
        strong(f"{whose(turn, sheet)} – {short_name(criterion, tr)}"),
        tr(
            "The unit: {facts} – {points}",
            facts=facts_in_words(criterion, sheet.answers.get(criterion.id) or {}, tr) or tr("not asked"),
            points=own_value(sheet, criterion.id, tr),
        ),
    ]
    if appraisal is not None:
        lines.append(
            tr(
                "Corrected: {facts}: {verdict} – {reason}",
                facts=corrected_facts_in_words(sheet, criterion, appraisal, tr),
                verdict=given,
                reason=appraisal.reason,
            )
        )
    else:
        lines.append(tr("Appraised: {points}, which follows from another correction.", points=given))
    lines.append(tr("The unit explains: “{text}”", text=row.text))
    lines += written_proofs(proofs_of(turn.session, row), turn)
    choices = [Choice("keep", tr("The appraised value stands"), ("giu nguyen", "giu ket qua"))]
    if appraisal is not None:
        choices.append(Choice("accept", tr("Accept the unit's figures"), ("chap nhan", "dong y")))
    choices.append(Choice("correct", tr("Correct the figures"), ("sua so lieu",)))
    return ask("\n".join(lines), *choices, Choice("list", tr("Back to the list"), ("quay lai", "danh sach")))


def files_of(turn: Turn, row: Explanation) -> list[Reply]:
    """The files that were sent with it."""
    files = tuple(
        Document("evidence", {"digest": proof.digest, "name": proof.name or row.criterion})
        for proof in proofs_of(turn.session, row)
        if proof.kind is EvidenceKind.FILE
    )
    words = turn.tr("Evidence for {criterion}:", criterion=row.criterion)
    return [Reply(words, question=False, documents=files)] if files else []
