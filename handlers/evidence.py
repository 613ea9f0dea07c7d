"""Evidence: files, links, official documents and explanations, attached to the criterion they prove.

A photo that comes before the next question is answered belongs to the criterion answered last: the reply says so and
offers to move it, so that nobody has to say "done" and nothing is guessed from the clock.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.asking import ask_criterion, ask_next, open_sheet, reload, show_evidence, show_facts, working_facts
from handlers.conversation import Choice, EventKind, ReceivedFile, Reply
from handlers.overview import progress
from handlers.proofs import add_evidence, add_files, file_error_in_words, record_evidence
from handlers.reading import is_link, normalize, read_document
from handlers.sheet import Sheet
from handlers.turn import Turn, ask, prefixed, tell
from handlers.wording import evidence_in_words, short_name
from storage.tables import EvidenceKind

SHORTEST_EXPLANATION = 15  # characters; "không có ảnh" alone explains nothing


def show(turn: Turn) -> Reply:
    """The current question again."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return sheet
    if turn.talk.step == "remove":
        return _show_remove(turn, sheet)
    return show_attach(turn, sheet) if turn.talk.step == "attach" else show_evidence(turn, sheet)


def handle(turn: Turn) -> list[Reply]:
    """A proof, or words instead of one."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return [sheet]
    if turn.talk.step == "attach":
        return _attach(turn, sheet)
    criterion_id = turn.data["criterion"]
    if turn.talk.step == "remove" and turn.event.kind is not EventKind.FILE:
        return _remove(turn, sheet, criterion_id)
    if turn.event.kind is EventKind.FILE:
        return _receive(turn, sheet, criterion_id)
    match turn.choice:
        case "later":
            sheet.rows[criterion_id].evidence_postponed = True
            words = turn.tr("The evidence for {criterion} is left for later.", criterion=criterion_id)
            if not sheet.campaign.criterion(criterion_id).scored:
                words = turn.tr(
                    "Without evidence for {criterion}; to add it later, write: sửa {criterion}", criterion=criterion_id
                )
            return [prefixed(words, ask_next(turn, reload(turn, sheet)))]
        case "back":
            return [ask_criterion(turn, sheet, criterion_id, anew=True)]
        case "keep_words" if turn.data.get("draft"):
            return _written(turn, sheet, criterion_id, EvidenceKind.EXPLANATION, turn.data["draft"])
    return _read_proof(turn, sheet, criterion_id)


def _read_proof(turn: Turn, sheet: Sheet, criterion_id: str) -> list[Reply]:
    """A link, an official document's number, or an explanation."""
    text = turn.text
    if not text:
        return [prefixed(turn.tr("That was not understood."), show_evidence(turn, sheet))]
    if is_link(text):
        return _written(turn, sheet, criterion_id, EvidenceKind.LINK, text)
    document = read_document(text, today=turn.today, year=sheet.campaign.period.start.year)
    if document is not None and document[1] is not None:
        return _written(turn, sheet, criterion_id, EvidenceKind.DOCUMENT, text)
    if len(text) < SHORTEST_EXPLANATION:
        turn.remember(draft=text)
        words = turn.tr("Keep “{text}” as the explanation for {criterion}?", text=text, criterion=criterion_id)
        return [
            ask(
                words,
                Choice("keep_words", turn.tr("Keep it"), ("dong y", "giu", "co")),
                Choice("later", turn.tr("Later"), ("de sau",)),
                Choice("back", turn.tr("Back"), ("quay lai",)),
            )
        ]
    return _written(turn, sheet, criterion_id, EvidenceKind.EXPLANATION, text)


def _written(turn: Turn, sheet: Sheet, criterion_id: str, kind: EvidenceKind, text: str) -> list[Reply]:
    number, day = text, None
    if kind is EvidenceKind.DOCUMENT:
        number, day = read_document(text, today=turn.today, year=sheet.campaign.period.start.year) or (text, None)
    add_evidence(turn, sheet, criterion_id, kind=kind, text=number, document_date=day)
    tr = turn.tr
    said = {
        EvidenceKind.LINK: tr("The link is kept for {criterion}.", criterion=criterion_id),
        EvidenceKind.DOCUMENT: tr("The document is kept for {criterion}.", criterion=criterion_id),
        EvidenceKind.EXPLANATION: tr("The explanation is kept for {criterion}.", criterion=criterion_id),
    }[kind]
    return [_go_on(turn, reload(turn, sheet), said)]


def _receive(turn: Turn, sheet: Sheet, criterion_id: str) -> list[Reply]:
    if turn.event.file_error is not None:
        return [prefixed(file_error_in_words(turn), show_evidence(turn, sheet))]
    add_files(turn, sheet, criterion_id, turn.event.files, caption=turn.text)
    turn.remember(photo_first=False)
    fresh = reload(turn, sheet)
    return [_go_on(turn, fresh, _received_in_words(turn, fresh, criterion_id))]


