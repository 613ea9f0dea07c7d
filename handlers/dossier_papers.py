"""The rows behind an award dossier: attaching to a document, taking out again, and the line of history for each."""

from collections.abc import Sequence

from handlers import entry_source
from handlers.conversation import ReceivedFile
from handlers.noting import note
from handlers.reading import is_link, read_document
from handlers.turn import Turn
from reports.dossier_words import short_title
from reports.dossiers import OpenDossier, load_dossier
from storage.locks import lock_unit
from storage.queries import dossiers as rows
from storage.remembering import forget
from storage.tables import DossierPaper, EvidenceKind


def reload(turn: Turn, dossier: OpenDossier) -> OpenDossier:
    """The same dossier after a change."""
    turn.session.flush()
    return load_dossier(turn.session, dossier.campaign, dossier.who, on=turn.today, round=dossier.round)


def lock(turn: Turn, unit_id: int) -> None:
    """Two contacts, or a contact and the office, take turns."""
    if lock_unit(turn.session, unit_id):
        turn.session.flush()
        turn.session.expire_all()
        forget(turn.session)


def add_files(turn: Turn, dossier: OpenDossier, document: str, files: Sequence[ReceivedFile], caption: str) -> None:
    """Attach stored files; the same content twice in one document counts once."""
    known = {paper.digest for paper in dossier.current(document)}
    for file in files:
        if file.digest not in known:
            known.add(file.digest)
            found = {"digest": file.digest, "name": file.name, "text": caption or None}
            add_paper(turn, dossier, document, kind=EvidenceKind.FILE, **found)


def read_paper(turn: Turn, dossier: OpenDossier, text: str) -> dict[str, object] | None:
    """A link, or number and day of a paper that was handed over; None when what was written is neither."""
    if is_link(text):
        return {"kind": EvidenceKind.LINK, "text": text.strip()}
    found = read_document(text, today=turn.today, year=dossier.campaign.period.start.year)
    if found is None or found[1] is None:
        return None
    return {"kind": EvidenceKind.DOCUMENT, "text": found[0], "document_date": found[1]}


def copy_papers(turn: Turn, dossier: OpenDossier, document: str, papers: Sequence[DossierPaper]) -> None:
    """What the unit has in its own dossier stands for somebody of it, too."""
    known = {(paper.digest, paper.text) for paper in dossier.current(document)}
    for paper in papers:
        if (paper.digest, paper.text) not in known:
            add_paper(
                turn,
                dossier,
                document,
                kind=paper.kind,
                digest=paper.digest,
                name=paper.name,
                text=paper.text,
                document_date=paper.document_date,
            )


def add_paper(turn: Turn, dossier: OpenDossier, document: str, **values: object) -> None:
    """Attach one thing; ``values``: what ``read_paper`` found, or a file."""
    source = entry_source.current(turn)
    paper = DossierPaper.model_validate(
        {
            "campaign_id": dossier.campaign.id,
            "round": dossier.round,
            "unit_id": dossier.who.unit.id,
            "candidate_id": dossier.who.candidate_id,
            "document": document,
            "album": turn.event.album,
            "added_by": turn.event.person,
            "added_at": turn.now,
            "entry_source_id": source.id if source is not None else None,
            **values,
        }
    )
    turn.session.add(paper)
    turn.session.flush()
    record(turn, dossier, document, "added", paper=paper)


def remove(turn: Turn, dossier: OpenDossier, paper: DossierPaper) -> None:
    paper.removed_at, paper.removed_by = turn.now, turn.event.person
    record(turn, dossier, paper.document, "removed", paper=paper)


def record(
    turn: Turn,
    dossier: OpenDossier,
    document: str,
    action: str,
    *,
    paper: DossierPaper | None = None,
    why: str | None = None,
) -> None:
    """``dossier:<document>``, or ``dossier`` about the whole of it (document ""). What is done in the unit's place is
    told to it later."""
    after: dict[str, object] = {"candidate": dossier.who.candidate_id}
    if paper is not None:
        after |= {"id": paper.id, "kind": paper.kind.value, "value": paper.digest or paper.text}
        entry_source.note_papers(turn)
    note(
        turn,
        f"dossier:{document}" if document else "dossier",
        action,
        campaign_id=dossier.campaign.id,
        unit_id=dossier.who.unit.id,
        after=after,
        why=why,
    )


def may_still_remove(turn: Turn, dossier: OpenDossier, paper: DossierPaper) -> bool:
    """After the last day nothing goes out any more that came in time: the dossier would become late by it."""
    if dossier.due is None or turn.today <= dossier.due:
        return True
    return paper.added_at.astimezone(turn.context.timezone).date() > dossier.due


def last_of_mine(turn: Turn, dossier: OpenDossier, *, council: bool) -> tuple[DossierPaper, str] | None:
    """What this person did last to a dossier and may take back: the paper, and "added" or "removed"."""
    documents = {each.id for each in dossier.documents if (each.added_by == "council") is council}
    whose = (dossier.round, dossier.who.unit.id or 0, dossier.who.candidate_id)
    found = rows.papers_of(turn.session, dossier.campaign.id, whose, removed=True)
    mine = [each for each in found if each.document in documents]
    done = [(each.added_at, each.id or 0, each, "added") for each in mine if _stands_by(each, turn, dossier)]
    done += [
        (each.removed_at, each.id or 0, each, "removed")
        for each in mine
        if each.removed_at is not None and each.removed_by == turn.event.person
    ]
    return max(done, key=lambda each: each[:2])[2:] if done else None


def _stands_by(paper: DossierPaper, turn: Turn, dossier: OpenDossier) -> bool:
    return (
        paper.removed_at is None
        and paper.added_by == turn.event.person
        and paper in dossier.current(paper.document)
        and may_still_remove(turn, dossier, paper)
    )


def take_back(turn: Turn, dossier: OpenDossier, *, council: bool) -> str:
    """Undo the last thing; the words that say so, or empty when there is none."""
    found = last_of_mine(turn, dossier, council=council)
    if found is None or dossier.confirmed is not None:
        return ""
    paper, what = found
    document = dossier.document(paper.document)
    title = short_title(document, turn.tr) if document else paper.document
    if what == "removed":
        paper.removed_at = paper.removed_by = None
        record(turn, dossier, paper.document, "restored", paper=paper)
        return turn.tr("What was removed from “{document}” is back.", document=title)
    paper.removed_at = turn.now  # nobody removed it: undoing once more goes on to what was before
    record(turn, dossier, paper.document, "undone", paper=paper)
    return turn.tr("The last that was sent for “{document}” is taken back.", document=title)


def album_before(turn: Turn, dossier: OpenDossier, document: str) -> bool:
    """Whether photos of the same album came before this event: one album is answered once."""
    album = turn.event.album
    return album is not None and any(paper.album == album for paper in dossier.current(document))
