"""An award dossier in words: one line for each document, how far it is, and what its gate says."""

from datetime import date

from locales import Translator
from reports.dossiers import OpenDossier
from reports.explaining import explain_verdict
from reports.explaining_verdicts import outcome_in_words
from reports.wording import title_of
from scoring.campaign import Criterion, DossierDocument
from scoring.dossiers import Standing, gates_of_dossier
from scoring.verdict import Verdict, judge
from storage.tables import DossierPaper, EvidenceKind

LONGEST_LABEL = 48


def progress(dossier: OpenDossier, tr: Translator) -> str:
    """``Hồ sơ khen thưởng: 1/3 văn bản đã có.``"""
    return tr("Award dossier: {there}/{all} documents are there.", there=dossier.there, all=len(dossier.documents))


def full_title(document: DossierDocument, tr: Translator) -> str:
    return document.title.within(tr.locale)


def short_title(document: DossierDocument, tr: Translator) -> str:
    """For a button: without what stands in brackets, cut at a word."""
    title = full_title(document, tr).partition(" (")[0]
    if len(title) <= LONGEST_LABEL:
        return title
    return title[:LONGEST_LABEL].rsplit(" ", 1)[0] + "…"


def document_lines(dossier: OpenDossier, tr: Translator) -> list[str]:
    """Each document with where it stands and where it comes from."""
    return [_line(dossier, each, tr) for each in dossier.documents]


def _line(dossier: OpenDossier, document: DossierDocument, tr: Translator) -> str:
    title, standing = full_title(document, tr), dossier.standing(document)
    if document.made_here:
        there = standing is Standing.THERE
        said = tr("the program puts it in") if there else tr("the program puts it in when the self-assessment is sent")
        return f"{'✅' if there else '⬜'} {title}: {said}"
    refusal = dossier.refusal(document.id)
    if refusal is not None:
        until = tr.date(refusal.fix_by) if refusal.fix_by else ""
        return "↩️ " + tr(
            "{title}: to be sent again by {date} – {reason}", title=title, date=until, reason=refusal.reason
        )
    if standing is Standing.THERE:
        return f"✅ {title}: {papers_in_words(dossier.current(document.id), tr)}"
    if document.added_by == "council":
        return "⬜ " + tr("{title}: the council’s secretary adds it", title=title)
    return "⬜ " + tr("{title}: missing", title=title)


def papers_in_words(papers: list[DossierPaper], tr: Translator) -> str:
    """``2 tệp, 1 đường liên kết``, and what of it an officer put in for the unit."""
    files = sum(1 for each in papers if each.kind is EvidenceKind.FILE)
    links = sum(1 for each in papers if each.kind is EvidenceKind.LINK)
    numbers = [paper_in_words(each, tr) for each in papers if each.kind is EvidenceKind.DOCUMENT]
    parts = [
        tr.plural("{n} file", "{n} files", files) if files else "",
        tr.plural("{n} link", "{n} links", links) if links else "",
        *numbers,
    ]
    said = ", ".join(part for part in parts if part)
    entered = sum(1 for each in papers if each.entry_source_id is not None)
    if not entered:
        return said
    if entered == len(papers):
        return f"{said} {tr('(entered by the officer)')}"
    return f"{said} {tr('({n} entered by the officer)', n=tr.number(entered))}"


def paper_in_words(paper: DossierPaper, tr: Translator) -> str:
    """One thing that is attached, as people know it."""
    if paper.kind is EvidenceKind.DOCUMENT:
        day = tr("of {date}", date=tr.date(paper.document_date)) if paper.document_date else ""
        return f"{paper.text} {day}".rstrip()
    return paper.name or paper.text or ""


def missing_titles(dossier: OpenDossier, tr: Translator) -> list[str]:
    """What the unit still has to send."""
    missing = (each for each in dossier.documents if dossier.standing(each) is not Standing.THERE)
    return [full_title(each, tr) for each in missing if each.added_by == "unit"]


def judged_gates(dossier: OpenDossier, *, on: date) -> list[tuple[Criterion, Verdict]]:
    """The gates that its awards have, as of a local day."""
    campaign, facts = dossier.campaign, dossier.facts(on)
    ground = campaign.ground(on, extended={dossier.deadline.id: dossier.due} if dossier.due is not None else None)
    wanted = {gate for award in dossier.awards for gate in award.gates}
    return [
        (gate, judge(campaign, gate, facts, candidate=dossier.who.kind_id, ground=ground))
        for gate in gates_of_dossier(campaign)
        if gate.id in wanted
    ]


def gate_lines(dossier: OpenDossier, *, on: date, tr: Translator) -> list[str]:
    """What follows for the awards, as far as it can be said: nothing while nothing is known."""
    known, lines = dossier.facts(on), []
    for gate, verdict in judged_gates(dossier, on=on):
        if gate.id in known:
            said = f"{title_of(gate, tr)}: {outcome_in_words(verdict.outcome, tr)}"
            lines.append(said if verdict.satisfied else f"{said}. {explain_verdict(verdict, gate, tr)}")
    return lines
