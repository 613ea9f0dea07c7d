"""Who changed what, when, from what to what and why, in words: the history of a campaign for an inspection.

People are numbers. A name is there only when it is asked for, and only while the person's data are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from locales import Translator
from reports.competing import name_of, number_of
from reports.trail_values import readable
from reports.wording import facts_in_words
from scoring.answers import load_answers
from scoring.campaign import Campaign
from scoring.refusals import UnreadableValue
from storage import queries
from storage.queries.second import veiled_submissions
from storage.tables import Candidate, History, Person, Submission, Unit


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One change. ``unit_code`` is empty where it concerns the whole campaign. ``at``: campaign time, aware."""

    number: int
    at: datetime
    unit_code: str
    unit_name: str
    who: str
    what: str
    action: str
    before: str
    after: str
    why: str
    digest: str  # what the next line of the same chain is bound to (storage.chaining)


_VEILED = ("review:", "appraisal:", "second")  # beginnings of subjects that tell of a review


def trail(
    session: Session,
    campaign_id: str,
    tr: Translator,
    *,
    unit: Unit | None = None,
    with_people: bool = False,
    veiled: bool = False,
) -> list[TrailLine]:
    """Every line of a unit, or of the whole campaign, oldest first. Lines that name no campaign (who spoke for a unit
    since when) belong to every campaign. ``veiled``: without what a blind second reviewer must not see. KeyError when
    the campaign was never opened here."""
    campaign = queries.definition(session, campaign_id)
    no_campaign = col(History.campaign_id).is_(None) & col(History.unit_id).is_not(None)
    wanted = select(History).where(or_(col(History.campaign_id) == campaign_id, no_campaign))
    if unit is not None:
        wanted = wanted.where(History.unit_id == unit.id)
    lines = session.exec(wanted.order_by(col(History.id))).all()
    # With the seed, which is in a line of no unit, a reviewer could tell beforehand what is drawn.
    kept_back = {None, *(each.unit_id for each in veiled_submissions(session, campaign_id))} if veiled else set()
    units = {each.id: (each.code, each.name) for each in session.exec(select(Unit))}
    names = _names(session, {line.person_id for line in lines}) if with_people else {}
    whose = _whose(session, lines, tr, with_people=with_people)
    return [
        TrailLine(
            number=line.id or 0,
            at=line.at,
            unit_code=units.get(line.unit_id, ("", ""))[0],
            unit_name=units.get(line.unit_id, ("", ""))[1],
            who=_who(line.person_id, names, tr) + (f" ({tr('for the unit')})" if line.on_behalf else ""),
            what=_subject(line.subject, campaign, tr) + whose.get(line.submission_id, ""),
            action=_actions(tr).get(line.action, line.action),
            before=_values(line, line.before, campaign, tr),
            after=_values(line, line.after, campaign, tr),
            why=line.why or "",
            digest=line.digest,
        )
        for line in lines
        if line.unit_id not in kept_back or not line.subject.startswith(_VEILED)
    ]


def _names(session: Session, people: set[int | None]) -> Mapping[int | None, str]:
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people - {None})))
    return {number: name for number, name in rows if name}


def _whose(
    session: Session, lines: Sequence[History], tr: Translator, *, with_people: bool
) -> Mapping[int | None, str]:
    """Self-assessment → ``(Trần Thị Mai)`` where it is of somebody of the unit; the unit's own are not in it."""
    rows = session.exec(
        select(Submission.id, Candidate)
        .join(Candidate, col(Candidate.id) == Submission.candidate_id)
        .where(col(Submission.id).in_({line.submission_id for line in lines} - {None}))
    )
    name = name_of if with_people else number_of
    return {number: f" ({name(candidate, tr)})" for number, candidate in rows}


def _who(person: int | None, names: Mapping[int | None, str], tr: Translator) -> str:
    if person is None:
        return tr("The program")
    return names.get(person) or tr("Person {number}", number=person)


def _subject(subject: str, campaign: Campaign, tr: Translator) -> str:
    """``answer:I.1`` is “Tiêu chí I.1: câu trả lời”; a subject that is not known here is shown as it is."""
    kind, _, about = subject.partition(":")
    if kind == "deadline" and any(each.id == about for each in campaign.deadlines):
        about = campaign.deadline(about).title.within(tr.locale)
    if kind == "step" and any(each.id == about for each in campaign.review_chain):
        about = next(each for each in campaign.review_chain if each.id == about).title.within(tr.locale)
    if kind == "dossier" and campaign.dossier and any(each.id == about for each in campaign.dossier.documents):
        about = next(each for each in campaign.dossier.documents if each.id == about).title.within(tr.locale)
    words = {
        "answer": tr("Answer to {criterion}", criterion=about),
        "evidence": tr("Evidence of {criterion}", criterion=about),
        "review": tr("Review of {criterion}", criterion=about),
        "appraisal": tr("Appraisal of {criterion}", criterion=about),
        "deadline": tr("Deadline: {title}", title=about),
        "explanation": tr("Explanation of {criterion}", criterion=about),
        "step": tr("Step: {title}", title=about),
        "conflict": tr("Conflict of interest"),
        "stand_in": tr("Stand-in"),
        "second": tr("Second review of {criterion}", criterion=about) if about else tr("Second review"),
        "phrase": tr("Ready sentence"),
        "registration": tr("Registration"),
        "submission": tr("Self-assessment"),
        "campaign": tr("Campaign"),
        "membership": tr("Role in the unit"),
        "account": tr("Channel of a person"),
        "behalf": tr("Entering for the unit"),
        "data_request": tr("Request about personal data"),
        "unit": tr("Unit"),
        "roster_contact": tr("List of contacts"),
        "access_request": tr("Request to be let in"),
        "invitation": tr("Invitation"),
        "person": tr("Person’s own data"),
        "question": tr("Question"),
        "candidate": tr("Individual no. {number}", number=about),
        "initiative": tr("Entry no. {number} of the register", number=about),
        "office": tr("Office’s answer to {criterion}", criterion=about),
        "ruling": tr("Decision on {criterion}", criterion=about),
        "dossier": tr("Award dossier: {document}", document=about) if about else tr("Award dossier"),
    }
    return words.get(kind, subject)


