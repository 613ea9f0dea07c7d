"""The award dossier, for the unit: which documents are demanded, sending each of them, and what is missing.

There is nothing to hand in at the end: the dossier counts as handed in on the day on which the last of the unit's
documents is there, so that nobody is late for having forgotten a button.
"""

from handlers import dossier_pages as pages
from handlers import dossier_papers as papers
from handlers import entry_source
from handlers.competing import round_id
from handlers.conversation import Choice, EventKind, ReceivedFile, Reply
from handlers.dossier_scene import files_of, in_need, may_build, open_dossier, papers_of_unit, scene, unit_document
from handlers.proofs import file_error_in_words
from handlers.turn import Turn, ask, prefixed, tell
from reports.dossier_words import missing_titles, papers_in_words, progress, short_title
from reports.dossiers import OpenDossier
from scoring.campaign import DossierDocument


def begin(turn: Turn) -> list[Reply]:
    """From the menu, a receipt or the status."""
    found = scene(turn)
    if found is None:
        return [_not_open(turn)]
    campaign, unit = found
    round = round_id(turn, campaign)
    everybody = in_need(turn, campaign, unit, round)
    if not everybody:
        turn.move("menu")
        words = turn.tr("The plan asks for no award dossier here.")
        return [ask(words, Choice("go:menu", turn.tr("Menu")))]
    if len(everybody) == 1:
        return _to(turn, "list", candidate=everybody[0].candidate_id, round=round)
    return _to(turn, "who", round=round)


def open_standing(turn: Turn) -> list[Reply]:
    """From a message about a dossier: ``dossier:<unit>:<candidate>:<round>``."""
    _, unit_id, candidate, round = (turn.choice or "").split(":", 3)
    if not may_build(turn, int(unit_id), int(candidate) or None):
        return [tell(turn.tr("This is not open to you."))]
    turn.talk.unit_id = int(unit_id)
    return _to(turn, "list", candidate=int(candidate) or None, round=round)


def _not_open(turn: Turn) -> Reply:
    turn.move("menu")
    return ask(turn.tr("This is not open to you."), Choice("go:menu", turn.tr("Menu")))


def _to(turn: Turn, step: str, **data: object) -> list[Reply]:
    kept = {name: turn.data[name] for name in ("candidate", "round") if name in turn.data and name not in data}
    turn.move("dossier", step, **kept, **data)
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    found = scene(turn)
    if found is None:
        return _not_open(turn)
    if turn.talk.step == "who":
        return pages.show_who(turn, in_need(turn, *found, turn.data.get("round") or ""))
    dossier = open_dossier(turn)
    if dossier is None:
        return _not_open(turn)
    document = unit_document(dossier, turn.data.get("document") or "")
    if turn.talk.step == "which":
        return pages.show_which(turn, dossier)
    if document is None or turn.talk.step == "list" or dossier.confirmed is not None:
        others = len(in_need(turn, *found, dossier.round)) > 1
        return pages.show_list(turn, dossier, others=others)
    if turn.talk.step == "remove":
        return pages.show_remove(turn, dossier, document)
    return pages.show_add(turn, dossier, document, may_copy=bool(papers_of_unit(turn, dossier, document)))


def handle(turn: Turn) -> list[Reply]:
    if turn.talk.step == "who":
        return _at_who(turn)
    dossier = open_dossier(turn)
    if dossier is None:
        return [show(turn)]
    if turn.event.kind is EventKind.FILE:
        return _receive(turn, dossier)
    if turn.choice == "back" and turn.talk.step != "list":
        return _to(turn, "list")
    at = {"list": _at_list, "add": _at_add, "remove": _at_remove, "which": _at_which}
    return at.get(turn.talk.step, _at_list)(turn, dossier)


def _again(turn: Turn, hint: str = "") -> Reply:
    return prefixed(hint or turn.tr("That was not understood."), show(turn))


def _at_who(turn: Turn) -> list[Reply]:
    """Whose dossier; a file that came before it was said waits for its document."""
    found, (kind, _, value) = scene(turn), (turn.choice or "").partition(":")
    if turn.event.kind is EventKind.FILE and found is not None:
        if turn.event.file_error is not None:
            return [prefixed(file_error_in_words(turn), show(turn))]
        turn.remember(files=[*turn.data.get("files", []), *_plain_files(turn)], album=turn.event.album)
        return [show(turn)]
    if found is None or kind != "who":
        return [_again(turn)]
    known = {each.candidate_id or 0 for each in in_need(turn, *found, turn.data.get("round") or "")}
    if int(value) not in known:
        return [_again(turn)]
    if files := turn.data.get("files"):
        return _to(turn, "which", candidate=int(value) or None, files=files, album=turn.data.get("album"))
    return _to(turn, "list", candidate=int(value) or None)


def _plain_files(turn: Turn) -> list[list[object]]:
    return [[file.digest, file.name, file.media_type, file.size] for file in turn.event.files]


def _at_list(turn: Turn, dossier: OpenDossier) -> list[Reply]:
    kind, _, value = (turn.choice or "").partition(":")
    match kind:
        case "doc" if dossier.confirmed is None and unit_document(dossier, value) is not None:
            shown = _to(turn, "add", document=value)
            return _without_source(turn) or shown
        case "files":
            return [files_of(turn, dossier), show(turn)]
        case "others":
            return _to(turn, "who")
        case "round" if any(each.id == value for each in dossier.campaign.rounds):
            return _to(turn, "list", round=value)
    return [_again(turn)]