def _received_in_words(turn: Turn, sheet: Sheet, criterion_id: str) -> str:
    tr = turn.tr
    if turn.event.album:
        return tr("The files of the album are being added to {criterion}.", criterion=criterion_id)
    counted = evidence_in_words(sheet.proofs(criterion_id), tr)
    return tr("Received for {criterion}: {evidence}.", criterion=criterion_id, evidence=counted)


def _go_on(turn: Turn, sheet: Sheet, said: str) -> Reply:
    """The next question; further photos still belong to the criterion before it, and that is said."""
    turn.remember(last=turn.data["criterion"])
    reply = ask_next(turn, sheet)
    if turn.talk.flow == "assessment" and turn.event.kind is EventKind.FILE:
        said += " " + turn.tr("Send as many photos as you like; then write XONG, or answer the next question.")
    note_files(turn)
    return prefixed(f"{said}\n{progress(sheet, turn.tr)}", reply)


# After a photo these mean "no more photos", whatever is asked: "xong" must not answer yes to "Đã ban hành chưa?".
_NO_MORE = frozenset({"xong", "xong roi", "da xong", "het", "het roi", "du roi", "gui xong", "da gui xong", "done"})
_SAID_TWICE = timedelta(minutes=1)  # nothing else having been said meanwhile


def note_files(turn: Turn) -> None:
    """A file was the last thing that came."""
    if turn.event.kind is EventKind.FILE and turn.talk.flow in ("assessment", "evidence"):
        turn.remember(filed=True)


def finish_files(turn: Turn) -> Reply | None:
    """ "Xong" right after a photo ends the photos, and so does the same said once more: the question is asked again."""
    filed, ended = turn.data.get("filed"), turn.data.get("ended")
    if turn.event.kind is EventKind.FILE or not (filed or ended):
        return None
    turn.talk.data = {key: value for key, value in turn.data.items() if key not in ("filed", "ended")}
    if turn.event.kind is not EventKind.TEXT or normalize(turn.text) not in _NO_MORE:
        return None
    if not filed and turn.now - datetime.fromisoformat(str(ended)) > _SAID_TWICE:
        return None
    turn.remember(ended=turn.now.isoformat())
    before = None if turn.data.get("photo_first") else turn.data.get("last")
    last = before or turn.data.get("criterion", "")
    return tell(turn.tr("No more photos for {criterion}.", criterion=last))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file that came while facts were asked. ``said`` is empty for an album's further photos."""

    sheet: Sheet
    criterion: str
    said: str


def take_while_asking(turn: Turn, sheet: Sheet) -> Taken:
    """A file while facts are asked: it proves the criterion answered last, or the one that is asked now."""
    target = _target(turn, sheet)
    answering = target == turn.data["criterion"]  # then the caption is read as the answer
    add_files(turn, sheet, target, turn.event.files, caption="" if answering else turn.text)
    fresh = reload(turn, sheet)
    if turn.event.album and _same_album_before(turn, fresh, target):
        return Taken(fresh, target, "")  # one album is one message: its first photo was answered
    return Taken(fresh, target, _received_in_words(turn, fresh, target))


def _target(turn: Turn, sheet: Sheet) -> str:
    asked: str = turn.data["criterion"]
    last = turn.data.get("last")
    if turn.event.album:
        for criterion_id, proofs in sheet.evidence.items():
            if any(proof.album == turn.event.album for proof in proofs):
                return criterion_id
    begun = bool(working_facts(turn, sheet, sheet.campaign.criterion(asked)))
    if last is None and not turn.text and not begun:
        turn.remember(photo_first=True)  # so does this person: the photo, then the answer
    # A caption that answers the question belongs with it, and so does a photo in the middle of an answer.
    with_it = turn.text or begun or turn.data.get("photo_first")
    return asked if last is None or last not in sheet.editable or with_it else last


def _same_album_before(turn: Turn, sheet: Sheet, criterion_id: str) -> bool:
    album = [proof for proof in sheet.proofs(criterion_id) if proof.album == turn.event.album]
    return len(album) > len(turn.event.files)


def offer_to_move(turn: Turn, taken: Taken, reply: Reply) -> Reply:
    """The other criterion that the photo may have been meant for: the one that is asked, or the one before it."""
    asked, last = turn.data["criterion"], turn.data.get("last")
    other = asked if taken.criterion != asked else last
    if other in (None, taken.criterion) or other not in taken.sheet.editable:
        return reply
    moved = taken.sheet.proofs(taken.criterion)[-len(turn.event.files) :]
    turn.remember(moved=[proof.id for proof in moved], move_to=other)
    move = Choice("move", turn.tr("It belongs to {asked} instead", asked=other), ("chuyen",))
    return replace(reply, choices=(*reply.choices, move))


