"""The award dossiers, for the office: looking through them, saying what is to be sent again, finding one complete, and
adding what the council contributes. What the gate knows follows from it; each finding can be taken back.
"""

from handlers import dossier_checking_pages as pages
from handlers import dossier_papers as papers
from handlers import permissions, ruling
from handlers.competing import as_competitor
from handlers.context import calendar_of
from handlers.conversation import Choice, EventKind, Reply
from handlers.dossier_checking_rights import Rights, rights_to
from handlers.dossier_scene import files_of, is_units
from handlers.dossier_telling import tell_unit
from handlers.proofs import file_error_in_words
from handlers.reading import read_unit
from handlers.turn import Turn, ask, current_campaign, prefixed, tell
from reports.competing import all_competitors
from reports.dossier_words import papers_in_words, short_title
from reports.dossiers import OpenDossier, begun_dossiers, load_dossier
from scoring.campaign import Campaign
from scoring.dossiers import Standing
from storage.tables import Candidate, DossierCheck, Finding, Unit

SHORTEST_REASON = 5


def begin(turn: Turn) -> list[Reply]:
    """The list of dossiers."""
    turn.move("dossiers", "list")
    return [show(turn)]


def open_standing(turn: Turn) -> list[Reply]:
    """From the page of a candidate: ``dossiers:<unit>:<candidate>:<round>``."""
    _, unit_id, candidate, round = (turn.choice or "").split(":", 3)
    if not permissions.may_see_dossiers(turn.roles):
        return [tell(turn.tr("This is not open to you."))]
    turn.move("dossiers", "one", unit=int(unit_id), candidate=int(candidate) or None, round=round)
    return [show(turn)]


def _campaign(turn: Turn) -> Campaign | None:
    current = current_campaign(turn.session)
    return current[1] if current is not None and permissions.may_see_dossiers(turn.roles) else None


def _open(turn: Turn, campaign: Campaign) -> OpenDossier | None:
    unit = turn.session.get(Unit, turn.data.get("unit") or 0)
    if unit is None or unit.id is None:
        return None
    papers.lock(turn, unit.id)
    candidate = turn.session.get(Candidate, turn.data.get("candidate") or 0)
    if candidate is not None and candidate.unit_id != unit.id:
        return None
    who = as_competitor(campaign, unit, candidate)
    return load_dossier(turn.session, campaign, who, on=turn.today, round=turn.data.get("round"))


def show(turn: Turn) -> Reply:
    """The current question."""
    campaign = _campaign(turn)
    if campaign is None:
        turn.move("menu")
        return ask(turn.tr("This is not open to you."), Choice("go:menu", turn.tr("Menu")))
    dossier = None if turn.talk.step == "list" else _open(turn, campaign)
    if dossier is None:
        found = begun_dossiers(turn.session, campaign, on=turn.today, round=turn.data.get("round"))
        return pages.show_list(turn, campaign, found)
    rights = rights_to(turn, dossier)
    document = dossier.document(turn.data.get("document") or "")
    if document is not None and turn.talk.step == "reason" and rights.check:
        return pages.show_reason(turn, dossier, document)
    if document is not None and turn.talk.step == "add" and rights.add:
        return pages.show_add(turn, dossier, document)
    return pages.show_one(turn, dossier, rights)


def handle(turn: Turn) -> list[Reply]:
    campaign = _campaign(turn)
    dossier = None if campaign is None or turn.talk.step == "list" else _open(turn, campaign)
    if campaign is None:
        return [show(turn)]
    if turn.event.kind is EventKind.FILE:
        return _receive(turn, dossier)
    if dossier is None:
        return _at_list(turn, campaign)
    if turn.choice == "back":
        return _to(turn, "list", round=dossier.round) if turn.talk.step == "one" else _to_one(turn, dossier)
    at = {"reason": _take_reason, "add": _at_add}
    return at.get(turn.talk.step, _at_one)(turn, dossier, rights_to(turn, dossier))


def _to(turn: Turn, step: str, **data: object) -> list[Reply]:
    turn.move("dossiers", step, **data)
    return [show(turn)]


def _to_one(turn: Turn, dossier: OpenDossier, step: str = "one", **data: object) -> list[Reply]:
    who = dossier.who
    return _to(turn, step, unit=who.unit.id, candidate=who.candidate_id, round=dossier.round, **data)


def _again(turn: Turn, hint: str = "") -> list[Reply]:
    return [prefixed(hint or turn.tr("That was not understood."), show(turn))]


def _at_list(turn: Turn, campaign: Campaign) -> list[Reply]:
    kind, _, value = (turn.choice or "").partition(":")
    if kind == "round":
        return _to(turn, "list", round=value)
    chosen = []
    if kind == "one" or turn.text:
        everybody = all_competitors(turn.session, campaign)
        chosen = [each for each in everybody if turn.choice == f"one:{each.unit.id}:{each.candidate_id or 0}"]
        if not chosen:
            names = [each.unit.name if each.candidate is None else each.candidate.name or "" for each in everybody]
            chosen = [everybody[place] for place in read_unit(turn.text, names)]
    if len(chosen) != 1:
        return _again(turn)
    who = chosen[0]
    return _to(turn, "one", unit=who.unit.id, candidate=who.candidate_id, round=turn.data.get("round"))


