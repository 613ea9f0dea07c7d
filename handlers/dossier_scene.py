"""Which award dossier a talk is about, for the unit: whose, of which round, and what is in it."""

from handlers import dossier_papers as papers
from handlers import permissions
from handlers.competing import Competitor, as_competitor, competitors_of, is_alone, round_id
from handlers.conversation import Choice, Document, Reply
from handlers.turn import Turn, acting_place, alone_as, current_campaign
from reports.dossier_words import papers_in_words, short_title
from reports.dossiers import OpenDossier, load_dossier
from scoring.campaign import Campaign, DossierDocument
from scoring.candidates import round_named
from scoring.dossiers import awards_with_dossier
from storage import queries
from storage.queries.dossiers import is_begun_by
from storage.tables import Candidate, DossierPaper, EvidenceKind, Unit


def scene(turn: Turn) -> tuple[Campaign, Unit] | None:
    current, unit, mine = current_campaign(turn.session), acting_place(turn), alone_as(turn)
    if current is None or unit is None:
        return None
    own = mine.id if mine is not None else None
    if not permissions.may_build_dossier(turn.roles, unit.id, "unit", own, alone=mine is not None):
        return None
    return current[1], unit


def may_build(turn: Turn, unit_id: int | None, candidate_id: int | None) -> bool:
    """Whether this person works on the dossier of the unit (candidate None), or of this one of it."""
    alone = is_alone(turn.session, candidate_id)
    return permissions.may_build_dossier(turn.roles, unit_id, "unit", candidate_id, alone=alone)


def in_need(turn: Turn, campaign: Campaign, unit: Unit, round: str) -> list[Competitor]:
    """Those of the unit who need a dossier for an award."""
    wanted = round_named(campaign, round, turn.today)
    everybody = [
        each for each in competitors_of(turn.session, campaign, unit) if may_build(turn, unit.id, each.candidate_id)
    ]
    return [each for each in everybody if awards_with_dossier(campaign, each.kind_id, wanted)]


def way_to_dossier(turn: Turn) -> Choice:
    return Choice("go:dossier", turn.tr("Award dossier"), ("ho so khen thuong", "nop ho so khen thuong"))


def is_wanted(turn: Turn, campaign: Campaign, unit: Unit) -> bool:
    """Whether the menu shows the way: once a self-assessment was sent, or something is in a dossier."""
    if campaign.dossier is None or unit.id is None:
        return False
    mine = alone_as(turn)
    own = mine.id if mine is not None else None
    sent = queries.submission_for(turn.session, campaign.id, unit.id, round_id(turn, campaign), candidate_id=own)
    return (sent is not None and sent.number > 0) or (mine is None and is_begun_by(turn.session, campaign.id, unit.id))


def open_dossier(turn: Turn) -> OpenDossier | None:
    """The dossier that this talk is about; None when it is not (any more) this person's."""
    found = scene(turn)
    if found is None:
        return None
    campaign, unit = found
    papers.lock(turn, unit.id or 0)
    candidate = turn.session.get(Candidate, turn.data.get("candidate") or 0)
    if candidate is not None and (candidate.unit_id != unit.id or not candidate.active):
        return None
    if not may_build(turn, unit.id, candidate.id if candidate else None):
        return None
    who = as_competitor(campaign, unit, candidate)
    dossier = load_dossier(turn.session, campaign, who, on=turn.today, round=turn.data.get("round"))
    return dossier if dossier.awards else None


def unit_document(dossier: OpenDossier, document_id: str) -> DossierDocument | None:
    """One that the unit sends."""
    found = dossier.document(document_id)
    return found if found is not None and is_units(found) else None


def is_units(document: DossierDocument) -> bool:
    """Whether the unit sends it: neither the program makes it nor the council adds it."""
    return not document.made_here and document.added_by == "unit"


def papers_of_unit(turn: Turn, dossier: OpenDossier, document: DossierDocument) -> list[DossierPaper]:
    """What the unit has for this document in its own dossier, when this one is of somebody of it."""
    if dossier.who.candidate is None or alone_as(turn) is not None:
        return []
    unit = as_competitor(dossier.campaign, dossier.who.unit, None)
    own = load_dossier(turn.session, dossier.campaign, unit, on=turn.today, round=dossier.round)
    return own.current(document.id)


def files_of(turn: Turn, dossier: OpenDossier) -> Reply:
    """Everything that is in it now, document by document."""
    lines, files = [], []
    for document in dossier.documents:
        current = dossier.current(document.id)
        if current:
            links = [each.text or "" for each in current if each.kind is EvidenceKind.LINK]
            lines.append("\n".join([f"{short_title(document, turn.tr)}: {papers_in_words(current, turn.tr)}", *links]))
        files += [
            Document("evidence", {"digest": each.digest, "name": each.name or document.id})
            for each in current
            if each.kind is EvidenceKind.FILE
        ]
    return Reply("\n".join(lines) or turn.tr("There is nothing in it yet."), question=False, documents=tuple(files))
