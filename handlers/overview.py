"""A whole sheet in one message: each criterion with its points and what is missing, and where the submission stands."""

from handlers.conversation import strong
from handlers.sheet import Sheet, Standing
from handlers.verdict_words import sheet_tally, verdict_line
from handlers.wording import evidence_in_words, points_of, row_points, short_name
from locales import Translator
from storage.tables import SubmissionState, Verdict


def sheet_lines(sheet: Sheet, tr: Translator) -> str:
    """One line a criterion, in plan order, and the total."""
    told = sheet.submission.state is SubmissionState.APPROVED
    if not sheet.campaign.has_points:
        rows = [verdict_line(sheet, criterion, tr, appraised=told) for criterion in sheet.criteria]
        return "\n".join([*rows, strong(tr("All in all: {verdicts}", verdicts=sheet_tally(sheet, tr, appraised=told)))])
    lines = [_line(sheet, criterion.id, tr) for criterion in sheet.criteria]
    scores = sheet.appraised if told else sheet.scores
    total = points_of(scores.total, scores.max, tr)
    if scores.total is None:
        total = tr("{points} so far", points=tr.points(sheet.points_so_far))
    lines.append(strong(tr("Total: {total}", total=total)))
    return "\n".join(lines)


def _line(sheet: Sheet, criterion_id: str, tr: Translator) -> str:
    criterion = sheet.campaign.criterion(criterion_id)
    if not criterion.scored:
        return verdict_line(sheet, criterion, tr, appraised=sheet.submission.state is SubmissionState.APPROVED)
    told = sheet.submission.state is SubmissionState.APPROVED
    given = (sheet.appraised if told else sheet.scores).criteria[criterion_id]
    standing = sheet.standing(criterion_id)
    if standing in (Standing.UNANSWERED, Standing.PARTIAL):
        note = tr("not answered") if standing is Standing.UNANSWERED else tr("answered in part")
        return f"⬜ {short_name(criterion, tr)}: {note}"
    note = evidence_in_words(sheet.proofs(criterion_id), tr)
    mark = "✅"
    if standing is Standing.EVIDENCE_MISSING:
        mark, note = "⚠️", tr("evidence missing")
    elif given.points is None:
        mark, note = "⏳", tr("not decided yet")
    elif standing is Standing.VOID:
        note = tr("not asked")
    if criterion_id in sheet.returned and not sheet.touched_since_return(criterion_id):
        mark = "↩️"
    suffix = f" ({note})" if note else ""
    return f"{mark} {short_name(criterion, tr)}: {row_points(given, criterion, tr)}{suffix}"


def progress(sheet: Sheet, tr: Translator) -> str:
    """``Đã được 42 điểm. Còn 5 tiêu chí.``"""
    left = len(sheet.open_criteria)
    so_far = tr("So far {points} points.", points=tr.points(sheet.points_so_far))
    if not sheet.campaign.has_points:
        so_far = tr("So far: {verdicts}.", verdicts=sheet_tally(sheet, tr, own=True))
    rest = tr.plural("{n} criterion left.", "{n} criteria left.", left) if left else tr("Nothing is left open.")
    return f"{so_far} {rest}"


def where_it_stands(sheet: Sheet, tr: Translator) -> str:
    """The state of a submission in a sentence or two, with the reasons of a return first."""
    submission = sheet.submission
    if submission.state is SubmissionState.APPROVED and not sheet.campaign.has_points:
        return tr(
            "The self-assessment is approved: {verdicts}. Receipt {receipt}.",
            verdicts=sheet_tally(sheet, tr, appraised=True),
            receipt=submission.receipt,
        )
    if submission.state is SubmissionState.APPROVED:
        return tr(
            "The self-assessment is approved: {points} points. Receipt {receipt}.",
            points=points_of(sheet.appraised.total, sheet.appraised.max, tr),
            receipt=submission.receipt,
        )
    if submission.state is SubmissionState.SUBMITTED:
        assert submission.sent_at is not None
        known = [each for each in sheet.decisions.values() if each.told_at is not None or submission.second_at is None]
        decided = sum(1 for decision in known if decision.verdict is Verdict.APPROVED)
        if not sheet.campaign.has_points:
            return tr(
                "The own assessment was sent at {time} (receipt {receipt}) and is being reviewed: "
                "{decided} of {count} criteria approved. It is locked meanwhile.",
                time=tr.moment(submission.sent_at),
                receipt=submission.receipt,
                decided=decided,
                count=len(sheet.reviewed),
            )
        return tr(
            "The self-assessment was sent at {time} (receipt {receipt}) and is being reviewed: "
            "{decided} of {count} criteria approved. It is locked meanwhile.",
            time=tr.moment(submission.sent_at),
            receipt=submission.receipt,
            decided=decided,
            count=len(sheet.reviewed),
        )
    if submission.state is SubmissionState.RETURNED:
        return returned_in_words(sheet, tr)
    answered = sum(1 for each in sheet.criteria if sheet.standing(each.id) in (Standing.DONE, Standing.VOID))
    if not sheet.campaign.has_points:
        return tr(
            "Self-assessment: {answered} of {count} criteria finished; {verdicts}.",
            answered=answered,
            count=len(sheet.criteria),
            verdicts=sheet_tally(sheet, tr),
        )
    return tr(
        "Self-assessment: {answered} of {count} criteria finished, {points} points so far.",
        answered=answered,
        count=len(sheet.criteria),
        points=tr.points(sheet.points_so_far),
    )


def returned_in_words(sheet: Sheet, tr: Translator) -> str:
    """The reasons first, then until when."""
    lines = [
        f"↩️ {short_name(sheet.campaign.criterion(criterion_id), tr)}: {sheet.decisions[criterion_id].reason}"
        for criterion_id in (criterion.id for criterion in sheet.criteria)
        if criterion_id in sheet.returned
    ]
    due = sheet.submission.return_due_on
    if due is not None:
        lines.append(
            tr("Please correct and send again by {date}. Everything else stays locked.", date=tr.long_date(due))
        )
    return "\n".join(lines)
