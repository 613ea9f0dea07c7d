"""What the unit is shown of an award dossier: for whom, the list of documents, one document."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.competing import Competitor, name_of
from handlers.conversation import Choice, Reply, strong
from handlers.dossier_scene import is_units
from handlers.turn import Turn, ask
from handlers.uploading import DOSSIER
from locales import Translator
from reports.dossier_words import (
    document_lines,
    full_title,
    gate_lines,
    missing_titles,
    paper_in_words,
    papers_in_words,
    progress,
    short_title,
)
from reports.dossiers import OpenDossier, load_dossier
from scoring.campaign import Campaign, DossierDocument
from scoring.dossiers import Standing


def show_who(turn: Turn, everybody: Sequence[Competitor]) -> Reply:
    tr = turn.tr
    choices = [Choice(f"who:{each.candidate_id or 0}", _who(each, turn), _words(each)) for each in everybody]
    words = tr("Whose award dossier?")
    if count := len(turn.data.get("files", ())):
        words = f"{tr.plural('{n} file is kept.', '{n} files are kept.', count)} {words}"
    return ask(words, *choices, Choice("go:menu", tr("Menu")))


def _who(who: Competitor, turn: Turn) -> str:
    if who.candidate is None:
        return who.unit.name
    kind = who.kind.name.within(turn.tr.locale) if who.kind else ""
    return f"{name_of(who.candidate, turn.tr)} – {kind}"


def _words(who: Competitor) -> tuple[str, ...]:
    return ("don vi", "tap the") if who.candidate is None else (who.candidate.name or "",)


def _heading(dossier: OpenDossier, turn: Turn) -> list[str]:
    """Whose, of which round, for which awards, by when."""
    tr = turn.tr
    lines = [strong(tr("Award dossier – {name}", name=dossier.who.name(tr)))]
    lines += [each.title.within(tr.locale) for each in dossier.campaign.rounds if each.id == dossier.round]
    lines.append(tr("For: {awards}", awards="; ".join(each.title.within(tr.locale) for each in dossier.awards)))
    if dossier.due is not None:
        lines.append(tr("To be handed in by {date}.", date=tr.long_date(dossier.due)))
    return lines


def overview_lines(dossier: OpenDossier, turn: Turn) -> list[str]:
    """The dossier as a whole: the same for the unit and the office."""
    tr = turn.tr
    lines = [*_heading(dossier, turn), *document_lines(dossier, tr), strong(progress(dossier, tr))]
    if dossier.confirmed is not None:
        lines.append(tr("Looked through and found complete on {date}.", date=tr.date(dossier.confirmed.found_at)))
    elif dossier.handed_in is not None:
        lines.append(tr("Handed in on {date}; it is looked through next.", date=tr.date(dossier.handed_in)))
    return [*lines, *late_lines(dossier, turn), *gate_lines(dossier, on=turn.today, tr=tr)]


def late_lines(dossier: OpenDossier, turn: Turn) -> list[str]:
    """That the last day has passed, and what the plan says about it."""
    if not (dossier.is_late or (dossier.is_over(turn.today) and dossier.handed_in is None)):
        return []
    said = turn.tr("The last day has passed: what comes now is recorded as late.")
    text = dossier.deadline.late_text
    return [f"{said} {text.within(turn.tr.locale)}" if text is not None else said]


def show_list(turn: Turn, dossier: OpenDossier, *, others: bool) -> Reply:
    """``others``: the unit has more than this one that need a dossier."""
    tr = turn.tr
    choices = []
    if dossier.confirmed is None:
        own = [each for each in dossier.documents if is_units(each)]
        choices = [_to_send(dossier, each, turn) for each in own]
    if any(dossier.current(each.id) for each in dossier.documents):
        choices.append(Choice("files", tr("See what was sent"), ("xem", "xem van ban", "xem ho so")))
    if others:
        choices.append(Choice("others", tr("Another dossier"), ("ho so khac", "nguoi khac")))
    choices += round_choices(turn, dossier)
    words = "\n".join(overview_lines(dossier, turn))
    return ask(words, *choices, Choice("go:menu", tr("Menu")))


def _to_send(dossier: OpenDossier, document: DossierDocument, turn: Turn) -> Choice:
    tr, title = turn.tr, short_title(document, turn.tr)
    label = {
        Standing.MISSING: tr("Send: {document}", document=title),
        Standing.INSUFFICIENT: tr("Send again: {document}", document=title),
        Standing.THERE: tr("Add or remove: {document}", document=title),
    }[dossier.standing(document)]
    return Choice(f"doc:{document.id}", label, (title, full_title(document, tr)))


def round_choices(turn: Turn, dossier: OpenDossier) -> list[Choice]:
    """The other rounds that have begun."""
    return [
        Choice(f"round:{each.id}", each.title.within(turn.tr.locale))
        for each in dossier.campaign.rounds
        if each.id != dossier.round and each.start <= turn.today
    ]


def show_add(
    turn: Turn, dossier: OpenDossier, document: DossierDocument, *, may_copy: bool = False, said: Sequence[str] = ()
) -> Reply:
    """One document: what is there and how to send it. ``said``: what has just come, instead of the long words."""
    tr, current = turn.tr, dossier.current(document.id)
    lines = [strong(full_title(document, tr))]
    refusal = dossier.refusal(document.id)
    if refusal is not None:
        lines.append(tr("It was not enough: “{reason}”", reason=refusal.reason))
    if current:
        lines.append(tr("There so far: {papers}.", papers=papers_in_words(current, tr)))
    lines.append(how_to_send(tr))
    if said:
        lines = [*said, tr("More for the same document can be sent at once. When it is all there, write XONG.")]
    choices = [done(tr)]
    if typed := turn.data.get("typed"):  # before the unit's paper was there
        choices.insert(0, Choice("typed", tr("Attach “{text}”", text=typed), ("ghi", "gui", "dong y")))
    if may_copy:
        choices.append(Choice("copy", tr("The same as the unit’s"), ("dung cua don vi", "nhu cua don vi")))
    if current:
        choices.append(Choice("remove", tr("Remove something"), ("go", "go bot", "bo bot", "xoa")))
    question = ask("\n".join(lines), *choices, Choice("back", tr("Back"), ("quay lai",)), numbered=False)
    return replace(question, upload=f"{DOSSIER}{document.id}", upload_title=tr("A document of the award dossier"))


def how_to_send(tr: Translator) -> str:
    return tr(
        "Please send a photo or a file, a link, or number and date of the paper that was handed over. "
        "When everything is there, write XONG."
    )


def done(tr: Translator) -> Choice:
    return Choice("done", tr("Done"), ("xong", "xong roi", "da xong", "het", "het roi", "du roi"))


def show_remove(turn: Turn, dossier: OpenDossier, document: DossierDocument) -> Reply:
    tr = turn.tr
    choices = [Choice(f"paper:{each.id}", paper_in_words(each, tr)[:60]) for each in dossier.current(document.id)]
    words = tr("What is to be removed from “{document}”?", document=full_title(document, tr))
    return ask(words, *choices, Choice("back", tr("Back"), ("quay lai",)))


def show_which(turn: Turn, dossier: OpenDossier) -> Reply:
    """A file came while no document was asked for."""
    tr, count = turn.tr, len(turn.data["files"])
    words = tr.plural("{n} file is kept. Which document is it?", "{n} files are kept. Which document are they?", count)
    choices = [
        Choice(f"doc:{each.id}", short_title(each, tr), (full_title(each, tr),))
        for each in dossier.documents
        if is_units(each)
    ]
    return ask(words, *choices, Choice("back", tr("Leave it"), ("quay lai", "bo qua")))


def lines_of_status(turn: Turn, campaign: Campaign, who: Competitor, round: str, *, sent: bool) -> list[str]:
    """For the status: how far the dossier is, once the self-assessment was sent or something is in it."""
    dossier = load_dossier(turn.session, campaign, who, on=turn.today, round=round)
    if not dossier.awards or not (sent or dossier.papers or dossier.checks):
        return []
    lines = [progress(dossier, turn.tr)]
    if dossier.confirmed is None and (missing := missing_titles(dossier, turn.tr)):
        lines.append(turn.tr("Missing in it: {documents}.", documents="; ".join(missing)))
    return lines