def _actions(tr: Translator) -> Mapping[str, str]:
    """What the handlers write down, in words; what is missing here is shown as it is."""
    return {
        "accepted": tr("accepted"),
        "added": tr("added"),
        "handed over": tr("does it alone from now on"),
        "answered": tr("answered"),
        "answered by the office": tr("entered by the office"),
        "approved": tr("approved"),
        "asked": tr("asked"),
        "asked again": tr("asked again"),
        "became void": tr("became void"),
        "blocked": tr("blocked: conflict of interest"),
        "begun": tr("begun"),
        "change accepted": tr("change accepted"),
        "change refused": tr("change refused"),
        "changed": tr("changed"),
        "closed": tr("closed"),
        "compared": tr("compared with the first review"),
        "copied": tr("copied from an earlier round"),
        "consented": tr("agreed that data are kept"),
        "corrected": tr("corrected by the reviewer"),
        "declared": tr("declared"),
        "discarded": tr("discarded"),
        "done": tr("recorded as done"),
        "drafted": tr("drafted"),
        "draft dropped": tr("draft dropped"),
        "draft kept": tr("draft kept"),
        "dropped by a change of the campaign": tr("dropped by a change of the rules"),
        "ended": tr("ended"),
        "erased": tr("erased"),
        "found complete": tr("found complete"),
        "given": tr("given"),
        "kept": tr("the appraised value stands"),
        "left": tr("left for the next step"),
        "linked": tr("linked"),
        "made": tr("made"),
        "moved": tr("moved"),
        "named": tr("named"),
        "nudged": tr("reminded"),
        "opened": tr("opened"),
        "passed": tr("passed on"),
        "published": tr("published"),
        "recorded": tr("written down as done"),
        "released": tr("released"),
        "refused": tr("refused"),
        "registered": tr("registered"),
        "removed": tr("removed"),
        "renamed": tr("name corrected"),
        "reopened": tr("reopened"),
        "requested": tr("sent after the deadline, to be accepted"),
        "restored": tr("restored"),
        "returned": tr("returned"),
        "seen": tr("saw what another reviewer decided"),
        "sent": tr("sent"),
        "settled": tr("settled"),
        "status set": tr("status set"),
        "status taken back": tr("status taken back"),
        "taken back": tr("taken back"),
        "taken over": tr("taken over"),
        "told": tr("told by phone"),
        "undone": tr("undone"),
        "waived": tr("done without"),
        "withdrawn": tr("withdrawn"),
    }


def _values(line: History, values: Mapping[str, Any] | None, campaign: Campaign, tr: Translator) -> str:
    """The facts of an answer in words; anything else name by name, as it was written down."""
    if not values:
        return ""
    kind, _, about = line.subject.partition(":")
    if kind in ("answer", "appraisal", "second") and about in campaign.criterion_ids:
        try:
            facts = load_answers(campaign, {about: values})[about]
        except (KeyError, UnreadableValue):
            facts = {}  # an undo writes down what it undoes, not an answer
        if facts:
            return facts_in_words(campaign.criterion(about), facts, tr)
    return "; ".join(_pairs(readable(values, _actions(tr), campaign, tr), _names_of_values(tr)))


def _names_of_values(tr: Translator) -> Mapping[str, str]:
    """What is written down beside facts, in words; the points of a registration need no name beside the criterion's."""
    return {
        "points": "",
        "number": tr("number"),
        "date": tr("date"),
        "file": tr("file"),
        "person": tr("person number"),
        "candidate": tr("individual number"),
        "undoes": tr("undoes line"),
        "total": tr("total points"),
        "receipt": tr("receipt"),
        "step": tr("step"),
        "state": tr("state"),
        "done_on": tr("done on"),
        "due_on": tr("due on"),
        "counts": tr("counts for the points"),
        "kind": tr("kind"),
        "value": tr("value"),
        "role": tr("role"),
        "version": tr("version"),
        "differences": tr("what changed"),
        "units": tr("units touched"),
        "dropped": tr("no longer asked"),
        "again": tr("asked again"),
        "count": tr("how many"),
        "source": tr("source"),
        "verdict": tr("verdict"),
        "to": tr("to"),
        "from": tr("from (day)"),
        "until": tr("until"),
        "stands_in_for": tr("in place of person number"),
        "percent": tr("percent drawn"),
        "seed": tr("seed of the sample"),
        "least": tr("from a difference of"),
        "blind": tr("independently"),
        "drawn": tr("drawn"),
        "difference": tr("difference"),
        "differing": tr("where they differ"),
        "holds": tr("which holds"),
        "facts": tr("figures"),
    }


def _pairs(values: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """``name: value``, nested values after their own names; what is empty is left out."""
    pairs: list[str] = []
    for name, value in values.items():
        shown = names.get(name, name)
        if isinstance(value, Mapping):
            pairs += [f"{shown} {pair}".strip() for pair in _pairs(value, names)]
        elif isinstance(value, list):
            pairs += [f"{shown}: {', '.join(map(str, value))}"] if value else []
        elif value is True or value is False:
            pairs += [shown] if value else []
        elif value is not None and value != "":
            pairs.append(f"{shown}: {value}")
    return pairs
