"""The rows behind evidence: attaching, and the line of history that goes with every change."""

from collections.abc import Sequence

from handlers.conversation import FileError, ReceivedFile
from handlers.noting import note
from handlers.sheet import Sheet
from handlers.turn import Turn
from storage.tables import Evidence, EvidenceKind


def add_files(turn: Turn, sheet: Sheet, criterion_id: str, files: Sequence[ReceivedFile], *, caption: str = "") -> None:
    """Attach stored files; the same content twice on one criterion counts once."""
    known = {proof.digest for proof in sheet.proofs(criterion_id)}
    for file in files:
        if file.digest not in known:
            add_evidence(
                turn,
                sheet,
                criterion_id,
                kind=EvidenceKind.FILE,
                digest=file.digest,
                name=file.name,
                text=caption or None,
            )


def add_evidence(turn: Turn, sheet: Sheet, criterion_id: str, **values: object) -> Evidence:
    """One more proof, with its line in the history."""
    assert sheet.submission.id is not None
    proof = Evidence.model_validate(
        {
            "submission_id": sheet.submission.id,
            "criterion": criterion_id,
            "album": turn.event.album,
            "added_by": turn.event.person,
            "added_at": turn.now,
            **values,
        }
    )
    turn.session.add(proof)
    row = sheet.rows.get(criterion_id)
    if row is not None and row.evidence_postponed:
        row.evidence_postponed = False
    turn.session.flush()  # the history names it by its number
    record_evidence(turn, sheet, proof, "added", after=proof.digest or proof.text)
    return proof


def record_evidence(
    turn: Turn, sheet: Sheet, proof: Evidence, action: str, *, before: str | None = None, after: str | None = None
) -> None:
    note(
        turn,
        campaign_id=sheet.submission.campaign_id,
        unit_id=sheet.submission.unit_id,
        submission_id=sheet.submission.id,
        subject=f"evidence:{proof.criterion}",
        action=action,
        before=None if before is None else {"value": before},
        after={"id": proof.id, "kind": proof.kind.value, "value": after},
    )


def file_error_in_words(turn: Turn) -> str:
    """Why a file could not be kept, and what to do instead."""
    tr = turn.tr
    return {
        FileError.TOO_LARGE: tr(
            "The file is too large (at most 20 MB). Please send a smaller one or a photo of the page."
        ),
        FileError.EMPTY: tr("The file is empty. Please send it again."),
        FileError.LOCKED: tr("The file is locked with a password. Please send it without one, or a photo of the page."),
        FileError.FORBIDDEN_TYPE: tr(
            "This type of file cannot be kept. Please send a photo, a PDF, a Word or an Excel file."
        ),
        FileError.UNREACHABLE: tr("The file could not be fetched. Please send it once more."),
    }[turn.event.file_error or FileError.UNREACHABLE]
