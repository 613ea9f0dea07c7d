"""What the office is shown of the award dossiers: the list, one of them, a reason, what the council adds."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.conversation import Choice, Reply, strong
from handlers.dossier_checking_rights import Rights
from handlers.dossier_pages import done, how_to_send, overview_lines
from handlers.dossier_scene import is_units
from handlers.turn import Turn, ask
from handlers.uploading import DOSSIER
from handlers.wording import title_of
from locales import Translator
from reports.dossier_words import full_title, judged_gates, paper_in_words, papers_in_words, short_title
from reports.dossiers import OpenDossier
from scoring.campaign import Campaign, DossierDocument
from scoring.candidates import round_named
from scoring.dossiers import Standing

SHOWN = 15


def show_list(turn: Turn, campaign: Campaign, found: Sequence[OpenDossier]) -> Reply:
    """What waits to be looked through first, then what is unfinished, then what was found complete."""
    tr = turn.tr
    ordered = sorted(found, key=lambda each: (each.confirmed is not None, not each.is_complete))
    choices = [
        Choice(f"one:{each.who.unit.id}:{each.who.candidate_id or 0}", f"{each.who.name(tr)} – {_state(each, tr)}")
        for each in ordered[:SHOWN]
    ]
    shown = round_named(campaign, turn.data.get("round"), turn.today)
    lines = [strong(shown.title.within(tr.locale))] if shown else []
    counted = tr.plural(
        "{n} award dossier has something in it.", "{n} award dossiers have something in them.", len(found)
    )
    lines.append(counted if found else tr("Nothing is in any award dossier yet."))
    lines.append(tr("Any other name can be typed."))
    rounds = [
        Choice(f"round:{each.id}", each.title.within(tr.locale))
        for each in campaign.rounds
        if each != shown and each.start <= turn.today
    ]
    return ask("\n".join(lines), *choices, *rounds, Choice("go:menu", tr("Menu")))


def _state(dossier: OpenDossier, tr: Translator) -> str:
    counted = f"{dossier.there}/{len(dossier.documents)}"
    if dossier.confirmed is not None:
        return f"{counted}, {tr('complete')}"
    return f"{counted}, {tr('to be looked through')}" if dossier.is_complete else counted


def show_one(turn: Turn, dossier: OpenDossier, rights: Rights) -> Reply:
    tr, lines = turn.tr, overview_lines(dossier, turn)
    if not dossier.awards:
        lines = [strong(dossier.who.name(tr)), tr("The plan asks for no award dossier here.")]
        return ask("\n".join(lines), Choice("back", tr("Back"), ("quay lai",)), Choice("go:menu", tr("Menu")))
    choices = []
    if any(dossier.current(each.id) for each in dossier.documents):
        choices.append(Choice("files", tr("Open the documents"), ("mo", "xem", "mo van ban")))
    if rights.check and dossier.confirmed is None and dossier.is_complete:
        choices.append(
            Choice("complete", tr("The dossier is complete"), ("du", "ho so du", "da du"), verb=tr("APPROVE"))
        )
    if dossier.confirmed is None:
        choices += _by_document(turn, dossier, rights)
    if rights.last_check is not None:
        choices.append(Choice("undo", tr("Take the last finding back"), ("hoan tac", "rut lai")))
    choices += _to_decide(turn, dossier, rights)
    back = Choice("back", tr("Back"), ("quay lai", "danh sach", "ho so khen thuong", "cac ho so khen thuong"))
    return ask("\n".join(lines), *choices, back, Choice("go:menu", tr("Menu")))


def _by_document(turn: Turn, dossier: OpenDossier, rights: Rights) -> list[Choice]:
    tr, choices = turn.tr, []
    for each in dossier.documents:
        if rights.check and is_units(each) and dossier.standing(each) is Standing.THERE:
            label = tr("Ask to send again: {document}", document=short_title(each, tr))
            choices.append(Choice(f"bad:{each.id}", label, (f"tra lai {short_title(each, tr)}",)))
        if rights.add and each.added_by == "council":
            label = tr("Add: {document}", document=short_title(each, tr))
            choices.append(Choice(f"add:{each.id}", label, (f"them {short_title(each, tr)}",)))
    return choices


def _to_decide(turn: Turn, dossier: OpenDossier, rights: Rights) -> list[Choice]:
    """A person may decide about the gate, with a reason, whatever is in the dossier."""
    if not rights.rule:
        return []
    gates = [gate for gate, verdict in judged_gates(dossier, on=turn.today) if not verdict.satisfied]
    return [
        Choice(f"rule:{each.id}", turn.tr("Decide: {item}", item=title_of(each, turn.tr)), (f"quyet dinh {each.id}",))
        for each in gates
    ]


def show_reason(turn: Turn, dossier: OpenDossier, document: DossierDocument) -> Reply:
    tr = turn.tr
    words = tr(
        "What is missing or wrong in “{document}” of {name}? The unit reads it and sends the document again.",
        document=full_title(document, tr),
        name=dossier.who.name(tr),
    )
    return ask(words, Choice("back", tr("Back"), ("quay lai",)), numbered=False, verb=tr("RETURN"))


def show_add(turn: Turn, dossier: OpenDossier, document: DossierDocument) -> Reply:
    tr, current = turn.tr, dossier.current(document.id)
    lines = [strong(f"{dossier.who.name(tr)} – {full_title(document, tr)}")]
    if current:
        lines.append(tr("There so far: {papers}.", papers=papers_in_words(current, tr)))
    lines.append(how_to_send(tr))
    choices = [done(tr)]
    choices += [
        Choice(f"paper:{each.id}", tr("Remove: {paper}", paper=paper_in_words(each, tr)[:48])) for each in current
    ]
    question = ask("\n".join(lines), *choices, Choice("back", tr("Back"), ("quay lai",)), numbered=False)
    return replace(question, upload=f"{DOSSIER}{document.id}", upload_title=tr("A document of the award dossier"))