# ---------------------------------------------------------------- one document


def _without_source(turn: Turn) -> list[Reply]:
    """Nothing is attached in the unit's place before its paper or the call is there: the question about it, else empty.
    The step that is being done is come back to."""
    asked = entry_source.lacking(turn)
    return [asked] if asked is not None else []


def _at_add(turn: Turn, dossier: OpenDossier) -> list[Reply]:
    document = unit_document(dossier, turn.data["document"])
    if document is None or dossier.confirmed is not None:
        return _to(turn, "list")
    if turn.choice == "done":
        return _to(turn, "list")
    if turn.choice == "remove" and dossier.current(document.id):
        return _to(turn, "remove", document=document.id)
    known = papers_of_unit(turn, dossier, document) if turn.choice == "copy" else []
    text = turn.data.get("typed", "") if turn.choice == "typed" else turn.text
    paper = papers.read_paper(turn, dossier, text)
    if not known and paper is None:
        return [_again(turn)]
    if entry_source.is_lacking(turn):
        turn.remember(typed=text if paper else "")
        return _without_source(turn)
    if known:
        papers.copy_papers(turn, dossier, document.id, known)
    elif paper is not None:
        papers.add_paper(turn, dossier, document.id, **paper)
    turn.remember(typed="")
    return [_received(turn, dossier, document)]


def _receive(turn: Turn, dossier: OpenDossier) -> list[Reply]:
    if turn.event.file_error is not None:
        return [prefixed(file_error_in_words(turn), show(turn))]
    if dossier.confirmed is not None:
        return [_again(turn, turn.tr("The dossier was found complete; nothing more is taken."))]
    document = unit_document(dossier, turn.data.get("document") or "")
    if turn.talk.step != "add" or document is None or entry_source.is_lacking(turn):
        return _keep_for_later(turn)
    further = papers.album_before(turn, dossier, document.id)
    papers.add_files(turn, dossier, document.id, turn.event.files, turn.text)
    return [] if further else [_received(turn, dossier, document)]


def _received(turn: Turn, before: OpenDossier, document: DossierDocument) -> Reply:
    """What is there now, and how far the dossier is; the same document stays open for more."""
    tr, dossier = turn.tr, papers.reload(turn, before)
    said = tr(
        "Received for “{document}”: {papers}.",
        document=short_title(document, tr),
        papers=_counted(turn, dossier, document),
    )
    lines = [said, progress(dossier, tr)]
    if dossier.handed_in is not None and before.handed_in is None:
        lines.append(
            tr("Everything that the unit sends is there: handed in on {date}.", date=tr.date(dossier.handed_in))
        )
    elif missing := missing_titles(dossier, tr):
        lines.append(tr("Missing in it: {documents}.", documents="; ".join(missing)))
    lines += pages.late_lines(dossier, turn)
    return pages.show_add(turn, dossier, document, said=lines)


def _counted(turn: Turn, dossier: OpenDossier, document: DossierDocument) -> str:
    if turn.event.album:
        return turn.tr("the photos of the album")
    return papers_in_words(dossier.current(document.id), turn.tr)


def _keep_for_later(turn: Turn) -> list[Reply]:
    """A file before its document was named."""
    files, further = _plain_files(turn), False
    if turn.talk.step == "which":
        files = [*turn.data["files"], *files]
        further = turn.event.album is not None and turn.data.get("album") == turn.event.album
    replies = _to(turn, "which", files=files, album=turn.event.album)
    return [] if further else replies


def _at_which(turn: Turn, dossier: OpenDossier) -> list[Reply]:
    """The kept files find their document."""
    document = unit_document(dossier, (turn.choice or "").removeprefix("doc:"))
    if document is None or dossier.confirmed is not None:
        return [_again(turn)]
    if asked := _without_source(turn):
        return asked
    papers.add_files(turn, dossier, document.id, [ReceivedFile(*file) for file in turn.data["files"]], "")
    _to(turn, "add", document=document.id)
    return [_received(turn, dossier, document)]


def _at_remove(turn: Turn, dossier: OpenDossier) -> list[Reply]:
    document = unit_document(dossier, turn.data["document"])
    current = dossier.current(turn.data["document"])
    paper = next((each for each in current if turn.choice == f"paper:{each.id}"), None)
    if document is None or paper is None or dossier.confirmed is not None:
        return [_again(turn)]
    if not papers.may_still_remove(turn, dossier, paper):
        hint = turn.tr(
            "It came in time and the last day has passed: removing it would make the dossier late. "
            "A better one can be sent beside it."
        )
        return [prefixed(hint, *_to(turn, "add", document=document.id))]
    papers.remove(turn, dossier, paper)
    said = turn.tr("Removed. {progress}", progress=progress(papers.reload(turn, dossier), turn.tr))
    return [prefixed(said, *_to(turn, "add", document=document.id))]


def undo(turn: Turn) -> list[Reply]:
    """Take back what this person did last to this dossier."""
    dossier = open_dossier(turn) if turn.talk.step != "who" else None
    if dossier is None:
        return [show(turn)]
    said = papers.take_back(turn, dossier, council=False) or turn.tr("There is nothing to take back.")
    turn.session.flush()
    return [prefixed(said, show(turn))]
