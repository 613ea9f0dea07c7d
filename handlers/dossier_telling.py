"""The unit hears what the office found about its award dossier: what to send again and why, or that it is complete."""

from handlers.conversation import Choice, Reply, strong
from handlers.notices import language_of, polite_time, standing
from handlers.turn import Turn
from locales import Translator
from reports.dossier_words import full_title
from reports.dossiers import OpenDossier
from storage import queries


def tell_unit(
    turn: Turn, dossier: OpenDossier, *, document: str | None = None, taken_back: bool = False
) -> list[Reply]:
    """``document`` None: the whole dossier was found complete."""
    who, unit_id = dossier.who, dossier.who.unit.id
    when, replies = polite_time(turn.session, dossier.campaign, turn.now), []
    for person in queries.people_behind(turn.session, unit_id or 0, who.candidate_id):
        tr = language_of(turn.session, person)
        words = _taken_back(dossier, document, tr) if taken_back else _found(dossier, document, tr)
        choice = Choice(f"dossier:{unit_id}:{who.candidate_id or 0}:{dossier.round}", tr("Open the dossier"))
        replies.append(standing(person, words, choice, when=when))
    return replies


def _found(dossier: OpenDossier, document: str | None, tr: Translator) -> str:
    name = dossier.who.name(tr)
    if document is None:
        return tr("The award dossier of {name} was looked through and is complete.", name=name)
    refusal, known = dossier.refusal(document), dossier.document(document)
    assert refusal is not None
    assert known is not None
    assert refusal.fix_by is not None
    title = strong(tr("Award dossier of {name}: one document is to be sent again", name=name))
    lines = [title, f"{full_title(known, tr)}: “{refusal.reason}”"]
    return "\n".join([*lines, tr("Please send it again by {date}.", date=tr.long_date(refusal.fix_by))])


def _taken_back(dossier: OpenDossier, document: str | None, tr: Translator) -> str:
    name, known = dossier.who.name(tr), dossier.document(document or "")
    if known is None:
        return tr("The award dossier of {name} is looked through once more.", name=name)
    return tr(
        "Award dossier of {name}: “{document}” need not be sent again.", name=name, document=full_title(known, tr)
    )
