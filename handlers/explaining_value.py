"""The unit's side of the explanation round: a text, evidence of its own, and sending it within the time given."""

from dataclasses import replace

from handlers import entry_source, menu, notices, permissions
from handlers.competing import is_alone
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.explanations import begin_row, explanations_of, may_still_explain, proofs_of, record
from handlers.naming import appraised_value, own_value, whose
from handlers.proofs import file_error_in_words
from handlers.reading import is_link, read_command, read_document
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, ask, current_campaign, prefixed, tell
from handlers.uploading import explanation_of
from handlers.wording import evidence_in_words, short_name
from storage import queries
from storage.tables import Evidence, EvidenceKind, Explanation, Role, Submission

SHORTEST, LONGEST = 10, 3000


def begin(turn: Turn) -> list[Reply]:
    """A contact pressed "explain I.1" on the message about the result, or on the status page."""
    _, submission_id, criterion_id = (turn.choice or "").split(":", 2)
    found = _open(turn, int(submission_id), criterion_id)
    if isinstance(found, str):
        return [tell(found)]
    turn.talk.unit_id = found.submission.unit_id
    turn.move("explaining", "write", submission=found.submission.id, criterion=criterion_id)
    return [show(turn)]


def _may(turn: Turn, submission: Submission) -> bool:
    alone = is_alone(turn.session, submission.candidate_id)
    return permissions.may_explain(turn.roles, submission, alone=alone)


def _open(turn: Turn, submission_id: int, criterion_id: str) -> Sheet | str:
    """The sheet, or why there is nothing to explain."""
    current = current_campaign(turn.session)
    submission = turn.session.get(Submission, submission_id)
    if current is None or submission is None or not _may(turn, submission):
        return turn.tr("This is not open to you.")
    sheet = load_sheet(turn.session, current[1], submission, on=turn.today)
    if criterion_id in may_still_explain(turn.session, sheet, turn.today):
        return sheet
    known = explanations_of(turn.session, submission).get(criterion_id)
    if known is not None and known.sent_at is not None:
        return turn.tr("The explanation of {criterion} was sent already.", criterion=criterion_id)
    return turn.tr("The time for explaining is over. Please ask the organizer if there was a reason.")


def show(turn: Turn) -> Reply:
    """What differs and why, and what was written so far."""
    found = _open(turn, turn.data["submission"], turn.data["criterion"])
    if isinstance(found, str):
        turn.move("menu")
        return prefixed(found, menu.show(turn))
    tr, sheet = turn.tr, found
    criterion = sheet.campaign.criterion(turn.data["criterion"])
    appraisal = sheet.appraisals.get(criterion.id)
    assert sheet.submission.explain_until is not None
    lines = [
        strong(tr("Explanation of {criterion}", criterion=short_name(criterion, tr))),
        tr(
            "The unit’s own: {own}; appraised: {given}. {reason}",
            own=own_value(sheet, criterion.id, tr),
            given=appraised_value(sheet, criterion.id, tr),
            reason=appraisal.reason if appraisal else tr("follows from another correction"),
        ),
    ]
    row = explanations_of(turn.session, sheet.submission).get(criterion.id)
    choices = []
    if row is not None and row.sent_at is None and row.text:
        proofs = evidence_in_words(proofs_of(turn.session, row), tr) or tr("no evidence")
        lines.append(tr("Written so far: “{text}” ({evidence})", text=row.text, evidence=proofs))
        choices.append(Choice("send", tr("Send the explanation"), ("gui", "gui giai trinh")))
        choices.append(Choice("rewrite", tr("Write it anew"), ("viet lai",)))
    lines.append(
        tr(
            "Please write why, and send what proves it: photos, files, a link or a document's number. By {date}.",
            date=tr.long_date(sheet.submission.explain_until),
        )
    )
    choices += [Choice("go:menu", tr("Later"), ("de sau",))]
    question = ask("\n".join(lines), *choices, numbered=False)
    title = tr("Evidence for the explanation of {criterion}", criterion=criterion.id)
    return replace(question, upload=explanation_of(criterion.id), upload_title=title)