def _at_one(turn: Turn, dossier: OpenDossier, rights: Rights) -> list[Reply]:
    kind, _, value = (turn.choice or "").partition(":")
    document = dossier.document(value)
    match kind:
        case "files":
            return [files_of(turn, dossier), show(turn)]
        case "bad" if rights.check and document is not None and _may_be_refused(dossier, document.id):
            return _to_one(turn, dossier, "reason", document=value)
        case "complete" if rights.check and dossier.is_complete and dossier.confirmed is None:
            return _found(turn, dossier, Finding.COMPLETE)
        case "add" if rights.add and document is not None and document.added_by == "council":
            return _to_one(turn, dossier, "add", document=value)
        case "rule" if rights.rule:
            return [ruling.open_item(turn, dossier.who, dossier.round, value)]
        case "undo":
            return undo(turn)
    return _again(turn)


def _may_be_refused(dossier: OpenDossier, document_id: str) -> bool:
    document = dossier.document(document_id)
    if document is None or not is_units(document) or dossier.confirmed is not None:
        return False
    return dossier.standing(document) is Standing.THERE


# ---------------------------------------------------------------- findings


def _take_reason(turn: Turn, dossier: OpenDossier, rights: Rights) -> list[Reply]:
    """Why a document is not enough; the unit reads it."""
    document_id = turn.data["document"]
    if not rights.check or not _may_be_refused(dossier, document_id):
        return [prefixed(turn.tr("This is not open to you."), *_to_one(turn, dossier))]
    if len(turn.text) < SHORTEST_REASON:
        return _again(turn, turn.tr("Please say what is missing or wrong; the unit reads it."))
    return _found(turn, dossier, Finding.INSUFFICIENT, document=document_id, reason=turn.text)


def _found(
    turn: Turn, dossier: OpenDossier, finding: Finding, *, document: str | None = None, reason: str | None = None
) -> list[Reply]:
    """Write it down, tell the unit, and show the dossier again."""
    tr, refused = turn.tr, finding is Finding.INSUFFICIENT
    days = dossier.campaign.correction_days
    turn.session.add(
        DossierCheck(
            campaign_id=dossier.campaign.id,
            round=dossier.round,
            unit_id=dossier.who.unit.id or 0,
            candidate_id=dossier.who.candidate_id,
            finding=finding,
            document=document,
            reason=reason,
            upto=max((each.id or 0 for each in dossier.papers), default=0),
            fix_by=calendar_of(turn.session).add_working_days(turn.today, days) if refused else None,
            found_by=turn.event.person,
            found_at=turn.now,
        )
    )
    papers.record(turn, dossier, document or "", "returned" if refused else "found complete", why=reason)
    fresh = papers.reload(turn, dossier)
    said = tr("Found complete; the unit is told.")
    if refused:
        said = tr("To be sent again; the unit is told with the reason.")
    return [prefixed(said, *_to_one(turn, fresh)), *tell_unit(turn, fresh, document=document)]


def undo(turn: Turn) -> list[Reply]:
    """Take the last finding back, or what was added last for the council; the unit is told when it had been told."""
    campaign = _campaign(turn)
    dossier = None if campaign is None or turn.talk.step == "list" else _open(turn, campaign)
    if dossier is None:
        return _again(turn, turn.tr("There is nothing to take back."))
    rights = rights_to(turn, dossier)
    check = rights.last_check
    if rights.add and (said := papers.take_back(turn, dossier, council=True)):
        turn.session.flush()
        return [prefixed(said, *_to_one(turn, dossier))]
    if check is None:
        return _again(turn, turn.tr("There is nothing to take back."))
    check.undone_at, check.undone_by = turn.now, turn.event.person
    papers.record(turn, dossier, check.document or "", "taken back")
    fresh = papers.reload(turn, dossier)
    said = turn.tr("The finding is taken back; the unit is told.")
    return [prefixed(said, *_to_one(turn, fresh)), *tell_unit(turn, fresh, document=check.document, taken_back=True)]


# ---------------------------------------------------------------- what the council adds


def _at_add(turn: Turn, dossier: OpenDossier, rights: Rights) -> list[Reply]:
    document_id = turn.data["document"]
    if not rights.add or dossier.confirmed is not None or turn.choice == "done":
        return _to_one(turn, dossier)
    kind, _, number = (turn.choice or "").partition(":")
    paper = next((each for each in dossier.current(document_id) if kind == "paper" and str(each.id) == number), None)
    if paper is not None:
        papers.remove(turn, dossier, paper)
        turn.session.flush()
        return [prefixed(turn.tr("Removed."), show(turn))]
    if (typed := papers.read_paper(turn, dossier, turn.text)) is not None:
        papers.add_paper(turn, dossier, document_id, **typed)
        return [_received(turn, dossier)]
    return _again(turn)


def _receive(turn: Turn, dossier: OpenDossier | None) -> list[Reply]:
    if dossier is None or turn.talk.step != "add" or not rights_to(turn, dossier).add or dossier.confirmed is not None:
        return [prefixed(turn.tr("No file is expected now."), show(turn))]
    if turn.event.file_error is not None:
        return [prefixed(file_error_in_words(turn), show(turn))]
    further = papers.album_before(turn, dossier, turn.data["document"])
    papers.add_files(turn, dossier, turn.data["document"], turn.event.files, turn.text)
    return [] if further else [_received(turn, dossier)]


def _received(turn: Turn, before: OpenDossier) -> Reply:
    dossier = papers.reload(turn, before)
    document = dossier.document(turn.data["document"])
    assert document is not None
    known = papers_in_words(dossier.current(document.id), turn.tr)
    said = turn.tr("Received for “{document}”: {papers}.", document=short_title(document, turn.tr), papers=known)
    return prefixed(said, show(turn))