def move_last(turn: Turn, sheet: Sheet) -> list[Reply]:
    """The photo that came last belongs to the other criterion; the next ones are understood in the same way."""
    moved, other = set(turn.data.get("moved", ())), turn.data.get("move_to", turn.data["criterion"])
    for proofs in sheet.evidence.values():
        for proof in proofs:
            if proof.id in moved:
                record_evidence(turn, sheet, proof, "moved", before=proof.criterion, after=other)
                proof.criterion = other
    turn.remember(moved=[], photo_first=other == turn.data["criterion"])
    fresh = reload(turn, sheet)
    counted = evidence_in_words(fresh.proofs(other), turn.tr)
    words = turn.tr("Received for {criterion}: {evidence}.", criterion=other, evidence=counted)
    return [prefixed(words, show_facts(turn, fresh))]


def receive_anywhere(turn: Turn) -> list[Reply]:
    """A file while nothing asks for one: it is kept, and its criterion is asked."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return [prefixed(turn.tr("No file is expected now."), sheet)]
    if turn.event.file_error is not None:
        return [ask(file_error_in_words(turn), Choice("go:menu", turn.tr("Menu")))]
    files = [[file.digest, file.name, file.media_type, file.size] for file in turn.event.files]
    further = False
    if turn.talk.flow == "evidence" and turn.talk.step == "attach":
        files = [*turn.data["files"], *files]
        further = turn.event.album is not None and turn.data.get("album") == turn.event.album
    turn.move("evidence", "attach", files=files, album=turn.event.album)
    return [] if further else [show_attach(turn, sheet)]


def show_attach(turn: Turn, sheet: Sheet) -> Reply:
    count = len(turn.data["files"])
    words = turn.tr.plural(
        "{n} file is kept. Which criterion does it prove?", "{n} files are kept. Which criterion do they prove?", count
    )
    choices = [
        Choice(f"attach:{criterion.id}", short_name(criterion, turn.tr), (criterion.id,))
        for criterion in sheet.criteria
        if criterion.id in sheet.editable
    ]
    return ask(words, *choices, Choice("go:menu", turn.tr("Leave it")))


def _attach(turn: Turn, sheet: Sheet) -> list[Reply]:
    if turn.event.kind is EventKind.FILE:
        return receive_anywhere(turn)
    criterion_id = (turn.choice or "").removeprefix("attach:")
    if criterion_id not in sheet.editable:
        return [prefixed(turn.tr("That was not understood."), show_attach(turn, sheet))]
    files = [ReceivedFile(*file) for file in turn.data["files"]]
    add_files(turn, sheet, criterion_id, files)
    fresh = reload(turn, sheet)
    counted = evidence_in_words(fresh.proofs(criterion_id), turn.tr)
    words = turn.tr("Received for {criterion}: {evidence}.", criterion=criterion_id, evidence=counted)
    return [prefixed(words, ask_next(turn, fresh))]


def ask_remove(turn: Turn, sheet: Sheet) -> Reply:
    """Which piece of evidence of the criterion in question is to go."""
    turn.move("evidence", "remove", criterion=turn.data["criterion"])
    return _show_remove(turn, sheet)


def _show_remove(turn: Turn, sheet: Sheet) -> Reply:
    proofs = sheet.proofs(turn.data["criterion"])
    choices = [Choice(f"proof:{proof.id}", proof.name or (proof.text or "")[:60]) for proof in proofs]
    words = turn.tr("Which piece of evidence for {criterion} is to be removed?", criterion=turn.data["criterion"])
    return ask(words, *choices, Choice("back", turn.tr("Back"), ("quay lai",)))


def _remove(turn: Turn, sheet: Sheet, criterion_id: str) -> list[Reply]:
    if turn.choice == "back":
        return [ask_criterion(turn, sheet, criterion_id, anew=True)]
    proof = next((proof for proof in sheet.proofs(criterion_id) if turn.choice == f"proof:{proof.id}"), None)
    if proof is None or criterion_id not in sheet.editable:
        return [prefixed(turn.tr("That was not understood."), _show_remove(turn, sheet))]
    proof.removed_at = turn.now
    record_evidence(turn, sheet, proof, "removed", before=proof.digest or proof.text)
    fresh = reload(turn, sheet)
    left = evidence_in_words(fresh.proofs(criterion_id), turn.tr) or turn.tr("none")
    words = turn.tr("Removed. Evidence for {criterion}: {evidence}.", criterion=criterion_id, evidence=left)
    turn.talk.data = {}
    return [prefixed(words, ask_next(turn, fresh))]