def handle(turn: Turn) -> list[Reply]:
    """A text, a file, or sending it."""
    found = _open(turn, turn.data["submission"], turn.data["criterion"])
    if isinstance(found, str):
        return [show(turn)]
    if turn.choice == "send" or read_command(turn.text) == "submit":
        return _send(turn, found)
    if turn.choice == "rewrite":
        return _rewrite(turn, found)
    if turn.event.kind is EventKind.FILE:
        return _receive(turn, found)
    if len(turn.text) < 3:
        return [prefixed(turn.tr("Please write it in words."), show(turn))]
    row = begin_row(turn, found, turn.data["criterion"])
    document = read_document(turn.text, today=turn.today, year=found.campaign.period.start.year)
    if is_link(turn.text):
        _add(turn, found, row, kind=EvidenceKind.LINK, text=turn.text)
    elif document is not None and document[1] is not None and len(turn.text) < 60:
        _add(turn, found, row, kind=EvidenceKind.DOCUMENT, text=document[0], document_date=document[1])
    else:
        before = row.text
        row.text = f"{before}\n{turn.text}".strip()[:LONGEST]
        record(turn, found.submission, row.criterion, "changed", before={"value": before}, after={"value": row.text})
    turn.session.flush()
    return [show(turn)]


def _rewrite(turn: Turn, sheet: Sheet) -> list[Reply]:
    """The text goes (the history keeps it); the evidence stays."""
    row = begin_row(turn, sheet, turn.data["criterion"])
    record(turn, sheet.submission, row.criterion, "changed", before={"value": row.text}, after={"value": ""})
    row.text = ""
    turn.session.flush()
    return [show(turn)]


def _receive(turn: Turn, sheet: Sheet) -> list[Reply]:
    if turn.event.file_error is not None:
        return [prefixed(file_error_in_words(turn), show(turn))]
    row = begin_row(turn, sheet, turn.data["criterion"])
    known = {proof.digest for proof in proofs_of(turn.session, row)}
    for file in turn.event.files:
        if file.digest not in known:
            _add(turn, sheet, row, kind=EvidenceKind.FILE, digest=file.digest, name=file.name, text=turn.text or None)
    counted = evidence_in_words(proofs_of(turn.session, row), turn.tr)
    said = turn.tr("Received for {criterion}: {evidence}.", criterion=row.criterion, evidence=counted)
    if not row.text:
        said += "\n" + turn.tr("A sentence that says why is still missing.")
    return [prefixed(said, show(turn))]


def _add(turn: Turn, sheet: Sheet, row: Explanation, **values: object) -> None:
    """Evidence of the explanation, kept apart from what proved the answer."""
    proof = Evidence.model_validate(
        {
            "submission_id": sheet.submission.id,
            "criterion": row.criterion,
            "explanation_id": row.id,
            "album": turn.event.album,
            "added_by": turn.event.person,
            "added_at": turn.now,
            **values,
        }
    )
    turn.session.add(proof)
    turn.session.flush()
    shown = {"id": proof.id, "kind": proof.kind.value, "value": proof.digest or proof.text}
    record(turn, sheet.submission, row.criterion, "added", after=shown)


def _send(turn: Turn, sheet: Sheet) -> list[Reply]:
    row = explanations_of(turn.session, sheet.submission).get(turn.data["criterion"])
    if row is None or row.sent_at is not None or len(row.text) < SHORTEST:
        return [prefixed(turn.tr("A sentence that says why is still missing."), show(turn))]
    if (asked := entry_source.lacking(turn)) is not None:
        return [asked]
    row.sent_at = turn.now
    record(turn, sheet.submission, row.criterion, "sent", after={"value": row.text})
    turn.session.flush()
    turn.move("menu")
    said = turn.tr("The explanation of {criterion} was sent. The answer comes in this chat.", criterion=row.criterion)
    return [prefixed(said, menu.show(turn)), *_tell_reviewers(turn, sheet, row)]


def _tell_reviewers(turn: Turn, sheet: Sheet, row: Explanation) -> list[Reply]:
    """Whoever judged it, else all reviewers."""
    judged = {sheet.decisions[row.criterion].decided_by} if row.criterion in sheet.decisions else set()
    reviewers = queries.people_with_role(turn.session, Role.REVIEWER)
    when = notices.polite_now(turn.session, turn.now)
    replies = []
    for person in [each for each in reviewers if each in judged] or reviewers:
        tr = notices.language_of(turn.session, person)
        words = tr(
            "{unit} explains {criterion}: “{text}”", unit=whose(turn, sheet, tr), criterion=row.criterion, text=row.text
        )
        replies.append(notices.standing(person, words, Choice("go:review", tr("Review submissions")), when=when))
    return replies
