"""The sheets of a workbook of a plan without points: candidates at a glance, registrations, verdicts, awards, the
register and the targets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from locales import Translator
from reports.candidate_tables import CandidateTable, View, candidate_tables
from reports.explaining_verdicts import outcome_in_words, tally_in_words
from reports.register_tables import EntryRow, TargetRow, entry_rows, target_rows
from reports.tables import units_of
from reports.wording import field_in_words, state_words
from reports.xlsx_cells import Value
from reports.xlsx_lists import Column, add_list
from reports.xlsx_points import Work
from reports.xlsx_who import who, who_columns
from scoring.campaign import Campaign
from scoring.rounds import round_id_on
from storage.tables import Unit


@dataclass(frozen=True, slots=True)
class Content:
    """What the sheets hold. ``targets`` only of the whole campaign."""

    candidates: Sequence[CandidateTable]
    entries: Sequence[EntryRow]
    targets: Sequence[TargetRow]


def load_content(
    session: Session, campaign: Campaign, tr: Translator, view: View, *, unit: Unit | None = None
) -> Content:
    """All units or one, in every round that has begun."""
    units = [unit] if unit else units_of(session, campaign.id)
    begun = [each.id for each in campaign.rounds if not each.reads and each.start <= view.on]
    running = round_id_on(campaign, view.on)
    tables = [
        table
        for each in units
        for round in begun or [running]
        for table in candidate_tables(session, campaign, each, tr, replace(view, round=round))
    ]
    targets = [] if unit else list(target_rows(session, campaign, tr, round=running))
    return Content(tables, entry_rows(session, campaign, tr, unit=unit), targets)


def add_sheets(work: Work, content: Content) -> None:
    """All of them but the trail; those that would always be empty in this plan are left out."""
    form = work.campaign.registration
    _add_summary(work, content.candidates)
    if form.kind in ("titles", "light"):
        _add_registration(work, content.candidates)
    if work.campaign.initiative_register is not None:
        _add_register(work, content.entries)
    _add_verdicts(work, content.candidates)
    if work.campaign.awards:
        _add_awards(work, content.candidates)
    if content.targets:
        _add_targets(work, content.targets)


# ---------------------------------------------------------------- candidates


def _add_summary(work: Work, tables: Sequence[CandidateTable]) -> None:
    tr = work.tr
    columns = [
        *who_columns(work),
        Column(tr("Unit type"), 22),
        Column(tr("Registration receipt"), 15, "center"),
        Column(tr("Registered at"), 17),
        Column(tr("Registered late"), 10, "center"),
        Column(tr("Own assessment"), 17),
        Column(tr("Receipt"), 15, "center"),
        Column(tr("Sent at"), 17),
        Column(tr("Times sent"), 8, "center"),
        Column(tr("Sent late"), 10, "center"),
        Column(tr("Verdicts of the own assessment"), 30),
        Column(tr("Appraised verdicts"), 30),
    ]
    rows = ([*who(work, each), each.unit_type, *_stand(each, tr)] for each in tables)
    add_list(work, tr("Summary"), tr("SUMMARY OF ALL CANDIDATES"), columns, rows)


def _stand(table: CandidateTable, tr: Translator) -> list[Value]:
    registered, assessed = table.registered, table.assessed
    values: list[Value] = [None, None, None]
    if registered is not None:
        values = [registered.receipt, registered.at, tr("yes") if registered.late else ""]
    if assessed is None:
        return [*values, *[None] * 7]
    own = tally_in_words([each.own for each in table.rows if each.own], tr)
    given = tally_in_words([each.appraised for each in table.rows if each.appraised], tr)
    late = tr("yes") if assessed.late else ""
    values += [state_words(tr)[assessed.state], assessed.receipt, assessed.at, assessed.number, late]
    return [*values, own, given]


def _add_registration(work: Work, tables: Sequence[CandidateTable]) -> None:
    """One row for each candidate that registered; a registration holds for every round."""
    tr, form = work.tr, work.campaign.registration
    columns = [
        Column(tr("Unit code"), 9, "center"),
        Column(tr("Unit name"), 24),
        Column(tr("Candidate"), 26),
        Column(tr("Kind"), 14),
        *(Column(each.title.within(tr.locale), 12, "center") for each in form.marks),
        *(Column(each.label.within(tr.locale), 30) for each in form.fields),
        Column(tr("Receipt"), 15, "center"),
        Column(tr("Registered at"), 17),
        Column(tr("Registered late"), 10, "center"),
    ]
    once = {(each.unit.id, each.name): each for each in tables if each.registered is not None}
    add_list(
        work,
        tr("Registration"),
        form.form_title.within(tr.locale),
        columns,
        (_marked(work, each) for each in once.values()),
    )


def _marked(work: Work, table: CandidateTable) -> list[Value]:
    tr, form, registered = work.tr, work.campaign.registration, table.registered
    assert registered is not None
    ticks: list[Value] = ["x" if each.id in table.marks else "" for each in form.marks]
    texts: list[Value] = [field_in_words(each, table.fields.get(each.id, ""), tr) for each in form.fields]
    late = tr("yes") if registered.late else ""
    whose: list[Value] = [table.unit.code, table.unit.name, table.name, table.kind]
    return [*whose, *ticks, *texts, registered.receipt, registered.at, late]


# ---------------------------------------------------------------- verdicts and awards


def _add_verdicts(work: Work, tables: Sequence[CandidateTable]) -> None:
    tr = work.tr
    columns = [
        *who_columns(work),
        Column(tr("NO."), 11, "center"),
        Column(tr("CRITERION"), 30),
        Column(tr("FACTS"), 32),
        Column(tr("OWN ASSESSMENT"), 14),
        Column(tr("REASON"), 30),
        Column(tr("APPRAISED AS"), 14),
        Column(tr("REASON OF THE APPRAISAL"), 30),
        Column(tr("EVIDENCE / EXPLANATION"), 34),
        Column(tr("REMARKS OF THE APPRAISAL"), 32),
    ]
    rows = (
        [
            *who(work, table),
            *(row.id, row.name, row.facts, _word(row.own, tr), row.own_reason),
            *(_word(row.appraised, tr), row.appraised_reason, "\n".join(row.evidence), row.remark),
        ]
        for table in tables
        if table.assessed is not None
        for row in table.rows
    )
    add_list(work, tr("Verdicts"), tr("OWN ASSESSMENT AND APPRAISAL, CRITERION BY CRITERION"), columns, rows)


def _word(outcome: str, tr: Translator) -> str:
    return outcome_in_words(outcome, tr) if outcome else ""


def _add_awards(work: Work, tables: Sequence[CandidateTable]) -> None:
    """Of those who sent their self-assessment."""
    tr = work.tr
    columns = [
        *who_columns(work),
        Column(tr("AWARD"), 36),
        Column(tr("RESULT"), 14),
        Column(tr("WHAT STANDS IN THE WAY"), 46),
        Column(tr("OTHER CONDITIONS"), 34),
        Column(tr("DECISIONS"), 40),
    ]
    rows = (
        [
            *who(work, table),
            row.title,
            row.outcome,
            *("\n".join(each) for each in (row.reasons, row.gates, row.rulings)),
        ]
        for table in tables
        for row in table.awards
    )
    add_list(work, tr("Awards"), tr("WHO MAY BE PUT FORWARD"), columns, rows)


# ---------------------------------------------------------------- register and targets


def _add_register(work: Work, entries: Sequence[EntryRow]) -> None:
    tr, register = work.tr, work.campaign.initiative_register
    assert register is not None
    columns = [
        Column(tr("Unit code"), 9, "center"),
        Column(tr("Unit name"), 24),
        *(Column(each.label.within(tr.locale), 24) for each in register.fields),
        Column(tr("Receipt"), 15, "center"),
        Column(tr("Registered at"), 17),
        Column(tr("Result"), 20),
    ]
    rows: list[list[Value]] = [
        [each.code, each.unit, *each.values, each.receipt, each.at, each.status] for each in entries
    ]
    add_list(work, tr("Register of initiatives"), register.title.within(tr.locale), columns, rows)


def _add_targets(work: Work, targets: Sequence[TargetRow]) -> None:
    tr = work.tr
    columns = [
        Column(tr("NO."), 11, "center"),
        Column(tr("TARGET"), 70),
        Column(tr("FACTS"), 44),
        Column(tr("RESULT"), 14),
        Column(tr("REASON"), 40),
    ]
    rows = ([each.id, each.title, each.numbers, each.outcome, each.reason] for each in targets)
    add_list(work, tr("Targets"), tr("TARGETS OF THE CAMPAIGN"), columns, rows)
