"""What stands in the documents of a plan without points, as data: each candidate with its registration, the verdict of
every criterion, and the outcome for each award.

Two views, as of the tables with points (``reports.tables``). As sent (``own`` False): what was sent last, with what was
decided about it. The unit's own copy: what it works on now; decisions stand in it once the whole sheet is approved,
which is when the unit is shown them in the chat, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from locales import Translator
from reports.awards import Case, cases_of_round, reason_line, ruling_line
from reports.competing import Competitor, as_competitor, competitors_of, number_of
from reports.explaining_verdicts import outcome_in_words
from reports.tables import Assessed, Registered, assessed_of, registered_of
from reports.verdict_rows import VerdictRow, own_rows, sent_rows
from reports.wording import title_of
from scoring.campaign import Campaign
from scoring.candidates import registers
from scoring.rounds import round_id_on
from storage import queries
from storage.tables import AwardRuling, Registration, Submission, SubmissionState, Unit


@dataclass(frozen=True, slots=True)
class AwardRow:
    """The outcome for one award in words. ``reasons``: what gave it; ``gates``: the other gates with their verdicts;
    ``rulings``: what people decided, without who."""

    title: str
    outcome: str
    reasons: tuple[str, ...]
    gates: tuple[str, ...]
    rulings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CandidateTable:
    """One candidate in one round. ``name`` of somebody is a number where names are nobody's business. ``registers``:
    whether this kind does; ``marks``: ids of what was ticked; ``fields``: field id -> text. ``awards`` are empty while
    they are not to be shown."""

    unit: Unit
    candidate_id: int | None
    unit_type: str
    name: str
    person: bool
    kind: str
    round: str
    registers: bool
    registered: Registered | None
    marks: frozenset[str]
    fields: Mapping[str, str]
    assessed: Assessed | None
    rows: tuple[VerdictRow, ...]
    awards: tuple[AwardRow, ...]


@dataclass(frozen=True, slots=True)
class View:
    """``on``: the day of the document. ``own``: the unit's own copy. ``round`` None: the one that runs on the day.
    ``with_people``: names of people, not numbers. ``veiled``: without what a blind second reviewer must not see."""

    on: date
    own: bool = False
    round: str | None = None
    with_people: bool = False
    veiled: bool = False


def candidate_tables(
    session: Session, campaign: Campaign, unit: Unit, tr: Translator, view: View
) -> list[CandidateTable]:
    """The unit itself, then its people."""
    loading = _Loading(session, campaign, tr, view)
    return [loading.table(who) for who in competitors_of(session, campaign, unit)]


@dataclass(frozen=True, slots=True)
class _Loading:
    session: Session
    campaign: Campaign
    tr: Translator
    view: View

    @property
    def round(self) -> str:
        return round_id_on(self.campaign, self.view.on) if self.view.round is None else self.view.round

    def table(self, who: Competitor) -> CandidateTable:
        registration, submission = self._registration(who), self._submission(who)
        types = {each.id: each.name.within(self.tr.locale) for each in self.campaign.unit_types}
        rounds = {each.id: each.title.within(self.tr.locale) for each in self.campaign.rounds}
        fields = (registration.fields or {}) if registration else {}
        return CandidateTable(
            unit=who.unit,
            candidate_id=who.candidate_id,
            unit_type=types.get(who.unit.unit_type, who.unit.unit_type),
            name=self._name(who),
            person=who.candidate is not None,
            kind=who.kind.name.within(self.tr.locale) if who.kind else "",
            round=rounds.get(self.round, ""),
            registers=who.kind_id is None or registers(self.campaign, who.kind_id),
            registered=registered_of(registration, self.tr) if registration else None,
            marks=frozenset(registration.marks or ()) if registration else frozenset(),
            fields={name: str(text) for name, text in fields.items()},
            assessed=assessed_of(submission) if submission else None,
            rows=self._rows(who, submission),
            awards=self._awards(who, submission),
        )

    def _name(self, who: Competitor) -> str:
        if who.candidate is None:
            return who.unit.name
        return (who.candidate.name if self.view.with_people else None) or number_of(who.candidate, self.tr)

    def _registration(self, who: Competitor) -> Registration | None:
        assert who.unit.id is not None
        which = (self.session, self.campaign.id, who.unit.id, who.candidate_id)
        sent = queries.current_registration(*which)
        return queries.draft_registration(*which) if sent is None and self.view.own else sent

    def _submission(self, who: Competitor) -> Submission | None:
        assert who.unit.id is not None
        found = queries.submission_for(
            self.session, self.campaign.id, who.unit.id, self.round, candidate_id=who.candidate_id
        )
        return found if found is not None and (found.number or self.view.own) else None

    def _shows_decisions(self, submission: Submission) -> bool:
        return not self.view.own or submission.state is SubmissionState.APPROVED

    def _rows(self, who: Competitor, submission: Submission | None) -> tuple[VerdictRow, ...]:
        """Without a sheet the questions alone, to be answered by hand."""
        assert who.unit.id is not None
        if submission is None:
            blank = Submission(
                campaign_id=self.campaign.id,
                campaign_version=0,
                unit_id=who.unit.id,
                candidate_id=who.candidate_id,
                round=self.round,
            )
            return tuple(own_rows(self.session, self.campaign, blank, who.kind_id, self.tr, on=self.view.on))
        campaign = queries.definition(self.session, self.campaign.id, submission.campaign_version)
        kind = as_competitor(campaign, who.unit, who.candidate).kind_id
        if self._shows_decisions(submission):
            return tuple(sent_rows(self.session, campaign, submission, kind, self.tr, veiled=self.view.veiled))
        return tuple(own_rows(self.session, campaign, submission, kind, self.tr, on=self.view.on))

    def _awards(self, who: Competitor, submission: Submission | None) -> tuple[AwardRow, ...]:
        if submission is None or not submission.number or not self._shows_decisions(submission):
            return ()
        campaign = queries.definition(self.session, self.campaign.id, submission.campaign_version)
        cases = cases_of_round(self.session, campaign, who, on=self.view.on, round=self.round)
        rows = [_award_row(case, self.tr) for case in cases if case.sent]
        # The unit is told what stands in the way, not what the office holds about it beside that.
        return tuple(replace(each, gates=()) if self.view.own else each for each in rows)


def _award_row(case: Case, tr: Translator) -> AwardRow:
    verdicts = case.result.verdicts
    gates = [each for each in case.campaign.gates if each.id in verdicts and each.id not in case.result.reasons]
    return AwardRow(
        title=case.award.title.within(tr.locale),
        outcome=outcome_in_words(case.result.outcome, tr),
        reasons=tuple(reason_line(case, item, tr) for item in case.result.reasons),
        gates=tuple(f"• {title_of(each, tr)}: {outcome_in_words(verdicts[each.id].outcome, tr)}" for each in gates),
        rulings=tuple(ruling_line(case.campaign, each, tr) for each in _in_order(case)),
    )


def _in_order(case: Case) -> Sequence[AwardRuling]:
    return sorted(case.rulings.values(), key=lambda each: each.id or 0)
