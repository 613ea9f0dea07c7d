"""Who changed what, when, from what to what and why, in words: the history of a campaign for an inspection.

People are numbers. A name is there only when it is asked for, and only while the person's data are kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from locales import Translator
from reports.competing import name_of, number_of
from reports.trail_papers import Papers
from reports.trail_values import names_of_values, pairs, readable, vocabulary
from reports.trail_words import actions, reason_in_words, subject_in_words
from reports.wording import facts_in_words
from scoring.answers import load_facts
from scoring.campaign import Campaign, Criterion
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON
from scoring.refusals import UnreadableValue
from storage import queries
from storage.queries.second import veiled_submissions
from storage.tables import Candidate, History, OpenedCampaign, Person, Submission, Unit


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


_WITH_FACTS = ("answer", "appraisal", "review", "second", "office", "explanation")
_VEILED = ("review:", "appraisal:", "second")  # beginnings of subjects that tell of a review


def trail(
    session: Session,
    campaign_id: str,
    tr: Translator,
    *,
    unit: Unit | None = None,
    with_people: bool = False,
    with_digests: bool = False,
    veiled: bool = False,
) -> list[TrailLine]:
    """Every line of a unit, or of the whole campaign, oldest first. Lines that name no campaign (who spoke for a unit
    since when) belong to every campaign. ``with_digests``: with the code of each file, for an inspection. ``veiled``:
    without what a blind second reviewer must not see. KeyError when the campaign was never opened here."""
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
    versions = [campaign, *_earlier(session, campaign_id)]
    words = _Words(versions, tr, Papers(session, lines, tr, with_digests=with_digests))
    return [
        TrailLine(
            number=line.id or 0,
            at=line.at,
            unit_code=units.get(line.unit_id, ("", ""))[0],
            unit_name=units.get(line.unit_id, ("", ""))[1],
            who=_who(line.person_id, names, tr) + (f" ({tr('for the unit')})" if line.on_behalf else ""),
            what=subject_in_words(line.subject, campaign, tr) + whose.get(line.id, ""),
            action=words.done.get(line.action, line.action),
            before=before,
            after=after,
            why=reason_in_words(line.why or "", tr),
            digest=line.digest,
        )
        for line in lines
        if line.unit_id not in kept_back or not line.subject.startswith(_VEILED)
        for before, after in [words.values(line)]
    ]


def _earlier(session: Session, campaign_id: str) -> Iterator[Campaign]:
    """The versions before the present one, the newest first."""
    for number in range(session.get_one(OpenedCampaign, campaign_id).version - 1, 0, -1):
        yield queries.definition(session, campaign_id, number)


def _names(session: Session, people: set[int | None]) -> Mapping[int | None, str]:
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people - {None})))
    return {number: name for number, name in rows if name}


def _whose(
    session: Session, lines: Sequence[History], tr: Translator, *, with_people: bool
) -> Mapping[int | None, str]:
    """Line → ``(Trần Thị Mai)`` where it is about somebody of the unit; the unit's own lines are not in it."""
    rows = session.exec(
        select(Submission.id, Submission.candidate_id).where(
            col(Submission.id).in_({line.submission_id for line in lines} - {None}),
            col(Submission.candidate_id).is_not(None),
        )
    )
    of_submissions = dict(rows.all())
    about = {line.id: of_submissions.get(line.submission_id) or (line.after or {}).get("candidate") for line in lines}
    wanted = select(Candidate).where(col(Candidate.id).in_({each for each in about.values() if isinstance(each, int)}))
    name = name_of if with_people else number_of
    said = {candidate.id: f" ({name(candidate, tr)})" for candidate in session.exec(wanted)}
    return {line: said[candidate] for line, candidate in about.items() if candidate in said}


def _who(person: int | None, names: Mapping[int | None, str], tr: Translator) -> str:
    if person is None:
        return tr("The program")
    return names.get(person) or tr("Person {number}", number=person)


class _Words:
    """What stands before and after in a line: papers, the facts of an answer, anything else name by name."""

    def __init__(self, versions: Sequence[Campaign], tr: Translator, papers: Papers) -> None:
        """``versions`` of the campaign, the present one first."""
        self._versions, self._tr, self._papers = versions, tr, papers
        self._campaign = campaign = versions[0]
        self.done, self._names = actions(tr), names_of_values(tr)
        self._vocabulary = vocabulary(campaign, tr, self.done)

    def values(self, line: History) -> tuple[str, str]:
        if (said := self._papers.in_words(line)) is not None:
            return said
        return self._side(line, line.before), self._side(line, line.after)

    def _side(self, line: History, values: Mapping[str, Any] | None) -> str:
        if not values:
            return ""
        kind, _, about = line.subject.partition(":")
        facts, rest = self._facts(about, values) if kind in _WITH_FACTS else ("", values)
        known = readable(kind, rest, self._vocabulary, self._campaign, self._tr, self._papers)
        return "; ".join([*([facts] if facts else []), *pairs(known, self._names)])

    def _facts(self, criterion_id: str, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """The facts among the values in words, also those that lie one deeper, and what else there is. Each is said by
        the version of the campaign that knows all of them."""
        known = [each.by_id[criterion_id] for each in self._versions if criterion_id in each.by_id]
        nested = values.get("facts")
        given = {**values, **(nested if isinstance(nested, Mapping) else {})}
        best = max(known, key=lambda each: len(_names_of_facts(each) & set(given)), default=None)
        if best is None:
            return "", values
        names = _names_of_facts(best)
        try:
            facts = load_facts(best, {name: value for name, value in given.items() if name in names})
        except (KeyError, UnreadableValue):
            return "", values
        rest = {name: value for name, value in values.items() if name not in names and name != "facts"}
        return facts_in_words(best, facts, self._tr), rest


def _names_of_facts(criterion: Criterion) -> set[str]:
    return {*(fact.name for fact in criterion.facts), NOT_APPLICABLE, NOT_APPLICABLE_REASON}
